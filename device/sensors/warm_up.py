"""Says whether a thermometer has settled, from how fast its own temperature still changes.

Never looks at what it measures; only at the chip's own temperature and at the time. A thermometer in a warming housing
reads wrong by tenths of a degree without any other sign.
"""

from collections import deque
from typing import Final

SETTLED_CELSIUS_PER_MINUTE: Final = 0.1
UNSETTLED_CELSIUS_PER_MINUTE: Final = 0.6
"""Six times as much unsettles it again: a door that stands open in winter, the sun on the housing."""
WINDOW_SECONDS: Final = 30.0
LEAST_WINDOW_SECONDS: Final = 27.0
_LEAST_SAMPLES: Final = 8
_SETTLED_RANGE_CELSIUS: Final = 0.15
"""Largest minus smallest of a settled window: at the top of a rise the slope alone is nought for a moment too."""


class WarmUp:
    """How far one thermometer has settled."""

    def __init__(self, *, least_seconds: float) -> None:
        self._least_seconds = least_seconds
        self._samples: deque[tuple[float, float]] = deque()
        self._first_at: float | None = None
        self._settled = False

    @property
    def is_settled(self) -> bool:
        """Whether readings can be relied on."""
        return self._settled

    def observe(self, now: float, chip_celsius: float) -> bool:
        """Take the chip's own temperature; True if `is_settled` has changed by it.

        With no least time the first sample settles it, and only a drift seen later unsettles it.
        """
        if self._first_at is None:
            self._first_at = now
        self._samples.append((now, chip_celsius))
        while now - self._samples[0][0] > WINDOW_SECONDS:
            self._samples.popleft()
        before = self._settled
        drift = self._drift_celsius_per_minute()
        if self._settled:
            self._settled = drift is None or drift <= UNSETTLED_CELSIUS_PER_MINUTE
        elif now - self._first_at >= self._least_seconds:
            known = drift is not None or (self._least_seconds == 0.0 and len(self._samples) == 1)
            self._settled = known and (drift is None or drift <= SETTLED_CELSIUS_PER_MINUTE) and self._is_level()
        return self._settled is not before

    def start_again(self) -> None:
        """Forget the samples: the chip was without supply."""
        self._samples.clear()

    def _is_level(self) -> bool:
        values = [celsius for _, celsius in self._samples]
        return max(values) - min(values) <= _SETTLED_RANGE_CELSIUS

    def _drift_celsius_per_minute(self) -> float | None:
        if len(self._samples) < _LEAST_SAMPLES or self._samples[-1][0] - self._samples[0][0] < LEAST_WINDOW_SECONDS:
            return None
        count = len(self._samples)
        middle_time = sum(at for at, _ in self._samples) / count
        middle = sum(celsius for _, celsius in self._samples) / count
        spread = sum((at - middle_time) ** 2 for at, _ in self._samples)
        slope = sum((at - middle_time) * (celsius - middle) for at, celsius in self._samples) / spread
        return abs(slope) * 60.0
