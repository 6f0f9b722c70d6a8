"""Keeps the journal in one SQLite file: entries in a hash chain, the core's memory, the cursor of what is acknowledged.

Never changes an entry: it appends, deletes by age from the old end, and erases a body where it must; each is one
transaction that is on the disk when the call returns. Used by one thread at a time, except `read`.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from device.clock.protocol import Clock
from device.errors import JournalError
from device.journal.chain import ChainPoint, Proof, point_of
from device.journal.cursor import Cursor
from device.journal.entry import SALT_BYTES, Entry, EntryContent, make_entry
from device.journal.memory_rows import divide, join
from device.journal.opening import open_journal
from device.journal.reader import JournalReader
from device.journal.reserve import Reserve
from device.journal.retention import OldEntry
from device.journal.rows import anchor_row, entry_row, memory_name, memory_row, old_entries
from device.journal.sealing import Seal
from device.journal.sqlite_file import INSERT_ENTRY, named_errors, put_state, transaction


class Store:
    """One journal, open for writing; a missing or empty file begins a new one with a new random epoch."""

    def __init__(
        self,
        path: Path,
        *,
        key: bytes,
        device: str,
        clock: Clock,
        before_commit: Callable[[], None] = lambda: None,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Open the journal and prove its last entries.

        Raises:
            JournalKeyWrong: the journal was written with another key.
            JournalBroken: the file is damaged, or its last entries do not prove.
            JournalInUse: another program writes it.
            JournalError: the disk fails, or the journal belongs to another device.
        """
        self._seal = Seal(key, random_bytes)
        self._random_bytes, self._before_commit = random_bytes, before_commit
        self.reserve = Reserve(path)
        opened = open_journal(
            path,
            seal=self._seal,
            random_bytes=random_bytes,
            before_commit=before_commit,
            device=device,
            clock=clock,
        )
        self._connection, self._sole_writer = opened.connection, opened.sole_writer
        try:
            self._reader = JournalReader(path, key=key, beside_writer=True)
        except BaseException:
            self._connection.close()
            self._sole_writer.give_back()
            raise
        self._state, self._memory, self._last_entry = opened.state, opened.memory, opened.last_entry
        self._head = opened.state.anchor if opened.last_entry is None else point_of(opened.last_entry)
        self._boot, self._boot_on_disk = opened.boot, opened.state.boot
        self._cursor = Cursor(opened.state.acked_through)

    @property
    def epoch(self) -> str:
        """Name of this journal, new after a re-image; with device and sequence number the key of an entry."""
        return self._state.epoch

    @property
    def boot(self) -> str:
        """Name of this run, in every header: a counter that grows with each run that writes."""
        return str(self._boot)

    @property
    def head(self) -> ChainPoint:
        """The newest durable entry."""
        return self._head

    @property
    def anchor(self) -> ChainPoint:
        """The last deleted entry."""
        return self._state.anchor

    @property
    def cursor(self) -> Cursor:
        """How far the system of record is known to hold the journal."""
        return self._cursor

    @property
    def last_entry(self) -> Entry | None:
        """The newest entry as found at opening: a floor for the clock; None where all are deleted."""
        return self._last_entry

    def memory_json(self) -> str | None:
        """Give the core's memory as of the last commit; None where none was ever kept."""
        return join(self._memory)

    def append(self, contents: Sequence[EntryContent], memory_json: str | None) -> tuple[int, ...]:
        """Make the entries and the memory durable together; give the entries' numbers in the same order.

        `memory_json` None leaves the memory as it is; an unchanged part of it is not written again.

        Raises:
            JournalFull: no room; nothing was written.
            JournalError: nothing was written.
        """
        return self._commit(contents, memory=None if memory_json is None else divide(memory_json))

    def acknowledge(self, through: int, head_hash: str) -> bool:
        """Move the cursor; False where the system of record holds another entry `through` than this journal: a fork.

        May be called from any thread. The disk follows with the next append or `save_acknowledged`.

        Raises:
            JournalError: the entry cannot be read.
        """
        if through <= self.anchor.seq:
            return through < self.anchor.seq or head_hash == self.anchor.hash
        found = self._reader.read(through - 1, 1)
        if not found or point_of(found[0]) != ChainPoint(seq=through, hash=head_hash):
            return False
        self._cursor.advance(through)
        return True

    def save_acknowledged(self) -> None:
        """Write the cursor, where it has moved since the last commit; after a JournalError it still has."""
        if self._cursor.is_unsaved:
            self._commit(())

    def read(self, after_seq: int, limit: int) -> tuple[Entry, ...]:
        """Give at most `limit` entries in order, beginning with the first that is kept after `after_seq`.

        May be called from any thread.
        """
        return self._reader.read(after_seq, limit)

    def check_in_of(self, visit: str) -> int:
        """Find the number of a visit's check-in among the newest entries; 0 where there is none."""
        return self._reader.check_in_of(visit)

    def oldest(self, limit: int) -> tuple[OldEntry, ...]:
        """Give the oldest entries that are kept, in order.

        Raises:
            JournalBroken: a header is not what was written.
        """
        with named_errors():
            return tuple(old_entries(self._connection, limit))

    def delete_through(self, point: ChainPoint, notices: Sequence[EntryContent] = ()) -> None:
        """Delete all up to and with `point`, which becomes the anchor, and append `notices` in the same transaction.

        Raises:
            JournalError: nothing was deleted.
        """
        self._commit(notices, delete_through=point)

    def erase_body(self, seq: int) -> bool:
        """Erase one body and its salt for good, the chain staying provable; False where there is no such entry."""
        self._connection.execute("PRAGMA secure_delete = ON")
        try:
            with transaction(self._connection, self._before_commit):
                erased = self._connection.execute("UPDATE entry SET sealed = NULL WHERE seq = ?", (seq,)).rowcount
            with named_errors():
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._connection.execute("PRAGMA secure_delete = FAST")
        return erased == 1

    def verify(self) -> Proof:
        """Walk the whole chain, every hash and every body."""
        return self._reader.prove()

    def probe(self, size_bytes: int) -> None:
        """Write and take away so many bytes, to learn whether entries fit again.

        Raises:
            JournalError: they do not.
        """
        with transaction(self._connection, self._before_commit):
            put_state(self._connection, {"probe": self._random_bytes(size_bytes)})
        with transaction(self._connection, self._before_commit):
            self._connection.execute("DELETE FROM state WHERE name = 'probe'")

    def checkpoint(self) -> None:
        """Move what is in the log into the file, as far as no reader is in the way; for a moment when nobody waits."""
        with named_errors():
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Give the connections back; what was not committed is lost."""
        self._reader.close()
        # A disk that fails at the very end takes nothing that was durable.
        with suppress(JournalError), named_errors():
            self._connection.close()
        self._sole_writer.give_back()

    def _commit(
        self,
        contents: Sequence[EntryContent],
        *,
        memory: dict[str, str] | None = None,
        delete_through: ChainPoint | None = None,
    ) -> tuple[int, ...]:
        entries = self._chained(contents)
        head = point_of(entries[-1]) if entries else self._head
        acked = max(self._cursor.through, delete_through.seq if delete_through else 0)
        memory = self._memory if memory is None else memory
        state_rows: dict[str, bytes] = {}
        for name, text in memory.items():
            if self._memory.get(name) != text:
                state_rows |= memory_row(self._seal, self.epoch, name, text, head.seq)
        if acked > self._cursor.through or self._cursor.is_unsaved:
            state_rows["acked_through"] = str(acked).encode()
        if self._boot != self._boot_on_disk:  # every header since names this run
            state_rows["boot"] = self.boot.encode()
        if delete_through is not None:
            state_rows |= anchor_row(delete_through)
        with transaction(self._connection, self._before_commit):
            if delete_through is not None:
                self._connection.execute("DELETE FROM entry WHERE seq <= ?", (delete_through.seq,))
            self._connection.executemany(INSERT_ENTRY, [entry_row(entry, self._seal) for entry in entries])
            put_state(self._connection, state_rows)
            gone = [(memory_name(name),) for name in self._memory if name not in memory]
            self._connection.executemany("DELETE FROM state WHERE name = ?", gone)
        self._head, self._memory = head, memory
        self._cursor.note_saved(acked)
        self._boot_on_disk = self._boot
        if delete_through is not None:
            self._state = replace(self._state, anchor=delete_through)
        return tuple(entry.seq for entry in entries)

    def _chained(self, contents: Sequence[EntryContent]) -> list[Entry]:
        entries: list[Entry] = []
        after = self._head
        for content in contents:
            salt = self._random_bytes(SALT_BYTES)
            entry = make_entry(content, seq=after.seq + 1, boot=self.boot, salt=salt, previous_hash=after.hash)
            entries.append(entry)
            after = point_of(entry)
        return entries
