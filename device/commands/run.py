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

from device.errors import SettingsError

if TYPE_CHECKING:
    from device.clock.kernel_clock import Kernel
    from device.clock.system_clock import SystemClock
    from device.daemon.daemon import Daemon
    from device.settings import Settings
    from device.station import Station

SUMMARY = "run the gate's daemon"
_PORT_MOST = 65_535
_log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the settings file."""
    parser.add_argument(
        "--settings", type=Path, default=Path("/etc/menshen/device.toml"), metavar="FILE", help="default: %(default)s"
    )
    parser.add_argument(
        "--page", type=int, metavar="PORT", help="emulated hardware only: serve the virtual gate on this machine"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run until told to stop; 0 where it was, 1 where a part broke."""
    # a daemon that starts quickly imports what it needs in one place, after its settings are known to be sound
    from device.settings import load  # noqa: PLC0415

    if arguments.page is not None and not 0 <= arguments.page <= _PORT_MOST:
        print(f"menshen run: --page is 0 to {_PORT_MOST}", file=sys.stderr)
        return 2
    settings = load(arguments.settings)
    _write_log(settings)

    from device.daemon.allocator import keep_memory_small  # noqa: PLC0415
    from device.daemon.daemon import run_daemon  # noqa: PLC0415
    from device.daemon.systemd_notify import service_manager  # noqa: PLC0415

    build, clock = _builder(settings, arguments.page)
    keep_memory_small()
    return run_daemon(build, clock, service_manager(os.environ))


def _write_log(settings: "Settings") -> None:
    logging.basicConfig(
        stream=sys.stderr, level=settings.log.level.value.upper(), format="%(levelname)s %(name)s: %(message)s"
    )


def _builder(settings: "Settings", page_port: int | None) -> "tuple[Callable[[Daemon], Station], SystemClock]":
    from device.assembly.gate_keys import load_gate_keys  # noqa: PLC0415
    from device.assembly.hardware import broker, raspberry_pi  # noqa: PLC0415
    from device.clock.system_clock import FLOOR_FILE, open_system_clock  # noqa: PLC0415
    from device.daemon.daemon_station import daemon_station  # noqa: PLC0415
    from device.settings.words import Profile  # noqa: PLC0415

    keys = load_gate_keys(settings.keys, os.environ)
    state = Path(settings.journal.directory)
    _make_state_directory(state)
    floor_file = state / FLOOR_FILE
    is_emulated = settings.hardware.profile is Profile.EMULATED
    if page_port is not None and not is_emulated:
        raise SettingsError(("--page shows a gate on emulated hardware; hardware.profile says raspberry-pi",))
    clock = open_system_clock(floor_file, kernel=_served_kernel() if is_emulated else None)
    transport = broker(settings, clock)

    def on_a_pi(daemon: "Daemon") -> "Station":
        hardware = raspberry_pi(settings, transport=transport, clock=clock, floor_file=floor_file)
        return daemon_station(settings, keys, hardware, transport=transport, daemon=daemon)

    def emulated(daemon: "Daemon") -> "Station":
        from device.simulation.living_gate import LivingGate  # noqa: PLC0415 - never loaded on a real gate

        gate = LivingGate(settings, clock=clock, transport=transport, floor_file=floor_file)
        if page_port is None:
            return gate.with_visitors(daemon_station(settings, keys, gate.hardware, transport=transport, daemon=daemon))
        from device.commands.page_libraries import need_page_libraries  # noqa: PLC0415

        need_page_libraries()
        from device.simulation.virtual_gate.virtual_gate import VirtualGate  # noqa: PLC0415 - only where asked for

        virtual = VirtualGate(settings, gate=gate, clock=clock, page_port=page_port)
        station = daemon_station(
            settings, keys, gate.hardware, transport=transport, daemon=daemon, witness=virtual.view.saw
        )
        _log.info("the gate's page: %s", virtual.address)
        return virtual.beside(station)

    return (emulated if is_emulated else on_a_pi), clock


def _served_kernel() -> "Kernel":
    from device.simulation.living_gate import ServedKernel  # noqa: PLC0415 - never loaded on a real gate

    return ServedKernel()


def _make_state_directory(directory: Path) -> None:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError((f"journal.directory: {directory} cannot be made: {error.strerror}",)) from error
