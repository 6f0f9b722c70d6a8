"""Keeps, across restarts, a moment that has certainly passed and when the clock was last known to be right.

Never judges the clock; never fails the daemon: a file that cannot be read or written is as good as none.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

_BYTES_MOST: Final = 4096


class TimeFloor(Struct, frozen=True, kw_only=True):
    """What one run leaves to the next."""

    at: datetime
    """The wall clock is never before this, UTC."""
    synchronised_boot: str = ""
    """Start of the machine during which the clock was last synchronised; empty if never."""
    synchronised_boot_seconds: float = 0.0
    """Second of that start at which it was."""
    synchronised_wall_seconds: float = 0.0
    """What the wall clock said then, seconds since 1970."""
    leap_seconds: float = 0.0
    """For how long the clock has stood far ahead of `at`; see `device.clock.system_clock`."""


def read_time_floor(file: Path) -> TimeFloor | None:
    """What the file says; None where there is none or it cannot be understood."""
    try:
        with file.open("rb") as source:
            kept = json.loads(source.read(_BYTES_MOST))
        return TimeFloor(
            at=datetime.fromtimestamp(float(kept["floor"]), UTC),
            synchronised_boot=str(kept["synchronised_boot"]),
            synchronised_boot_seconds=float(kept["synchronised_boot_seconds"]),
            synchronised_wall_seconds=float(kept["synchronised_wall_seconds"]),
            leap_seconds=float(kept["leap_seconds"]),
        )
    except (OSError, ValueError, OverflowError, TypeError, KeyError, RecursionError):
        return None


def write_time_floor(file: Path, floor: TimeFloor) -> bool:
    """Replaces the file as a whole; False where the disk refuses (the next hour tries again)."""
    text = json.dumps(
        {
            "floor": floor.at.timestamp(),
            "synchronised_boot": floor.synchronised_boot,
            "synchronised_boot_seconds": floor.synchronised_boot_seconds,
            "synchronised_wall_seconds": floor.synchronised_wall_seconds,
            "leap_seconds": floor.leap_seconds,
        }
    )
    new = file.with_name(file.name + ".new")
    try:
        with new.open("w", encoding="ascii") as target:
            target.write(text + "\n")
            target.flush()
            os.fsync(target.fileno())
        new.replace(file)
    except OSError:
        return False
    return True
