"""Reads a picture that a browser sent into pixels the emulated camera can be shown, or says in one line why not.

Never decodes more pixels than it said it has room for, never decodes a format that was not asked for, and never writes
a picture anywhere: it is a person's face.
"""

import io
import warnings
from typing import Final

from PIL import Image, ImageOps

PICTURE_BYTES_MOST: Final = 6_000_000
_PIXELS_MOST: Final = 24_000_000
_SIDE_LEAST: Final = 16
_SIDE_KEPT: Final = 1280
_FORMATS: Final = ("JPEG", "PNG", "WEBP")


class PictureRefused(Exception):
    """It is no picture that can be shown; the text says why."""


def read_picture(body: bytes) -> Image.Image:
    """Give the picture, upright and no larger than a camera's frame.

    Raises:
        PictureRefused: it is none, is damaged, or is too large; in one line.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _read(body)
    except PictureRefused:
        raise
    # whatever a decoder says about hostile bytes, the answer is the same one line
    except (OSError, ValueError, SyntaxError, EOFError, Warning, Image.DecompressionBombError, MemoryError) as error:
        raise PictureRefused("this is no picture that can be read: JPEG, PNG or WebP") from error


def _read(body: bytes) -> Image.Image:
    with Image.open(io.BytesIO(body), formats=_FORMATS) as image:
        width, height = image.size
        if width * height > _PIXELS_MOST:
            raise PictureRefused(f"{width} x {height} pixels are too many")
        if min(width, height) < _SIDE_LEAST:
            raise PictureRefused("the picture is too small to hold a code")
        if image.format == "JPEG":
            image.draft("RGB", (_SIDE_KEPT, _SIDE_KEPT))
        image.load()
        upright = ImageOps.exif_transpose(image)
        whole = upright.convert("RGBA") if "transparency" in upright.info else upright
        if whole.mode in ("RGBA", "LA", "PA"):  # what is seen through is paper
            ground = Image.new("RGBA", whole.size, "white")
            whole = Image.alpha_composite(ground, whole.convert("RGBA"))
        small = whole.convert("RGB")
        small.thumbnail((_SIDE_KEPT, _SIDE_KEPT))
        return small
