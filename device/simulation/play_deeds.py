"""Does what a scenario's steps say, each at its second, to the world around one emulated gate.

Never touches the gate's code, except that a power cut takes its power and a new start builds it anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Final, assert_never

from PIL import Image, UnidentifiedImageError

from device.checkpoint.events import EmergencyEnded
from device.errors import FileRefused
from device.record_keeper.keeper import RecordKeeper
from device.simulation import deeds_at_the_barrier as barrier
from device.simulation import deeds_at_the_lane as lane
from device.simulation import deeds_from_afar as afar
from device.simulation import deeds_to_the_parts as parts
from device.simulation.emulated_board import EmulatedBoard
from device.simulation.emulated_broker import EmulatedBroker
from device.simulation.entrance import KEY_SECONDS, PRESS_SECONDS, Entrance, ink_of
from device.simulation.play_codes import PlayCodes
from device.simulation.play_gate import PlayGate
from device.simulation.play_orders import Knowledge, PlayOrders
from device.simulation.play_witness import PlayWitness
from device.simulation.scenario import Scenario
from device.simulation.scenario_deeds import VERBS, Deed
from device.simulation.scenario_people import Person
from device.simulation.scenario_words import KeyPosition, Plug, PowerAfter
from device.simulation.virtual_clock import VirtualClock

_VERB_OF: Final = {deed: verb for verb, deed in VERBS.items()}
_SAVED_EVERY: Final = timedelta(minutes=17)
"""A board without a battery wakes up with a time it saved some minutes before the power went."""
_NO_SESSION: Final = "0" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Stagehands:
    """Everything a step may take hold of."""

    entrance: Entrance
    board: EmulatedBoard
    broker: EmulatedBroker
    keeper: RecordKeeper
    gate: PlayGate
    codes: PlayCodes
    orders: PlayOrders
    witness: PlayWitness
    clock: VirtualClock
    later: Callable[[float, Callable[[], None]], None]
    beside: Path
    """Where a scenario's pictures lie."""


class PlayDeeds:
    """The hands that do them."""

    def __init__(self, scenario: Scenario, hands: Stagehands) -> None:
        self._people: Mapping[str, Person] = {person.id: person for person in scenario.people}
        self._hands = hands

    def do(self, deed: Deed) -> None:
        """Do one deed, now.

        Raises:
            FileRefused: a picture cannot be read.
        """
        told = {
            field.name: str(value) for field in fields(deed) if (value := getattr(deed, field.name)) != field.default
        }
        self._hands.witness.note_step(self._hands.clock.monotonic(), _VERB_OF[type(deed)], told)
        if isinstance(deed, lane.LaneDeed):
            self._at_the_lane(deed)
        elif isinstance(deed, barrier.BarrierDeed):
            self._at_the_barrier(deed)
        elif isinstance(deed, parts.PartDeed):
            self._to_the_parts(deed)
        else:
            self._from_afar(deed)

    def _at_the_lane(self, deed: lane.LaneDeed) -> None:
        entrance = self._hands.entrance
        match deed:
            case lane.Arrive() | lane.Replace():
                entrance.arrive(self._people[deed.person], deed.distance_mm)
            case lane.Move():
                entrance.move(deed.distance_mm)
            case lane.Leave() | lane.StepAside():
                entrance.leave()
            case lane.SkinChanges():
                entrance.change_skin(deed.offset_celsius)
            case lane.PlaceObject():
                entrance.place_object(deed.celsius, deed.distance_mm)
            case lane.TakeObjectAway():
                entrance.step_out()
            case lane.HoldUp():
                self._hold_up(deed)
            case lane.TakeAway():
                entrance.take_away()
            case _:
                assert_never(deed)

    def _hold_up(self, deed: lane.HoldUp) -> None:
        entrance, codes = self._hands.entrance, self._hands.codes
        if deed.image:
            entrance.show_image(_image(self._hands.beside / deed.image))
        elif deed.code_of:
            code = self._people[deed.code_of].code
            if code is not None:
                entrance.hold_up(codes.code_of(deed.code_of), code.picture, ink=ink_of(code))
        elif deed.badge_of:
            entrance.hold_up(codes.badge_of(deed.badge_of))
        elif deed.sheet is not None:
            entrance.hold_up(codes.sheet(deed.sheet))
        else:
            entrance.hold_up(deed.text)

    def _at_the_barrier(self, deed: barrier.BarrierDeed) -> None:
        entrance = self._hands.entrance
        match deed:
            case barrier.PassThrough():
                entrance.pass_through(deed.people, apart_seconds=deed.apart_seconds, backwards=deed.backwards)
            case barrier.Press():
                entrance.touch(deed.button.value, PRESS_SECONDS)
            case barrier.TurnKey():
                entrance.touch("key_admit" if deed.position is KeyPosition.ADMIT else "key_reset", KEY_SECONDS)
            case barrier.EndEmergency():
                if self._hands.gate.station is not None:
                    self._hands.gate.station.inbox.post(EmergencyEnded())
            case _:
                contact, begins = _CONTACTS[type(deed)]
                (entrance.begin if begins else entrance.end)(contact)

    def _to_the_parts(self, deed: parts.PartDeed) -> None:
        board = self._hands.board
        match deed:
            case parts.Unplug():
                self._plug(deed.part, is_in=False)
            case parts.PlugIn():
                self._plug(deed.part, is_in=True)
            case parts.FreezeCamera() | parts.ThawCamera():
                board.camera.frozen = isinstance(deed, parts.FreezeCamera)
            case parts.CoverCamera() | parts.UncoverCamera():
                board.camera.covered = isinstance(deed, parts.CoverCamera)
            case parts.FillDisk():
                board.disk.full = True
            case parts.FreeDisk():
                board.disk.full, board.disk.slow_seconds = False, 0.0
            case parts.SlowDisk():
                board.disk.slow_seconds = deed.seconds
            case parts.PowerCut():
                self._cut_power(deed)
            case _:
                assert_never(deed)

    def _plug(self, part: Plug, *, is_in: bool) -> None:
        board = self._hands.board
        if part is Plug.CAMERA:
            board.camera.gone = not is_in
            return
        chip = board.thermometer if part is Plug.THERMOMETER else board.distance
        (chip.plug_in if is_in else chip.unplug)()

    def _cut_power(self, deed: parts.PowerCut) -> None:
        hands = self._hands
        hands.gate.cut_power()
        hands.witness.lost_power(hands.clock.monotonic())

        def power_returns() -> None:
            if deed.clock is PowerAfter.UNSET:
                hands.clock.lose(hands.clock.wall() - timedelta(seconds=deed.seconds) - _SAVED_EVERY)
            elif deed.clock is PowerAfter.HOLDOVER:
                hands.clock.hold_over()
            else:
                hands.clock.synchronise()
            hands.gate.switch_on()

        hands.later(deed.seconds, power_returns)

    def _from_afar(self, deed: afar.AfarDeed) -> None:
        hands = self._hands
        match deed:
            case afar.BrokerAway():
                hands.broker.go_away()
            case afar.BrokerBack():
                hands.broker.come_back()
            case afar.Inspectors():
                hands.keeper.say_inspectors_live(deed.live)
            case afar.LoseTimeServer():
                hands.clock.hold_over()
            case afar.TimeServerBack():
                hands.clock.synchronise()
            case afar.StepClock():
                hands.clock.step_wall(deed.seconds)
            case afar.GiveOrder():
                self._give(deed)
            case _:
                assert_never(deed)

    def _give(self, deed: afar.GiveOrder) -> None:
        hands = self._hands
        known = Knowledge(
            session=hands.gate.session or _NO_SESSION,
            previous_session=hands.gate.previous_session,
            cases=hands.witness.cases(),
            current_visit=hands.witness.current_visit(),
        )
        order = hands.orders.write(deed, known, hands.clock.true_wall())
        hands.broker.publish(order.topic, order.payload, retain=order.retained)


_CONTACTS: Final[Mapping[type, tuple[str, bool]]] = {
    barrier.OpenDoor: ("door", True),
    barrier.CloseDoor: ("door", False),
    barrier.BlockBeam: ("beam", True),
    barrier.FreeBeam: ("beam", False),
    barrier.BreakFireLoop: ("fire", True),
    barrier.MendFireLoop: ("fire", False),
    barrier.OpenHousing: ("tamper", True),
    barrier.CloseHousing: ("tamper", False),
}
"""Deed: the contact it moves, and whether what the contact watches for begins."""


def _image(path: Path) -> Image.Image:
    try:
        with Image.open(path) as image:
            return image.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise FileRefused(f"{path} is no picture that can be read: {error}") from error
