"""Makes the QR code of the quick check-in page as rows of modules.

Never more than the page's address with venue and checkpoint: it is the same for everybody and names nobody.
"""

from typing import Final
from urllib.parse import urlencode

_QUIET: Final = 4
"""Modules of white around the code (ISO/IEC 18004)."""


def check_in_address(page: str, venue: str, checkpoint: str) -> str:
    """Give the address behind the code."""
    joint = "&" if "?" in page else "?"
    return f"{page}{joint}{urlencode({'v': venue, 'c': checkpoint})}"


def qr_rows(text: str) -> tuple[str, ...]:
    """Give the code with its quiet zone: `1` is dark."""
    import segno  # noqa: PLC0415 - only where a code is shown, on the screen's thread

    code = segno.make(text, micro=False, error="m")
    rows = ["".join("1" if module else "0" for module in row) for row in code.matrix]
    width = len(rows[0]) + 2 * _QUIET
    blank = ("0" * width,) * _QUIET
    return (*blank, *(f"{'0' * _QUIET}{row}{'0' * _QUIET}" for row in rows), *blank)
