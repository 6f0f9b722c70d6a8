"""Notices when the wall clock is set, lost, stepped or far ahead, and keeps its floor for the next run.

Never sets the clock and never decides what a bad clock means.
"""

import logging
from pathlib import Path
from typing import Final

from device.checkpoint.events import ClockChanged, PartReduced
from device.clock.system_clock import SystemClock
from device.clock.time_floor import write_time_floor
from device.vocabulary import ClockQuality, Part
from device.work import Post

STEP_SECONDS: Final = 1.0
"""How far wall and monotonic time may part between two looks before it counts as a step."""
_LOOK_SECONDS: Final = 1.0
_KEEP_SECONDS: Final = 3600.0
LEAP: Final = "leap"
_log = logging.getLogger(__name__)


class ClockWatch:
    """The worker beside the system clock; its first look always posts."""

    def __init__(self, *, clock: SystemClock, floor_file: Path, post: Post) -> None:
        self._clock = clock
        self._floor_file = floor_file
        self._post = post
        self._quality: ClockQuality | None = None
        self._offset_seconds = 0.0
        self._generation = 0
        self._keep_at = 0.0
        self._has_leapt = False

    @property
    def name(self) -> str:
        """Name of its thread."""
        return "clock"

    @property
    def limit_seconds(self) -> float:
        """A look is a few system calls; once an hour a small file is written."""
        return 10.0

    def step(self, now: float) -> float:
        """Looks at the clock once a second."""
        quality = self._clock.quality()
        offset = self._clock.wall().timestamp() - self._clock.monotonic()
        is_stepped = abs(offset - self._offset_seconds) > STEP_SECONDS
        if quality is not self._quality and quality is ClockQuality.SYNCHRONISED:
            self._keep_at = now  # worth remembering at once: a power cut may follow
        if quality is not self._quality or is_stepped:
            self._quality = quality
            self._generation += 1
            self._post(ClockChanged(quality=quality, generation=self._generation))
        self._offset_seconds = offset
        if now >= self._keep_at:
            write_time_floor(self._floor_file, self._clock.floor())
            self._keep_at = now + _KEEP_SECONDS
        self._tell_leap()
        return now + _LOOK_SECONDS

    def _tell_leap(self) -> None:
        leaps = self._clock.leaps()
        if leaps == self._has_leapt:
            return
        self._has_leapt = leaps
        if leaps:
            _log.warning(
                "the clock is days ahead of the last known time; no record is deleted until it has stood a day"
            )
        self._post(PartReduced(part=Part.CLOCK, words=(LEAP,) if leaps else ()))

    def close(self) -> None:
        """Keeps the floor one last time."""
        write_time_floor(self._floor_file, self._clock.floor())
