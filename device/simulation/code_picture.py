"""Draws what a camera sees of somebody holding up a code: a QR symbol, tilted, blurred, coloured, through YUV 4:2:0.

Never read by the firmware as anything but pixels. Drawing is dear and is done once a picture; the camera adds what
changes from frame to frame.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import segno
from PIL import Image, ImageFilter

from device.scanner.frame import Plane
from device.simulation.empty_room import COAT, ROOM, Planes, coat_box

_QUIET_MODULES: Final = 4
_PAPER: Final = (245, 245, 242)
INKS: Final[dict[str, tuple[int, int, int]]] = {
    "black": (16, 16, 16),
    "green": (7, 193, 96),
    "red": (230, 0, 18),
    "amber": (245, 166, 35),
    "yellow": (255, 225, 0),
}
"""Colours that health codes are printed and shown in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePicture:
    """How one code is held up."""

    text: str
    pixels_per_module: float = 4.0
    ink: str = "black"
    turn_degrees: float = 0.0
    """In the picture's plane."""
    tilt_degrees: float = 0.0
    """Away from the camera, 0 to 45."""
    blur_pixels: float = 0.6
    """Standard deviation of a Gaussian."""
    noise_levels: float = 0.0
    """Standard deviation of the grain, in grey levels."""
    glare: float = 0.0
    """Share of the code under a reflection."""
    cut_off: float = 0.0
    """Share of the code outside the picture."""
    inverted: bool = False
    """Light modules on a dark ground."""
    across: float = 0.5
    """Where its middle is, 0 left to 1 right."""
    down: float = 0.5
    """Where its middle is, 0 top to 1 bottom."""


@lru_cache(maxsize=4)
def draw(pictures: tuple[CodePicture, ...], width: int, height: int) -> Planes:
    """Give `width` x `height` pixels of a room with every picture in it, later ones in front, as a camera has them."""
    return planes_of(picture_of(pictures, width, height))


def picture_of(pictures: tuple[CodePicture, ...], width: int, height: int) -> Image.Image:
    """Give the same as people would see it."""
    scene = Image.new("RGB", (width, height), ROOM)
    scene.paste(COAT, coat_box(width, height))
    for picture in pictures:
        sheet = _sheet(picture)
        left = picture.across * width - sheet.width / 2
        if picture.cut_off:
            left = width - sheet.width * (1 - picture.cut_off)
        at = (round(left), round(picture.down * height - sheet.height / 2))
        scene.paste(sheet, at, sheet.getchannel("A"))
    return scene


def planes_of(image: Image.Image) -> Planes:
    """Give an image as YUV 4:2:0 planes (BT.601, full range); an odd last row or column is cut off."""
    even = image.convert("YCbCr").crop((0, 0, image.width // 2 * 2, image.height // 2 * 2))
    luma, blue, _ = even.split()
    return Planes(luma=_array(luma), chroma_u=_halved(_array(blue)))


def _sheet(picture: CodePicture) -> Image.Image:
    matrix = np.array([list(row) for row in segno.make(picture.text, error="m", micro=False).matrix], dtype=bool)
    modules = np.pad(matrix, _QUIET_MODULES)
    ink, ground = np.array(INKS[picture.ink]), np.array(_PAPER)
    if picture.inverted:
        ink, ground = ground, ink
    colours = np.where(modules[..., None], ink, ground).astype(np.uint8)
    fine = 4  # drawn larger and shrunk, so that module edges fall between pixels as they do in life
    side = round(modules.shape[0] * picture.pixels_per_module)
    sheet = Image.fromarray(colours, "RGB").resize((side * fine, side * fine), Image.Resampling.NEAREST)
    sheet = sheet.resize((side, side), Image.Resampling.BOX).convert("RGBA")
    _spoil(sheet, picture)
    if picture.tilt_degrees:
        sheet = _tilted(sheet, picture.tilt_degrees)
    if picture.turn_degrees:
        sheet = sheet.rotate(picture.turn_degrees, Image.Resampling.BICUBIC, expand=True)
    return sheet.filter(ImageFilter.GaussianBlur(picture.blur_pixels)) if picture.blur_pixels else sheet


def _spoil(sheet: Image.Image, picture: CodePicture) -> None:
    """Lay a reflection and grain over the code, the same each time it is drawn."""
    if picture.glare:
        from PIL import ImageDraw  # noqa: PLC0415 - brings the font engine, 4 MB, which few pictures need

        radius = sheet.width * np.sqrt(picture.glare / np.pi)
        middle = sheet.width * 0.55
        box = [middle - radius, middle - radius, middle + radius, middle + radius]
        ImageDraw.Draw(sheet).ellipse(box, fill=(255, 255, 255, 255))
    if picture.noise_levels:
        pixels = np.asarray(sheet, dtype=np.float64)[..., :3]
        grain = np.random.default_rng(1).normal(0.0, picture.noise_levels, pixels.shape[:2])
        noisy = np.clip(pixels + grain[..., None], 0, 255).astype(np.uint8)
        sheet.paste(Image.fromarray(noisy, "RGB"), (0, 0))


def _tilted(sheet: Image.Image, degrees: float) -> Image.Image:
    """Foreshorten the upper edge as a hand that leans back does."""
    side = sheet.width
    away = np.sin(np.radians(degrees)) * 0.5
    inset, height = side * away / 2, round(side * np.cos(np.radians(degrees)))
    corners = [(inset, 0.0), (side - inset, 0.0), (float(side), float(height)), (0.0, float(height))]
    sources = [(0.0, 0.0), (float(side), 0.0), (float(side), float(side)), (0.0, float(side))]
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, sources, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    factors = np.linalg.solve(np.array(rows), np.array(values))
    return sheet.transform((side, height), Image.Transform.PERSPECTIVE, tuple(factors), Image.Resampling.BICUBIC)


def _array(image: Image.Image) -> Plane:
    return np.asarray(image, dtype=np.uint8)


def _halved(plane: npt.NDArray[np.uint8]) -> Plane:
    wide = plane.astype(np.uint16)
    return ((wide[::2, ::2] + wide[1::2, ::2] + wide[::2, 1::2] + wide[1::2, 1::2] + 2) // 4).astype(np.uint8)
