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
GLARE_SHARE: Final = 0.03
"""Of a code's place: paper that is exposed well stays below saturation, a lamp's mirror image does not."""
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
    """Claim that a reflection has burnt out a part of the place within `corners`."""
    place = _place(plane, corners)
    return bool(np.count_nonzero(place >= GLARE_LEVEL) > GLARE_SHARE * place.size)


def _place(plane: Plane, corners: tuple[Corner, ...]) -> Plane:
    """Give every second row of the upright rectangle around the corners, as far as it lies in the plane."""
    columns, rows = zip(*corners, strict=True)
    return plane[max(min(rows), 0) : max(*rows, 0) : 2, max(min(columns), 0) : max(*columns, 0)]
