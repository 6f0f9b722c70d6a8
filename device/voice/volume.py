"""Says how loud the voice is at an hour of the day.

Pure. The quiet hours may lie over midnight; where both hours are the same there are none.
"""

from msgspec import Struct


class Volume(Struct, frozen=True, kw_only=True):
    """Shares of full volume, 0 to 1, and the quiet hours: from the first, included, to the second, not included."""

    by_day: float
    quiet: float
    quiet_from_hour: int
    quiet_until_hour: int

    def at(self, hour: int) -> float:
        """Give the share of full volume at `hour`, 0 to 23."""
        begins, ends = self.quiet_from_hour, self.quiet_until_hour
        is_quiet = begins <= hour < ends if begins <= ends else hour >= begins or hour < ends
        return self.quiet if is_quiet else self.by_day
