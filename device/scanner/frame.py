"""Holds one picture of the camera, in memory only: the luma plane and the blue-difference plane of YUV 4:2:0.

Never touches a disk. Red difference is left with the camera: no ink needs it.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Plane = npt.NDArray[np.uint8]
PIXELS_MOST: Final = 4608 * 2592
"""The largest stream of the camera this is made for; anything larger is not looked at."""


class Frame(Struct, frozen=True, kw_only=True):
    """One picture; planes may be views into the camera's own memory and are valid until the next capture."""

    luma: Plane
    """Height x width, 0 to 255."""
    chroma_u: Plane | None
    """Half the height x half the width (blue difference), or None for a picture without colour."""
    at: float
    """Monotonic second of the capture."""


def is_sane(frame: Frame) -> bool:
    """Claim that the planes are what they should be: two dimensions, not empty, not gigantic, colour half as large."""
    luma = frame.luma
    if luma.ndim != 2 or luma.dtype != np.uint8 or not 0 < luma.size <= PIXELS_MOST:  # noqa: PLR2004 - a picture has two dimensions
        return False
    chroma = frame.chroma_u
    if chroma is None:
        return True
    rows, columns = luma.shape
    return chroma.dtype == np.uint8 and chroma.shape == (rows // 2, columns // 2) and chroma.size > 0
