"""Watches the gate for the page: what it shows, how far the visit has come, which cases are open, what was written.

Never changes the gate and never slows it: it looks at what the core holds after each event and hands on what differs.
It holds nothing of a person but what entries hold: masked names.
"""

import json
from collections.abc import Mapping
from threading import Lock
from typing import Final

from device.checkpoint import actions as a
from device.checkpoint.actions import Action
from device.checkpoint.events import Durable, Event
from device.checkpoint.situation import Situation, Visit
from device.gate.pin_plan import OUTPUT_NAMES
from device.guidance.patterns import PATTERNS
from device.journal.entry import Entry
from device.simulation.pins import EmulatedPins, OutputChange
from device.simulation.play_orders import KnownCase
from device.simulation.play_report import without_chance
from device.simulation.virtual_gate.fan_out import FanOut
from device.simulation.virtual_gate.screen_mirror import ScreenMirror
from device.station import Station
from device.vocabulary import EntryClass, MovementCause, Signal

_CASES_KEPT: Final = 64


class PageView:
    """A witness (`device.witness`) that tells the page."""

    def __init__(self, pins: EmulatedPins, page: FanOut) -> None:
        self._pins, self._page = pins, page
        self._lock, self._outputs_lock = Lock(), Lock()
        self._station: Station | None = None
        self._signal = Signal.DARK
        self._degraded: tuple[str, ...] = ()
        self._help_called = False
        self._visit: dict[str, object] = {}
        self._record: dict[str, object] | None = None
        self._cause: MovementCause | None = None
        self._alerts: dict[str, Mapping[str, object]] = {}
        self._known: dict[str, KnownCase] = {}
        self.screen: ScreenMirror | None = None
        """What the gate's screen shows; None before there is a gate."""
        pins.on_edge = self._edge

    def watch(self, station: Station) -> None:
        """Look at this gate from now on."""
        self._station = station
        self.screen = ScreenMirror(station.telling, self._page)
        self._tell_gate()

    def saw(self, event: Event, now: float, actions: list[Action]) -> None:
        """Take note of what the gate does; called by the deciding thread."""
        station = self._station
        if station is None:
            return
        entries = _written(station, event)
        has_opened = False
        for action in actions:
            match action:
                case a.Show(signal=signal):
                    self._signal = signal
                case a.PublishStatus(degraded=degraded):
                    self._degraded = degraded
                case a.CallForHelp(on=on):
                    self._help_called = on
                case a.OpenBarrier(cause=cause):
                    has_opened, self._cause = True, cause
                case a.CloseBarrier():
                    self._cause = None
                case _:
                    pass
        for entry in entries:
            self._take(entry)
        here = station.core.situation
        if has_opened and entries:
            self._note_lead(entries[0].seq, now)
        self._tell_gate()
        self._tell_visit(here)
        self._tell_cases(here)

    def signal(self) -> Signal:
        """What the person is told now."""
        return self._signal

    def cases(self) -> tuple[KnownCase, ...]:
        """Every case whose alert was written, oldest first, with the attempt its newest alert told."""
        with self._lock:
            return tuple(self._known.values())

    def current_visit(self) -> str | None:
        """The visit on the lane."""
        visit = self._station.core.situation.visit if self._station is not None else None
        return visit.ids[0] if visit is not None and visit.ids else None

    # --- what is told

    def _edge(self, _change: OutputChange) -> None:
        self._tell_outputs()

    def _tell_outputs(self) -> None:
        with self._outputs_lock:  # two threads switch outputs; the one that tells last must have looked last
            on = [name for name in OUTPUT_NAMES if self._pins.is_on(name)]
            moved = self._pins.last_change("barrier")
            self._page.tell("outputs", {"on": on, "barrier_moved": None if moved is None else moved.at})

    def _tell_gate(self) -> None:
        said = PATTERNS[self._signal]
        state = self._station.core.situation.state.value if self._station is not None else "starting"
        if self.screen is not None:
            self.screen.tell()
        self._page.tell(
            "gate",
            {
                "state": state,
                "signal": self._signal.value,
                "lights": {"red": said.red, "amber": said.amber, "green": said.green},
                "sound": said.sound.milliseconds,
                "sound_repeats": said.sound.repeats,
                "degraded": self._degraded,
                "help_called": self._help_called,
            },
        )

    def _tell_visit(self, here: Situation) -> None:
        if here.visit is not None:
            self._visit = _visit(here.visit)
        self._page.tell(
            "visit",
            {**self._visit, "is_here": here.visit is not None, "record": self._record, "opened_by": self._cause},
        )

    def _tell_cases(self, here: Situation) -> None:
        cases = [
            {
                "id": case.id,
                "kind": case.kind.value,
                "people": len(case.visits),
                "claimed_by": case.claimed_by,
                "on_lane": case.id == here.lane_case,
                "alert": self._alerts.get(case.id),
            }
            for case in reversed(here.cases)
        ]
        self._page.tell("cases", cases)

    def _note_lead(self, seq: int, durable_at: float) -> None:
        moved = self._pins.last_change("barrier")
        if moved is not None and moved.on and moved.at >= durable_at:
            self._record = {"seq": seq, "lead_ms": round((moved.at - durable_at) * 1000, 1)}

    def _take(self, entry: Entry) -> None:
        body: Mapping[str, object] = json.loads(entry.body) if entry.body is not None else {}
        header = entry.header
        says = without_chance(body)
        if header.entry_class is EntryClass.ALERT and isinstance(header.case, str):
            self._take_alert(header.case, header.visit, header.at, says)
        if header.entry_class is EntryClass.CHECKIN:
            self._record = {"seq": entry.seq, "lead_ms": None}
        self._page.add(
            "entry",
            {"seq": entry.seq, "at": header.at, "class": header.entry_class, "visit": header.visit, "says": says},
        )

    def _take_alert(self, case: str, visit: str | None, at: str, says: Mapping[str, object]) -> None:
        details = says.get("details")
        if says.get("state") != "raised" or not isinstance(details, Mapping):
            return
        attempt = details.get("attempt")
        with self._lock:
            self._alerts[case] = {"at": at, "severity": says.get("severity"), **details}
            self._known[case] = KnownCase(
                id=case, visit=visit or "", attempt=attempt if isinstance(attempt, int) else 0
            )
            for kept in (self._alerts, self._known):
                while len(kept) > _CASES_KEPT:
                    kept.pop(next(iter(kept)))


def _written(station: Station, event: Event) -> tuple[Entry, ...]:
    if not isinstance(event, Durable) or not event.seqs:
        return ()
    return tuple(station.store.read(min(event.seqs) - 1, len(event.seqs)))


def _visit(visit: Visit) -> dict[str, object]:
    measured = [
        {
            "band": one.band,
            "attempt": one.attempt,
            "celsius": None if (reading := one.reading or one.first) is None else round(reading.core_celsius, 1),
            "surface": None if reading is None else round(reading.surface_celsius, 1),
            "raw": None if reading is None else round(reading.raw_celsius, 1),
            "reasons": list(one.reasons),
        }
        for one in visit.measured
    ]
    codes = [{"colour": code.colour, "kind": code.kind, "reasons": list(code.reasons)} for code in visit.codes]
    return {"ids": list(visit.ids), "measured": measured, "codes": codes, "case": visit.case}
