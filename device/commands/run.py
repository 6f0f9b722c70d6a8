"""Runs the gate's daemon until it is told to stop.

Never starts without its settings, keys and journal: what is missing is said in one line, and the exit code is 78.
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from device.errors import SettingsError

if TYPE_CHECKING:
    from device.daemon import Daemon
    from device.hardware import Hardware
    from device.kernel_clock import Kernel
    from device.settings import Settings
    from device.station import Station
    from device.system_clock import SystemClock

SUMMARY = "run the gate's daemon"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the settings file."""
    parser.add_argument(
        "--settings", type=Path, default=Path("/etc/menshen/device.toml"), metavar="FILE", help="default: %(default)s"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run until SIGTERM; 0 where it was told to stop, 1 where a part broke."""
    # a daemon that starts quickly imports what it needs in one place, after its settings are known to be sound
    from device.settings import load  # noqa: PLC0415

    settings = load(arguments.settings)
    _write_log(settings)

    from device.daemon import run_daemon  # noqa: PLC0415
    from device.systemd_notify import service_manager  # noqa: PLC0415

    build, clock = _builder(settings)
    return run_daemon(build, clock, service_manager(os.environ))


def _write_log(settings: "Settings") -> None:
    logging.basicConfig(
        stream=sys.stderr, level=settings.log.level.value.upper(), format="%(levelname)s %(name)s: %(message)s"
    )


def _builder(settings: "Settings") -> "tuple[Callable[[Daemon], Station], SystemClock]":
    from device.gate_keys import load_gate_keys  # noqa: PLC0415
    from device.hardware import broker, raspberry_pi  # noqa: PLC0415
    from device.local_control import LocalControl  # noqa: PLC0415
    from device.runner import Doorbell  # noqa: PLC0415
    from device.settings.words import Profile  # noqa: PLC0415
    from device.station import assemble  # noqa: PLC0415
    from device.system_clock import FLOOR_FILE, open_system_clock  # noqa: PLC0415

    keys = load_gate_keys(settings.keys, os.environ)
    state = Path(settings.journal.directory)
    _make_state_directory(state)
    floor_file = state / FLOOR_FILE
    is_emulated = settings.hardware.profile is Profile.EMULATED
    clock = open_system_clock(floor_file, kernel=_served_kernel() if is_emulated else None)
    transport = broker(settings, clock)

    def assembled(daemon: "Daemon", hardware: "Hardware") -> "Station":
        station = assemble(
            settings,
            keys,
            # whoever waits inside a step for a socket is woken there too, so that the gate ends at once
            replace(hardware, workers=((transport, Doorbell(transport.wake)),)),
            new_bell=Doorbell,
            ready=daemon.ready,
            alive=daemon.alive,
            restart=daemon.stop,
        )
        control = LocalControl(state, state=lambda: station.core.situation.state, post=station.inbox.post)
        return station.beside(control, Doorbell(control.wake))

    def on_a_pi(daemon: "Daemon") -> "Station":
        hardware = raspberry_pi(settings, transport=transport, clock=clock, floor_file=floor_file)
        return assembled(daemon, hardware)

    def emulated(daemon: "Daemon") -> "Station":
        from device.simulation.living_gate import LivingGate  # noqa: PLC0415 - never loaded on a real gate

        gate = LivingGate(settings, clock=clock, transport=transport, floor_file=floor_file)
        return gate.with_visitors(assembled(daemon, gate.hardware))

    return (emulated if is_emulated else on_a_pi), clock


def _served_kernel() -> "Kernel":
    from device.simulation.living_gate import ServedKernel  # noqa: PLC0415 - never loaded on a real gate

    return ServedKernel()


def _make_state_directory(directory: Path) -> None:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError((f"journal.directory: {directory} cannot be made: {error.strerror}",)) from error
