"""Turns base64url text into bytes; one text for every message.

Never takes a letter outside the alphabet, a bit left over, or padding in the wrong place. Standard: RFC 4648, 5.
"""

import binascii
from typing import Final

_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_AS_BASE64: Final = bytes.maketrans(b"-_", b"+/")
_LAST_LETTERS: Final = {2: _ALPHABET[::16], 3: _ALPHABET[::4]}
"""The letters whose bits behind the last whole byte are nought, by how many letters stand in the last group."""


class NotBase64url(ValueError):
    """The text encodes no bytes."""


def decode(text: str, *, padded: bool = False) -> bytes:
    """Give the bytes that `text` encodes; `padded` takes the equals signs that fill it up, where there are any.

    Raises:
        NotBase64url: no bytes are written like this.
    """
    fill = "=" * (-len(text.rstrip("=")) % 4) if padded else ""
    letters = text.removesuffix(fill) if fill else text
    try:
        written = letters.encode("ascii")
    except UnicodeEncodeError as error:
        raise NotBase64url("a letter that is not in the alphabet") from error
    if written.translate(None, _ALPHABET):
        raise NotBase64url("a letter that is not in the alphabet")
    over = len(written) % 4
    if over == 1 or (over and written[-1:] not in _LAST_LETTERS[over]):
        raise NotBase64url("bits left over")
    return binascii.a2b_base64(written.translate(_AS_BASE64) + b"=" * (-len(written) % 4))
