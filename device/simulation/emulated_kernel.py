"""Answers for the kernel of an emulated board: one start of it, on a virtual clock.

Never judges the time: the firmware's own system clock does, as on a real board.
"""

from device.simulation.virtual_clock import VirtualClock
from device.vocabulary import ClockQuality


class EmulatedKernel:
    """What `device.clock.system_clock` asks a kernel (`kernel_clock.Kernel`); made anew at each start of the board."""

    def __init__(self, clock: VirtualClock, *, start: int) -> None:
        self._clock = clock
        self._start = start
        self._started_at = clock.monotonic()

    def monotonic_seconds(self) -> float:
        """Virtual seconds; they go on across starts, so that a play has one line of time."""
        return self._clock.monotonic()

    def boot_seconds(self) -> float:
        """Virtual seconds since this start."""
        return self._clock.monotonic() - self._started_at

    def wall_seconds(self) -> float:
        """What the board takes for the time."""
        return self._clock.wall().timestamp()

    def is_synchronised(self) -> bool:
        """Whether the time server answers."""
        return self._clock.quality() is ClockQuality.SYNCHRONISED

    def boot_id(self) -> str:
        """The number of this start."""
        return f"start-{self._start}"

    def real_time_clock_seconds(self) -> int | None:
        """The true time; a board that lost it has no battery-backed clock."""
        if self._clock.quality() is ClockQuality.UNSET:
            return None
        return int(self._clock.true_wall().timestamp())
