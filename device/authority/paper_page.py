"""Lays out a paper code as one printable A4 page, Chinese first and English second, in type that old eyes can read.

Never prints an unmasked name or number, never draws the code smaller than 40 mm or without its quiet zone, and never
says a colour by ink alone. Sizes: docs/scanning.md; ISO/IEC 18004 (quiet zone of four modules).
"""

from datetime import datetime
from pathlib import Path
from typing import Final

import segno
from fpdf import FPDF
from fpdf.enums import Align, RenderStyle, TextMode
from msgspec import Struct

from device.errors import ProgramMissing
from device.vocabulary import Colour

CODE_MM: Final = 40.0
"""From the first dark module to the last, the quiet zone not counted."""
_QUIET_MODULES: Final = 4
_FONT_FILES: Final = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc"),
)
"""One face only: each costs a second of a core, so bold is the same letters with a line around them."""
_BOLD_LINE_SHARE: Final = 0.012
"""How wide that line is, of the size of the letters."""
_POINT_MM: Final = 25.4 / 72
_SIMPLIFIED: Final = 2
"""The place of the simplified Chinese face in Noto's collection."""
_INKS: Final = {Colour.GREEN: (0, 107, 60), Colour.YELLOW: (255, 200, 0), Colour.RED: (179, 27, 27)}
_ON_INK: Final = {Colour.GREEN: (255, 255, 255), Colour.YELLOW: (0, 0, 0), Colour.RED: (255, 255, 255)}
_WORDS: Final = {Colour.GREEN: ("绿码", "GREEN"), Colour.YELLOW: ("黄码", "YELLOW"), Colour.RED: ("红码", "RED")}
_LEFT, _TOP, _WIDTH, _HEIGHT, _BAND = 15.0, 18.0, 180.0, 118.0, 30.0
_GREY, _BLACK = (90, 90, 90), (0, 0, 0)
_FAMILY: Final = "paper"


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
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.add_font(_FAMILY, fname=font_at_hand(), collection_font_number=_SIMPLIFIED)
    pdf.set_creation_date(paper.printed)
    pdf.set_title("健康码 Health code")
    pdf.set_lang("zh-Hans")
    pdf.add_page()
    _draw_band(pdf, paper)
    _draw_code(pdf, paper.text, _LEFT + 12, _TOP + _BAND + 14)
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
    _write(pdf, _LEFT + 10, _TOP + 4, chinese, size=46, bold=True, ink=_ON_INK[paper.colour])
    _write(pdf, _LEFT + 52, _TOP + 10, english, size=26, bold=True, ink=_ON_INK[paper.colour])
    for number, title in enumerate(("纸质健康码", "Health code on paper")):
        _write(pdf, _LEFT + 90, _TOP + 6 + 9 * number, title, size=18, ink=_ON_INK[paper.colour], width=_WIDTH - 100)


def _draw_code(pdf: FPDF, text: str, left: float, top: float) -> None:
    modules = segno.make_qr(text, error="m", boost_error=False).matrix
    side = CODE_MM / len(modules)
    pdf.set_fill_color(*_BLACK)
    for row, line in enumerate(modules):
        column = 0
        while column < len(line):
            run = 0
            while column + run < len(line) and line[column + run]:
                run += 1
            if run:
                pdf.rect(left + column * side, top + row * side, run * side, side, style=RenderStyle.F)
            column += run or 1
    quiet = _QUIET_MODULES * side
    _write(
        pdf,
        left - quiet,
        top + CODE_MM + quiet,
        "对准闸机窗口 Hold to the gate",
        size=10,
        ink=_GREY,
    )


def _draw_person(pdf: FPDF, paper: Paper) -> None:
    left, top = _LEFT + 68, _TOP + _BAND + 8
    _write(pdf, left, top, paper.masked_name or "*", size=34, bold=True)
    _write(pdf, left, top + 16, paper.masked_phone, size=18)
    day = "%Y-%m-%d"
    lines = (
        ("打印日期 Printed", f"{paper.printed:{day} %H:%M}"),
        ("有效至 Valid until", f"{paper.expires:{day}}"),
    )
    for number, (label, value) in enumerate(lines):
        _write(pdf, left, top + 30 + 17 * number, label, size=11, ink=_GREY)
        _write(pdf, left, top + 35 + 17 * number, value, size=20, bold=True)
    _write(pdf, left, top + 66, f"编号 No. {paper.number}", size=9, ink=_GREY)


def _draw_advice(pdf: FPDF) -> None:
    pdf.set_text_color(*_BLACK)
    pdf.set_xy(_LEFT, _TOP + _HEIGHT + 8)
    for chinese, english in _ADVICE:
        pdf.set_font(_FAMILY, size=15)
        pdf.multi_cell(_WIDTH, 8, chinese, new_x="LMARGIN", new_y="NEXT")
        pdf.set_x(_LEFT)
        pdf.set_font(_FAMILY, size=11)
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


def _write(
    pdf: FPDF,
    left: float,
    top: float,
    text: str,
    *,
    size: int,
    bold: bool = False,
    ink: tuple[int, int, int] = _BLACK,
    width: float | None = None,
) -> None:
    """Write `text`; in a `width` it stands at the right end of it."""
    if not text:
        return
    pdf.set_font(_FAMILY, size=size)
    pdf.set_text_color(*ink)
    pdf.set_xy(left, top)
    mode = TextMode.FILL_STROKE if bold else TextMode.FILL
    with pdf.local_context(text_mode=mode, line_width=size * _POINT_MM * _BOLD_LINE_SHARE, draw_color=ink):
        pdf.cell(w=width, text=text, align=Align.L if width is None else Align.R)


def font_at_hand() -> Path:
    """Give the file of a font with Chinese letters.

    Raises:
        ProgramMissing: none is installed.
    """
    for path in _FONT_FILES:
        if path.exists():
            return path
    raise ProgramMissing("no font with Chinese letters is installed: apt install fonts-noto-cjk")
