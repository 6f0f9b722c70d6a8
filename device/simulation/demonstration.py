"""Shows the whole system on one machine: a broker, a record keeper, an emulated gate under the real daemon, visitors.

Never leaves anything behind: keys, journal and settings lie in a private folder that is removed at the end.
"""

import os
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.live import Live

from device.assembly.gate_keys import load_gate_keys
from device.assembly.hardware import broker
from device.authority.ceremony import TRUST_FILE, found
from device.authority.fleet_keys import make_fleet_keys
from device.checkpoint.actions import Action
from device.checkpoint.events import Event
from device.clock.system_clock import FLOOR_FILE, open_system_clock
from device.daemon.daemon import Daemon, run_daemon
from device.daemon.daemon_station import daemon_station
from device.daemon.systemd_notify import service_manager
from device.settings import Settings, parse
from device.simulation.demonstration_authority import DemonstrationAuthority
from device.simulation.gate_hands import after
from device.simulation.gate_view import GateView
from device.simulation.living_gate import LivingGate, ServedKernel
from device.simulation.settings_text import settings_text
from device.simulation.terminal_view import Standing, TerminalView, says_line
from device.simulation.virtual_gate.network import Network
from device.simulation.virtual_gate.virtual_gate import VirtualGate
from device.station import Station

SEED: Final = 1
REDRAWS: Final = 6
"""A second."""
VENUE: Final = "xinyi-no1-school"
AUTHORITY: Final = "authority"
"""Folder of the pilot authority, inside the demonstration's own."""


def demonstrate(*, port: int, seconds: float | None, voice: Path, say: Callable[[str], None], live: bool) -> int:
    """Run until told to stop, or for `seconds`; give the daemon's exit code. `port` 0 takes a free one.

    `voice` holds the recorded prompts; where it does not, the page has captions and the buzzer.

    With `live` the terminal shows the gate at work; without, it gets a line an entry.

    Raises:
        MenshenError: mosquitto is missing, or the port is taken.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="menshen-demo-")))
        network = Network(folder, venue=VENUE)
        stack.callback(network.stop)
        settings = demonstration_settings(folder, network.port, voice)
        scene = _Scene(
            settings,
            network=network,
            page_port=port,
            tell=(lambda _: None) if live else (lambda entry: say(line_of(entry))),
        )
        stack.callback(scene.close)
        authority = DemonstrationAuthority(folder / AUTHORITY, broker_port=network.port, zone=settings.venue.timezone)
        stack.callback(authority.close)
        how_long = "Ctrl-C ends it" if seconds is None else f"it ends after {seconds:g} s"
        addresses = (
            f"the gate's page:  {scene.virtual.address}",
            f"citizens' page:   {authority.address}  (invitation {authority.invitation}; choose a PIN)",
            f"what it sends:    mosquitto_sub -p {network.port} -t 'gate/1/#' -v",
            f"visitors come by themselves; {how_long}",
        )
        if live:
            stack.enter_context(Live(scene.terminal("\n".join(addresses)), screen=True, refresh_per_second=REDRAWS))
        else:
            for line in addresses:
                say(line)
        code = run_daemon(partial(scene.build, stop_after=seconds), scene.clock, service_manager(os.environ))
        stack.close()
        counts = ", ".join(f"{count} {outcome}" for outcome, count in scene.view.check_ins.items() if count)
        say(f"{scene.virtual.visitors.sent} parties came; check-ins: {counts or 'none'}")
        return code


def demonstration_settings(folder: Path, broker_port: int, voice: Path) -> Settings:
    """Make every key with the functions an installer uses, and give the settings that name them."""
    authority, venue, state = folder / AUTHORITY, folder / "venue", folder / "state"
    found(authority, now=int(time.time()))
    make_fleet_keys(venue)
    state.mkdir(mode=0o700)
    sections: dict[str, dict[str, object]] = {
        "venue": {"id": VENUE, "checkpoint": "south-gate", "device": "gate-0001"},
        "hardware": {"profile": "emulated", "visitors": True, "visitors_seed": SEED},
        "thermometer": {"warm_up_seconds": 0},
        "camera": {"kind": "emulated"},
        "barrier": {"kind": "hold"},
        "pins": {"factory": "mock"},
        "voice": {"enabled": True, "folder": str(voice.absolute())},
        "mqtt": {"port": broker_port},
        "trust": {"file": str(authority / TRUST_FILE)},
        "journal": {"directory": str(state)},
        "keys": {
            "roots": [str(authority / "root-1.pem"), str(authority / "root-2.pem")],
            "venue_public": str(venue / "venue.pem"),
            "operator_public": str(venue / "operator.pem"),
            "tracing_public": str(authority / "tracing.pem"),
            "resolve_public": str(authority / "resolve.pem"),
            "venue_secret": str(venue / "venue_secret"),
            "city_secret": str(authority / "city_secret"),
            "journal_key": str(venue / "journal_key"),
        },
    }
    return parse(settings_text(sections).encode())


class _Scene:
    """The gate, whoever comes to it, and the page that shows both."""

    def __init__(
        self,
        settings: Settings,
        *,
        network: Network,
        page_port: int,
        tell: Callable[[Mapping[str, object]], None],
    ) -> None:
        self._settings = settings
        floor_file = Path(settings.journal.directory) / FLOOR_FILE
        self.clock = open_system_clock(floor_file, kernel=ServedKernel())
        self._transport = broker(settings, self.clock)
        self._gate = LivingGate(settings, clock=self.clock, transport=self._transport, floor_file=floor_file)
        self.view = GateView(self._gate.board.pins, tell)
        self.virtual = VirtualGate(settings, gate=self._gate, clock=self.clock, page_port=page_port, network=network)

    def build(self, daemon: Daemon, *, stop_after: float | None) -> Station:
        """Put the gate together as the daemon does, with visitors and the page beside it."""
        station = daemon_station(
            self._settings,
            load_gate_keys(self._settings.keys, {}),
            self._gate.hardware,
            transport=self._transport,
            daemon=daemon,
            witness=self._saw,
        )
        self.view.watch(station)
        if stop_after is not None:
            after(stop_after, daemon.stop)
        return self.virtual.beside(station)

    def _saw(self, event: Event, now: float, actions: list[Action]) -> None:
        self.view.saw(event, now, actions)
        self.virtual.view.saw(event, now, actions)

    def terminal(self, footer: str) -> TerminalView:
        """Give what the terminal shows, drawn anew at each refresh."""
        return TerminalView(
            snapshot=self.view.snapshot, standing=self._standing, traffic=self.virtual.traffic.newest, footer=footer
        )

    def _standing(self) -> Standing:
        body, camera = self._gate.board.stage.scene.body, self._gate.board.camera
        return Standing(
            distance_mm=None if body is None else body.distance_mm,
            core_celsius=None if body is None else body.core_celsius,
            holds_code=bool(camera.shown()),
        )

    def close(self) -> None:
        """End the page and the emulation."""
        self.virtual.close()
        self._gate.board.i2c.uninstall()
        self._gate.board.pins.close()


def line_of(entry: Mapping[str, object]) -> str:
    """Give one entry as a line of text."""
    return f"{str(entry['at'])[11:19]}  {entry['class']!s:<11}{says_line(entry['says'])}"
