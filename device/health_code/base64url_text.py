"""Turns base64url text into bytes; one text for every message.

Never takes a letter outside the alphabet, a bit left over, or padding in the wrong place. Standard: RFC 4648, 5.
"""

import base64
import binascii
import re
from typing import Final

_ONLY_LETTERS: Final = re.compile(r"[A-Za-z0-9_-]*")


class NotBase64url(ValueError):
    """The text encodes no bytes."""


def decode(text: str, *, padded: bool = False) -> bytes:
    """Give the bytes that `text` encodes; `padded` takes the equals signs that fill it up, where there are any.

    Raises:
        NotBase64url: no bytes are written like this.
    """
    fill = "=" * (-len(text.rstrip("=")) % 4) if padded else ""
    letters = text.removesuffix(fill) if fill else text
    if _ONLY_LETTERS.fullmatch(letters) is None:
        raise NotBase64url("a letter that is not in the alphabet")
    try:
        message = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    except (binascii.Error, ValueError) as error:
        raise NotBase64url(str(error)) from error
    if base64.urlsafe_b64encode(message).decode("ascii").rstrip("=") != letters:
        raise NotBase64url("bits left over")
    return message
