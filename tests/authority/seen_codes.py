"""Reads what the authority drew as the gate's own scanner reads it."""

import re
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from device.scanner.decoders import ZxingDecoder
from device.scanner.picture_file import open_picture
from device.scanner.still import StillReader

PIXELS = 6


def text_in_svg(svg: str) -> str:
    """Draw the modules of one of our SVG pictures and read them."""
    box = re.search(r'viewBox="0 0 (\d+) \d+"', svg)
    drawn = re.search(r'class="qrline"[^>]* d="([^"]+)"', svg)
    assert box is not None
    assert drawn is not None
    side = int(box[1])
    modules = np.full((side, side), 255, dtype=np.uint8)
    column = row = 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", drawn[1]):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "M":
            column, row = values[0], values[1] - 0.5
        elif command == "m":
            column, row = column + values[0], row + values[1]
        else:
            modules[int(row), int(column) : int(column + values[0])] = 0
            column += values[0]
    look = ZxingDecoder().look(np.kron(modules, np.ones((PIXELS, PIXELS), dtype=np.uint8)))
    (code,) = look.codes
    return code.text


def picture_of_pdf(content: bytes, *, dots_per_inch: int = 150) -> Image.Image:
    """Give the one page of a PDF as it comes out of a printer."""
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 1
    picture = document[0].render(scale=dots_per_inch / 72).to_pil()
    document.close()
    assert isinstance(picture, Image.Image)
    return picture


def texts_in_picture(picture: Image.Image, folder: Path) -> list[tuple[str, int]]:
    """Give what the gate's scanner reads in a picture, and how long the side of each code is in pixels."""
    path = folder / "picture.png"
    picture.convert("RGB").save(path)
    look = StillReader(lambda: 0.0).read(open_picture(path).planes())
    sides = [abs(code.corners[1][0] - code.corners[0][0]) for code in look.codes]
    return [(code.text, side) for code, side in zip(look.codes, sides, strict=True)]
