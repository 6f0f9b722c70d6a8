"""Reads a journal through a connection of its own: for the outbox beside the writer, and for whoever proves a file.

Never writes; may be used from any thread.
"""

import os
import sqlite3
from pathlib import Path
from threading import Lock

from msgspec.structs import replace

from device.errors import JournalBroken, JournalError
from device.journal.chain import ChainFault, ChainFaultKind, Proof, prove
from device.journal.entry import Entry
from device.journal.rows import JournalState, entries_after, entry_of, newest_headers, read_memory, read_state
from device.journal.sealing import Seal
from device.journal.sqlite_file import named_errors, open_for_reading
from device.vocabulary import EntryClass

_NEWEST_ENTRIES = 4000
"""A visit that a restart finds open is hardly older than a case may be."""


class JournalReader:
    """A view of one journal file; `beside_writer` where this process writes it at the same time."""

    def __init__(self, path: Path, *, key: bytes, beside_writer: bool = False) -> None:
        """Open the file.

        Raises:
            JournalError: there is no journal there; JournalKeyWrong where the key is not its key.
        """
        self._seal = Seal(key, os.urandom)
        self._lock = Lock()
        self._connection = open_for_reading(path, beside_writer=beside_writer)
        try:
            self.state()
        except BaseException:
            self._connection.close()
            raise

    def state(self) -> JournalState:
        """Read device, epoch, cursor and anchor as they are now."""
        with self._lock, named_errors():
            state = read_state(self._connection, self._seal)
        if state is None:
            raise JournalError("no journal was begun in this file")
        return state

    def read(self, after_seq: int, limit: int) -> tuple[Entry, ...]:
        """Give at most `limit` entries in order, beginning with the first that is kept after `after_seq`.

        Raises:
            JournalBroken: one of them is not what was written.
        """
        with self._lock, named_errors():
            found = tuple(entries_after(self._connection, self._seal, after_seq, limit))
        return tuple(_sound(entry) for entry in found)

    def last(self, count: int) -> tuple[Entry | ChainFault, ...]:
        """Give the last `count` entries in order, a fault in the place of each that cannot be read."""
        query = "SELECT seq, header, sealed FROM entry ORDER BY seq DESC LIMIT ?"
        with self._lock, named_errors():
            rows = self._connection.execute(query, (count,)).fetchall()
        return tuple(entry_of(row, self._seal) for row in reversed(rows))

    def check_in_of(self, visit: str) -> int:
        """Find the number of a visit's check-in among the newest entries; 0 where there is none."""
        with self._lock, named_errors():
            for header in newest_headers(self._connection, _NEWEST_ENTRIES):
                if header.visit == visit and header.entry_class is EntryClass.CHECKIN:
                    return header.seq
        return 0

    def head_seq(self) -> int:
        """Give the newest entry's number; 0 where there is none."""
        with self._lock, named_errors():
            (seq,) = self._connection.execute("SELECT max(seq) FROM entry").fetchone()
        return int(seq or 0)

    def prove(self) -> Proof:
        """Walk the whole chain, every hash and every body, from the anchor to the head."""
        with self._lock, named_errors():
            return _prove_rows(self._connection, self._seal)

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            self._connection.close()


def _prove_rows(connection: sqlite3.Connection, seal: Seal) -> Proof:
    connection.execute("BEGIN")  # one consistent view beside a writer
    try:
        state = read_state(connection, seal)
        if state is None:
            raise JournalError("no journal was begun in this file")
        _, least_head = read_memory(connection, seal, state.epoch)
        proof = prove(entries_after(connection, seal, state.anchor.seq, -1), state.anchor)
    finally:
        connection.execute("ROLLBACK")
    if proof.fault is None and proof.head.seq < max(least_head, state.acked_through):
        # What was acknowledged, or written together with the memory, was taken off the end.
        return replace(proof, fault=ChainFault(seq=proof.head.seq + 1, kind=ChainFaultKind.GAP))
    return proof


def _sound(entry: Entry | ChainFault) -> Entry:
    if isinstance(entry, ChainFault):
        raise JournalBroken(str(entry))
    return entry
