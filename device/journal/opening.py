"""Opens a journal for writing: begins a new one in an empty file, or proves the last entries of an old one.

Never repairs: a journal that does not prove is refused, and somebody must look.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from device.clock.protocol import Clock
from device.errors import JournalBroken, JournalError, JournalFull
from device.journal.chain import BEGINNING, ChainFault, point_of, prove
from device.journal.entry import SALT_BYTES, Entry, make_entry
from device.journal.own_entries import beginning
from device.journal.previous_epoch import previous_epoch
from device.journal.reserve import Reserve
from device.journal.rows import (
    FORMAT,
    JournalState,
    entries_after,
    entry_row,
    key_check_row,
    read_memory,
    read_state,
)
from device.journal.sealing import Seal
from device.journal.sole_writer import SoleWriter
from device.journal.sqlite_file import INSERT_ENTRY, named_errors, open_for_writing, put_state, transaction

_TAIL_ENTRIES = 64
_FIRST_BOOT = "1"


class OpenedJournal(Struct, frozen=True, kw_only=True):
    """What was found in, or begun in, the file."""

    connection: sqlite3.Connection
    sole_writer: SoleWriter
    state: JournalState
    boot: int
    """Number of this run."""
    memory: dict[str, str]
    last_entry: Entry | None
    """None where every entry is deleted by age."""


def open_journal(
    path: Path,
    *,
    seal: Seal,
    random_bytes: Callable[[int], bytes],
    before_commit: Callable[[], None],
    device: str,
    clock: Clock,
) -> OpenedJournal:
    """Open `path`; the caller closes the connection and then gives back the claim to be its only writer.

    Raises:
        JournalKeyWrong: the journal was written with another key.
        JournalBroken: the file is damaged, or its last entries do not prove.
        JournalFull: not even the reserve is left.
        JournalInUse: another program writes it.
        JournalError: the disk fails, or the journal belongs to another device.
    """
    with named_errors():
        sole_writer = SoleWriter(path)
    try:
        connection = _connect(path)
    except BaseException:
        sole_writer.give_back()
        raise
    try:
        with named_errors():
            is_new = _is_empty(connection)
            if is_new:
                epoch = random_bytes(16).hex()
                before = previous_epoch(path.parent)
                content = beginning(clock, device=device, epoch=epoch, previous_epoch=before)
                salt = random_bytes(SALT_BYTES)
                first = make_entry(content, seq=1, boot=_FIRST_BOOT, salt=salt, previous_hash=BEGINNING.hash)
                with transaction(connection, before_commit):
                    _write_beginning(connection, seal, first, device=device, epoch=epoch)
            state = read_state(connection, seal)
            if state is None:
                raise JournalBroken("the journal's state was taken away")
            if state.device != device:
                raise JournalError(f"this journal belongs to gate {state.device}, not to {device}")
            memory, least_head = read_memory(connection, seal, state.epoch)
            last = _prove_tail(connection, seal, state, least_head)
        boot = state.boot if is_new else state.boot + 1
        return OpenedJournal(
            connection=connection, sole_writer=sole_writer, state=state, boot=boot, memory=memory, last_entry=last
        )
    except BaseException:
        connection.close()
        sole_writer.give_back()
        raise


def _connect(path: Path) -> sqlite3.Connection:
    reserve = Reserve(path)
    try:
        connection = open_for_writing(path)
    except JournalFull:
        if not reserve.release():
            raise
        return open_for_writing(path)
    reserve.keep()
    return connection


def _is_empty(connection: sqlite3.Connection) -> bool:
    query = "SELECT EXISTS (SELECT 1 FROM state) OR EXISTS (SELECT 1 FROM entry)"
    return not connection.execute(query).fetchone()[0]


def _write_beginning(connection: sqlite3.Connection, seal: Seal, first: Entry, *, device: str, epoch: str) -> None:
    names = {"format": FORMAT, "device": device.encode(), "epoch": epoch.encode(), "boot": _FIRST_BOOT.encode()}
    put_state(connection, names | key_check_row(seal, epoch))
    connection.execute(INSERT_ENTRY, entry_row(first, seal))


def _prove_tail(connection: sqlite3.Connection, seal: Seal, state: JournalState, least_head: int) -> Entry | None:
    anchor = state.anchor
    oldest, newest = connection.execute("SELECT min(seq), max(seq) FROM entry").fetchone()
    head_seq = anchor.seq if newest is None else int(newest)
    if oldest is not None and oldest != anchor.seq + 1:
        raise JournalBroken(f"the journal begins at entry {oldest}; entry {anchor.seq + 1} was taken away")
    if head_seq < max(least_head, state.acked_through):
        raise JournalBroken(f"the journal ends at entry {head_seq}; newer entries were taken away")
    begin = max(anchor.seq, head_seq - _TAIL_ENTRIES)
    tail = tuple(entries_after(connection, seal, begin, -1))
    if begin > anchor.seq and not isinstance(tail[0], ChainFault):
        anchor, tail = point_of(tail[0]), tail[1:]
    proof = prove(tail, anchor)
    if proof.fault is not None:
        raise JournalBroken(str(proof.fault))
    last = tail[-1] if tail else None
    return None if isinstance(last, ChainFault) else last
