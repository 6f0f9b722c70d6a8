"""Claims a journal for one program at a time, so that two daemons never write two continuations of one chain.

Never waits, and leaves nothing behind: the kernel gives the claim back when the program ends, however it ends.
The claim is flock(2) on the journal's own file; SQLite's locks are of the other kind, fcntl(2), and do not meet it.
"""

import fcntl
import os
from pathlib import Path

from device.errors import JournalInUse


class SoleWriter:
    """The claim on one journal's file."""

    def __init__(self, path: Path) -> None:
        """Make the claim; a missing file is made, readable by its owner alone.

        Raises:
            JournalInUse: another program writes this journal.
            OSError: the file cannot be opened; which, and why.
        """
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise OSError(error.errno, f"{path}: {error.strerror}") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise JournalInUse(f"{path}: another gate's daemon writes this journal; stop that one first") from error

    def give_back(self) -> None:
        """Let another program write; only after SQLite's own connections are closed, whose locks end with the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
