"""Tells a time that moves only when it is told to, so that an hour at the gate plays in a second.

Never asks the operating system for the time. It knows two wall clocks: the true one of the world, by which codes are
issued, and the shown one of the gate, which a power cut can lose and a bad time server can step.
"""

from datetime import UTC, datetime, timedelta

from device.vocabulary import ClockQuality


class VirtualClock:
    """The clock of an emulated gate (`device.clock.protocol.Clock`) and of the world around it."""

    def __init__(
        self, *, wall: datetime, monotonic: float = 0.0, quality: ClockQuality = ClockQuality.SYNCHRONISED
    ) -> None:
        if wall.tzinfo is None:
            raise ValueError("the wall clock of a scenario needs a timezone")
        self._monotonic = monotonic
        self._wall_at_zero = wall.astimezone(UTC) - timedelta(seconds=monotonic)
        self._error = timedelta()
        self._quality = quality

    def monotonic(self) -> float:
        """Virtual seconds; they only ever grow, also across a power cut."""
        return self._monotonic

    def wall(self) -> datetime:
        """What the gate takes for the time, UTC."""
        return self.true_wall() + self._error

    def quality(self) -> ClockQuality:
        """How far the gate relies on `wall`."""
        return self._quality

    def true_wall(self) -> datetime:
        """What the time really is, UTC; phones and the authority go by it."""
        return self._wall_at_zero + timedelta(seconds=self._monotonic)

    def advance_to(self, monotonic: float) -> None:
        """Let time pass until `monotonic`.

        Raises:
            ValueError: it lies in the past.
        """
        if monotonic < self._monotonic:
            raise ValueError(f"time cannot go back from {self._monotonic} s to {monotonic} s")
        self._monotonic = monotonic

    def lose(self, shown: datetime | None = None) -> None:
        """Lose the time, as a board without a real-time clock does at a power cut; go on from `shown` if given."""
        if shown is not None:
            self._error = shown.astimezone(UTC) - self.true_wall()
        self._quality = ClockQuality.UNSET

    def hold_over(self) -> None:
        """Lose the time server, keep the time: a real-time clock goes on by itself."""
        self._quality = ClockQuality.HOLDOVER

    def synchronise(self) -> None:
        """Take the true time from a time server."""
        self._error = timedelta()
        self._quality = ClockQuality.SYNCHRONISED

    def step_wall(self, seconds: float) -> None:
        """Shift the shown clock, as a wrong time server does; the quality stays what it was."""
        self._error += timedelta(seconds=seconds)
