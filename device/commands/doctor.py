"""Looks at every part of this gate and prints one line each: how it is, and what to do.

Never changes anything, never opens the barrier, never shows a secret, and never judges a gate by settings that are not
its own: where they cannot be read or have faults, those are all it tells.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from device.doctor.finding import Finding, Health
from device.errors import SettingsError
from device.settings import Settings, load
from device.settings.words import AimKind, DistanceKind, Profile, RoomKind

SUMMARY = "look at every part of this gate and say what to do"
_NOT_LOOKED: Final = (
    "nothing was looked at: the settings say which parts this gate has, and where its keys and journal are"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the settings file."""
    parser.add_argument(
        "--settings", type=Path, default=Path("/etc/menshen/device.toml"), metavar="FILE", help="default: %(default)s"
    )


def run(arguments: argparse.Namespace) -> int:
    """Prints the findings; 0 where nothing is wrong, 1 otherwise.

    Raises:
        SettingsError: the settings cannot be read or have faults; nothing was looked at.
    """
    file: Path = arguments.settings
    try:
        settings = load(file)
    except SettingsError:
        print(f"menshen doctor: {_NOT_LOOKED}", file=sys.stderr)
        raise
    wrong = 0
    for finding in _look(file, settings):
        wrong += finding.health is Health.WRONG
        print(finding.line(), flush=True)
    print(f"{wrong} of these must be put right" if wrong else "nothing is wrong")
    return 1 if wrong else 0


def _look(file: Path, settings: Settings) -> Iterator[Finding]:
    yield Finding(part="settings", health=Health.OK, state=f"{file}: {settings.venue.device}")
    yield from _look_at_machine(settings)
    yield from _look_at_hardware(settings)


def _look_at_machine(settings: Settings) -> Iterator[Finding]:
    # the looks below import what they need only here: `menshen --help` must not wait for cryptography
    from device.clock.system_clock import FLOOR_FILE, open_system_clock  # noqa: PLC0415
    from device.doctor.broker import look_at_broker  # noqa: PLC0415
    from device.doctor.key_material import look_at_keys, look_at_trust  # noqa: PLC0415
    from device.doctor.machine import look_at_clock, look_at_disk, look_at_libraries  # noqa: PLC0415
    from device.settings.secrets import credentials_directory  # noqa: PLC0415

    yield from look_at_libraries()
    state_folder = Path(settings.journal.directory)
    clock = open_system_clock(state_folder / FLOOR_FILE)
    # a machine without a state folder, as before the first start, knows of no time to be ahead of
    yield look_at_clock(clock, leaps=(state_folder / FLOOR_FILE).exists() and clock.leaps())
    yield look_at_disk(state_folder)
    credentials = credentials_directory(os.environ)
    yield from look_at_keys(settings.keys, credentials, resolves_online=settings.policy.resolve_online)
    yield look_at_trust(Path(settings.trust.file), settings.keys.roots, int(clock.wall().timestamp()))
    yield look_at_broker(settings.mqtt)


def _look_at_hardware(settings: Settings) -> Iterator[Finding]:
    from device.doctor import hardware  # noqa: PLC0415
    from device.doctor.people import look_at_screen, look_at_voice  # noqa: PLC0415
    from device.gate.kept_outputs import kernel_keeps_outputs  # noqa: PLC0415

    yield hardware.look_at_decoders()
    yield hardware.look_at_power_loss(settings.barrier, kernel_keeps_outputs)
    if settings.hardware.profile is Profile.EMULATED:
        for part in ("thermometer", "distance", "aim", "camera", "pins", "screen", "voice"):
            yield Finding(part=part, health=Health.OK, state="emulated (hardware.profile)")
        return
    buses = {settings.thermometer.bus: None}
    if settings.distance.kind is not DistanceKind.NONE:
        buses[settings.distance.bus] = None
    if settings.room.kind is not RoomKind.THERMOMETER:
        buses[settings.room.bus] = None
    if settings.aim.kind is not AimKind.NONE:
        buses[settings.aim.bus] = None
    for bus in buses:
        yield hardware.look_at_bus(bus)
    yield hardware.look_at_thermometer(settings)
    yield hardware.look_at_commissioning(settings, datetime.now(UTC))
    yield hardware.look_at_distance(settings.distance)
    yield hardware.look_at_aim(settings.aim)
    yield hardware.look_at_camera(settings.camera)
    yield look_at_screen(settings.screen)
    yield from look_at_voice(settings.voice)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("LG_WD", folder)  # lgpio leaves a pipe wherever it is imported
        yield hardware.look_at_pins()
