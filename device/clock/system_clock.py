"""Tells the gate's time, and how far it can be trusted.

`synchronised`: the kernel says that a time service keeps the clock right, now. `holdover`: it said so within the last
24 hours of this start of the machine, or a battery-backed clock agreed at the start, and nobody has set the clock
since. Else `unset`. A clock behind a moment that has certainly passed is `unset` whatever else is said, and that moment
is told instead. A clock that is suddenly days ahead is told as it is, but nothing that cannot be taken back is built on
it until it has stood for a day (docs/decisions/a-leap-of-the-clock-deletes-nothing.md). Never sets the machine's clock.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from device.clock.kernel_clock import Kernel, LinuxKernel
from device.clock.time_floor import TimeFloor, read_time_floor
from device.version import RELEASED
from device.vocabulary import ClockQuality

FLOOR_FILE: Final = "time-floor.json"
"""Its name in the state folder."""
HOLDOVER_SECONDS: Final = 24 * 3600.0
LEEWAY_SECONDS: Final = 60.0
LEAP_SECONDS: Final = 72 * 3600.0
"""So far ahead of what this gate knows to have passed, the clock has leapt: it was off for days, or set wrongly."""
LEAP_BELIEVED_SECONDS: Final = 24 * 3600.0
"""A leap that stands for so long while the gate runs is the time: somebody would have noticed."""


class _Anchor(Struct, frozen=True):
    """A moment at which the wall clock was right."""

    boot_seconds: float
    wall_seconds: float

    def is_held(self, *, boot_seconds: float, wall_seconds: float) -> bool:
        """Claim that nobody has set the clock since."""
        return abs(wall_seconds - self.wall_seconds - (boot_seconds - self.boot_seconds)) <= LEEWAY_SECONDS


class SystemClock:
    """The `device.clock.protocol.Clock` of a real machine; may be asked from any thread."""

    def __init__(self, *, kernel: Kernel, floor: TimeFloor) -> None:
        self._kernel = kernel
        self._floor_seconds = floor.at.timestamp()
        self._floor_told_at = self._leap_weighed_at = kernel.monotonic_seconds()
        self._leap_seconds = floor.leap_seconds
        self._boot_id = kernel.boot_id()
        self._synchronised: _Anchor | None = None
        if floor.synchronised_boot and floor.synchronised_boot == self._boot_id:
            self._synchronised = _Anchor(floor.synchronised_boot_seconds, floor.synchronised_wall_seconds)
        self._real_time_clock: _Anchor | None = None
        if self._real_time_clock_agrees():
            self._real_time_clock = _Anchor(kernel.boot_seconds(), kernel.wall_seconds())

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        return self._kernel.monotonic_seconds()

    def wall(self) -> datetime:
        """UTC, never before the floor; a machine that is behind it is told the floor and what passed since."""
        seconds = self._kernel.wall_seconds()
        return datetime.fromtimestamp(seconds if seconds >= self._floor_seconds else self._carried_floor(), UTC)

    def quality(self) -> ClockQuality:
        """How far `wall` can be relied on."""
        boot_seconds, wall_seconds = self._kernel.boot_seconds(), self._kernel.wall_seconds()
        if wall_seconds < self._floor_seconds - LEEWAY_SECONDS:
            return ClockQuality.UNSET
        if self._kernel.is_synchronised():
            self._synchronised = _Anchor(boot_seconds, wall_seconds)
            return ClockQuality.SYNCHRONISED
        last, battery = self._synchronised, self._real_time_clock
        if last is None or not 0 <= boot_seconds - last.boot_seconds < HOLDOVER_SECONDS:
            last = battery
        is_held = last is not None and last.is_held(boot_seconds=boot_seconds, wall_seconds=wall_seconds)
        return ClockQuality.HOLDOVER if is_held else ClockQuality.UNSET

    def leaps(self) -> bool:
        """Claim that the clock is days ahead of what this gate knows to have passed, and has not stood there long."""
        return self._kernel.wall_seconds() - self._carried_floor() > LEAP_SECONDS

    def floor(self) -> TimeFloor:
        """What the next run must know; while the clock can be trusted, the floor is now. Ask at least once an hour."""
        is_trusted = self.quality() is not ClockQuality.UNSET
        self._weigh_leap(is_trusted=is_trusted)
        if is_trusted and not self.leaps():
            self._raise_floor()
        last = self._synchronised
        return TimeFloor(
            at=datetime.fromtimestamp(self._floor_seconds, UTC),
            synchronised_boot=self._boot_id if last is not None else "",
            synchronised_boot_seconds=last.boot_seconds if last is not None else 0.0,
            synchronised_wall_seconds=last.wall_seconds if last is not None else 0.0,
            leap_seconds=self._leap_seconds,
        )

    def _raise_floor(self) -> None:
        seconds = self._kernel.wall_seconds()
        if seconds > self._floor_seconds:
            self._floor_seconds, self._floor_told_at = seconds, self._kernel.monotonic_seconds()

    def _carried_floor(self) -> float:
        return self._floor_seconds + self._kernel.monotonic_seconds() - self._floor_told_at

    def _weigh_leap(self, *, is_trusted: bool) -> None:
        """Count how long a leap has stood, over restarts too; one that stands for a day is believed."""
        now = self._kernel.monotonic_seconds()
        if not self.leaps():
            self._leap_seconds = 0.0
        elif is_trusted:
            self._leap_seconds += now - self._leap_weighed_at
            if self._leap_seconds >= LEAP_BELIEVED_SECONDS:
                self._leap_seconds = 0.0
                self._raise_floor()
        self._leap_weighed_at = now

    def _real_time_clock_agrees(self) -> bool:
        told = self._kernel.real_time_clock_seconds()
        if told is None or told < self._floor_seconds - LEEWAY_SECONDS:
            return False
        return abs(told - self._kernel.wall_seconds()) <= LEEWAY_SECONDS


def open_system_clock(file: Path, kernel: Kernel | None = None) -> SystemClock:
    """The clock of this machine, or of `kernel`; its floor is the later of the release and the file.

    Where there is no file, as on a new gate, nothing is known that the clock could be far ahead of.
    """
    kept = read_time_floor(file) or TimeFloor(at=RELEASED, leap_seconds=LEAP_BELIEVED_SECONDS)
    return SystemClock(kernel=kernel or LinuxKernel(), floor=replace(kept, at=max(RELEASED, kept.at)))
