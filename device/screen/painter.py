"""Paints a scene into a picture with Pillow, for a panel without a browser.

The only file of the screen that imports Pillow and opens a font; the screen's own thread imports it. Shapes are painted
twice as large and made smaller, so that their edges are smooth. Never draws a text wider than its place.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, assert_never

from PIL import Image, ImageDraw, ImageFont

from device.errors import ProgramMissing
from device.guidance.patterns import Tone
from device.screen.inks import Ground, Rgb, colour_of
from device.screen.marks import Area, Disc, Ink, Mark, Modules, Point, Scene, Stroke, Words

FONTS: Final = (
    # regular, bold; Debian's fonts-noto-cjk holds Chinese (face 2: simplified) and Latin letters of one family
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"),
)
SIMPLIFIED_CHINESE: Final = 2
_SMOOTH: Final = 2
_FULL: Final = 255
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
        """Give the scene as a picture of red, green and blue."""
        tone = Tone(scene.tone)
        picture = Image.new("RGB", (scene.width, scene.height), self._colour(Ink.PAPER, tone))
        shapes = [mark for mark in scene.marks if isinstance(mark, Area | Disc | Stroke) and mark.ink is not Ink.PAPER]
        if shapes:
            self._paint_shapes(picture, shapes, tone)
        draw = ImageDraw.Draw(picture)
        draw.fontmode = "1" if self._ground is Ground.BLACK_AND_WHITE else "L"
        for mark in scene.marks:
            match mark:
                case Words():
                    self._write(draw, mark, self._colour(mark.ink, tone))
                case Modules():
                    self._paint_modules(picture, mark)
                case Area() | Disc() | Stroke():
                    pass
                case _:
                    assert_never(mark)
        return picture

    def _paint_shapes(self, picture: Image.Image, shapes: list[Area | Disc | Stroke], tone: Tone) -> None:
        left, top, right, bottom = _bounds(shapes, picture.size)
        size = ((right - left) * _SMOOTH, (bottom - top) * _SMOOTH)
        badge, symbol = Image.new("L", size), Image.new("L", size)
        on_badge, on_symbol = ImageDraw.Draw(badge), ImageDraw.Draw(symbol)

        def at(point: Point) -> Point:
            return (point[0] - left) * _SMOOTH, (point[1] - top) * _SMOOTH

        for place, shape in enumerate(shapes):
            if shape.ink is Ink.SYMBOL:
                _draw(on_symbol, shape, at, _FULL)
            elif place == 0:
                _draw(on_badge, shape, at, _FULL)
            else:
                _draw(on_symbol, shape, at, 0)  # the badge's ink upon the symbol: a piece cut out of it
        for ink, mask in ((Ink.BADGE, badge), (Ink.SYMBOL, symbol)):
            picture.paste(self._colour(ink, tone), (left, top, right, bottom), mask.reduce(_SMOOTH))

    def _write(self, draw: ImageDraw.ImageDraw, mark: Words, colour: Rgb) -> None:
        face = self._face(mark.bold, round(mark.size))
        width = face.getlength(mark.text)
        if width > mark.width_most:
            face = self._face(mark.bold, int(mark.size * mark.width_most / width))
        draw.text(mark.at, mark.text, fill=colour, font=face, anchor="mm" if mark.centred else "lm")

    def _paint_modules(self, picture: Image.Image, mark: Modules) -> None:
        count = len(mark.rows)
        whole = max(1, int(mark.side // count))  # a module of whole pixels is read from further away
        code = Image.new("1", (count, count), 1)
        code.putdata([0 if module == "1" else 1 for row in mark.rows for module in row])
        code = code.resize((count * whole, count * whole), Image.Resampling.NEAREST)
        spare = round((mark.side - count * whole) / 2)
        picture.paste(code, (round(mark.corner[0]) + spare, round(mark.corner[1]) + spare))

    def _face(self, bold: bool, size: int) -> ImageFont.FreeTypeFont:
        key = (bold, max(_SMALLEST, size))
        if key not in self._faces:
            if len(self._faces) >= _FACES_KEPT:
                self._faces.clear()
            self._faces[key] = ImageFont.truetype(self._fonts[bold], key[1], index=SIMPLIFIED_CHINESE)
        return self._faces[key]

    def _colour(self, ink: Ink, tone: Tone) -> Rgb:
        return colour_of(ink, tone, self._ground)


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
