"""Decides which journal entries to publish next, and learns from acknowledgements what need not be sent again.

Never keeps an entry: what it has handed over is known by number only and is read from the journal again when needed.
Never takes a broker's word (PUBACK) for durability: only the system of record's `ack` moves anything. Never publishes
itself; `device.mqtt.link` does.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from device.mqtt.batches import Batch, OutboxEntry, batches_of
from device.mqtt.flights import Flights
from device.mqtt.messages import Ack
from device.mqtt.seq_ranges import SeqRanges
from device.vocabulary import EntryClass

ReadEntries = Callable[[int, int], Sequence[OutboxEntry]]
"""`(after, limit)`: at most `limit` entries with a sequence number above `after`, ascending."""

WINDOW_MESSAGES: Final = 20
LIVE_MESSAGES_MOST: Final = 64
READ_ENTRIES: Final = 200
RESEND_SECONDS: Final = 5.0
RESEND_SECONDS_MOST: Final = 60.0
MISSING_GRACE_SECONDS: Final = 3.0
LIVE_CLASSES: Final = frozenset({EntryClass.ALERT, EntryClass.CHECKIN})


class Outbox:
    """The journal seen as what is still to be sent.

    Two paths lead out. The backlog goes in order from the acknowledged entry on, at most 20 messages ahead of the
    acknowledgements. Alerts and check-ins written meanwhile go past it at once, each in this pass only once.
    """

    def __init__(
        self,
        *,
        read: ReadEntries,
        head: Callable[[], int],
        random: Callable[[], float],
        window_messages: int = WINDOW_MESSAGES,
        resend_seconds: float = RESEND_SECONDS,
    ) -> None:
        self._read = read
        self._head = head
        self._random = random
        self._window = window_messages
        self._resend_seconds = resend_seconds
        self._flights = Flights()
        self._planned: deque[Batch] = deque()
        self._planned_live: deque[Batch] = deque()
        self._ahead = SeqRanges()  # handed over by the live path in this pass, above the backlog's place
        self._held = SeqRanges()  # above the acknowledged entry, and the system of record has them
        self._again = SeqRanges()  # lost on the way: to be read and sent once more
        self._acked = 0
        self._backlog_at = 0
        self._live_at = 0
        self._oldest_told: tuple[int, float] = (0, 0.0)
        self._progress_at = 0.0
        self._patience = resend_seconds

    @property
    def acked_through(self) -> int:
        """The last entry the system of record has acknowledged."""
        return self._acked

    @property
    def messages_in_flight(self) -> int:
        """Messages handed over and not yet acknowledged."""
        return len(self._flights)

    def begin(self, acked_through: int, now: float) -> None:
        """Start a pass over a new connection: everything above `acked_through` is to be sent."""
        self._acked = max(self._acked, acked_through)
        self._held.clear()
        self._oldest_told = (0, 0.0)
        self._patience = self._jittered(self._resend_seconds)
        self._start_pass(now)

    def next(self, now: float) -> Batch | None:
        """Give the message to publish now, if any; the same one until `handed_over`."""
        head = self._head()
        self._plan_live(head)
        if self._planned_live:
            return self._planned_live[0]
        if not self._planned and self._flights.backlog < self._window:
            self._plan_again(now)
        if not self._planned and self._backlog_at < head:
            self._plan_backlog()
        return self._planned[0] if self._planned and self._flights.backlog < self._window else None

    def handed_over(self, now: float) -> None:
        """Note that the message `next` gave is on its way."""
        is_live = bool(self._planned_live)
        batch = (self._planned_live if is_live else self._planned).popleft()
        if not self._flights:
            self._progress_at = now
        self._flights.add(batch, now, live=is_live)

    def is_beyond(self, ack: Ack) -> bool:
        """Whether an acknowledgement speaks of entries that were never written here: a lie, or a journal set back."""
        return _seen(ack) > max(self._head(), self._acked)

    def acknowledged(self, ack: Ack, now: float) -> None:
        """Learn from an acknowledgement that the journal has accepted as this journal's own."""
        seen = _seen(ack)
        missing = SeqRanges(ack.missing)
        progress = self._flights.land(lambda seq: seq <= ack.through or (seq <= seen and seq not in missing))
        if ack.through > self._acked:
            self._acked = ack.through
            progress = True
        self._held = SeqRanges([(self._acked + 1, seen)])
        for first, last in missing:
            self._held.remove(first, last)
        self._skip_acknowledged()
        if progress:
            self._progress_at = now
            self._patience = self._jittered(self._resend_seconds)
        self._note_missing(missing, now)

    def due(self) -> float:
        """Monotonic second at which `turn_back` is to be asked."""
        return self._progress_at + self._patience if self._flights else float("inf")

    def turn_back(self, now: float) -> bool:
        """Where nothing was acknowledged for too long, start again from the acknowledged entry; say whether it did."""
        if now < self.due():
            return False
        self._patience = self._jittered(min(self._patience * 2, RESEND_SECONDS_MOST))
        self._start_pass(now)
        return True

    def _start_pass(self, now: float) -> None:
        self._flights.clear()
        self._planned.clear()
        self._planned_live.clear()
        self._ahead.clear()
        self._again.clear()
        self._backlog_at = self._acked
        self._live_at = self._head()
        self._progress_at = now

    def _plan_live(self, head: int) -> None:
        self._live_at = max(self._live_at, self._backlog_at)
        is_behind = self._backlog_at < self._live_at or self._flights.backlog >= self._window or bool(self._planned)
        if not is_behind or self._live_at >= head or self._flights.live >= LIVE_MESSAGES_MOST or self._planned_live:
            return
        entries = self._read(self._live_at, READ_ENTRIES)
        urgent = [entry for entry in entries if entry.entry_class in LIVE_CLASSES]
        if entries:
            self._live_at = entries[-1].seq
        for entry in urgent:
            self._ahead.add(entry.seq)
        self._planned_live.extend(batches_of(urgent))

    def _plan_backlog(self) -> None:
        while not self._planned and (entries := self._read(self._backlog_at, READ_ENTRIES)):
            oldest = entries[0].seq if entries[0].seq > self._backlog_at + 1 else None
            fresh = [entry for entry in entries if entry.seq not in self._ahead and entry.seq not in self._held]
            self._planned.extend(batches_of(fresh, oldest=oldest))
            self._backlog_at = entries[-1].seq
            self._ahead.remove(0, self._backlog_at)

    def _plan_again(self, now: float) -> None:
        while self._again and not self._planned:
            first, last = self._again.first()
            entries = self._read(first - 1, min(last - first + 1, READ_ENTRIES))
            wanted = [entry for entry in entries if entry.seq <= last]
            oldest = entries[0].seq if entries and entries[0].seq > first else None
            if oldest is not None and not wanted and self._may_tell_oldest(oldest, now):
                wanted = [entries[0]]
            self._planned.extend(batches_of(wanted, oldest=oldest))
            self._again.remove(first, entries[-1].seq if entries and entries[-1].seq < last else last)

    def _may_tell_oldest(self, oldest: int, now: float) -> bool:
        told, told_at = self._oldest_told
        if told == oldest and now < told_at + self._resend_seconds:
            return False
        self._oldest_told = (oldest, now)
        return True

    def _note_missing(self, missing: SeqRanges, now: float) -> None:
        if not missing:
            return
        self._flights.give_up(lambda seq: seq in missing, before=now - MISSING_GRACE_SECONDS)
        for first, last in missing:
            self._ahead.remove(first, last)
        for seq in self._flights.numbers():
            if seq > self._backlog_at:
                self._ahead.add(seq)
        lost = SeqRanges((first, min(last, self._backlog_at)) for first, last in missing)
        for seq in self._flights.numbers():
            lost.remove(seq)
        for batch in self._planned:
            for entry in batch.entries:
                lost.remove(entry.seq)
        for first, last in lost:
            self._again.add(first, last)

    def _skip_acknowledged(self) -> None:
        self._backlog_at = max(self._backlog_at, self._acked)
        self._again.remove(0, self._acked)
        self._ahead.remove(0, self._backlog_at)
        self._planned = deque(batch for batch in self._planned if not self._is_stale(batch))

    def _is_stale(self, batch: Batch) -> bool:
        return batch.oldest is None and all(entry.seq <= self._acked for entry in batch.entries)

    def _jittered(self, seconds: float) -> float:
        return seconds * (0.8 + 0.4 * self._random())


def _seen(ack: Ack) -> int:
    return max([ack.seen, ack.through, *(last + 1 for _, last in ack.missing)])
