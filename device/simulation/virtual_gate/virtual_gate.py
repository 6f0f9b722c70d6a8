"""Puts the virtual gate together: an emulated gate's world, who comes to it, the people elsewhere, and the page.

Never changes the gate: what the page does goes through wires, chips, camera and the real broker. The station is built
where every daemon's is; this stands beside it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from device.assembly.hardware import broker
from device.checkpoint.events import EmergencyEnded
from device.clock.system_clock import SystemClock
from device.daemon.runner import Doorbell
from device.mqtt.topics import GateTopics
from device.settings import Settings
from device.simulation.broker_traffic import BrokerTraffic
from device.simulation.entrance import Entrance
from device.simulation.gate_hands import gate_hands, what_holds
from device.simulation.living_gate import LivingGate
from device.simulation.play_codes import PlayCodes
from device.simulation.play_keys import keys_beside
from device.simulation.virtual_gate import page_deeds as deeds
from device.simulation.virtual_gate.camera_picture import CameraPicture
from device.simulation.virtual_gate.director import Cast, Director
from device.simulation.virtual_gate.fan_out import FanOut
from device.simulation.virtual_gate.guard import Guard
from device.simulation.virtual_gate.guest import Guest
from device.simulation.virtual_gate.inspector import Inspector
from device.simulation.virtual_gate.network import Network
from device.simulation.virtual_gate.page_routes import Wishes, page_application
from device.simulation.virtual_gate.page_server import PageServer
from device.simulation.virtual_gate.page_view import PageView
from device.simulation.virtual_gate.page_voice import PageVoice
from device.simulation.virtual_gate.playhouse import Playhouse
from device.simulation.virtual_gate.screen_mirror import ScreenMirror
from device.simulation.virtual_gate.uploaded_picture import PictureRefused, read_picture
from device.simulation.virtual_gate.wire_view import tell_message
from device.simulation.visitors import Agenda, Visitors
from device.station import Station

_PAUSE_SECONDS: Final = (1.5, 6.0)


class VirtualGate:
    """Everything around one emulated gate that runs in real time."""

    def __init__(
        self,
        settings: Settings,
        *,
        gate: LivingGate,
        clock: SystemClock,
        page_port: int,
        network: Network | None = None,
    ) -> None:
        """`network` is where the broker is this process's own and may be away for a while.

        Raises:
            ProgramMissing: the port is taken.
        """
        self._settings, self._gate, self._clock, self._network = settings, gate, clock, network
        self._server = PageServer(port=page_port)
        self._page = FanOut()
        self._station: Station | None = None
        self._orderer: Inspector | None = None
        self._hands = gate_hands(gate.board)
        self._camera = CameraPicture(gate.board.camera)
        self._voice = PageVoice(self._page)
        gate.board.speaker.listener = self._voice.hear
        self.view = PageView(gate.board.pins, self._page)
        self.agenda = Agenda()
        self._entrance = Entrance(
            stage=gate.board.stage, pins=gate.board.pins, view=gate.board.camera, later=self.agenda.later
        )
        self.keys = keys_beside(
            Path(settings.keys.roots[0]), Path(settings.keys.venue_public), seed=settings.hardware.visitors_seed
        )
        self._codes = self._new_codes()
        self.visitors = self._who_comes()
        self._connection = broker(settings, clock, name="page's broker", client_id=f"{settings.venue.device[:30]}-page")
        self.traffic = BrokerTraffic(
            self._connection, lambda: clock.wall().timestamp(), heard=partial(tell_message, self._page)
        )
        self._playhouse = Playhouse(
            board=gate.board,
            entrance=self._entrance,
            new_codes=self._new_codes,
            network=network,
            end_emergency=self._end_emergency,
        )
        self._page.tell("scenarios", self._playhouse.listed())
        self._page.tell("about", {"has_network": network is not None, "venue": settings.venue.id})

    @property
    def address(self) -> str:
        """Where a browser finds the page."""
        return self._server.address

    def beside(self, station: Station) -> Station:
        """Give the station with everything around it, and begin to serve."""
        self._station = station
        self.view.watch(station)
        screen = ScreenMirror(station.telling, self._page)
        self._orderer = inspector = self._inspector(station)
        director = self._director(station, inspector, screen)
        wishes = Wishes(
            screen=screen.screen,
            symbol=screen.symbol,
            do=partial(self._do, director, inspector),
            show=partial(_show, director),
            camera=self._camera.jpeg,
            voice=self._voice.wave,
        )
        application = Guard(page_application(self._page, wishes), port=self._server.port)
        self._server.start(application, send_home=self._page.close)
        return station.beside(director, Doorbell()).beside(self.traffic, Doorbell(self._connection.wake))

    def close(self) -> None:
        """Serve no more."""
        self._server.stop()

    # --- what the page asks for

    def _do(self, director: Director, inspector: Inspector, deed: deeds.PageDeed) -> str | None:
        match deed:
            case deeds.Touch(what=what):
                hand = self._all_hands().get(what)
                if hand is None:
                    return "there is no such hand"
                hand()
            case deeds.Decide():
                return inspector.decide(deed.order, deed.case)
            case deeds.Play(scenario=name) if name not in self._playhouse.scenarios:
                return "there is no such scenario"
            case _:
                director.ask(deed)
        return None

    def _all_hands(self) -> Mapping[str, Callable[[], None]]:
        hands = {**self._hands, "tidy_up": self._tidy_up}
        if self._network is not None:
            hands |= {"network_out": self._network.go_away, "network_in": self._network.come_back}
        return hands

    def _world(self) -> dict[str, bool]:
        return what_holds(self._gate.board) | {"network_out": self._network is not None and self._network.is_away}

    def _end_emergency(self) -> None:
        if self._station is not None:
            self._station.inbox.post(EmergencyEnded())

    def _tidy_up(self) -> None:
        if self._station is not None and self._orderer is not None:
            self._playhouse.tidy_up(self._station.core.situation, self._orderer)

    # --- who stands where

    def _director(self, station: Station, inspector: Inspector, screen: ScreenMirror) -> Director:
        guest = Guest(board=self._gate.board, entrance=self._entrance, agenda=self.agenda, codes=self._codes)
        cast = Cast(
            board=self._gate.board,
            agenda=self.agenda,
            guest=guest,
            visitors=self.visitors,
            begin_play=partial(self._playhouse.begin, inspector),
            tidy_up=partial(self._playhouse.tidy_up, station.core.situation, inspector),
            camera=self._camera,
            screen=screen,
            world=self._world,
            acked_through=lambda: station.store.cursor.through,
            page=self._page,
        )
        return Director(cast, scenarios=self._playhouse.scenarios, signal=self.view.signal)

    def _inspector(self, station: Station) -> Inspector:
        venue = self._settings.venue
        return Inspector(
            keys=self.keys,
            topics=GateTopics(venue=venue.id, device=venue.device),
            transport=self._connection,
            session=station.session,
            cases=self.view.cases,
            current_visit=self.view.current_visit,
            wall=self._clock.wall,
        )

    def _who_comes(self) -> Visitors:
        here = self._settings.hardware
        return Visitors(
            entrance=self._entrance,
            agenda=self.agenda,
            codes=self._codes,
            signal=self.view.signal,
            seed=here.visitors_seed,
            pause_seconds=_PAUSE_SECONDS,
        )

    def _new_codes(self) -> PlayCodes:
        venue = self._settings.venue
        return PlayCodes(
            (),
            self.keys,
            venue=venue.id,
            checkpoint=venue.checkpoint,
            true_seconds=lambda: self._clock.wall().timestamp(),
        )


def _show(director: Director, body: bytes) -> str | None:
    try:
        director.ask(read_picture(body))
    except PictureRefused as error:
        return str(error)
    return None
