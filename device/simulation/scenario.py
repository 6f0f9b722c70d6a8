"""Holds a whole scenario as one frozen value: who comes, what happens when, and what must be seen.

Never reads a file and never plays: `scenario_reader` makes it, the player plays it.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from device.simulation.scenario_deeds import Deed
from device.simulation.scenario_fields import About
from device.simulation.scenario_people import Person
from device.simulation.scenario_sights import Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happens at a second of the scenario."""

    second: float
    deed: Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Something that must be seen between two seconds, both included."""

    sight: Sight
    after: float
    before: float
    times: int | None
    """Exactly this often; None is at least once; 0 is never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a scenario file says before its tables."""

    name: Annotated[str, About(meaning="what it is called, in English", unit="characters", least=1, most=80)]
    name_chinese: Annotated[str, About(meaning="the same in Chinese", unit="characters", least=1, most=80)]
    story: Annotated[str, About(meaning="what happens and why it matters", unit="characters", least=1, most=2000)]
    story_chinese: Annotated[
        str, About(meaning="the same in Chinese; left out: the English is shown", unit="characters", most=2000)
    ] = ""
    start: Annotated[datetime, About(meaning="true time at second 0")] = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
    seed: Annotated[int, About(meaning="of every random number", least=0, most=1_000_000)] = 1
    ends_second: Annotated[
        float | None,
        About(meaning="when the play ends; left out: 10 s after the last step", unit="s", least=0, most=86_400),
    ] = None
    room_celsius: Annotated[float, About(meaning="air and walls", unit="C", least=-20, most=50)] = 24.0
    visitors: Annotated[bool, About(meaning="people also come by themselves, as the seed has it")] = False
    inspectors_live: Annotated[int, About(meaning="consoles live at second 0", least=0, most=1000)] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything a play needs; the same scenario always plays the same."""

    header: Header
    settings: dict[str, dict[str, object]] = field(default_factory=dict)
    """Overrides of the gate's settings: section, key, value as a settings file writes it."""
    people: tuple[Person, ...] = ()
    steps: tuple[Step, ...] = ()
    """In the order of time."""
    expectations: tuple[Expectation, ...] = ()
    ends_second: float = 0.0
