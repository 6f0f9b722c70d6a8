"""Opens one picture file a person gave, as the planes that decoders read.

Never trusts it: kinds of file that start programs are not opened, and a file or picture of more than its limit is
refused before it is unpacked. Of a file with several pictures the first counts.
"""

import warnings
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct
from PIL import Image, ImageOps, UnidentifiedImageError

from device.errors import FileRefused
from device.scanner.film_camera import is_film
from device.scanner.frame import Plane
from device.scanner.still import StillPicture

FILE_BYTES_MOST: Final = 64 * 1024 * 1024
PICTURE_PIXELS_MOST: Final = 50_000_000
"""A telephone's largest photograph; unpacked it takes 150 MB."""
SIDE_PIXELS_MOST: Final = 2560
"""Larger pictures are shrunk to this: what cannot be read then is smaller than any gate's camera sees it."""
PICTURE_ENDINGS: Final = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".pgm", ".ppm"})
_KINDS: Final = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
_WIDE_MODES: Final = frozenset({"I", "I;16", "I;16L", "I;16B", "F"})
_COLOUR_LEVELS: Final = 24
"""Blue that differs less from luma than this shows nothing that luma does not."""


def pictures_in(folder: Path) -> list[Path]:
    """Give the picture and film files of a folder and its folders, in the order of their names.

    Raises:
        FileRefused: the folder cannot be read.
    """
    try:
        found = (path for path in folder.rglob("*") if path.suffix.lower() in PICTURE_ENDINGS or is_film(path))
        return sorted(path for path in found if path.is_file())
    except OSError as error:
        raise FileRefused(f"{folder}: cannot be read: {error.strerror}") from error


class OpenedPicture(Struct, frozen=True, kw_only=True):
    """One picture, upright, on white where it was transparent, shrunk where it was large."""

    image: Image.Image
    """Mode RGB or L."""
    times_smaller: float
    """How many pixels of the file one pixel of `image` is wide."""

    def planes(self) -> StillPicture:
        """Give the luma plane and, where the picture has colour, the blue plane where it is darker than luma."""
        luma: Plane = np.asarray(self.image.convert("L"))
        darkest: Plane | None = None
        if self.image.mode != "L":
            darkest = np.minimum(luma, np.asarray(self.image.getchannel("B")))
            has_colour = bool((luma[::2, ::2] - darkest[::2, ::2] > _COLOUR_LEVELS).any())
            darkest = darkest if has_colour else None
        return StillPicture(luma=luma, blue=darkest, times_smaller=self.times_smaller)


def open_picture(path: Path) -> OpenedPicture:
    """Give the picture in a file.

    Raises:
        FileRefused: it is missing, unreadable, no picture, or too large.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise FileRefused(f"{path}: not a file")
        if size > FILE_BYTES_MOST:
            raise FileRefused(f"{path}: {size} bytes are more than {FILE_BYTES_MOST}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_KINDS) as image:
                return _unpacked(image, path)
    except UnidentifiedImageError as error:
        raise FileRefused(f"{path}: not a picture of a known kind ({', '.join(_KINDS)})") from error
    except Image.DecompressionBombError as error:
        raise FileRefused(f"{path}: more than {PICTURE_PIXELS_MOST} pixels") from error
    except OSError as error:
        raise FileRefused(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, AttributeError, MemoryError) as error:
        raise FileRefused(f"{path}: a broken picture: {error}") from error


def _unpacked(image: Image.Image, path: Path) -> OpenedPicture:
    if image.width * image.height > PICTURE_PIXELS_MOST:
        raise FileRefused(f"{path}: {image.width}x{image.height} pixels are more than {PICTURE_PIXELS_MOST}")
    longest = max(image.size)
    image.draft("RGB", (SIDE_PIXELS_MOST, SIDE_PIXELS_MOST))  # a JPEG is unpacked no larger than needed
    image.load()
    upright = _plain(ImageOps.exif_transpose(image))
    upright.thumbnail((SIDE_PIXELS_MOST, SIDE_PIXELS_MOST), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return OpenedPicture(image=upright, times_smaller=longest / max(upright.size))


def _plain(image: Image.Image) -> Image.Image:
    """Give the picture in mode RGB or L, whatever it was."""
    if image.mode in _WIDE_MODES:
        levels = np.asarray(image, dtype=np.float64)
        most = max(float(levels.max(initial=0.0)), 1.0)
        return Image.fromarray(np.clip(levels * (255 / most), 0, 255).astype(np.uint8))
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")
