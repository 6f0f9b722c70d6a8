"""Tells the gate's time, and how far it can be trusted.

`synchronised`: the kernel says that a time service keeps the clock right, now. `holdover`: it said so within the last
24 hours of this start of the machine, or a battery-backed clock agrees. Else `unset`. A clock behind a moment that has
certainly passed is `unset` whatever else is said, and that moment is told instead. Never sets the machine's clock.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from device.clock.kernel_clock import Kernel, LinuxKernel
from device.clock.time_floor import TimeFloor, read_time_floor
from device.version import RELEASED
from device.vocabulary import ClockQuality

FLOOR_FILE: Final = "time-floor.json"
"""Its name in the state folder."""
HOLDOVER_SECONDS: Final = 24 * 3600.0
LEEWAY_SECONDS: Final = 60.0


class SystemClock:
    """The `device.clock.protocol.Clock` of a real machine; may be asked from any thread."""

    def __init__(self, *, kernel: Kernel, floor: TimeFloor) -> None:
        self._kernel = kernel
        self._floor_seconds = floor.at.timestamp()
        self._floor_told_at = kernel.monotonic_seconds()
        self._boot_id = kernel.boot_id()
        self._synchronised_boot_seconds: float | None = None
        if floor.synchronised_boot and floor.synchronised_boot == self._boot_id:
            self._synchronised_boot_seconds = floor.synchronised_boot_seconds
        self._has_real_time_clock = self._real_time_clock_agrees()

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        return self._kernel.monotonic_seconds()

    def wall(self) -> datetime:
        """UTC, never before the floor; a machine that is behind it is told the floor and what passed since."""
        seconds = self._kernel.wall_seconds()
        if seconds < self._floor_seconds:
            seconds = self._floor_seconds + self._kernel.monotonic_seconds() - self._floor_told_at
        return datetime.fromtimestamp(seconds, UTC)

    def quality(self) -> ClockQuality:
        """How far `wall` can be relied on."""
        if self._kernel.wall_seconds() < self._floor_seconds - LEEWAY_SECONDS:
            return ClockQuality.UNSET
        boot_seconds = self._kernel.boot_seconds()
        if self._kernel.is_synchronised():
            self._synchronised_boot_seconds = boot_seconds
            return ClockQuality.SYNCHRONISED
        last = self._synchronised_boot_seconds
        if last is not None and 0 <= boot_seconds - last < HOLDOVER_SECONDS:
            return ClockQuality.HOLDOVER
        return ClockQuality.HOLDOVER if self._has_real_time_clock else ClockQuality.UNSET

    def raise_floor(self, at: datetime) -> None:
        """Never tell a time before `at` again: a written entry, a signed list. Ignored while the clock is unset."""
        if at.timestamp() > self._floor_seconds and self.quality() is not ClockQuality.UNSET:
            self._floor_seconds = at.timestamp()
            self._floor_told_at = self._kernel.monotonic_seconds()

    def floor(self) -> TimeFloor:
        """What the next run must know; while the clock can be trusted, the floor is now."""
        if self.quality() is not ClockQuality.UNSET:
            self.raise_floor(self.wall())
        last = self._synchronised_boot_seconds
        return TimeFloor(
            at=datetime.fromtimestamp(self._floor_seconds, UTC),
            synchronised_boot=self._boot_id if last is not None else "",
            synchronised_boot_seconds=last if last is not None else 0.0,
        )

    def _real_time_clock_agrees(self) -> bool:
        told = self._kernel.real_time_clock_seconds()
        if told is None or told < self._floor_seconds - LEEWAY_SECONDS:
            return False
        return abs(told - self._kernel.wall_seconds()) <= LEEWAY_SECONDS


def open_system_clock(file: Path, *passed: datetime, kernel: Kernel | None = None) -> SystemClock:
    """The clock of this machine, or of `kernel`; its floor is the latest of the release, the file and all `passed`."""
    kept = read_time_floor(file) or TimeFloor(at=RELEASED)
    floor = TimeFloor(
        at=max(RELEASED, kept.at, *passed),
        synchronised_boot=kept.synchronised_boot,
        synchronised_boot_seconds=kept.synchronised_boot_seconds,
    )
    return SystemClock(kernel=kernel or LinuxKernel(), floor=floor)
