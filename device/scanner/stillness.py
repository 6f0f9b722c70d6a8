"""Tells a picture in which nothing has changed since the one before from one that is worth another look.

Never looks at what is in it: a few thousand of its pixels are compared. A hand that holds a code is never so still, and
a picture with much grain counts as changed.
"""

from typing import Final

import numpy as np

from device.scanner.frame import Plane

_SAMPLE_STEP: Final = 16
_LEVELS_LEAST: Final = 16
"""So much a pixel must differ; grain of 2 levels differs by more in one of a million pairs."""
_PIXELS_LEAST: Final = 3


class Stillness:
    """Remembers a few pixels of the newest plane."""

    def __init__(self) -> None:
        self._before = np.empty((0, 0), dtype=np.int16)

    def is_as_before(self, plane: Plane) -> bool:
        """Claim that the plane shows what the one before it showed."""
        sample = plane[::_SAMPLE_STEP, ::_SAMPLE_STEP].astype(np.int16)
        before, self._before = self._before, sample
        if sample.shape != before.shape:
            return False
        return int(np.count_nonzero(np.abs(sample - before) >= _LEVELS_LEAST)) < _PIXELS_LEAST
