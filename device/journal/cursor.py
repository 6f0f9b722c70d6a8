"""Remembers how far the system of record is known to hold the journal, in memory and on the disk.

Never moves back. The broker's thread moves it, the journal's thread writes it down.
"""

from threading import Lock


class Cursor:
    """The number of the last acknowledged entry."""

    def __init__(self, through: int) -> None:
        self._through = self._saved = through
        self._lock = Lock()

    @property
    def through(self) -> int:
        """The last entry the system of record is known to hold."""
        return self._through

    @property
    def is_unsaved(self) -> bool:
        """Whether it has moved since it was written down."""
        return self._through != self._saved

    def advance(self, through: int) -> None:
        """Move on; a number that was passed already changes nothing."""
        with self._lock:
            self._through = max(self._through, through)

    def note_saved(self, through: int) -> None:
        """Take note that `through` is on the disk."""
        self.advance(through)
        self._saved = through
