"""Keeps a little room beside the journal, so that a gate that starts anew on a full disk can still open it.

Never holds anything: SQLite needs 32 KiB for its index of the log before a single entry can be read, and what is left
takes the entries of a fire or an exit.
"""

import os
from pathlib import Path
from typing import Final

RESERVE_BYTES: Final = 128 << 10


class Reserve:
    """The room beside one journal."""

    def __init__(self, journal: Path) -> None:
        self._path = journal.with_name(journal.name + "-reserve")

    def keep(self) -> None:
        """Take the room, where it is not taken yet; on a full disk it stays to be taken another time."""
        if self._path.exists():
            return
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.posix_fallocate(file, 0, RESERVE_BYTES)
            finally:
                os.close(file)
        except OSError:
            self.release()

    def release(self) -> bool:
        """Give the room back; False where there was none."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True
