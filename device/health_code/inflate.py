"""Unpacks a compressed message up to a stated size.

Never holds more than that size: what would unpack further is refused, as is anything missing or left behind the end.
Standards: RFC 1950 (zlib), RFC 1951 (raw deflate).
"""

import zlib


class NotDeflated(ValueError):
    """The bytes are no whole compressed message of the size allowed."""


def inflate(packed: bytes, *, longest: int, raw: bool = False) -> bytes:
    """Give what `packed` holds, at most `longest` bytes of it; `raw` has neither header nor checksum.

    Raises:
        NotDeflated: broken, cut short, too long, or followed by something.
    """
    machine = zlib.decompressobj(wbits=-zlib.MAX_WBITS if raw else zlib.MAX_WBITS)
    try:
        message = machine.decompress(packed, longest + 1)
    except zlib.error as error:
        raise NotDeflated(str(error)) from error
    if len(message) > longest or not machine.eof or machine.unconsumed_tail or machine.unused_data:
        raise NotDeflated("cut short, too long, or followed by something")
    return message
