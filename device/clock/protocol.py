"""Tells the time: monotonic seconds for decisions, wall-clock time for records, and how far the latter can be trusted.

Adapters take a `Clock`; nothing else in the firmware asks the operating system for the time.
"""

from datetime import datetime
from typing import Protocol

from device.vocabulary import ClockQuality


class Clock(Protocol):
    """Monotonic and wall time of one gate."""

    def monotonic(self) -> float:
        """Seconds that only ever grow, from an arbitrary beginning."""

    def wall(self) -> datetime:
        """The wall clock, timezone-aware, UTC, never before the persisted floor."""

    def quality(self) -> ClockQuality:
        """How far `wall` can be relied on."""
