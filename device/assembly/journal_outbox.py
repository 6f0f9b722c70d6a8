"""Shows the journal to the link as its outbox: entries to send, and the cursor of what is acknowledged.

Never changes an entry. The link's thread reads through a connection of its own; the cursor is moved by the journal's.
"""

from collections.abc import Callable, Sequence

import msgspec

from device.journal.gate_journal import Kept
from device.mqtt.batches import OutboxEntry
from device.mqtt.messages import WireEntry


class JournalOutbox:
    """The journal as `device.mqtt.journal_seam.JournalForLink` wants it."""

    def __init__(self, *, store: Kept, acknowledge: Callable[[int, str], object]) -> None:
        self._store = store
        self._acknowledge = acknowledge

    @property
    def epoch(self) -> str:
        """Name of this journal since the last re-image."""
        return self._store.epoch

    def head(self) -> int:
        """Number of the last durable entry."""
        return self._store.head.seq

    def acked_through(self) -> int:
        """Number through which the system of record has acknowledged."""
        return self._store.cursor.through

    def read_entries(self, after: int, limit: int) -> Sequence[OutboxEntry]:
        """Give at most `limit` entries above `after`, ascending.

        Raises:
            JournalError: the disk does not give them.
        """
        return [
            OutboxEntry(
                seq=entry.seq,
                entry_class=entry.header.entry_class,
                wire=msgspec.convert(entry.to_wire(), type=WireEntry),
            )
            for entry in self._store.read(after, limit)
        ]

    def acknowledge(self, through: int, head_hash: str) -> None:
        """Move the cursor; the journal itself reports where `head_hash` is not its own."""
        self._acknowledge(through, head_hash)
