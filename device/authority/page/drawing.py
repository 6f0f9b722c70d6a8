"""Draws a code for a screen: black on white whatever its colour, with the quiet zone around it.

Never colours the modules: yellow ones are all but invisible to a camera that sees in grey.
"""

import io
from typing import Final

import segno

_QUIET_MODULES: Final = 4


def code_svg(text: str) -> str:
    """Give `text` as an SVG picture at error correction M that fits whatever holds it."""
    drawn = io.BytesIO()
    code = segno.make_qr(text, error="m", boost_error=False)
    code.save(
        drawn,
        kind="svg",
        border=_QUIET_MODULES,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        nl=False,
    )
    return drawn.getvalue().decode("ascii")
