"""Describes how one part is, in one line.

Never looks at anything itself.
"""

from enum import StrEnum

from msgspec import Struct


class Health(StrEnum):
    """How a part is."""

    OK = "ok"
    DEGRADED = "degraded"
    """Works, but not as well as it should."""
    WRONG = "WRONG"
    """Somebody must do something."""
    ABSENT = "absent"
    """Not fitted, and not asked for."""


class Finding(Struct, frozen=True, kw_only=True):
    """One part, its state, and what to do about it where something is to be done."""

    part: str
    health: Health
    state: str
    remedy: str = ""

    def line(self) -> str:
        """The finding for a terminal."""
        told = f"{self.health:<9} {self.part:<12} {' '.join(self.state.split())}"
        return f"{told} -> {self.remedy}" if self.remedy else told
