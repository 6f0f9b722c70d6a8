"""Says whether a code's edges are soft or a reflection lies over it, where it shows and cannot be read.

Never looks at a whole picture: a gate focuses on codes at 200 mm, and the room behind them is rightly blurred.
"""

from typing import Final

import numpy as np

from device.scanner.decoders import Corner
from device.scanner.frame import Plane

SOFT_STEP: Final = 0.2
"""Of the contrast: an edge blurred by a Gaussian of 2 pixels rises by so much from pixel to pixel."""
GLARE_LEVEL: Final = 250
_CELLS: Final = 10
"""To a side: one is larger than any white spot of a code, so that a bright screen alone fills none of them."""
_CELL_SAMPLES: Final = 6
GLARE_CELLS_LEAST: Final = 3
"""Burnt out from side to side; paper that is exposed well stays below saturation, a lamp's mirror image does not."""
_CONTRAST_LEAST: Final = 40
_SIDE_LEAST: Final = 24


def is_soft(plane: Plane, corners: tuple[Corner, ...]) -> bool:
    """Claim that the place within `corners` has contrast and no edge in it is sharp."""
    place = _place(plane, corners)
    if min(place.shape) < _SIDE_LEAST // 2:
        return False
    low, high = np.percentile(place, (5, 95))
    if high - low < _CONTRAST_LEAST:
        return False
    steps = np.abs(np.diff(place.astype(np.int16), axis=1))
    return bool(np.percentile(steps, 99) < SOFT_STEP * (high - low))


def has_glare(plane: Plane, corners: tuple[Corner, ...]) -> bool:
    """Claim that a reflection has burnt out a part of the code within `corners`, not only white modules of a screen."""
    burnt = _as_it_stands(plane, corners) >= GLARE_LEVEL
    cells = burnt.reshape(_CELLS, _CELL_SAMPLES, _CELLS, _CELL_SAMPLES).all(axis=(1, 3))
    return int(np.count_nonzero(cells)) >= GLARE_CELLS_LEAST


def _as_it_stands(plane: Plane, corners: tuple[Corner, ...]) -> Plane:
    """Give 60 x 60 samples of the code, upright, without what is around it; corners may lie outside the plane."""
    share = (np.arange(_CELLS * _CELL_SAMPLES) + 0.5) / (_CELLS * _CELL_SAMPLES)
    down, across = share[:, np.newaxis, np.newaxis], share[np.newaxis, :, np.newaxis]
    top_left, top_right, bottom_right, bottom_left = np.asarray(corners, dtype=np.float64)
    top, bottom = top_left + (top_right - top_left) * across, bottom_left + (bottom_right - bottom_left) * across
    at = np.rint(top + (bottom - top) * down).astype(np.intp)
    rows, columns = plane.shape
    samples: Plane = plane[np.clip(at[..., 1], 0, rows - 1), np.clip(at[..., 0], 0, columns - 1)]
    return samples


def _place(plane: Plane, corners: tuple[Corner, ...]) -> Plane:
    """Give every second row of the upright rectangle around the corners, as far as it lies in the plane."""
    columns, rows = zip(*corners, strict=True)
    return plane[max(min(rows), 0) : max(*rows, 0) : 2, max(min(columns), 0) : max(*columns, 0)]
