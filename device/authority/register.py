"""Keeps the authority's register: one SQLite file for its owner alone, written whole transactions at a time.

Never writes half of an act: what belongs together is one transaction, the audit line included. Never leaves deleted
rows readable on the disk (secure_delete). sqlite.org: WAL, STRICT tables, secure_delete.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Final

from device.authority.register_tables import TABLES, VERSION
from device.authority.sealed_fields import SealedFields
from device.errors import FileRefused

REGISTER_FILE: Final = "register.sqlite"
_WAIT_SECONDS: Final = 10.0
_PRIVATE: Final = 0o600
_FOR_OTHERS: Final = 0o077


class Register:
    """The open file; may be used from several threads, one at a time, and beside other processes."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open the register at `path`, or make it.

        Raises:
            FileRefused: it is no register, was made by a newer program, others may read it, or the disk refuses.
        """
        self.fields = SealedFields(key)
        self._path = path
        self._lock = RLock()
        self._depth = 0
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE))
            if path.stat().st_mode & _FOR_OTHERS:
                raise FileRefused(f"others may read {path}: chmod 600")
            self._connection = sqlite3.connect(
                path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise FileRefused(f"{path} cannot be opened: {error}") from error
        try:
            self._prepare()
        except FileRefused:
            self._connection.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the file for one act: all of it is durable afterwards, or none of it. One inside another joins it.

        Raises:
            FileRefused: the file is damaged, or the disk does not take it.
        """
        with self._lock:
            outermost = self._depth == 0
            self._depth += 1
            try:
                if outermost:
                    self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                if outermost:
                    self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise FileRefused(f"{self._path}: {error}") from error
            finally:
                self._depth -= 1
                if outermost and self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def mark(self) -> tuple[int, int]:
        """Give what differs once anybody, here or in another process, has changed the register.

        Raises:
            FileRefused: the file cannot be read.
        """
        with self._lock:
            try:
                return int(
                    self._connection.execute("PRAGMA data_version").fetchone()[0]
                ), self._connection.total_changes
            except sqlite3.Error as error:
                raise FileRefused(f"{self._path}: {error}") from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _prepare(self) -> None:
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute("PRAGMA secure_delete = ON")
        except sqlite3.Error as error:
            raise FileRefused(f"{self._path} is not a register: {error}") from error
        with self.transaction() as register:
            version = int(register.execute("PRAGMA user_version").fetchone()[0])
            if version > VERSION:
                raise FileRefused(f"{self._path} was made by a newer program (layout {version})")
            if version == 0:
                for statement in TABLES.split(";"):
                    register.execute(statement)
                register.execute(f"PRAGMA user_version = {VERSION}")
