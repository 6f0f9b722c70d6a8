"""Watches a gate play: takes down what the world sees of it, and tells the report as it happens.

Never changes anything and never knows more than the world: signals, states, status, entries, wires.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from device.checkpoint import actions as a
from device.checkpoint.actions import Action
from device.checkpoint.events import Durable, Event
from device.guidance.patterns import PATTERNS
from device.journal.entry import Entry
from device.simulation.observations import Observations, SeenEntry, SeenStatus
from device.simulation.pins import EmulatedPins
from device.simulation.play_orders import KnownCase
from device.simulation.play_report import Report, Told, without_chance
from device.station import Station
from device.vocabulary import EntryClass, MovementCause, PublicState, Signal, State

_PUBLIC = {state.value: PublicState(state.value) for state in State if state.value in set(PublicState)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenOpening:
    """A request to open, and the entries that became durable with the event it answered."""

    at: float
    cause: MovementCause
    entries: tuple[SeenEntry, ...]


class PlayWitness:
    """What one play has shown so far."""

    def __init__(self, *, pins: EmulatedPins, report: Report) -> None:
        self.seen = Observations()
        self.openings: list[SeenOpening] = []
        self._pins, self._report = pins, report
        self._station: Station | None = None
        self._edges = 0

    def watch(self, station: Station, now: float) -> None:
        """Watch a gate that was just built; entries it finds from before are known already."""
        self._station = station
        self._note_state(now)

    def saw(self, event: Event, now: float, actions: list[Action]) -> None:
        """Take down one event of the core and what was done about it."""
        self._look_at_wires(before=now)
        written = self._read(event.seqs, now) if isinstance(event, Durable) else ()
        for action in actions:
            match action:
                case a.Show(signal=signal):
                    if self.seen.signals.change(now, signal):
                        said = PATTERNS[signal]
                        fields = {"signal": signal.value, "chinese": said.chinese, "english": said.english}
                        self._tell(now, "signal", f"{signal}: {said.english}", fields)
                case a.OpenBarrier(cause=cause):
                    self.openings.append(SeenOpening(at=now, cause=cause, entries=written))
                case a.PublishStatus():
                    self._note_status(action, now)
                case a.CallForHelp(on=on):
                    self._tell(now, "desk", "help is called" if on else "no help is needed", {"called": on})
                case _:
                    pass
        self._note_state(now)
        self._look_at_wires(before=math.inf)

    def lost_power(self, now: float) -> None:
        """Take down that nothing is shown any more."""
        self._station = None
        self.seen.signals.change(now, Signal.DARK)
        self.seen.states.change(now, None)

    def ended(self) -> None:
        """Take down what is left when the play is over."""
        self._look_at_wires(before=math.inf)

    def _look_at_wires(self, *, before: float) -> None:
        history = self._pins.history
        self.seen.edges = history
        while self._edges < len(history) and history[self._edges].at < before:
            edge = history[self._edges]
            self._edges += 1
            if edge.name == "barrier":
                self._tell(edge.at, "barrier", f"relay {'on' if edge.on else 'off'}", {"relay": edge.on})

    def cases(self) -> tuple[KnownCase, ...]:
        """Every case whose alert was written, oldest first, with the attempt its newest alert told."""
        known: dict[str, KnownCase] = {}
        for entry in self.seen.entries:
            case, details = entry.fields.get("case"), entry.fields.get("details")
            if entry.entry != EntryClass.ALERT or not isinstance(case, str) or entry.fields.get("state") != "raised":
                continue
            attempt = details.get("attempt") if isinstance(details, Mapping) else None
            visit = entry.fields.get("visit")
            known[case] = KnownCase(
                id=case,
                visit=visit if isinstance(visit, str) else "",
                attempt=attempt if isinstance(attempt, int) else 0,
            )
        return tuple(known.values())

    def current_visit(self) -> str | None:
        """The visit on the lane, as the gate's own screen would show it to an inspector beside it."""
        visit = self._station.core.situation.visit if self._station is not None else None
        return visit.ids[0] if visit is not None else None

    def note_step(self, now: float, verb: str, fields: Mapping[str, object]) -> None:
        """Tell that the scenario did something."""
        self._look_at_wires(before=now)
        words = " ".join(f"{name}={value}" for name, value in fields.items())
        self._tell(now, "step", f"{verb} {words}".rstrip(), {"do": verb, **fields})

    def _note_state(self, now: float) -> None:
        if self._station is not None:
            state = self._station.core.situation.state
            if self.seen.states.change(now, state):
                self._tell(now, "state", state.value, {"state": state.value})

    def _note_status(self, action: a.PublishStatus, now: float) -> None:
        public = _PUBLIC.get(action.state.value, PublicState.READY)
        status = SeenStatus(state=public.value, degraded=action.degraded, open_cases=action.open_cases)
        if self.seen.statuses.change(now, status):
            fields = {"state": status.state, "degraded": list(status.degraded), "open_cases": status.open_cases}
            cases = f", {status.open_cases} open cases" if status.open_cases else ""
            degraded = f", degraded: {', '.join(status.degraded)}" if status.degraded else ""
            self._tell(now, "status", f"{status.state}{cases}{degraded}", fields)

    def _read(self, seqs: tuple[int, ...], now: float) -> tuple[SeenEntry, ...]:
        if self._station is None or not seqs:
            return ()
        found = self._station.store.read(min(seqs) - 1, max(seqs) - min(seqs) + 1)
        entries = tuple(_seen(entry, now) for entry in found)
        self.seen.entries.extend(entries)
        for entry in entries:
            fields = without_chance(entry.fields)
            self._tell(now, "entry", _entry_line(entry), {"seq": entry.seq, "class": entry.entry, "says": fields})
        return entries

    def _tell(self, now: float, kind: str, text: str, fields: Mapping[str, object]) -> None:
        self._report.tell(Told(second=now, kind=kind, text=text, fields=fields))


def _seen(entry: Entry, now: float) -> SeenEntry:
    header: dict[str, object] = json.loads(entry.header_text)
    body: dict[str, object] = json.loads(entry.body) if entry.body is not None else {}
    return SeenEntry(at=now, seq=entry.seq, entry=entry.header.entry_class.value, fields={**header, **body})


_SPOKEN = (
    "visit",
    "case",
    "kind",
    "severity",
    "state",
    "name",
    "status",
    "reason",
    "outcome",
    "cause",
    "passages",
    "what",
    "decided_by",
)


def _entry_line(entry: SeenEntry) -> str:
    fields = entry.fields
    words = [f"{entry.seq} {entry.entry}"]
    words += [f"{name}={fields[name]}" for name in _SPOKEN if fields.get(name) is not None]
    temperature, code, reasons = fields.get("temperature"), fields.get("code"), fields.get("reasons")
    if isinstance(temperature, Mapping):
        words.append(f"{temperature.get('band')} {temperature.get('celsius', '-')} C")
    if isinstance(code, Mapping):
        words.append(f"{code.get('colour')} {code.get('kind')} {code.get('name')}")
    if isinstance(reasons, list):
        words.append(", ".join(reasons))
    return " ".join(words)
