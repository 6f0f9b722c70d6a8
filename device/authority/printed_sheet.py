"""Draws on an A4 sheet what every printed code needs: Chinese letters, and a code that a gate reads from the first try.

Never draws a code smaller than 40 mm or without its quiet zone. Sizes: docs/scanning.md; ISO/IEC 18004 (quiet zone of
four modules).
"""

from datetime import datetime
from pathlib import Path
from typing import Final

import segno
from fpdf import FPDF
from fpdf.enums import Align, RenderStyle, TextMode

from device.errors import ProgramMissing

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
GREY: Final = (90, 90, 90)
BLACK: Final = (0, 0, 0)
FAMILY: Final = "sheet"
"""The name the font goes by."""


def open_sheet(title: str, *, printed: datetime) -> FPDF:
    """Give an empty A4 page.

    Raises:
        ProgramMissing: no font with Chinese letters is installed.
    """
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.add_font(FAMILY, fname=font_at_hand(), collection_font_number=_SIMPLIFIED)
    pdf.set_creation_date(printed)
    pdf.set_title(title)
    pdf.set_lang("zh-Hans")
    pdf.add_page()
    return pdf


def draw_code(pdf: FPDF, text: str, left: float, top: float) -> None:
    """Draw a code of `CODE_MM`, its first dark module at (`left`, `top`) in mm, and below it where to hold it."""
    modules = segno.make_qr(text, error="m", boost_error=False).matrix
    side = CODE_MM / len(modules)
    pdf.set_fill_color(*BLACK)
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
    write(
        pdf,
        left - quiet,
        top + CODE_MM + quiet,
        "对准闸机窗口 Hold to the gate",
        size=10,
        ink=GREY,
    )


def write(
    pdf: FPDF,
    left: float,
    top: float,
    text: str,
    *,
    size: int,
    bold: bool = False,
    ink: tuple[int, int, int] = BLACK,
    width: float | None = None,
) -> None:
    """Write `text` at (`left`, `top`) in mm; in a `width` it stands at the right end of it."""
    if not text:
        return
    pdf.set_font(FAMILY, size=size)
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
