"""Lays out a paper code as one printable A4 page, Chinese first and English second, in type that old eyes can read.

Never prints an unmasked name or number, never draws the code smaller than 40 mm or without its quiet zone, and never
says a colour by ink alone. Sizes: docs/scanning.md; ISO/IEC 18004 (quiet zone of four modules).
"""

from datetime import datetime
from typing import Final

from fpdf import FPDF
from fpdf.enums import RenderStyle
from msgspec import Struct

from device.authority.printed_sheet import BLACK, FAMILY, GREY, draw_code, open_sheet, write
from device.vocabulary import Colour

_INKS: Final = {Colour.GREEN: (0, 107, 60), Colour.YELLOW: (255, 200, 0), Colour.RED: (179, 27, 27)}
_ON_INK: Final = {Colour.GREEN: (255, 255, 255), Colour.YELLOW: (0, 0, 0), Colour.RED: (255, 255, 255)}
_WORDS: Final = {Colour.GREEN: ("绿码", "GREEN"), Colour.YELLOW: ("黄码", "YELLOW"), Colour.RED: ("红码", "RED")}
_LEFT, _TOP, _WIDTH, _HEIGHT, _BAND = 15.0, 18.0, 180.0, 118.0, 30.0


class Paper(Struct, frozen=True, kw_only=True):
    """What is printed; times in the zone of whoever reads it."""

    text: str
    """The code's."""
    colour: Colour
    masked_name: str
    masked_phone: str
    printed: datetime
    expires: datetime
    number: str
    """The code's own, by which it can be withdrawn."""


def draw_paper(paper: Paper) -> bytes:
    """Give the page as a PDF.

    Raises:
        ProgramMissing: no font with Chinese letters is installed.
    """
    pdf = open_sheet("健康码 Health code", printed=paper.printed)
    _draw_band(pdf, paper)
    draw_code(pdf, paper.text, _LEFT + 12, _TOP + _BAND + 14)
    _draw_person(pdf, paper)
    _draw_advice(pdf)
    return bytes(pdf.output())


def _draw_band(pdf: FPDF, paper: Paper) -> None:
    pdf.set_fill_color(*_INKS[paper.colour])
    pdf.rect(_LEFT, _TOP, _WIDTH, _BAND, style=RenderStyle.F)
    pdf.set_line_width(1.2)
    pdf.set_draw_color(*_INKS[paper.colour])
    pdf.rect(_LEFT, _TOP, _WIDTH, _HEIGHT)
    chinese, english = _WORDS[paper.colour]
    write(pdf, _LEFT + 10, _TOP + 4, chinese, size=46, bold=True, ink=_ON_INK[paper.colour])
    write(pdf, _LEFT + 52, _TOP + 10, english, size=26, bold=True, ink=_ON_INK[paper.colour])
    for number, title in enumerate(("纸质健康码", "Health code on paper")):
        write(pdf, _LEFT + 90, _TOP + 6 + 9 * number, title, size=18, ink=_ON_INK[paper.colour], width=_WIDTH - 100)


def _draw_person(pdf: FPDF, paper: Paper) -> None:
    left, top = _LEFT + 68, _TOP + _BAND + 8
    write(pdf, left, top, paper.masked_name or "*", size=34, bold=True)
    write(pdf, left, top + 16, paper.masked_phone, size=18)
    day = "%Y-%m-%d"
    lines = (
        ("打印日期 Printed", f"{paper.printed:{day} %H:%M}"),
        ("有效至 Valid until", f"{paper.expires:{day}}"),
    )
    for number, (label, value) in enumerate(lines):
        write(pdf, left, top + 30 + 17 * number, label, size=11, ink=GREY)
        write(pdf, left, top + 35 + 17 * number, value, size=20, bold=True)
    write(pdf, left, top + 66, f"编号 No. {paper.number}", size=9, ink=GREY)


def _draw_advice(pdf: FPDF) -> None:
    pdf.set_text_color(*BLACK)
    pdf.set_xy(_LEFT, _TOP + _HEIGHT + 8)
    for chinese, english in _ADVICE:
        pdf.set_font(FAMILY, size=15)
        pdf.multi_cell(_WIDTH, 8, chinese, new_x="LMARGIN", new_y="NEXT")
        pdf.set_x(_LEFT)
        pdf.set_font(FAMILY, size=11)
        pdf.multi_cell(_WIDTH, 6, english, new_x="LMARGIN", new_y="NEXT")
        pdf.set_xy(_LEFT, pdf.get_y() + 4)


_ADVICE: Final = (
    ("沿框剪下，对折时请避开二维码。", "Cut along the frame; when you fold it, do not fold through the code."),
    (
        "颜色是打印时的颜色，闸机以最新颜色为准。",
        "The colour is that of the moment of printing; gates go by the newest one.",
    ),
    (
        "丢失请到登记处或在“纸质码”页面作废，再打印新的。",
        "If it is lost, have it withdrawn at the desk or on the page “Paper”, and print a new one.",
    ),
)
