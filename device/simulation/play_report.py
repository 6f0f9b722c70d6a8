"""Tells a play to whoever watches: each signal, light, sound, barrier move and entry with its second.

Never tells anything that differs between two plays of one scenario: no random salt, hash, key or seal.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from device.simulation.play_verdict import Judged
from device.simulation.scenario import Scenario
from device.simulation.scenario_sights import SIGHTS

NEVER_TOLD: Final = frozenset(
    {"holder", "holder_sealed", "code_id", "body_hash", "previous_hash", "boot", "monotonic_ms"}
)
"""Members of entries that are random, sealed or keyed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that happened."""

    second: float
    kind: str
    """`step`, `signal`, `state`, `barrier`, `entry`, `status`, `power`."""
    text: str
    """For people."""
    fields: Mapping[str, object]
    """For programs."""


class Report(Protocol):
    """Who is told."""

    def begin(self, scenario: Scenario) -> None:
        """The play begins."""

    def tell(self, told: Told) -> None:
        """Something happened."""

    def end(self, judged: tuple[Judged, ...], broken_laws: tuple[str, ...]) -> None:
        """The play is over and judged."""


class Silence:
    """Tells nobody."""

    def begin(self, scenario: Scenario) -> None:
        """Say nothing."""

    def tell(self, told: Told) -> None:
        """Say nothing."""

    def end(self, judged: tuple[Judged, ...], broken_laws: tuple[str, ...]) -> None:
        """Say nothing."""


class PlainReport:
    """Tells it in lines for people."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def begin(self, scenario: Scenario) -> None:
        """Name the scenario and tell its story."""
        self._write(f"{scenario.header.name} ({scenario.header.name_chinese})")
        self._write(" ".join(scenario.header.story.split()))
        self._write("")

    def tell(self, told: Told) -> None:
        """Give one line."""
        self._write(f"{told.second:10.3f}  {told.kind:<8} {told.text}")

    def end(self, judged: tuple[Judged, ...], broken_laws: tuple[str, ...]) -> None:
        """Give each expectation that did not hold, each broken law, and the verdict."""
        self._write("")
        failed = [one for one in judged if not one.holds]
        for one in failed:
            self._write(f"not as expected: {_wanted(one)}: {one.found}")
        for law in broken_laws:
            self._write(f"broken law: {law}")
        held = len(judged) - len(failed)
        self._write(f"{held} of {len(judged)} expectations held, {len(broken_laws)} laws were broken")


class JsonReport:
    """Tells it as one JSON object a line."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def begin(self, scenario: Scenario) -> None:
        """Name the scenario."""
        self._line({"kind": "scenario", "name": scenario.header.name, "name_chinese": scenario.header.name_chinese})

    def tell(self, told: Told) -> None:
        """Give one object."""
        self._line({"second": round(told.second, 3), "kind": told.kind, **told.fields})

    def end(self, judged: tuple[Judged, ...], broken_laws: tuple[str, ...]) -> None:
        """Give each expectation and the verdict."""
        for one in judged:
            self._line({"kind": "expectation", "wanted": _wanted(one), "found": one.found, "holds": one.holds})
        for law in broken_laws:
            self._line({"kind": "broken_law", "law": law})
        self._line({"kind": "verdict", "holds": all(one.holds for one in judged) and not broken_laws})

    def _line(self, line: Mapping[str, object]) -> None:
        self._write(json.dumps(line, ensure_ascii=False))


def _wanted(judged: Judged) -> str:
    expectation = judged.expectation
    word = next(word for word, kind in SIGHTS.items() if isinstance(expectation.sight, kind))
    fields = ", ".join(
        f"{name} {_spoken(getattr(expectation.sight, name))}"
        for name in type(expectation.sight).__dataclass_fields__
        if getattr(expectation.sight, name) not in (None, "")
    )
    times = "at least once" if expectation.times is None else f"{expectation.times} times"
    window = f"from second {expectation.after:g} to {expectation.before:g}"
    return f"{word} {fields}, {times} {window}" if fields else f"{word} {window}"


def _spoken(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def without_chance(body: Mapping[str, object]) -> dict[str, object]:
    """Give what an entry says without what is random in it."""
    return {
        name: without_chance(value) if isinstance(value, dict) else value
        for name, value in body.items()
        if name not in NEVER_TOLD
    }
