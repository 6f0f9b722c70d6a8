"""Does what a scenario's steps say, each at its second, to the world around one emulated gate.

Never touches the gate's code, except that a power cut takes its power and a new start builds it anew.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Final, assert_never

from device.checkpoint.events import EmergencyEnded
from device.record_keeper.keeper import RecordKeeper
from device.simulation import deeds_at_the_barrier as barrier
from device.simulation import deeds_at_the_lane as lane
from device.simulation import deeds_from_afar as afar
from device.simulation import deeds_to_the_parts as parts
from device.simulation.emulated_board import EmulatedBoard
from device.simulation.emulated_broker import EmulatedBroker
from device.simulation.entrance import Entrance
from device.simulation.play_authority import PlayAuthority
from device.simulation.play_codes import PlayCodes
from device.simulation.play_gate import PlayGate
from device.simulation.play_orders import Knowledge, PlayOrders
from device.simulation.play_witness import PlayWitness
from device.simulation.scenario import Scenario
from device.simulation.scenario_deeds import VERBS, Deed
from device.simulation.scenario_words import PowerAfter
from device.simulation.virtual_clock import VirtualClock
from device.simulation.world_deeds import WorldDeeds

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
    authority: PlayAuthority
    witness: PlayWitness
    clock: VirtualClock
    later: Callable[[float, Callable[[], None]], None]
    beside: Path
    """Where a scenario's pictures lie."""


class PlayDeeds:
    """The hands that do them."""

    def __init__(self, scenario: Scenario, hands: Stagehands) -> None:
        self._hands = hands
        self._world = WorldDeeds(
            {person.id: person for person in scenario.people},
            entrance=hands.entrance,
            board=hands.board,
            codes=hands.codes,
            beside=hands.beside,
            end_emergency=self._end_emergency,
        )

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
            self._world.at_the_lane(deed)
        elif isinstance(deed, barrier.BarrierDeed):
            self._world.at_the_barrier(deed)
        elif isinstance(deed, parts.PowerCut):
            self._cut_power(deed)
        elif isinstance(deed, parts.CableDeed):
            self._world.to_the_parts(deed)
        else:
            self._from_afar(deed)

    def _end_emergency(self) -> None:
        if self._hands.gate.station is not None:
            self._hands.gate.station.inbox.post(EmergencyEnded())

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
            case afar.AuthorityAway():
                hands.authority.fall_silent()
            case afar.AuthorityBack():
                hands.authority.speak_again()
            case afar.ChangeColour():
                hands.authority.change_colour(deed.holder, deed.colour)
            case afar.WithdrawCodes():
                hands.authority.withdraw(deed.holder)
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
