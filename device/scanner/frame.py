"""Holds one picture of the camera, in memory only: the luma plane and the two chroma planes of YUV 4:2:0.

Never touches a disk. The blue plane is worked out from luma and chroma (ITU-R BT.601, full range), because yellow
modules on white paper or glass hardly show in luma.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]
_BLUE_OF_CHROMA: Final[npt.NDArray[np.int16]] = np.round((np.arange(256) - 128) * 1.772).astype(np.int16)
PIXELS_MOST: Final = 4608 * 2592
"""The largest stream of the camera this is made for; anything larger is not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture; planes may be views into the camera's own memory and are valid until the next capture."""

    luma: Plane
    """Height x width, 0 to 255."""
    chroma_u: Plane | None
    """Half the height x half the width (blue difference), or None for a picture without colour."""
    at: float
    """Monotonic second of the capture."""

    def blue(self) -> Plane:
        """Give the blue plane, height x width; the luma plane where there is no colour."""
        if self.chroma_u is None:
            return self.luma
        rows, columns = self.chroma_u.shape
        shift = _BLUE_OF_CHROMA[self.chroma_u]
        even = self.luma[: rows * 2, : columns * 2]
        wide = np.repeat(np.repeat(shift, 2, axis=0), 2, axis=1)
        wide += even
        return np.clip(wide, 0, 255, out=wide).astype(np.uint8)


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
