"""Opens the journal's SQLite file and turns every failure of SQLite or the disk into the journal's own errors.

Never knows what the rows mean. Pages are 1 KiB because a commit writes whole pages to the card; every commit is on the
disk before it is answered (write-ahead log, synchronous FULL). Documentation: sqlite.org/wal.html.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from device.errors import JournalBroken, JournalError, JournalFull

PAGE_BYTES = 1024
INSERT_ENTRY = "INSERT INTO entry VALUES (?, ?, ?)"
_AUTOMATIC_CHECKPOINT_PAGES = 4096
"""A last resort of 4 MiB; the writer checkpoints earlier, while nobody waits."""
_WAIT_SECONDS = 5.0

_TABLES = """
CREATE TABLE IF NOT EXISTS entry (seq INTEGER PRIMARY KEY, header BLOB NOT NULL, sealed BLOB) STRICT;
CREATE TABLE IF NOT EXISTS state (name TEXT NOT NULL, value BLOB NOT NULL) STRICT;
"""


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open the file, making it (readable by its owner alone) where there is none.

    Raises:
        JournalError: it cannot be opened; JournalBroken where it is no SQLite file.
    """
    with named_errors():
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        length = os.fstat(file).st_size
        os.close(file)
        if 0 < length < PAGE_BYTES:  # SQLite would take a stump for an empty file and begin anew
            raise JournalBroken(f"the journal's file is damaged: {length} bytes are no journal")
        connection = _connect(f"{path.absolute().as_uri()}?mode=rw")
        try:
            connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA wal_autocheckpoint = {_AUTOMATIC_CHECKPOINT_PAGES}")
            # Bodies are encrypted; zeroing every freed page would double what retention writes to the card.
            connection.execute("PRAGMA secure_delete = FAST")
            if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'state'").fetchone():
                connection.executescript(_TABLES)
        except BaseException:
            connection.close()
            raise
    return connection


def open_for_reading(path: Path, *, beside_writer: bool) -> sqlite3.Connection:
    """Open an existing file without ever changing it; `beside_writer` where this process writes it at the same time.

    Raises:
        JournalError: there is none, or it cannot be opened; JournalBroken where it is no journal.
    """
    if not path.is_file():
        raise JournalError(f"{path}: there is no journal")
    log = path.with_name(path.name + "-wal")
    # Without a log nobody is writing; `immutable` then reads from a read-only medium and leaves no file behind.
    mode = "mode=ro" if beside_writer or log.exists() else "mode=ro&immutable=1"
    with named_errors():
        connection = _connect(f"{path.absolute().as_uri()}?{mode}")
        try:
            connection.execute("SELECT seq, header, sealed FROM entry LIMIT 0")
            connection.execute("SELECT name, value FROM state LIMIT 0")
        except BaseException:
            connection.close()
            raise
    return connection


def put_state(connection: sqlite3.Connection, rows: Mapping[str, bytes]) -> None:
    """Write rows of the state within a transaction.

    The table has a handful of rows and no index: an index would double the pages a commit writes.
    """
    for name, value in rows.items():
        if not connection.execute("UPDATE state SET value = ? WHERE name = ?", (value, name)).rowcount:
            connection.execute("INSERT INTO state VALUES (?, ?)", (name, value))


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=_WAIT_SECONDS)
    connection.text_factory = bytes  # an altered name need not be UTF-8
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection, before_commit: Callable[[], None]) -> Iterator[None]:
    """Do all of the block or nothing; when it ends without an error everything is on the disk.

    Raises:
        JournalError: nothing of it was written.
    """
    with named_errors():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            before_commit()
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                # On a failing disk the rollback may fail too; the first error is the one to tell.
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
            raise


@contextmanager
def named_errors() -> Iterator[None]:
    """Let only the journal's own errors out of the block."""
    try:
        yield
    except sqlite3.Error as error:
        raise _named(error) from error
    except OSError as error:
        kind = JournalFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else JournalError
        raise kind(f"the journal's disk: {error.strerror or error}") from error


def _named(error: sqlite3.Error) -> JournalError:
    extended = getattr(error, "sqlite_errorcode", 0)
    code = extended & 0xFF
    # The index of the log is mapped memory: SQLite calls it an I/O error where there is no room for it.
    if code == sqlite3.SQLITE_FULL or extended == sqlite3.SQLITE_IOERR_SHMSIZE:
        return JournalFull("no room is left for the journal")
    if code == sqlite3.SQLITE_CONSTRAINT:
        return JournalBroken("another program has written to this journal")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return JournalBroken(f"the journal's file is damaged: {error}")
    if code == sqlite3.SQLITE_ERROR:
        return JournalBroken(f"this file is not a journal: {error}")
    return JournalError(f"the journal's disk: {error}")
