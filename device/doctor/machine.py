"""Looks at the machine under the gate: libraries, clock and disk.

Never installs, sets or deletes anything.
"""

import os
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from device.clock.protocol import Clock
from device.doctor.finding import Finding, Health
from device.vocabulary import ClockQuality

OLDEST: Final = {"gpiozero": (2, 0), "numpy": (1, 24), "paho-mqtt": (2, 1), "pyzbar": (0, 1), "smbus2": (0, 5)}
"""Debian's own packages of some of these are older and lose messages or edges."""
_FREE_LEAST_BYTES: Final = 100 * 1024 * 1024
_FREE_ENOUGH_BYTES: Final = 500 * 1024 * 1024


def look_at_libraries(oldest: Mapping[str, tuple[int, ...]] = OLDEST) -> Iterator[Finding]:
    """One line for the Python packages, or one for each that is missing or too old."""
    found: list[str] = []
    is_sound = True
    for name, least in oldest.items():
        wanted = ".".join(map(str, least))
        remedy = f"install the gate anew (scripts/install), or pip install '{name}>={wanted}' in its environment"
        try:
            told = version(name)
        except PackageNotFoundError:
            yield Finding(part="libraries", health=Health.WRONG, state=f"{name} is not installed", remedy=remedy)
            is_sound = False
            continue
        if _numbers(told) < least:
            state = f"{name} {told} is older than {wanted}"
            yield Finding(part="libraries", health=Health.WRONG, state=state, remedy=remedy)
            is_sound = False
        found.append(f"{name} {told}")
    if is_sound:
        yield Finding(part="libraries", health=Health.OK, state=", ".join(found))


def look_at_clock(clock: Clock, *, leaps: bool = False) -> Finding:
    """How far the wall clock can be relied on; `leaps` claims that it is days ahead of the last known time."""
    told = clock.wall().strftime("%Y-%m-%d %H:%M:%S UTC")
    if leaps and clock.quality() is not ClockQuality.UNSET:
        return Finding(
            part="clock",
            health=Health.DEGRADED,
            state=f"{told}, days ahead of the last known time: no record is deleted until that has stood for a day",
            remedy="right after a long stop; else see what the time service says: timedatectl timesync-status",
        )
    match clock.quality():
        case ClockQuality.SYNCHRONISED:
            return Finding(part="clock", health=Health.OK, state=f"{told}, synchronised")
        case ClockQuality.HOLDOVER:
            return Finding(
                part="clock",
                health=Health.DEGRADED,
                state=f"{told}, not synchronised now; it is carried on",
                remedy="see why the time service has no server: timedatectl timesync-status",
            )
        case ClockQuality.UNSET:
            return Finding(
                part="clock",
                health=Health.WRONG,
                state=f"{told}, but nobody vouches for it: live codes become cases",
                remedy="start a time service (systemd-timesyncd), or fit a real-time clock",
            )


def look_at_disk(folder: Path) -> Finding:
    """Room and rights where the journal is kept."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    found = os.statvfs(place)
    free = found.f_bavail * found.f_frsize
    state = f"{folder}: {free // (1024 * 1024)} MB free"
    if free < _FREE_LEAST_BYTES:
        remedy = "make room, or fit a larger card: without room the gate goes out of service"
        return Finding(part="disk", health=Health.WRONG, state=state, remedy=remedy)
    if place != folder:
        return Finding(
            part="disk",
            health=Health.DEGRADED,
            state=f"{folder} is not there yet",
            remedy="the service makes it at its first start",
        )
    if not os.access(folder, os.W_OK):
        remedy = "run the doctor as root, or as the gate's own user"
        return Finding(part="disk", health=Health.DEGRADED, state=f"{state}, not writable for this user", remedy=remedy)
    if free < _FREE_ENOUGH_BYTES:
        return Finding(part="disk", health=Health.DEGRADED, state=state, remedy="make room before it runs out")
    return Finding(part="disk", health=Health.OK, state=state)


def _numbers(text: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for part in text.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(int(digits))
    return tuple(numbers)
