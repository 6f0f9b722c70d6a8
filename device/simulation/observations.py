"""Writes down what a play shows, each thing with its second, and counts it in a window of time.

Never judges and never looks inside the gate's code: signals, lamps, relay, entries and status are what the world sees.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from device.simulation.pins import OutputChange
from device.vocabulary import Signal, State

LAMP_GAP_SECONDS = 2.0
"""A lamp that is dark for less than this between two flashes is still the same light."""
SOUND_GAP_SECONDS = 1.0
"""Tones closer together than this are one sound."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Two seconds of the play, both included."""

    after: float
    before: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEntry:
    """An entry of the journal, durable at second `at`."""

    at: float
    seq: int
    entry: str
    """Its class."""
    fields: Mapping[str, object]
    """Header and body, joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenStatus:
    """What the gate publishes as its status."""

    state: str
    degraded: tuple[str, ...]
    open_cases: int


@dataclass(slots=True)
class Line(Generic[Value]):
    """Something that always has one value and changes now and then."""

    changes: list[tuple[float, Value]] = field(default_factory=list)

    def change(self, at: float, value: Value) -> bool:
        """Take down `value` from second `at` on; False where it is no change."""
        if self.changes and self.changes[-1][1] == value:
            return False
        self.changes.append((at, value))
        return True

    def at(self, second: float) -> Value | None:
        """The value that held at `second`."""
        found = [value for at, value in self.changes if at <= second]
        return found[-1] if found else None

    def count(self, fits: Callable[[Value], bool], window: Window) -> int:
        """How many stretches of fitting values touch the window."""
        stretches: list[tuple[float, float]] = []
        for place, (began, value) in enumerate(self.changes):
            if not fits(value):
                continue
            ended = self.changes[place + 1][0] if place + 1 < len(self.changes) else math.inf
            if stretches and stretches[-1][1] == began:
                stretches[-1] = (stretches[-1][0], ended)
            else:
                stretches.append((began, ended))
        return sum(1 for began, ended in stretches if began <= window.before and ended > window.after)


@dataclass(slots=True)
class Observations:
    """Everything one play has shown so far."""

    signals: Line[Signal] = field(default_factory=Line)
    states: Line[State | None] = field(default_factory=Line)
    statuses: Line[SeenStatus] = field(default_factory=Line)
    entries: list[SeenEntry] = field(default_factory=list)
    edges: Sequence[OutputChange] = ()
    """Every edge of every output pin."""
    barrier_opens_high: bool = True
    """False for a magnetic lock, which is held shut by current."""
    kept_whole: dict[float, str] = field(default_factory=dict)
    """For each second asked about: what is missing at the record keeper; empty is nothing."""

    def lit(self, lamps: Sequence[str], window: Window) -> int:
        """How many times any of `lamps` was lit, flashes of one light counted once."""
        return _touching(_joined(self._on_stretches(lamps), LAMP_GAP_SECONDS), window)

    def dark(self, lamps: Sequence[str], window: Window) -> int:
        """How many times all of `lamps` were out for longer than between two flashes."""
        lit = _joined(self._on_stretches(lamps), LAMP_GAP_SECONDS)
        begins = [-math.inf] + [ended for _, ended in lit]
        ends = [began for began, _ in lit] + [math.inf]
        return _touching([(began, ended) for began, ended in zip(begins, ends, strict=True) if ended > began], window)

    def sounded(self, window: Window) -> int:
        """How many sounds the lane's buzzer made."""
        return _touching(_joined(self._on_stretches(("buzzer",)), SOUND_GAP_SECONDS), window)

    def barrier_moves(self, *, opening: bool, window: Window) -> int:
        """How often the request to open began (`opening`) or ended within the window."""
        wanted = opening is self.barrier_opens_high
        return sum(
            1
            for edge in self.edges
            if edge.name == "barrier" and edge.on is wanted and window.after <= edge.at <= window.before
        )

    def _on_stretches(self, names: Sequence[str]) -> list[tuple[float, float]]:
        stretches = []
        for name in names:
            began: float | None = None
            for edge in self.edges:
                if edge.name != name:
                    continue
                if edge.on and began is None:
                    began = edge.at
                elif not edge.on and began is not None:
                    stretches.append((began, edge.at))
                    began = None
            if began is not None:
                stretches.append((began, math.inf))
        return sorted(stretches)


def _joined(stretches: list[tuple[float, float]], gap_seconds: float) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for began, ended in stretches:
        if joined and began - joined[-1][1] <= gap_seconds:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ended))
        else:
            joined.append((began, ended))
    return joined


def _touching(stretches: list[tuple[float, float]], window: Window) -> int:
    return sum(1 for began, ended in stretches if began <= window.before and ended > window.after)
