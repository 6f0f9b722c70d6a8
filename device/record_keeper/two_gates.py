"""Notices the same code at two gates faster than anybody walks from one to the other.

Never refuses, never tells a gate and never learns who somebody is: it compares `code_id`, the keyed number that is
another every day, and forgets it after 24 hours (contract, "Entries"). What it found is kept for whoever looks after
inspectors to raise as the alert `code_at_two_gates`.
"""

import sqlite3
from datetime import timedelta
from typing import Final

import msgspec
from msgspec import Struct

from device.journal.entry import Entry
from device.vocabulary import ClockQuality, EntryClass, Outcome

WALK_SECONDS: Final = 10.0
"""Who was let in at one gate is not before another one of the venue so soon."""
_CODE_ID_LONGEST: Final = 24
"""Characters of base64 for 16 bytes."""
_REMEMBERED: Final = timedelta(hours=24)
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS sighting (
    device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, code_id TEXT NOT NULL,
    entered INTEGER NOT NULL,
    PRIMARY KEY (device, epoch, seq)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sighting_of_code ON sighting (code_id, at_ms);
CREATE INDEX IF NOT EXISTS sighting_at ON sighting (device, at_ms);
CREATE TABLE IF NOT EXISTS two_gates (
    device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
    other_device TEXT NOT NULL, other_epoch TEXT NOT NULL, other_seq INTEGER NOT NULL, apart_ms INTEGER NOT NULL,
    PRIMARY KEY (device, epoch, seq, other_device, other_epoch, other_seq)
) WITHOUT ROWID;
"""


class TwoGates(Struct, frozen=True, kw_only=True):
    """Two check-ins with one code; nothing in it says whose."""

    device: str
    seq: int
    other_device: str
    other_seq: int
    apart_seconds: float


class _Code(Struct):
    code_id: str | None = None


class _CheckIn(Struct):
    outcome: str
    code: _Code | None = None


class Sightings:
    """Where each code of the last day was seen; lives in the record store's file and transactions."""

    def __init__(self, database: sqlite3.Connection, *, walk_seconds: float = WALK_SECONDS) -> None:
        """`walk_seconds` is how soon is too soon; 0 looks for nothing."""
        self._database, self._walk_ms = database, round(walk_seconds * 1000)
        self._database.executescript(_SCHEMA)
        self._news: list[TwoGates] = []

    def see(self, device: str, epoch: str, entry: Entry) -> None:
        """Take note of a check-in that is new, and of another gate's that it comes too soon after or before."""
        held = _seen_code(entry)
        if held is None or not self._walk_ms:
            return
        at_ms, code_id, entered = held
        ask, database = (code_id, device, at_ms - self._walk_ms, at_ms + self._walk_ms), self._database
        others = database.execute(
            "SELECT device, epoch, seq, at_ms, entered FROM sighting WHERE code_id = ? AND device <> ? "
            "AND at_ms > ? AND at_ms < ? ORDER BY at_ms",
            ask,
        ).fetchall()
        database.execute(
            "INSERT OR IGNORE INTO sighting VALUES (?, ?, ?, ?, ?, ?)",
            (device, epoch, entry.seq, at_ms, code_id, entered),
        )
        # each gate's by its own clock: one that is wrong by years makes nobody else's forgotten
        database.execute(
            "DELETE FROM sighting WHERE device = ? AND at_ms < ?",
            (device, at_ms - _REMEMBERED // timedelta(milliseconds=1)),
        )
        for other_device, other_epoch, other_seq, other_ms, other_entered in others:
            if not (other_entered if other_ms <= at_ms else entered):
                continue  # whoever was sent away may well try the next gate
            apart_ms = abs(at_ms - other_ms)
            database.execute(
                "INSERT OR IGNORE INTO two_gates VALUES (?, ?, ?, ?, ?, ?, ?)",
                (device, epoch, entry.seq, other_device, other_epoch, other_seq, apart_ms),
            )
            self._news.append(
                TwoGates(
                    device=device,
                    seq=entry.seq,
                    other_device=other_device,
                    other_seq=other_seq,
                    apart_seconds=apart_ms / 1000,
                )
            )

    def news(self) -> tuple[TwoGates, ...]:
        """Give what was found since this was asked last."""
        found, self._news = tuple(self._news), []
        return found

    def found(self) -> tuple[TwoGates, ...]:
        """Give everything that was ever found, by device and sequence number."""
        rows = self._database.execute(
            "SELECT device, seq, other_device, other_seq, apart_ms FROM two_gates ORDER BY device, seq, other_device"
        )
        return tuple(
            TwoGates(device=device, seq=seq, other_device=other, other_seq=number, apart_seconds=apart_ms / 1000)
            for device, seq, other, number, apart_ms in rows
        )


def _seen_code(entry: Entry) -> tuple[int, str, bool] | None:
    """Give second (in milliseconds), code and whether its holder was let in; None where there is nothing to compare."""
    if entry.header.entry_class is not EntryClass.CHECKIN or entry.body is None:
        return None
    if entry.header.clock is ClockQuality.UNSET:
        return None
    try:
        seen, at = msgspec.json.decode(entry.body, type=_CheckIn), entry.at
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    if seen.code is None or not seen.code.code_id or len(seen.code.code_id) > _CODE_ID_LONGEST:
        return None
    return round(at.timestamp() * 1000), seen.code.code_id, seen.outcome == Outcome.ADMITTED
