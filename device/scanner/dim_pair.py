"""Remembers the middle of a dim picture until the next of its kind, and gives the two laid over each other.

Never keeps more than two middles, in memory only, and none in daylight, and never lays a picture over one from before a
pause: whoever showed a code then has gone. Luma and blue planes take turns before the
decoder, so the one before last is of the same kind as the newest.
"""

from collections import deque
from typing import Final

import numpy as np
from msgspec import Struct
from PIL import Image

from device.scanner.averaging import averaged
from device.scanner.frame import Plane
from device.scanner.views import View, part

DIM_LEVEL: Final = 100
"""By day a wall is lighter than that, in luma and in the blue plane; grain hides pale ink where nothing is."""
LIGHT_SHARE: Final = 0.05
"""So much of the middle counts as something light: a code held up is more, a lamp's reflection less."""
_MIDDLE_PIXELS: Final = 520
"""Where codes are held."""
_SAMPLE_STEP: Final = 16
_CONTRAST_LEAST: Final = 5.0
"""Between dark and light blocks: a coat before a wall makes less, paper before a coat more."""
_BLOCK_PIXELS: Final = 8
"""The mean of so many each way hardly has any grain."""
_KINDS: Final = 2
PAUSE_SECONDS: Final = 1.0
"""As long as a code counts as in view after it was last seen."""


class Pair(Struct, frozen=True, kw_only=True):
    """Two middles of one kind, the later of them as a part of its plane."""

    before: Plane
    now: View

    @property
    def pixels(self) -> int:
        """Of the middle."""
        return self.before.size

    def together(self) -> View | None:
        """Give the two laid over each other, or None where they do not fit."""
        both = averaged(self.before, self.now.plane)
        return None if both is None else View(plane=both, back=self.now.back)


class DimPair:
    """Sees every plane that a decoder looks at."""

    def __init__(self) -> None:
        self._middles: deque[Plane] = deque(maxlen=_KINDS)
        self._seen_at = 0.0

    def forget(self) -> None:
        """Let go of what was seen."""
        self._middles.clear()

    def see(self, plane: Plane, at: float) -> Pair | None:
        """Remember this plane's middle, seen `at` that monotonic second.

        Give the pair where it is dim and something as bright as paper is in view.
        """
        if at - self._seen_at > PAUSE_SECONDS:
            self.forget()
        self._seen_at = at
        rows, columns = plane.shape
        high, wide = min(rows, _MIDDLE_PIXELS), min(columns, _MIDDLE_PIXELS)
        top, left = (rows - high) // 2, (columns - wide) // 2
        now = part(plane, left=left, top=top, right=left + wide, bottom=top + high)
        sample = now.plane[::_SAMPLE_STEP, ::_SAMPLE_STEP]
        if np.count_nonzero(sample >= DIM_LEVEL) >= LIGHT_SHARE * sample.size:
            self._middles.clear()
            return None
        before = self._middles[0] if len(self._middles) == _KINDS else None
        self._middles.append(now.plane.copy())
        if before is None or _contrast(now.plane) < _CONTRAST_LEAST:
            return None
        return Pair(before=before, now=now)


def _contrast(plane: Plane) -> float:
    """Give by how much the light blocks are lighter than the dark ones, the extreme twentieths left out."""
    if min(plane.shape) < _BLOCK_PIXELS:
        return 0.0
    blocks = np.sort(np.asarray(Image.fromarray(plane).reduce(_BLOCK_PIXELS)), axis=None)
    edge = round(LIGHT_SHARE * blocks.size)
    return float(blocks[-1 - edge]) - float(blocks[edge])
