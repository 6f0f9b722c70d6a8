"""Turns base32 text into bytes; one text for every message.

Never takes a small letter, padding or a bit left over. Standard: RFC 4648, 6.
Written out here because the library's decoding took longer than the signature.
"""

import re
from typing import Final

_ONLY_LETTERS: Final = re.compile(r"[A-Z2-7]*")
_DIGITS: Final = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789abcdefghijklmnopqrstuv")
_LETTER_BITS: Final = 5


class NotBase32(ValueError):
    """The text encodes no bytes."""


def decode(text: str) -> bytes:
    """Give the bytes that `text` encodes.

    Raises:
        NotBase32: a letter, a length or bits that no bytes encode to.
    """
    if _ONLY_LETTERS.fullmatch(text) is None:
        raise NotBase32("a letter that is not in the alphabet")
    if not text:
        return b""
    number = int(text.encode("ascii").translate(_DIGITS), 1 << _LETTER_BITS)
    length, spare = divmod(len(text) * _LETTER_BITS, 8)
    if spare >= _LETTER_BITS or number & ((1 << spare) - 1):
        raise NotBase32("bits left over")
    return (number >> spare).to_bytes(length, "big")
