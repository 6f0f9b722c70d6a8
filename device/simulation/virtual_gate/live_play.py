"""Plays a scenario's steps on a gate that runs in real time: the files `menshen simulate` plays on a virtual clock.

Never judges what is seen: the page shows it, the simulation judges. What a gate that goes on running cannot be put
through (a power cut, another clock, other settings, an hour) is not offered.
"""

from collections.abc import Callable, Mapping
from typing import Final

from device.simulation import deeds_at_the_barrier as barrier
from device.simulation import deeds_at_the_lane as lane
from device.simulation import deeds_from_afar as afar
from device.simulation import deeds_to_the_parts as parts
from device.simulation.scenario import Scenario
from device.simulation.scenario_deeds import Deed
from device.simulation.world_deeds import WorldDeeds

LONGEST_SECONDS: Final = 120.0
_LEAD_SECONDS: Final = 1.5
"""Between the beginning and the first step, whatever second the file gives it."""
_ANYWHERE: Final = (lane.LaneDeed, barrier.BarrierDeed, parts.CableDeed, afar.GiveOrder)
_OWN_NETWORK: Final = (afar.BrokerAway, afar.BrokerBack, afar.Inspectors)
_INSPECTORS: Final = 1
"""How many consoles are live where nothing is said."""


def can_be_played(scenario: Scenario, *, has_network: bool) -> bool:
    """Claim that a running gate can be put through all of it; `has_network` where its broker may be away."""
    return (
        not scenario.settings
        and (has_network or scenario.header.inspectors_live == _INSPECTORS)
        and not scenario.header.visitors
        and 0.0 < scenario.ends_second <= LONGEST_SECONDS
        and bool(scenario.steps)
        and all(isinstance(step.deed, _ANYWHERE + (_OWN_NETWORK if has_network else ())) for step in scenario.steps)
    )


class LivePlay:
    """One scenario under way."""

    def __init__(
        self,
        name: str,
        scenario: Scenario,
        *,
        world: WorldDeeds,
        from_afar: Mapping[type, Callable[[afar.AfarDeed], None]],
        now: float,
    ) -> None:
        """`from_afar` holds who performs a deed of the network, by its class."""
        self.name, self._scenario, self._world, self._from_afar = name, scenario, world, from_afar
        self._steps = list(scenario.steps)
        self._began = now - (self._steps[0].second - _LEAD_SECONDS)

    def second(self, now: float) -> float:
        """Give the scenario's own second."""
        return now - self._began

    @property
    def ends_second(self) -> float:
        """When it is over."""
        return self._scenario.ends_second

    def step(self, now: float) -> bool:
        """Do what is due; claim that the play goes on."""
        while self._steps and self._steps[0].second <= self.second(now):
            self._do(self._steps.pop(0).deed)
        return self.second(now) < self.ends_second

    def _do(self, deed: Deed) -> None:
        if isinstance(deed, lane.LaneDeed):
            self._world.at_the_lane(deed)
        elif isinstance(deed, barrier.BarrierDeed):
            self._world.at_the_barrier(deed)
        elif isinstance(deed, parts.CableDeed):
            self._world.to_the_parts(deed)
        elif isinstance(deed, afar.AfarDeed):
            self._from_afar[type(deed)](deed)
