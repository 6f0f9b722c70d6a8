"""Stands where the journal would be when it cannot be opened: the gate runs for fire and exit, and admits nobody.

Never pretends: while there is no journal every commit is answered by `WriteFailed`, and the part is reported as failed
once. It looks again from time to time; a journal that opens is told, and takes entries from then on. What the last run
left in it for the core is not touched: only a fresh start reads it.
"""

import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Final

from device.checkpoint.events import Durable, JournalFound, PartFailed, WriteFailed
from device.errors import JournalBroken, JournalError, JournalFull, JournalKeyWrong
from device.journal.entry import Entry, EntryContent
from device.journal.store import Store
from device.vocabulary import Part
from device.work import Post, Wakeable

LOOK_SECONDS: Final = 30.0
"""How often it is looked whether the journal opens again, and that it did is told."""
_DETAILS: Final = {JournalFull: "full", JournalBroken: "broken", JournalKeyWrong: "key"}
_log = logging.getLogger(__name__)


class AbsentJournal:
    """A writer of the same shape as `JournalWriter`, for a journal whose opening raised `error`."""

    name: Final = "journal"
    limit_seconds: Final = 60.0

    def __init__(self, *, error: JournalError, open_store: Callable[[], Store], post: Post, wake: Wakeable) -> None:
        self._detail = _DETAILS.get(type(error), "io")
        self._open_store, self._post, self._wake = open_store, post, wake
        self._lock = Lock()
        self._queue: deque[tuple[int, tuple[EntryContent, ...]]] = deque()
        self._store: Store | None = None
        self._look_at: float | None = None

    def submit(self, ticket: int, contents: tuple[EntryContent, ...], memory_json: str) -> None:  # noqa: ARG002
        """Keep the entries where there is a journal by now, without this run's memory; else answer that nothing was."""
        with self._lock:
            is_found = self._store is not None
            if is_found:
                self._queue.append((ticket, contents))
        if is_found:
            self._wake()
        else:
            self._post(WriteFailed(ticket=ticket))

    def acknowledge(self, through: int, head_hash: str) -> bool:  # noqa: ARG002
        """Let every acknowledgement stand: nothing here can contradict one."""
        return True

    def read(self, after_seq: int, limit: int) -> tuple[Entry, ...]:  # noqa: ARG002
        """Give nothing: no entry can be read."""
        return ()

    def step(self, now: float) -> float:
        """Report the failure once, keep what was submitted, and look again when that is due."""
        if self._look_at is None:
            self._look_at = now + LOOK_SECONDS
            self._post(PartFailed(part=Part.JOURNAL, detail=self._detail))
        self._keep()
        if now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
            self._look()
        return self._look_at

    def close(self) -> None:
        """Keep what still waits, and give the journal back."""
        self._keep()
        if self._store is not None:
            self._store.close()

    def _look(self) -> None:
        if self._store is None:
            with suppress(JournalError):
                found = self._open_store()
                with self._lock:
                    self._store = found
                _log.warning("the journal can be opened again")
        if self._store is not None:
            self._post(JournalFound())

    def _keep(self) -> None:
        if self._store is None:
            return
        while True:
            with self._lock:
                if not self._queue:
                    return
                ticket, contents = self._queue.popleft()
            try:
                seqs = self._store.append(contents, None)
            except JournalError as error:
                _log.error("the journal cannot be written: %s", error)
                self._post(WriteFailed(ticket=ticket))
            else:
                self._post(Durable(ticket=ticket, seqs=seqs))
