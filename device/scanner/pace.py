"""Says what an attempt at a picture will likely cost, from what attempts of its kind have cost.

Never stops anything: a decoder cannot be interrupted, so what might end too late must not be begun. The dearest of the
last few attempts of a kind is what the next is taken to cost, pixel for pixel, and a margin more.
"""

from collections import deque
from enum import StrEnum
from statistics import median_high
from typing import Final


class Way(StrEnum):
    """One kind of attempt: a view of a place, and who looks at it."""

    THOROUGH = "the whole plane, shrunk and turned as well"
    LARGER = "twice as large"
    DARKER = "darker"
    SECOND = "zbar"
    HISTOGRAM = "one threshold for all of it"
    LEANING = "leaning"
    BENT = "bent"
    BENT_BACK = "bent the other way"
    AVERAGED = "two pictures laid over each other"
    UNSEEN_SECOND = "zbar, where no finder shows"
    UNSEEN_LARGER = "twice as large, where no finder shows"


LEAST_NANOSECONDS: Final = {
    Way.THOROUGH: 15.0,
    Way.LARGER: 25.0,
    Way.DARKER: 15.0,
    Way.SECOND: 80.0,
    Way.HISTOGRAM: 15.0,
    Way.LEANING: 75.0,
    Way.BENT: 85.0,
    Way.BENT_BACK: 80.0,
    Way.AVERAGED: 40.0,
    Way.UNSEEN_SECOND: 100.0,
    Way.UNSEEN_LARGER: 20.0,
}
"""The most that 99 of 100 cost for one pixel of the view, measured on a machine faster than any Pi.

Nothing is taken to be cheaper.
"""
COSTS_REMEMBERED: Final = 8
FORGIVEN_AFTER_LOOKS: Final = 100
"""So often left out for what it once cost, the dearest memory goes, if there is a cheaper one: that picture is gone."""
ALONE_FORGIVEN_AFTER_LOOKS: Final = 1000
"""The same of an only memory, and of a way never tried: the machine may have stood still for a moment."""
_PIXELS_LEAST: Final = 40_000
"""A smaller view costs as much: what is not for its pixels would make a large one look dear beyond reason."""
_MARGIN: Final = 1.3
"""An attempt costs so much more than the dearest of the last few, once in a hundred times."""


class Pace:
    """Remembers what attempts cost on this machine."""

    def __init__(self) -> None:
        self._costs: dict[Way, deque[float]] = {}
        self._left_out: dict[Way, int] = {}
        self._slownesses: deque[float] = deque(maxlen=COSTS_REMEMBERED)

    def likely_seconds(self, way: Way, pixels: int) -> float:
        """Give what an attempt at a view of so many pixels will hardly exceed."""
        least = LEAST_NANOSECONDS[way] * 1e-9
        known = self._costs.get(way)
        if known:
            return max(pixels * least, max(pixels, _PIXELS_LEAST) * _MARGIN * max(known))
        return pixels * least * self._slowness()

    def learn(self, way: Way, pixels: int, seconds: float) -> None:
        """Remember what an attempt cost; a kind never tried is taken to be as much dearer here as the last few were."""
        cost = seconds / max(pixels, _PIXELS_LEAST)
        self._costs.setdefault(way, deque(maxlen=COSTS_REMEMBERED)).append(cost)
        self._left_out[way] = 0
        self._slownesses.append(cost / (LEAST_NANOSECONDS[way] * 1e-9))

    def leave_out(self, way: Way) -> None:
        """Learn that an attempt was not begun because it might have ended too late."""
        self._left_out[way] = self._left_out.get(way, 0) + 1
        known = self._costs.get(way, deque())
        patience = FORGIVEN_AFTER_LOOKS if len(known) > 1 else ALONE_FORGIVEN_AFTER_LOOKS
        if self._left_out[way] < patience:
            return
        self._left_out[way] = 0
        if known:
            known.remove(max(known))
        if not known:
            self._slownesses.clear()

    def _slowness(self) -> float:
        """Give how many times dearer attempts are here: usually, because any of them may have met with a stall."""
        return max(1.0, median_high(self._slownesses)) if self._slownesses else 1.0
