"""Opens one picture file a person gave, as the planes that decoders read.

Never trusts it: kinds of file that start programs are not opened, and a file or picture of more than its limit is
refused before it is unpacked; a pipe or device is not waited for. Of a file with several pictures the first counts.
"""

import os
import stat
import warnings
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct
from PIL import Image, UnidentifiedImageError

from device.errors import FileRefused
from device.scanner.frame import Plane
from device.scanner.plain_picture import BROKEN, shrunk, turn_of
from device.scanner.still import StillPicture

FILE_BYTES_MOST: Final = 64 * 1024 * 1024
PICTURE_PIXELS_MOST: Final = 50_000_000
"""A telephone's largest photograph."""
UNPACKED_BYTES_MOST: Final = 280_000_000
"""What unpacking may take; kinds that take much for a pixel may have fewer.

Opening takes 310 MB at the most (measured), a TIFF in one strip that lies on its side 370.
"""
SIDE_PIXELS_MOST: Final = 2560
"""Larger pictures are shrunk to this: what cannot be read then is smaller than any gate's camera sees it."""
_KINDS: Final = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
_BYTES_A_PIXEL: Final = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16L": 2, "I;16B": 2}
"""Unpacked, in Pillow; any other mode takes 4."""
_COLOUR_LEVELS: Final = 24
"""Blue that differs less from luma than this shows nothing that luma does not."""


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
        if not path.is_file():
            path.stat()
            raise FileRefused(f"{path}: not a file")
        with open(path, "rb", opener=_open_without_waiting) as file, warnings.catch_warnings():
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise FileRefused(f"{path}: not a file")
            if status.st_size > FILE_BYTES_MOST:
                raise FileRefused(f"{path}: {status.st_size} bytes are more than {FILE_BYTES_MOST}")
            warnings.simplefilter("ignore")
            with closing(Image.open(file, formats=_KINDS)) as image:
                return _unpacked(image, path)
    except UnidentifiedImageError as error:
        raise FileRefused(f"{path}: not a picture of a known kind ({', '.join(_KINDS)})") from error
    except Image.DecompressionBombError as error:
        raise FileRefused(f"{path}: more than {PICTURE_PIXELS_MOST} pixels") from error
    except OSError as error:
        raise FileRefused(f"{path}: cannot be read: {error.strerror or error}") from error
    except BROKEN as error:
        raise FileRefused(f"{path}: a broken picture: {error}") from error


def _unpacked(image: Image.Image, path: Path) -> OpenedPicture:
    most = min(PICTURE_PIXELS_MOST, UNPACKED_BYTES_MOST // _unpacking_bytes_a_pixel(image))
    if image.width * image.height > most:
        kind = f" of a {image.format} of mode {image.mode}" if most < PICTURE_PIXELS_MOST else ""
        raise FileRefused(f"{path}: {image.width}x{image.height} pixels{kind} are more than {most}")
    longest = max(image.size)
    image.draft("RGB", (SIDE_PIXELS_MOST, SIDE_PIXELS_MOST))  # a JPEG is unpacked no larger than needed
    image.load()
    turn = turn_of(image)
    upright = shrunk(image, SIDE_PIXELS_MOST)
    image.close()  # else it would be held while its small copy is made into planes
    upright = upright if turn is None else upright.transpose(turn)
    return OpenedPicture(image=upright, times_smaller=longest / max(upright.size))


def _unpacking_bytes_a_pixel(image: Image.Image) -> int:
    """Give the bytes that unpacking holds for each pixel, at most."""
    pixel = _BYTES_A_PIXEL.get(image.mode, 4)
    match image.format:
        case "JPEG" | "MPO":  # shrunk while it is unpacked, but for the coefficients of a progressive one
            return 8 if "progressive" in image.info else pixel
        case "WEBP":  # libwebp's canvases and its answer, twice
            return 5 * pixel
        case "TIFF":  # the whole may be one strip
            return 2 * pixel
        case _:
            return pixel


def _open_without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_NONBLOCK)
