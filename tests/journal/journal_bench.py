"""A journal in a folder of its own, with a clock and a disk moved by hand."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from device.checkpoint.events import Event
from device.journal.entry import EntryContent
from device.journal.retention import Retention
from device.journal.store import Store
from device.journal.writer import STORAGE_LOW_BYTES, JournalWriter
from device.simulation.emulated_disk import EmulatedDisk
from device.vocabulary import ClockQuality, EntryClass

KEY = bytes(range(32))
DEVICE = "gate-south-1"
BEGAN = datetime(2026, 11, 22, 8, 15, 3, 412000, tzinfo=UTC)


class HandClock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0
        self.wall_at = BEGAN
        self.is_known = ClockQuality.SYNCHRONISED

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> datetime:
        return self.wall_at

    def quality(self) -> ClockQuality:
        return self.is_known

    def pass_time(self, span: timedelta) -> None:
        self.now += span.total_seconds()
        self.wall_at += span


def a_content(
    body: str = '{"what":"tested"}',
    *,
    entry_class: EntryClass = EntryClass.SERVICE,
    visit: str | None = None,
    case: str | None = None,
    at: datetime = BEGAN,
) -> EntryContent:
    return EntryContent(
        entry_class=entry_class,
        at=at,
        clock=ClockQuality.SYNCHRONISED,
        monotonic_ms=81233,
        visit=visit,
        case=case,
        body=body,
    )


def a_store(folder: Path, clock: HandClock | None = None, disk: EmulatedDisk | None = None, key: bytes = KEY) -> Store:
    before_commit = (disk or EmulatedDisk()).before_commit
    return Store(folder / "journal.db", key=key, device=DEVICE, clock=clock or HandClock(), before_commit=before_commit)


@contextmanager
def opened(folder: Path, clock: HandClock | None = None) -> Iterator[Store]:
    store = a_store(folder, clock)
    try:
        yield store
    finally:
        store.close()


@dataclass
class WriterBench:
    """A writer stepped by hand; `posted` is what it told the deciding thread."""

    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    disk: EmulatedDisk = field(default_factory=EmulatedDisk)
    retention: Retention = field(default_factory=Retention)
    queue_most: int = 64
    posted: list[Event] = field(default_factory=list)
    leaps: bool = False
    woken: int = 0
    written: int = 0
    due: float = 0.0
    writer: JournalWriter = field(init=False)
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        self.store = a_store(self.folder, self.clock, self.disk)
        self.writer = JournalWriter(
            store=self.store,
            disk=self.disk,
            clock=self.clock,
            post=self.posted.append,
            wake=self._wake,
            written=self._written,
            retention=self.retention,
            storage_low_bytes=STORAGE_LOW_BYTES,
            queue_most=self.queue_most,
            clock_leaps=lambda: self.leaps,
        )

    def _wake(self) -> None:
        self.woken += 1

    def _written(self) -> None:
        self.written += 1

    def submit(self, ticket: int, *bodies: str, memory: object | None = None) -> None:
        memory_json = json.dumps(memory if memory is not None else {"ticket": ticket})
        self.writer.submit(ticket, tuple(a_content(body) for body in bodies), memory_json)

    def step(self) -> float:
        self.due = self.writer.step(self.clock.now)
        return self.due

    def settle(self) -> None:
        """Step until nothing is due now."""
        for _ in range(100):
            if self.step() > self.clock.now:
                return
        raise AssertionError("the writer never rests")

    def pass_seconds(self, seconds: float) -> None:
        self.clock.pass_time(timedelta(seconds=seconds))
        self.settle()

    def close(self) -> None:
        self.writer.close()
