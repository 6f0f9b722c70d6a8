"""Holds one picture of the camera, in memory only: the luma plane and the blue-difference plane of YUV 4:2:0.

Never touches a disk. The blue plane is worked out from luma and chroma (ITU-R BT.601, full range), because yellow
modules on white paper or glass hardly show in luma. Red difference is left with the camera: no ink needs it.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Plane = npt.NDArray[np.uint8]
PIXELS_MOST: Final = 4608 * 2592
"""The largest stream of the camera this is made for; anything larger is not looked at."""
_NEAR_GREY: Final = np.uint8(116)
"""Blue difference from here to the neutral 128 is noise or lamp light; drawn out, it costs the decoder much time.

What is below counts twice (the standard's factor is 1.772), so that yellow, 11, takes its whole luma of 208 away.
"""

_FAINT: Final = np.uint8(12)
"""Twice this is the least contrast that the decoder takes for dark and light."""
_YELLOW_PART_LEAST: Final = 4000
"""Of the pixels, one in so many must be yellowish: a health code of 2.5 pixels a module is 30 times as many."""


class Frame(Struct, frozen=True, kw_only=True):
    """One picture; planes may be views into the camera's own memory and are valid until the next capture."""

    luma: Plane
    """Height x width, 0 to 255."""
    chroma_u: Plane | None
    """Half the height x half the width (blue difference), or None for a picture without colour."""
    at: float
    """Monotonic second of the capture."""

    def blue(self) -> Plane:
        """Give the blue plane where it is darker than luma, and luma elsewhere; the luma plane itself without yellow.

        The colour has half the resolution and is interpolated between its pixels: of yellow codes of 2.5 pixels a
        module five in six are read so, and with mere doubling one in three.
        """
        if self.chroma_u is None:
            return self.luma
        rows, columns = self.chroma_u.shape
        grey = np.full((1, columns), _NEAR_GREY)  # a row, because numpy is five times slower with a single number
        lack = grey - np.minimum(self.chroma_u, grey)
        if np.count_nonzero(lack > _FAINT) * _YELLOW_PART_LEAST < lack.size:
            return self.luma
        lack += lack
        absent = _twice_as_large(lack)
        blue = np.maximum(self.luma[: rows * 2, : columns * 2], absent)
        blue -= absent
        return blue


def _twice_as_large(levels: Plane) -> Plane:
    """Interpolate with weights 3/4 and 1/4: each chroma pixel lies in the middle of four luma pixels (JPEG, MPEG-1)."""
    rows, columns = levels.shape
    far = levels >> 2
    near = levels - far
    left, right = near.astype("<u2"), near.astype("<u2")
    left[:, 1:] += far[:, :-1]
    left[:, 0] += far[:, 0]
    right[:, :-1] += far[:, 1:]
    right[:, -1] += far[:, -1]
    right <<= 8
    right |= left
    wide = right.view(np.uint8)  # two neighbours lie in one 16-bit word, low byte first
    far = wide >> 2
    near = wide - far
    large = np.empty((rows, 2, columns * 2), dtype=np.uint8)
    np.add(near[1:], far[:-1], out=large[1:, 0])
    np.add(near[0], far[0], out=large[0, 0])
    np.add(near[:-1], far[1:], out=large[:-1, 1])
    np.add(near[-1], far[-1], out=large[-1, 1])
    return large.reshape(rows * 2, columns * 2)


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
