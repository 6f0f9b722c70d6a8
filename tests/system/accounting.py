"""Holds the pins' log against the journal: every opening has one durable cause before it and one end after it."""

import json
from dataclasses import dataclass
from datetime import datetime

from device.journal.entry import Entry
from device.vocabulary import EntryClass, Outcome

ENTRY_SECONDS = 0.003
"""An entry says milliseconds: its two times and the end of a movement may each be cut by nearly one."""
EDGE_SECONDS = 0.05
"""The same, and a thread that is late."""
KEPT_SECONDS = 0.15
"""Times that survive a restart are kept to a tenth of a second."""
COMMIT_SECONDS = 10.0

Edge = tuple[float, str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedIn:
    """An admitted check-in."""

    visit: str
    seq: int
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A movement as the journal tells it, on the monotonic time line."""

    opened_at: float
    closed_at: float | None
    """None where a restart came between: whether the barrier moved before that, only the pins can tell."""
    passages: int


def body_of(entry: Entry) -> dict[str, object]:
    body = json.loads(entry.body or "{}")
    assert isinstance(body, dict)
    return body


class Account:
    """Everything that is known of one gate through all of its starts."""

    def __init__(self, entries: tuple[Entry, ...], edges: list[Edge]) -> None:
        self.entries = entries
        self.runs = _runs(edges)
        self.admitted = [
            CheckedIn(visit=entry.header.visit or "", seq=entry.seq, at=_second(entry))
            for entry in entries
            if entry.header.entry_class is EntryClass.CHECKIN and body_of(entry)["outcome"] == Outcome.ADMITTED
        ]
        self.movements = [_moved(entry) for entry in entries if entry.header.entry_class is EntryClass.MOVEMENT]

    def openings(self) -> list[float]:
        """Give the second of every rise of the barrier's line."""
        return [at for run in self.runs for at, name, high in run if name == "barrier" and high]

    def check(self) -> None:
        self._every_run_begins_low()
        self._every_opening_has_a_check_in_of_its_own_before_it()
        self._every_movement_is_one_the_pins_made()
        self._every_opening_is_told()
        self._every_admission_ends_once()
        self._nobody_checks_in_twice()

    def _every_run_begins_low(self) -> None:
        for run in self.runs:
            barrier = [high for _, name, high in run if name == "barrier"]
            # a line that rises first was low from power-up on; one that falls first would have been high
            assert barrier == [place % 2 == 0 for place in range(len(barrier))], run

    def _every_opening_has_a_check_in_of_its_own_before_it(self) -> None:
        causes = sorted(self.admitted, key=lambda one: one.at)
        begins = [run[0][0] for run in self.runs]
        for opened_at in self.openings():
            began = max(begin for begin in begins if begin <= opened_at)
            # a later run never opens for what an earlier one wrote
            able = [one for one in causes if began <= one.at <= opened_at]
            assert able, f"the barrier opened at {opened_at} without a durable cause"
            assert opened_at - able[0].at < COMMIT_SECONDS, f"the barrier opened at {opened_at} for an old check-in"
            causes.remove(able[0])

    def _every_movement_is_one_the_pins_made(self) -> None:
        openings = self.openings()
        whole = [moved for moved in self.movements if moved.closed_at is not None]
        claimed = [[at for at in openings if abs(at - moved.opened_at) < EDGE_SECONDS] for moved in whole]
        assert all(len(found) == 1 for found in claimed), (claimed, whole)
        assert len({found[0] for found in claimed}) == len(whole), "two movements for one opening"
        for moved in self.movements:
            if moved.closed_at is None:
                assert any(abs(one.at - moved.opened_at) < KEPT_SECONDS for one in self.admitted), moved

    def _every_opening_is_told(self) -> None:
        ends = [*(after[0][0] for after in self.runs[1:]), float("inf")]
        for run, end in zip(self.runs, ends, strict=True):
            began = run[0][0]
            for at in (at for at, name, high in run if name == "barrier" and high):
                telling = [
                    moved
                    for moved in self.movements
                    if moved.opened_at - (EDGE_SECONDS if moved.closed_at else KEPT_SECONDS) < at
                    and (at < moved.closed_at + ENTRY_SECONDS if moved.closed_at else began < moved.opened_at < end)
                ]
                assert len(telling) == 1, f"the opening at {at} is told by {telling}"

    def _every_admission_ends_once(self) -> None:
        for one in self.admitted:
            ends = [
                body_of(entry)["outcome"]
                for entry in self.entries
                if entry.header.entry_class is EntryClass.CORRECTION and body_of(entry)["corrects"] == one.seq
            ]
            assert len(ends) == 1, (one, ends)
            assert ends[0] in {Outcome.ADMITTED, Outcome.ANNULLED, Outcome.ABANDONED}, (one, ends)

    def _nobody_checks_in_twice(self) -> None:
        visits = [entry.header.visit for entry in self.entries if entry.header.entry_class is EntryClass.CHECKIN]
        assert len(visits) == len(set(visits))


def _runs(edges: list[Edge]) -> list[list[Edge]]:
    runs: list[list[Edge]] = []
    for edge in edges:
        if edge[1] == "board":
            runs.append([])
        runs[-1].append(edge)
    return runs


def _second(entry: Entry) -> float:
    return entry.header.monotonic_ms / 1000


def _moved(entry: Entry) -> Moved:
    body = body_of(entry)
    opened, closed, passages = (body[name] for name in ("opened_at", "closed_at", "passages"))
    assert isinstance(opened, str)
    assert closed is None or isinstance(closed, str)
    assert isinstance(passages, int)
    offset = _second(entry) - entry.at.timestamp()
    return Moved(
        opened_at=datetime.fromisoformat(opened).timestamp() + offset,
        closed_at=None if closed is None else datetime.fromisoformat(closed).timestamp() + offset,
        passages=passages,
    )
