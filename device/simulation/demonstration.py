"""Shows the whole system on one machine: a broker, a record keeper, an emulated gate under the real daemon, visitors.

Never leaves anything behind: keys, journal and settings lie in a private folder that is removed at the end.
"""

import os
import random
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec.structs import replace
from rich.live import Live

from device.authority.ceremony import TRUST_FILE, found
from device.authority.fleet_keys import make_fleet_keys
from device.daemon import Daemon, run_daemon
from device.gate_keys import load_gate_keys
from device.hardware import broker
from device.local_control import LocalControl
from device.mqtt.paho_transport import PahoTransport
from device.record_keeper.__main__ import keep_records
from device.runner import Doorbell
from device.settings import Settings, parse
from device.simulation.broker_traffic import BrokerTraffic
from device.simulation.entrance import Entrance
from device.simulation.gate_hands import after, gate_hands
from device.simulation.gate_page import GatePage
from device.simulation.gate_view import GateView
from device.simulation.living_gate import LivingGate, ServedKernel
from device.simulation.play_codes import PlayCodes
from device.simulation.play_keys import keys_beside
from device.simulation.private_broker import PrivateBroker
from device.simulation.settings_text import settings_text
from device.simulation.terminal_view import Standing, TerminalView, says_line
from device.simulation.visitors import Agenda, Visitors
from device.station import Station, assemble
from device.system_clock import FLOOR_FILE, SystemClock, open_system_clock
from device.systemd_notify import service_manager

SEED: Final = 1
REDRAWS: Final = 6
"""A second."""
VENUE: Final = "xinyi-no1-school"


def demonstrate(*, port: int, seconds: float | None, say: Callable[[str], None], live: bool) -> int:
    """Run until told to stop, or for `seconds`; give the daemon's exit code. `port` 0 takes a free one.

    With `live` the terminal shows the gate at work; without, it gets a line an entry.

    Raises:
        MenshenError: mosquitto is missing, or the port is taken.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="menshen-demo-")))
        private_broker = PrivateBroker(folder)
        private_broker.start()
        stack.callback(private_broker.stop)
        settings = demonstration_settings(folder, private_broker.port)
        stack.callback(_keep_records(folder, private_broker.port))
        scene = _Scene(settings, page_port=port, tell=(lambda _: None) if live else (lambda entry: say(line_of(entry))))
        stack.callback(scene.close)
        how_long = "Ctrl-C ends it" if seconds is None else f"it ends after {seconds:g} s"
        addresses = (
            f"the gate's page:  {scene.page.address}",
            f"what it sends:    mosquitto_sub -p {private_broker.port} -t 'gate/1/#' -v",
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
        say(f"{scene.visitors.sent} parties came; check-ins: {counts or 'none'}")
        return code


def demonstration_settings(folder: Path, broker_port: int) -> Settings:
    """Make every key with the functions an installer uses, and give the settings that name them."""
    authority, venue, state = folder / "authority", folder / "venue", folder / "state"
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

    def __init__(self, settings: Settings, *, page_port: int, tell: Callable[[Mapping[str, object]], None]) -> None:
        self._settings = settings
        floor_file = Path(settings.journal.directory) / FLOOR_FILE
        self.clock = open_system_clock(floor_file, kernel=ServedKernel())
        self._transport = broker(settings, self.clock)
        self._gate = LivingGate(settings, clock=self.clock, transport=self._transport, floor_file=floor_file)
        self.view = GateView(self._gate.board.pins, tell)
        self._traffic = BrokerTraffic(_second_client(settings, self.clock), lambda: self.clock.wall().timestamp())
        self.visitors = self._who_comes()
        hands = gate_hands(self._gate.board, self.visitors)
        self.page = GatePage(port=page_port, snapshot=self.view.snapshot, hands=hands)

    def build(self, daemon: Daemon, *, stop_after: float | None) -> Station:
        """Put the gate together as the daemon does, with visitors and the page beside it."""
        station = assemble(
            self._settings,
            load_gate_keys(self._settings.keys, {}),
            replace(self._gate.hardware, workers=((self._transport, Doorbell(self._transport.wake)),)),
            new_bell=Doorbell,
            ready=daemon.ready,
            alive=daemon.alive,
            restart=daemon.stop,
            witness=self.view.saw,
        )
        self.view.watch(station)
        self.page.start()
        if stop_after is not None:
            after(stop_after, daemon.stop)
        control = LocalControl(
            Path(self._settings.journal.directory),
            state=lambda: station.core.situation.state,
            post=station.inbox.post,
        )
        station = station.beside(control, Doorbell(control.wake))
        return station.beside(self.visitors, Doorbell()).beside(self._traffic, Doorbell())

    def terminal(self, footer: str) -> TerminalView:
        """Give what the terminal shows, drawn anew at each refresh."""
        return TerminalView(
            snapshot=self.view.snapshot, standing=self._standing, traffic=self._traffic.newest, footer=footer
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
        self.page.stop()
        self._gate.board.i2c.uninstall()
        self._gate.board.pins.close()

    def _who_comes(self) -> Visitors:
        board, files, venue, agenda = self._gate.board, self._settings.keys, self._settings.venue, Agenda()
        codes = PlayCodes(
            (),
            keys_beside(Path(files.roots[0]), Path(files.venue_public), seed=SEED),
            venue=venue.id,
            checkpoint=venue.checkpoint,
            true_seconds=lambda: self.clock.wall().timestamp(),
        )
        entrance = Entrance(stage=board.stage, pins=board.pins, view=board.camera, later=agenda.later)
        return Visitors(entrance=entrance, agenda=agenda, codes=codes, signal=self.view.signal, seed=SEED)


def line_of(entry: Mapping[str, object]) -> str:
    """Give one entry as a line of text."""
    return f"{str(entry['at'])[11:19]}  {entry['class']!s:<11}{says_line(entry['says'])}"


def _second_client(settings: Settings, clock: SystemClock) -> PahoTransport:
    return PahoTransport(
        name="traffic's broker",
        client_id="onlooker",
        host=settings.mqtt.host,
        port=settings.mqtt.port,
        keepalive_seconds=30,
        tls=None,
        monotonic=clock.monotonic,
        random=random.SystemRandom().random,
    )


def _keep_records(folder: Path, port: int) -> Callable[[], None]:
    """Start a record keeper on a thread of its own; give what ends it."""
    stop = threading.Event()
    thread = threading.Thread(
        target=partial(
            keep_records,
            host="127.0.0.1",
            port=port,
            venue=VENUE,
            path=folder / "records.sqlite",
            inspectors_live=1,
            stop=stop,
        ),
        name="record keeper",
    )
    thread.start()

    def end() -> None:
        stop.set()
        thread.join()

    return end
