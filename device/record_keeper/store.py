"""Keeps entries in one SQLite file, each (device, epoch, seq) once, and proves every device's chain as it grows.

Never overwrites an entry and never forgets a contradiction: a second entry under the same key, or one that does not
follow the entry before it, is kept as a fault. Nothing is told to anybody before `commit`.
"""

import sqlite3
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

from msgspec import Struct

from device.journal.entry import ZERO_HASH, Entry, parse_entry
from device.mqtt.messages import MISSING_RANGES_MOST, Ack
from device.record_keeper.two_gates import WALK_SECONDS, Sightings

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS entry (
    device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, class TEXT NOT NULL, hash TEXT NOT NULL,
    previous_hash TEXT NOT NULL, header TEXT NOT NULL, salt TEXT, body TEXT,
    PRIMARY KEY (device, epoch, seq)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chain (
    device TEXT NOT NULL, epoch TEXT NOT NULL, venue TEXT NOT NULL, through INTEGER NOT NULL, head_hash TEXT NOT NULL,
    lost INTEGER NOT NULL,
    PRIMARY KEY (device, epoch)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fault (
    device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (device, epoch, seq, kind, hash)
) WITHOUT ROWID;
"""


class RecordFault(StrEnum):
    """What is wrong with something a gate sent."""

    JOURNAL_FORK = "journal_fork"  # another entry under a key that is taken
    CHAIN_BROKEN = "chain_broken"  # it does not follow the entry before it
    BODY_ALTERED = "body_altered"  # the body is not the one its header was made for


class ChainKey(Struct, frozen=True, kw_only=True):
    """Whose chain."""

    venue: str
    device: str
    epoch: str


class FaultRecord(Struct, frozen=True, kw_only=True):
    """One contradiction that was kept."""

    device: str
    epoch: str
    seq: int
    kind: RecordFault
    hash: str


class ChainRecord(Struct, frozen=True, kw_only=True):
    """How far a chain is held without a gap."""

    key: ChainKey
    through: int
    head_hash: str
    lost: int
    """Entries the gate no longer holds and that never arrived."""


class RecordStore:
    """The records of every device of a venue; for one thread."""

    def __init__(self, path: Path | None, *, walk_seconds: float = WALK_SECONDS) -> None:
        """Open or make the file; None keeps everything in memory. `walk_seconds` as in `Sightings`."""
        self._database = sqlite3.connect(":memory:" if path is None else path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.executescript(_SCHEMA)
        self.sightings = Sightings(self._database, walk_seconds=walk_seconds)

    def begin(self) -> None:
        """Begin the transaction a batch of messages is kept in."""
        self._database.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make everything since `begin` durable."""
        self._database.execute("COMMIT")

    def roll_back(self) -> None:
        """Forget everything since `begin`."""
        self._database.execute("ROLLBACK")
        self.sightings.news()  # of what was not kept

    def keep(self, key: ChainKey, entry: Entry) -> RecordFault | None:
        """Keep one entry, or say why it contradicts; one that is held already changes nothing."""
        if not entry.body_is_true():
            return self._note(key, entry, RecordFault.BODY_ALTERED)
        wire = entry.to_wire()
        row = (entry.header.entry_class, entry.hash, entry.header.previous_hash, *wire.values())
        held = self._database.execute(
            "SELECT hash FROM entry WHERE device = ? AND epoch = ? AND seq = ?", (key.device, key.epoch, entry.seq)
        ).fetchone()
        if held is None:
            self._database.execute(
                "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (key.device, key.epoch, entry.seq, *row)
            )
            self.sightings.see(key.device, key.epoch, entry)
            return None
        return None if held[0] == entry.hash else self._note(key, entry, RecordFault.JOURNAL_FORK)

    def advance(self, key: ChainKey, oldest: int | None = None) -> Ack:
        """Prove the chain as far as it is held now, and give the acknowledgement to publish after `commit`.

        `oldest` is the gate's word that it holds nothing before that entry: what is still missing there is lost.
        """
        through, head_hash, lost = self._place(key)
        if oldest is not None and oldest > through + 1:
            rows = {seq: previous_hash for seq, _, previous_hash in self._above(key, through) if seq <= oldest}
            if oldest in rows:
                lost += oldest - through - len(rows)
                through, head_hash = oldest - 1, rows[oldest]
        for seq, entry_hash, previous_hash in self._above(key, through):
            if seq != through + 1:
                break
            if previous_hash != head_hash:
                self._note_row(key, seq, RecordFault.CHAIN_BROKEN, entry_hash)
                break
            through, head_hash = seq, entry_hash
        self._database.execute(
            "INSERT OR REPLACE INTO chain VALUES (?, ?, ?, ?, ?, ?)",
            (key.device, key.epoch, key.venue, through, head_hash, lost),
        )
        return self.acknowledgement(key)

    def acknowledgement(self, key: ChainKey) -> Ack:
        """Give what is held of a chain, as the gate is told it."""
        through, head_hash, _ = self._place(key)
        missing: list[tuple[int, int]] = []
        seen = through
        for seq, _hash, _previous in self._above(key, through):
            if seq > seen + 1:
                if len(missing) == MISSING_RANGES_MOST:
                    break
                missing.append((seen + 1, seq - 1))
            seen = seq
        return Ack(epoch=key.epoch, through=through, head_hash=head_hash, missing=missing, seen=seen)

    def chains(self) -> tuple[ChainRecord, ...]:
        """Give every chain."""
        rows = self._database.execute("SELECT venue, device, epoch, through, head_hash, lost FROM chain").fetchall()
        return tuple(
            ChainRecord(
                key=ChainKey(venue=venue, device=device, epoch=epoch), through=through, head_hash=head_hash, lost=lost
            )
            for venue, device, epoch, through, head_hash, lost in rows
        )

    def faults(self) -> tuple[FaultRecord, ...]:
        """Give every contradiction, by device and sequence number."""
        rows = self._database.execute("SELECT device, epoch, seq, kind, hash FROM fault").fetchall()
        return tuple(
            FaultRecord(device=device, epoch=epoch, seq=seq, kind=RecordFault(kind), hash=entry_hash)
            for device, epoch, seq, kind, entry_hash in rows
        )

    def entries(self, device: str, epoch: str) -> tuple[Entry, ...]:
        """Give every entry held of one chain, in order."""
        rows: Sequence[tuple[str, str | None, str | None]] = self._database.execute(
            "SELECT header, salt, body FROM entry WHERE device = ? AND epoch = ? ORDER BY seq", (device, epoch)
        ).fetchall()
        parsed = (parse_entry(*row) for row in rows)
        return tuple(entry for entry in parsed if isinstance(entry, Entry))

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def _place(self, key: ChainKey) -> tuple[int, str, int]:
        row = self._database.execute(
            "SELECT through, head_hash, lost FROM chain WHERE device = ? AND epoch = ?", (key.device, key.epoch)
        ).fetchone()
        return (0, ZERO_HASH, 0) if row is None else (row[0], row[1], row[2])

    def _above(self, key: ChainKey, through: int) -> sqlite3.Cursor:
        return self._database.execute(
            "SELECT seq, hash, previous_hash FROM entry WHERE device = ? AND epoch = ? AND seq > ? ORDER BY seq",
            (key.device, key.epoch, through),
        )

    def _note(self, key: ChainKey, entry: Entry, kind: RecordFault) -> RecordFault:
        self._note_row(key, entry.seq, kind, entry.hash)
        return kind

    def _note_row(self, key: ChainKey, seq: int, kind: RecordFault, entry_hash: str) -> None:
        self._database.execute(
            "INSERT OR IGNORE INTO fault VALUES (?, ?, ?, ?, ?)", (key.device, key.epoch, seq, kind, entry_hash)
        )
