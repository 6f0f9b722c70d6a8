"""Lays out an inspector's badge as one printable A4 page: a tag to cut out and wear, Chinese first and English second.

Never carries more of a person than the id the venue gave them, and always says when it ends.
"""

from datetime import datetime
from typing import Final

from fpdf.enums import RenderStyle
from msgspec import Struct

from device.authority.printed_sheet import FAMILY, GREY, draw_code, open_sheet, write

_LEFT, _TOP, _WIDTH, _HEIGHT, _BAND = 60.0, 25.0, 90.0, 150.0, 26.0
_INK: Final = (30, 58, 95)
_WHITE: Final = (255, 255, 255)
_ID_SIZE: Final = 30
_ID_WIDTH: Final = 74.0
"""Mm; an id that is wider is written smaller."""


class Badge(Struct, frozen=True, kw_only=True):
    """What is printed; times in the zone of whoever reads it."""

    text: str
    """The code's."""
    inspector: str
    printed: datetime
    expires: datetime


def draw_badge(badge: Badge) -> bytes:
    """Give the page as a PDF.

    Raises:
        ProgramMissing: no font with Chinese letters is installed.
    """
    pdf = open_sheet("检测员证 Inspector's badge", printed=badge.printed)
    pdf.set_fill_color(*_INK)
    pdf.set_draw_color(*_INK)
    pdf.set_line_width(0.8)
    pdf.rect(_LEFT, _TOP, _WIDTH, _HEIGHT)
    pdf.rect(_LEFT, _TOP, _WIDTH, _BAND, style=RenderStyle.F)
    left = _LEFT + 8
    write(pdf, left, _TOP + 4, "检测员证", size=28, bold=True, ink=_WHITE)
    write(pdf, left, _TOP + 17, "Inspector", size=14, ink=_WHITE)
    pdf.set_font(FAMILY, size=_ID_SIZE)
    size = int(_ID_SIZE * min(1.0, _ID_WIDTH / pdf.get_string_width(badge.inspector)))
    write(pdf, left, _TOP + _BAND + 6, badge.inspector, size=size, bold=True)
    draw_code(pdf, badge.text, _LEFT + 25, _TOP + _BAND + 28)
    write(pdf, left, _TOP + 112, "有效至 Valid until", size=11, ink=GREY)
    write(pdf, left, _TOP + 118, f"{badge.expires:%Y-%m-%d %H:%M}", size=22, bold=True)
    write(pdf, left, _TOP + 130, f"时间 {badge.expires:UTC%z}", size=9, ink=GREY)
    write(pdf, left, _TOP + 137, "仅限本场所使用，遗失请立即报告", size=10)
    write(pdf, left, _TOP + 142, "For this venue alone; report its loss at once", size=9, ink=GREY)
    return bytes(pdf.output())
