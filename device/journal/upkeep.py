"""Keeps the journal small and its cursor current, in the moments when nobody waits for a commit.

Never delays a check-in: each turn is one short transaction at most, and the writer calls it only with an empty queue.
"""

from collections.abc import Callable
from typing import Final

from device.checkpoint.events import StorageLow, StorageRecovered
from device.clock.protocol import Clock
from device.journal.disk import Disk
from device.journal.entry import EntryContent
from device.journal.own_entries import journal_fork, retention_gap
from device.journal.retention import Retention, expired
from device.journal.store import Store
from device.vocabulary import ClockQuality
from device.work import Post

ACKNOWLEDGE_SECONDS: Final = 1.0
"""The cursor is written at most so often on its own."""
STORAGE_SECONDS: Final = 60.0
RETENTION_SECONDS: Final = 3600.0
RETENTION_CATCH_UP_SECONDS: Final = 10.0
RETENTION_BATCH_ENTRIES: Final = 2000
CHECKPOINT_COMMITS: Final = 200
CHECKPOINT_IDLE_SECONDS: Final = 1.0
_RECOVERED_RATIO = 1.25
"""So much more room than `low` before it counts as enough again."""


class Upkeep:
    """Acknowledgements, retention, log size and free room of one journal."""

    def __init__(
        self,
        *,
        store: Store,
        disk: Disk,
        clock: Clock,
        post: Post,
        written: Callable[[], None],
        retention: Retention,
        storage_low_bytes: int,
        clock_leaps: Callable[[], bool],
    ) -> None:
        """`clock_leaps` claims that the wall clock is days ahead and nobody knows yet whether that is the time."""
        self._store, self._disk, self._clock = store, disk, clock
        self._post, self._written = post, written
        self._retention, self._clock_leaps = retention, clock_leaps
        self._storage_low_bytes = storage_low_bytes
        self._fork: tuple[int, str] | None = None
        self._fork_told = False
        self._storage_is_low = False
        self._commits = 0
        self._last_commit_at = self._save_due = self._storage_due = self._retention_due = 0.0

    def tell_fork(self, through: int, head_hash: str) -> None:
        """Ask for the alert that the system of record holds another journal; any thread may call it."""
        self._fork = self._fork or (through, head_hash)

    def committed(self, now: float) -> None:
        """Take note that the writer has just committed."""
        self._commits += 1
        self._last_commit_at = now

    def step(self, now: float) -> float:
        """Do what is due; return the monotonic second of the next turn.

        Raises:
            JournalError: the disk fails, or the journal is damaged.
        """
        self._alert_fork()
        if now >= self._storage_due:
            self._storage_due = now + STORAGE_SECONDS
            self._watch_storage()
        if now >= self._save_due and self._store.cursor.is_unsaved:
            self._save_due = now + ACKNOWLEDGE_SECONDS
            self._store.save_acknowledged()
        elif now >= self._retention_due:
            self._retention_due = now + RETENTION_SECONDS
            if self._retain():
                self._retention_due = now + RETENTION_CATCH_UP_SECONDS
        elif self._checkpoint_due() <= now:
            self._commits = 0
            self._store.checkpoint()
        return self._next_due()

    def save_now(self) -> None:
        """Write the cursor whatever the time, for the end of the run.

        Raises:
            JournalError: the disk fails.
        """
        self._alert_fork()
        self._store.save_acknowledged()

    def _next_due(self) -> float:
        due = min(self._storage_due, self._retention_due, self._checkpoint_due())
        return min(due, self._save_due) if self._store.cursor.is_unsaved else due

    def _checkpoint_due(self) -> float:
        return self._last_commit_at + CHECKPOINT_IDLE_SECONDS if self._commits >= CHECKPOINT_COMMITS else float("inf")

    def _alert_fork(self) -> None:
        if self._fork is None or self._fork_told:
            return
        through, head_hash = self._fork
        self._store.append((journal_fork(self._clock, through=through, head_hash=head_hash),), None)
        self._fork_told = True
        self._written()

    def _watch_storage(self) -> None:
        free_bytes = self._disk.free_bytes()
        if free_bytes > self._storage_low_bytes:
            self._store.reserve.keep()
        if not self._storage_is_low and free_bytes < self._storage_low_bytes:
            self._storage_is_low = True
            self._post(StorageLow())
        elif self._storage_is_low and free_bytes > self._storage_low_bytes * _RECOVERED_RATIO:
            self._storage_is_low = False
            self._post(StorageRecovered())

    def _retain(self) -> bool:
        if self._clock.quality() is ClockQuality.UNSET or self._clock_leaps():
            return False  # no age can be told; the next hour may know
        oldest = self._store.oldest(RETENTION_BATCH_ENTRIES)
        acked_through = self._store.cursor.through
        found = expired(oldest, acked_through=acked_through, wall=self._clock.wall(), retention=self._retention)
        if found is None:
            return False
        notices: tuple[EntryContent, ...] = ()
        if found.first_lost is not None:
            notices = (retention_gap(self._clock, first=found.first_lost, last=found.through.seq),)
        self._store.delete_through(found.through, notices)
        if notices:
            self._written()
        return found.through == oldest[-1].point and len(oldest) == RETENTION_BATCH_ENTRIES
