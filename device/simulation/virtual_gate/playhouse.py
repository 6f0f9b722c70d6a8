"""Puts a scenario on before a gate that goes on running, and brings everything back to an ordinary morning afterwards.

Never plays what such a gate cannot be put through, and never leaves a cable out, a door locked or a broker away.
"""

from collections.abc import Callable, Mapping
from typing import Final

from device.checkpoint.situation import Situation
from device.simulation import deeds_from_afar as afar
from device.simulation.emulated_board import EmulatedBoard
from device.simulation.entrance import Entrance
from device.simulation.gate_hands import after, contacts_at_rest
from device.simulation.play_codes import PlayCodes
from device.simulation.scenario import Scenario
from device.simulation.scenario_reader import load_scenario
from device.simulation.shipped_scenarios import shipped_scenarios
from device.simulation.virtual_gate.inspector import Inspector
from device.simulation.virtual_gate.live_play import LivePlay, can_be_played
from device.simulation.virtual_gate.network import Network
from device.simulation.world_deeds import WorldDeeds
from device.vocabulary import OrderName, State

_FIRE_SETTLES_SECONDS: Final = 1.5
"""From the loop's mending until the gate believes it."""


class Playhouse:
    """The scenarios that can be played here."""

    def __init__(
        self,
        *,
        board: EmulatedBoard,
        entrance: Entrance,
        new_codes: Callable[[], PlayCodes],
        network: Network | None,
        end_emergency: Callable[[], None],
    ) -> None:
        self._board, self._entrance, self._new_codes = board, entrance, new_codes
        self._network, self._end_emergency = network, end_emergency
        self._paths = shipped_scenarios()
        loaded = {name: load_scenario(path) for name, path in self._paths.items()}
        self.scenarios: Mapping[str, Scenario] = {
            name: scenario
            for name, scenario in loaded.items()
            if can_be_played(scenario, has_network=network is not None)
        }

    def listed(self) -> list[dict[str, object]]:
        """Give what the page shows of each."""
        return [
            {
                "name": name,
                "chinese": scenario.header.name_chinese,
                "english": scenario.header.name,
                "story": " ".join(scenario.header.story.split()),
                "story_chinese": "".join(line.strip() for line in scenario.header.story_chinese.splitlines()),
                "ends": scenario.ends_second,
            }
            for name, scenario in self.scenarios.items()
        ]

    def begin(self, inspector: Inspector, name: str, scenario: Scenario, now: float) -> LivePlay:
        """Begin to play; `inspector` gives the orders in it."""
        network, codes = self._network, self._new_codes()
        for person in scenario.people:
            codes.meet(person)
        performed: dict[type, Callable[[afar.AfarDeed], None]] = {
            afar.GiveOrder: lambda deed: _give(inspector, deed),
        }
        if network is not None:
            performed[afar.BrokerAway] = lambda _: network.go_away()
            performed[afar.BrokerBack] = lambda _: network.come_back()
            performed[afar.Inspectors] = lambda deed: _say_live(network, deed)
            network.say_inspectors_live(scenario.header.inspectors_live)
        world = WorldDeeds(
            {person.id: person for person in scenario.people},
            entrance=self._entrance,
            board=self._board,
            codes=codes,
            beside=self._paths[name].parent,
            end_emergency=self._end_emergency,
        )
        return LivePlay(name, scenario, world=world, from_afar=performed, now=now)

    def tidy_up(self, situation: Situation, inspector: Inspector) -> None:
        """Put every cable, contact and key back.

        Raises:
            ProgramMissing: the broker does not come back.
        """
        contacts_at_rest(self._board)
        if self._network is not None:
            self._network.come_back()
            self._network.say_inspectors_live(1)
        if situation.state is State.EMERGENCY_OPEN:
            after(_FIRE_SETTLES_SECONDS, self._end_emergency)
        if situation.locked:
            inspector.give(afar.GiveOrder(order=OrderName.UNLOCK, by="operator:page"))


def _give(inspector: Inspector, deed: afar.AfarDeed) -> None:
    if isinstance(deed, afar.GiveOrder):
        inspector.give(deed)


def _say_live(network: Network, deed: afar.AfarDeed) -> None:
    if isinstance(deed, afar.Inspectors):
        network.say_inspectors_live(deed.live)
