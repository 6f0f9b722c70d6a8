"""Turns rows of the journal's file into entries and state, and back; the only place that knows what is encrypted how.

Never writes a body or its salt in clear: both lie sealed together, bound to the exact header.
"""

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from device.errors import JournalBroken, JournalError, JournalKeyWrong
from device.journal.chain import BEGINNING, ChainFault, ChainFaultKind, ChainPoint
from device.journal.compact import expand, shrink
from device.journal.entry import (
    BODY_BYTES_MOST,
    HEADER_BYTES_MOST,
    SALT_BYTES,
    Entry,
    EntryRefused,
    Header,
    parse_header,
    text_hash,
)
from device.journal.retention import OldEntry
from device.journal.sealing import Seal

FORMAT = b"1"
_MEMORY = "memory:"
_KEY_CHECK = b"menshen-journal-1"


class JournalState(Struct, frozen=True, kw_only=True):
    """Everything a journal file keeps beside its entries."""

    device: str
    epoch: str
    boot: int
    """Number of the last run that wrote an entry."""
    acked_through: int
    anchor: ChainPoint
    """The last deleted entry; the beginning where none was deleted."""


def entry_row(entry: Entry, seal: Seal) -> tuple[int, bytes, bytes]:
    """Give the row of an entry that has its body."""
    if entry.salt is None or entry.body is None:
        raise ValueError("an entry is written with its body")
    sealed = seal.close_up(entry.salt + shrink(entry.body), entry.header_text.encode())
    return (entry.seq, shrink(entry.header_text), sealed)


def entry_of(row: tuple[int, bytes, bytes | None], seal: Seal) -> Entry | ChainFault:
    """Read a row back; a fault where it is not what was written."""
    seq, small_header, sealed = row
    text = expand(small_header, HEADER_BYTES_MOST)
    if text is None:
        return ChainFault(seq=seq, kind=ChainFaultKind.MALFORMED)
    opened = None if sealed is None else seal.open_up(sealed, text.encode())
    if sealed is not None and opened is None:
        return ChainFault(seq=seq, kind=ChainFaultKind.SEALED_BODY)
    header = parse_header(text)
    if isinstance(header, EntryRefused) or header.seq != seq:
        return ChainFault(seq=seq, kind=ChainFaultKind.MALFORMED)
    if opened is None:
        return Entry(header_text=text, header=header, salt=None, body=None)
    body = expand(opened[SALT_BYTES:], BODY_BYTES_MOST)
    if body is None:
        return ChainFault(seq=seq, kind=ChainFaultKind.MALFORMED)
    return Entry(header_text=text, header=header, salt=opened[:SALT_BYTES], body=body)


def entries_after(connection: sqlite3.Connection, seal: Seal, seq: int, limit: int) -> Iterator[Entry | ChainFault]:
    """Read entries in order, beginning with the first after `seq`; `limit` -1 reads all."""
    rows = connection.execute("SELECT seq, header, sealed FROM entry WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit))
    for row in rows:
        yield entry_of(row, seal)


def old_entries(connection: sqlite3.Connection, limit: int) -> Iterator[OldEntry]:
    """Read what retention needs of the oldest entries, without opening a body.

    Raises:
        JournalBroken: a header is not what was written.
    """
    for seq, small_header in connection.execute("SELECT seq, header FROM entry ORDER BY seq LIMIT ?", (limit,)):
        text = expand(small_header, HEADER_BYTES_MOST) or ""
        header = parse_header(text)
        if isinstance(header, EntryRefused):
            raise JournalBroken(str(ChainFault(seq=seq, kind=ChainFaultKind.MALFORMED)))
        yield OldEntry(point=ChainPoint(seq=seq, hash=text_hash(text)), at=datetime.fromisoformat(header.at))


def newest_headers(connection: sqlite3.Connection, limit: int) -> Iterator[Header]:
    """Read the newest headers that can be read, newest first, without opening a body."""
    for (small_header,) in connection.execute("SELECT header FROM entry ORDER BY seq DESC LIMIT ?", (limit,)):
        header = parse_header(expand(small_header, HEADER_BYTES_MOST) or "")
        if not isinstance(header, EntryRefused):
            yield header


def key_check_row(seal: Seal, epoch: str) -> dict[str, bytes]:
    """Give the row by which the key is recognised before any body is opened."""
    return {"key_check": seal.close_up(b"", _KEY_CHECK + epoch.encode())}


def anchor_row(anchor: ChainPoint) -> dict[str, bytes]:
    """Give the row that keeps the last deleted entry."""
    return {"anchor": f"{anchor.seq}:{anchor.hash}".encode()}


def memory_row(seal: Seal, epoch: str, name: str, text: str, head_seq: int) -> dict[str, bytes]:
    """Give a row of the core's memory; it says which entry was the last when it was written."""
    return {_MEMORY + name: seal.close_up(head_seq.to_bytes(8) + text.encode(), _memory_label(epoch, name))}


def memory_name(name: str) -> str:
    """Give the state row's name of a row of the memory."""
    return _MEMORY + name


def read_state(connection: sqlite3.Connection, seal: Seal) -> JournalState | None:
    """Read the state; None for a file in which no journal was begun.

    Raises:
        JournalKeyWrong: the journal was written with another key.
        JournalBroken: the state is not what was written.
        JournalError: a later version wrote it.
    """
    rows = _state_rows(connection)
    if not rows:
        return None
    try:
        if rows["format"] != FORMAT:
            raise JournalError("a later version of the firmware wrote this journal")
        epoch = rows["epoch"].decode()
        if seal.open_up(rows["key_check"], _KEY_CHECK + epoch.encode()) is None:
            raise JournalKeyWrong("this journal was written with another key")
        anchor_seq, _, anchor_hash = rows.get("anchor", f"0:{BEGINNING.hash}".encode()).decode().partition(":")
        return JournalState(
            device=rows["device"].decode(),
            epoch=epoch,
            boot=int(rows.get("boot", b"0")),
            acked_through=int(rows.get("acked_through", b"0")),
            anchor=ChainPoint(seq=int(anchor_seq), hash=anchor_hash),
        )
    except (KeyError, ValueError) as error:
        raise JournalBroken("the journal's state is damaged") from error


def read_memory(connection: sqlite3.Connection, seal: Seal, epoch: str) -> tuple[dict[str, str], int]:
    """Read the rows of the core's memory, and the newest entry that was there when one of them was written.

    Raises:
        JournalBroken: a row is not what was written.
    """
    texts, newest = {}, 0
    for name, value in _state_rows(connection).items():
        if name.startswith(_MEMORY):
            member = name.removeprefix(_MEMORY)
            opened = seal.open_up(value, _memory_label(epoch, member))
            if opened is None:
                raise JournalBroken("the memory kept beside the journal was altered")
            texts[member] = opened[8:].decode()
            newest = max(newest, int.from_bytes(opened[:8]))
    return texts, newest


def _state_rows(connection: sqlite3.Connection) -> dict[str, bytes]:
    try:
        return {bytes(name).decode(): bytes(value) for name, value in connection.execute("SELECT * FROM state")}
    except UnicodeDecodeError as error:
        raise JournalBroken("the journal's state is damaged") from error


def _memory_label(epoch: str, name: str) -> bytes:
    return f"menshen-memory-1:{epoch}:{name}".encode()
