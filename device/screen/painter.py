"""Paints a scene into a picture with Pillow, for a panel without a browser.

The only file of the screen that imports Pillow and opens a font; the screen's own thread imports it. Shapes are painted
twice as large and made smaller, so that their edges are smooth. Never draws a text wider than its place.

A picture holds numbers of a palette, a byte a pixel: painting it costs a quarter of what colours cost.
"""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Final, assert_never

from PIL import Image, ImageDraw, ImageFont

from device.errors import ProgramMissing
from device.guidance.patterns import Tone
from device.screen import palette
from device.screen.inks import Ground
from device.screen.marks import Area, Disc, Ink, Mark, Modules, Point, Scene, Stroke, Words

FONTS: Final = (
    # regular, bold; Debian's fonts-noto-cjk holds Chinese (face 2: simplified) and Latin letters of one family
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"),
)
SIMPLIFIED_CHINESE: Final = 2
_SMOOTH: Final = 2
_SHADES: Final = {Ink.BADGE: 128, Ink.SYMBOL: 255}
_SHAPES: Final = palette.numbers_of_shapes()
_TEXT: Final = {ink: palette.numbers_of_text(ink) for ink in (Ink.WORDS, Ink.QUIET_WORDS)}
_FULL: Final = 255
_TEXT_TALL: Final = 1.6
"""Of its size, what a line of text may need from its highest to its lowest stroke."""
_SMALLEST: Final = 8
_FACES_KEPT: Final = 12


class Painter:
    """Pictures of one size on one ground."""

    def __init__(self, ground: Ground, fonts: tuple[Path, Path] = FONTS) -> None:
        """Look for the fonts.

        Raises:
            ProgramMissing: they are not installed.
        """
        if not all(font.is_file() for font in fonts):
            raise ProgramMissing("the screen's font is not installed (Debian: fonts-noto-cjk)")
        self._ground, self._fonts = ground, fonts
        self._faces: dict[tuple[bool, int], ImageFont.FreeTypeFont] = {}

    def paint(self, scene: Scene) -> Image.Image:
        """Give the scene as a picture with a palette."""
        picture = Image.new("P", (scene.width, scene.height), palette.PAPER)
        picture.putpalette(palette.palette(Tone(scene.tone), self._ground))
        shapes = [mark for mark in scene.marks if isinstance(mark, Area | Disc | Stroke) and mark.ink is not Ink.PAPER]
        if shapes:
            _paint_shapes(picture, shapes)
        for mark in scene.marks:
            match mark:
                case Words():
                    self._write(picture, mark)
                case Modules():
                    _paint_modules(picture, mark)
                case Area() | Disc() | Stroke():
                    pass
                case _:
                    assert_never(mark)
        return picture

    def _write(self, picture: Image.Image, mark: Words) -> None:
        face = self._face(mark.bold, round(mark.size))
        width = face.getlength(mark.text)
        if width > mark.width_most:
            face = self._face(mark.bold, int(mark.size * mark.width_most / width))
            width = face.getlength(mark.text)
        tall = mark.size * _TEXT_TALL
        left = math.floor(mark.at[0] - (width / 2 if mark.centred else 0.0) - mark.size / 4)
        top = math.floor(mark.at[1] - tall / 2)
        line = Image.new("L", (math.ceil(width + mark.size / 2) + 1, math.ceil(tall) + 1))
        draw = ImageDraw.Draw(line)
        draw.fontmode = "1" if self._ground is Ground.BLACK_AND_WHITE else "L"
        at = (mark.at[0] - left, mark.at[1] - top)
        draw.text(at, mark.text, fill=_FULL, font=face, anchor="mm" if mark.centred else "lm")
        inked = line.getbbox()
        if inked is not None:  # only what is written: the next line's letters may reach into this one's place
            letters = line.crop(inked).point(_TEXT[mark.ink])
            picture.paste(letters, (left + inked[0], top + inked[1]))

    def _face(self, bold: bool, size: int) -> ImageFont.FreeTypeFont:
        key = (bold, max(_SMALLEST, size))
        if key not in self._faces:
            if len(self._faces) >= _FACES_KEPT:
                self._faces.clear()
            self._faces[key] = ImageFont.truetype(self._fonts[bold], key[1], index=SIMPLIFIED_CHINESE)
        return self._faces[key]


def _paint_shapes(picture: Image.Image, shapes: list[Area | Disc | Stroke]) -> None:
    left, top, right, bottom = _bounds(shapes, picture.size)
    large = Image.new("L", ((right - left) * _SMOOTH, (bottom - top) * _SMOOTH))
    on_large = ImageDraw.Draw(large)

    def at(point: Point) -> Point:
        return (point[0] - left) * _SMOOTH, (point[1] - top) * _SMOOTH

    for shape in shapes:
        _draw(on_large, shape, at, _SHADES[shape.ink])
    picture.paste(large.reduce(_SMOOTH).point(_SHAPES), (left, top))


def _paint_modules(picture: Image.Image, mark: Modules) -> None:
    count = len(mark.rows)
    whole = max(1, int(mark.side // count))  # a module of whole pixels is read from further away
    code = Image.new("L", (count, count))
    code.putdata([palette.CODE if module == "1" else palette.CODE_PAPER for row in mark.rows for module in row])
    code = code.resize((count * whole, count * whole), Image.Resampling.NEAREST)
    spare = round((mark.side - count * whole) / 2)
    picture.paste(code, (round(mark.corner[0]) + spare, round(mark.corner[1]) + spare))


def _draw(draw: ImageDraw.ImageDraw, shape: Area | Disc | Stroke, at: Callable[[Point], Point], value: int) -> None:
    match shape:
        case Area():
            draw.polygon([at(point) for point in shape.points], fill=value)
        case Disc():
            draw.circle(at(shape.centre), shape.radius * _SMOOTH, fill=value)
        case Stroke():
            width = shape.width * _SMOOTH
            points = [at(point) for point in shape.points]
            draw.line(points, fill=value, width=round(width), joint="curve")
            for end in (points[0], points[-1]):
                draw.circle(end, width / 2, fill=value)


def _bounds(shapes: list[Area | Disc | Stroke], size: tuple[int, int]) -> tuple[int, int, int, int]:
    points: list[Point] = []
    for shape in shapes:
        points += _reach(shape)
    return (
        max(0, int(min(x for x, _ in points)) - 1),
        max(0, int(min(y for _, y in points)) - 1),
        min(size[0], int(max(x for x, _ in points)) + 2),
        min(size[1], int(max(y for _, y in points)) + 2),
    )


def _reach(shape: Mark) -> list[Point]:
    match shape:
        case Area():
            return list(shape.points)
        case Disc():
            (x, y), r = shape.centre, shape.radius
            return [(x - r, y - r), (x + r, y + r)]
        case Stroke():
            half = shape.width / 2
            return [(x + d, y + d) for x, y in shape.points for d in (-half, half)]
        case _:
            return []
