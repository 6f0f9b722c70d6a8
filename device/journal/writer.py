"""Makes what the core wants kept durable, on the journal's own thread, and answers each commit with an event.

Never answers `Durable` before the entries are on the disk, never blocks the deciding thread, and never gives up: a disk
that failed is tried again until it takes entries.
"""

import logging
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Final

from msgspec import Struct

from device.checkpoint.events import Durable, PartFailed, PartRecovered, WriteFailed
from device.clock.protocol import Clock
from device.errors import JournalBroken, JournalError, JournalFull
from device.journal.disk import Disk
from device.journal.entry import EntryContent
from device.journal.retention import Retention
from device.journal.store import Store
from device.journal.upkeep import Upkeep
from device.vocabulary import Part
from device.work import Post, Wakeable

STORAGE_LOW_BYTES: Final = 64 << 20
PROBE_BYTES: Final = 8192
"""As much as the entries of a whole visit, so that a recovery is not announced too early."""
PROBE_SECONDS_LEAST: Final = 1.0
PROBE_SECONDS_MOST: Final = 30.0
BEAT_SECONDS: Final = 60.0
"""After so long without a commit a small one is made, so that a disk that stalls is noticed while nobody waits."""
BEAT_BYTES: Final = 16
_log = logging.getLogger(__name__)


class _Submission(Struct, frozen=True, kw_only=True):
    ticket: int
    contents: tuple[EntryContent, ...]
    memory_json: str


class JournalWriter:
    """The worker behind `Commit`: one queue in, events out."""

    name: Final = "journal"
    limit_seconds: Final = 60.0

    def __init__(
        self,
        *,
        store: Store,
        disk: Disk,
        clock: Clock,
        post: Post,
        wake: Wakeable,
        retention: Retention,
        written: Callable[[], None] = lambda: None,
        storage_low_bytes: int = STORAGE_LOW_BYTES,
        clock_leaps: Callable[[], bool] = lambda: False,
        queue_most: int = 64,
    ) -> None:
        self._store, self._disk, self._post, self._wake, self._written = store, disk, post, wake, written
        self._upkeep = Upkeep(
            store=store,
            disk=disk,
            clock=clock,
            post=post,
            written=written,
            retention=retention,
            storage_low_bytes=storage_low_bytes,
            clock_leaps=clock_leaps,
        )
        self._queue_most = queue_most
        self._lock = Lock()
        self._queue: deque[_Submission] = deque()
        self._batch: tuple[_Submission, ...] = ()
        self._batch_due = 0.0
        self._beat_due: float | None = None
        self._is_beating = False
        self._under_way_since: float | None = None
        self._has_failed = False
        self._is_broken = False
        self._probe_due = 0.0
        self._probe_seconds = PROBE_SECONDS_LEAST

    def submit(self, ticket: int, contents: tuple[EntryContent, ...], memory_json: str) -> None:
        """Ask for one commit; `Durable` or `WriteFailed` answers. Called by the deciding thread, never blocks."""
        with self._lock:
            has_room = len(self._queue) < self._queue_most
            if has_room:
                self._queue.append(_Submission(ticket=ticket, contents=contents, memory_json=memory_json))
        if has_room:
            self._wake()
        else:
            self._post(WriteFailed(ticket=ticket))

    def acknowledge(self, through: int, head_hash: str) -> bool:
        """Move the cursor of what the system of record holds; False where it holds another entry: a fork.

        A fork is alerted once a run. Called by the broker's thread; waits for nothing but one read.

        Raises:
            JournalError: the entry cannot be read.
        """
        is_ours = self._store.acknowledge(through, head_hash)
        if not is_ours:
            _log.error("the system of record holds another entry %d than this journal", through)
            self._upkeep.tell_fork(through, head_hash)
        self._wake()
        return is_ours

    @property
    def under_way_since(self) -> float | None:
        """Monotonic second at which what the disk has not answered was begun; may be asked from any thread."""
        return self._under_way_since

    @property
    def has_failed(self) -> bool:
        """Whether the disk refused the last write; may be asked from any thread."""
        return self._has_failed

    def step(self, now: float) -> float:
        """Commit what waits, in order; with nothing waiting look after the journal."""
        if self._under_way_since is None:
            self._under_way_since = now
        due = self._step(now)
        if not self._batch and not self._is_beating:
            self._under_way_since = None
        return due

    def _step(self, now: float) -> float:
        self._begin(now)
        if now < self._batch_due:
            return self._batch_due
        batch, self._batch = self._batch, ()
        if batch:
            self._commit(batch, now)
            return now
        try:
            if self._is_beating:
                self._beat(now)
            if self._has_failed and now >= self._probe_due:
                self._store.probe(PROBE_BYTES)
                self._note_success()
            due = self._upkeep.step(now) if not self._has_failed else self._probe_due
        except JournalError as error:
            self._note_failure(error, now)
            due = self._probe_due
        with self._lock:
            return now if self._queue else min(due, self._next_beat())

    def close(self) -> None:
        """Commit what still waits, and give the store back; on a failing disk what waits is lost."""
        batch = self._batch + self._take_queue()
        try:
            if batch:
                self._commit(batch, 0.0)
            self._upkeep.save_now()
        except JournalError as error:
            _log.error("the journal's cursor was not saved: %s", error)
        finally:
            self._store.close()

    def _begin(self, now: float) -> None:
        """Take up what waits or, with nothing waiting for long, a heartbeat; nothing while either is under way."""
        if self._batch or self._is_beating:
            return
        if self._beat_due is None:
            self._beat_due = now + BEAT_SECONDS
        self._batch = self._take_queue()
        self._is_beating = not self._batch and now >= self._next_beat()
        self._batch_due = self._disk.commit_due(now) if self._batch or self._is_beating else now

    def _beat(self, now: float) -> None:
        self._is_beating = False
        self._beat_due = now + BEAT_SECONDS
        self._store.probe(BEAT_BYTES)

    def _next_beat(self) -> float:
        return float("inf") if self._has_failed or self._beat_due is None else self._beat_due

    def _take_queue(self) -> tuple[_Submission, ...]:
        with self._lock:
            batch = tuple(self._queue)
            self._queue.clear()
        return batch

    def _commit(self, batch: tuple[_Submission, ...], now: float) -> None:
        """Commit the batch as one transaction; where that fails, each ticket on its own."""
        contents = tuple(content for submission in batch for content in submission.contents)
        try:
            seqs = self._store.append(contents, batch[-1].memory_json)
        except JournalError as error:
            if len(batch) > 1:
                for submission in batch:
                    self._commit((submission,), now)
                return
            self._post(WriteFailed(ticket=batch[0].ticket))
            self._note_failure(error, now)
            return
        begin = 0
        for submission in batch:
            end = begin + len(submission.contents)
            self._post(Durable(ticket=submission.ticket, seqs=seqs[begin:end]))
            begin = end
        self._note_success()
        self._beat_due = now + BEAT_SECONDS
        self._upkeep.committed(now)
        self._written()

    def _note_failure(self, error: JournalError, now: float) -> None:
        # What does not prove is not mended by a write that works: somebody must look, and start the gate anew.
        self._is_broken = self._is_broken or isinstance(error, JournalBroken)
        self._probe_due = float("inf") if self._is_broken else now + self._probe_seconds
        self._probe_seconds = min(self._probe_seconds * 2, PROBE_SECONDS_MOST)
        if not self._has_failed:
            self._has_failed = True
            _log.error("the journal cannot be written: %s", error)
            self._post(PartFailed(part=Part.JOURNAL, detail=_detail(error)))

    def _note_success(self) -> None:
        self._probe_seconds = PROBE_SECONDS_LEAST
        if self._has_failed and not self._is_broken:
            self._has_failed = False
            _log.warning("the journal can be written again")
            self._post(PartRecovered(part=Part.JOURNAL))


def _detail(error: JournalError) -> str:
    if isinstance(error, JournalFull):
        return "full"
    return "broken" if isinstance(error, JournalBroken) else "io"
