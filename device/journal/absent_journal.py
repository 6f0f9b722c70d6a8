"""Stands where the journal would be when it cannot be opened: the gate runs for fire and exit, and admits nobody.

Never pretends: every commit is answered by `WriteFailed`, and the part is reported as failed once.
"""

from typing import Final

from device.checkpoint.events import PartFailed, WriteFailed
from device.errors import JournalBroken, JournalError, JournalFull, JournalKeyWrong
from device.journal.entry import Entry, EntryContent
from device.vocabulary import Part
from device.work import Post

_DETAILS: Final = {JournalFull: "full", JournalBroken: "broken", JournalKeyWrong: "key"}
_HOUR_SECONDS = 3600.0


class AbsentJournal:
    """A writer of the same shape as `JournalWriter`, for a journal whose opening raised `error`."""

    name: Final = "journal"
    limit_seconds: Final = 60.0

    def __init__(self, *, error: JournalError, post: Post) -> None:
        self._detail = _DETAILS.get(type(error), "io")
        self._post = post
        self._is_told = False

    def submit(self, ticket: int, contents: tuple[EntryContent, ...], memory_json: str) -> None:  # noqa: ARG002
        """Answer that nothing was written."""
        self._post(WriteFailed(ticket=ticket))

    def acknowledge(self, through: int, head_hash: str) -> bool:  # noqa: ARG002
        """Let every acknowledgement stand: nothing here can contradict one."""
        return True

    def read(self, after_seq: int, limit: int) -> tuple[Entry, ...]:  # noqa: ARG002
        """Give nothing: no entry can be read."""
        return ()

    def step(self, now: float) -> float:
        """Report the failure once."""
        if not self._is_told:
            self._is_told = True
            self._post(PartFailed(part=Part.JOURNAL, detail=self._detail))
        return now + _HOUR_SECONDS

    def close(self) -> None:
        """Do nothing: nothing is held."""
