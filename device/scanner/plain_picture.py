"""Makes a small picture of RGB or L out of an unpacked one of any mode, band by band, and says how it was held.

Never holds a second picture of the full size: a large one costs what it takes unpacked, and a little more.
"""

import struct
from typing import Final

import numpy as np
from PIL import Image

WIDE_MODES: Final = frozenset({"I", "I;16", "I;16L", "I;16B", "F"})
_GREY_MODES: Final = WIDE_MODES | {"1", "L"}
_BAND_PIXELS: Final = 1_000_000
_ORIENTATION_TAG: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture of each orientation upright (Exif 2.32, section 4.6.4)."""
BROKEN: Final = (
    ValueError,
    SyntaxError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    MemoryError,
    struct.error,
)
"""What Pillow was seen to raise of files that are broken."""


def shrunk(image: Image.Image, side_pixels_most: int) -> Image.Image:
    """Give the picture in mode RGB or L, no side longer than that, on white where it was transparent.

    Of more than eight bits a pixel the lightest finite one becomes white, or 1 where none is lighter, and 0 black.
    """
    times = max(1, max(image.size) // side_pixels_most)
    rows = times * max(1, _BAND_PIXELS // (image.width * times))
    bands = [(0, top, image.width, min(top + rows, image.height)) for top in range(0, image.height, rows)]
    most = max(1.0, *(_most(image.crop(band)) for band in bands)) if image.mode in WIDE_MODES else 1.0
    is_grey = image.mode in _GREY_MODES and (image.mode in WIDE_MODES or not image.has_transparency_data)
    small = Image.new("L" if is_grey else "RGB", (-(-image.width // times), -(-image.height // times)))
    for band in bands:
        small.paste(_plain(image.crop(band), most).reduce(times), (0, band[1] // times))
    small.thumbnail((side_pixels_most, side_pixels_most), Image.Resampling.BILINEAR)
    return small


def turn_of(image: Image.Image) -> Image.Transpose | None:
    """Give what brings the picture upright by its own word; None where it says nothing that can be read."""
    try:
        return _TURNS.get(image.getexif().pop(_ORIENTATION_TAG, 1))
    except (OSError, *BROKEN):
        return None


def _most(band: Image.Image) -> float:
    levels = np.asarray(band, dtype=np.float32)
    return float(levels.max(initial=0.0, where=np.isfinite(levels)))


def _plain(band: Image.Image, most: float) -> Image.Image:
    if band.mode in WIDE_MODES:
        levels = np.array(band, dtype=np.float32)
        levels *= 255 / most
        np.nan_to_num(levels, copy=False, nan=0.0)
        return Image.fromarray(np.clip(levels, 0, 255, out=levels).astype(np.uint8))
    if band.has_transparency_data:
        ground = Image.new("RGBA", band.size, "white")
        return Image.alpha_composite(ground, band.convert("RGBA")).convert("RGB")
    return band.convert("L" if band.mode in _GREY_MODES else "RGB")
