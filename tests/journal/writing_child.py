"""Writes commits as fast as it can and prints each answer, until somebody kills it."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from device.checkpoint.events import Durable, Event
from device.journal.disk import RealDisk
from device.journal.entry import EntryContent
from device.journal.retention import Retention
from device.journal.store import Store
from device.journal.writer import JournalWriter
from device.vocabulary import ClockQuality, EntryClass


class StandingClock:
    """A clock for a program that lives for a moment."""

    def monotonic(self) -> float:
        return 1.0

    def wall(self) -> datetime:
        return datetime(2026, 11, 22, 8, 15, tzinfo=UTC)

    def quality(self) -> ClockQuality:
        return ClockQuality.SYNCHRONISED


def answer(event: Event) -> None:
    assert isinstance(event, Durable), event
    os.write(1, f"{event.ticket} {' '.join(map(str, event.seqs))}\n".encode())


def contents(ticket: int) -> Iterator[EntryContent]:
    for part in range(1 + ticket % 3):
        yield EntryContent(
            entry_class=EntryClass.CHECKIN,
            at=StandingClock().wall(),
            clock=ClockQuality.SYNCHRONISED,
            monotonic_ms=1,
            visit=f"v-{ticket}",
            case=None,
            body=f'{{"ticket":{ticket},"part":{part}}}',
        )


def main(folder: Path, key: bytes, ticket: int) -> None:
    disk = RealDisk(folder)
    store = Store(folder / "journal.db", key=key, device="gate-south-1", clock=StandingClock())
    writer = JournalWriter(
        store=store, disk=disk, clock=StandingClock(), post=answer, wake=lambda: None, retention=Retention()
    )
    now = 0.0
    while True:
        for _ in range(1 + ticket % 4):  # several wait together now and then
            writer.submit(ticket, tuple(contents(ticket)), f'{{"ticket":{ticket}}}')
            ticket += 1
        now += 0.01  # on this clock a checkpoint falls due every second
        writer.step(now)
        writer.step(now)


if __name__ == "__main__":
    main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3]))
