"""Gathers what an emulated gate shows, for a page that draws it: lamps, signal, relay, state and the newest entries.

Never changes the gate and never holds more of a person than its entries do: masked names.
"""

import json
from collections import deque
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final

from device.checkpoint import actions as a
from device.checkpoint.actions import Action
from device.checkpoint.events import Durable, Event
from device.gate.pin_plan import OUTPUT_NAMES
from device.guidance.patterns import PATTERNS
from device.journal.entry import Entry
from device.simulation.pins import EmulatedPins
from device.simulation.play_report import without_chance
from device.station import Station
from device.vocabulary import EntryClass, Outcome, Signal

ENTRIES_SHOWN: Final = 40


class GateView:
    """A witness (`device.witness`) that remembers the present and the newest entries."""

    def __init__(self, pins: EmulatedPins, tell: Callable[[Mapping[str, object]], None] = lambda _: None) -> None:
        """`tell` gets each new entry, as a page's `entries` hold it; called by the deciding thread."""
        self._pins, self._tell = pins, tell
        self._lock = Lock()
        self._station: Station | None = None
        self._signal = Signal.DARK
        self._degraded: tuple[str, ...] = ()
        self._open_cases = 0
        self._help_called = False
        self._entries: deque[dict[str, object]] = deque(maxlen=ENTRIES_SHOWN)
        self.check_ins: dict[str, int] = {outcome.value: 0 for outcome in Outcome}
        """How many check-ins of each outcome were written since the start."""

    def watch(self, station: Station) -> None:
        """Look at this gate from now on."""
        self._station = station

    def saw(self, event: Event, _now: float, actions: list[Action]) -> None:
        """Take note of what the gate does; called by the deciding thread."""
        with self._lock:
            for action in actions:
                match action:
                    case a.Show(signal=signal):
                        self._signal = signal
                    case a.PublishStatus(degraded=degraded, open_cases=open_cases):
                        self._degraded, self._open_cases = degraded, open_cases
                    case a.CallForHelp(on=on):
                        self._help_called = on
                    case _:
                        pass
            if isinstance(event, Durable) and event.seqs and self._station is not None:
                first, last = min(event.seqs), max(event.seqs)
                for entry in self._station.store.read(first - 1, last - first + 1):
                    self._take(entry)

    def signal(self) -> Signal:
        """What the person is told now."""
        return self._signal

    def snapshot(self) -> dict[str, object]:
        """Give everything a page draws; may be called from any thread."""
        with self._lock:
            said = PATTERNS[self._signal]
            return {
                "state": self._station.core.situation.state.value if self._station is not None else "starting",
                "signal": self._signal.value,
                "chinese": said.chinese,
                "english": said.english,
                "outputs": {name: self._pins.is_on(name) for name in OUTPUT_NAMES},
                "degraded": list(self._degraded),
                "open_cases": self._open_cases,
                "help_called": self._help_called,
                "check_ins": dict(self.check_ins),
                "entries": list(self._entries),
            }

    def _take(self, entry: Entry) -> None:
        body: Mapping[str, object] = json.loads(entry.body) if entry.body is not None else {}
        shown: dict[str, object] = {
            "seq": entry.seq,
            "at": entry.header.at,
            "class": entry.header.entry_class.value,
            "visit": entry.header.visit,
            "says": without_chance(body),
        }
        self._entries.appendleft(shown)
        self._tell(shown)
        if entry.header.entry_class is EntryClass.CHECKIN:
            outcome = str(body.get("outcome"))
            self.check_ins[outcome] = self.check_ins.get(outcome, 0) + 1
