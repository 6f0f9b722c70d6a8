"""Defines what the link needs of the journal, so that neither imports the other.

The journal is the outbox: nothing here deletes or marks an entry except `acknowledge`.
"""

from collections.abc import Sequence
from typing import Protocol

from device.mqtt.batches import OutboxEntry


class JournalForLink(Protocol):
    """The journal as the link's thread sees it; each call may wait for the disk, none for the deciding thread."""

    @property
    def epoch(self) -> str:
        """Name of this journal since the last re-image."""

    def head(self) -> int:
        """Sequence number of the last durable entry; 0 where there is none."""

    def acked_through(self) -> int:
        """The last sequence number the system of record has acknowledged."""

    def read_entries(self, after: int, limit: int) -> Sequence[OutboxEntry]:
        """Give at most `limit` entries above `after`, ascending; entries deleted by age are passed over.

        Raises:
            JournalError: the disk does not give them; the link tries again later.
        """

    def acknowledge(self, through: int, head_hash: str) -> None:
        """Note what the system of record holds; never blocks.

        The journal moves its cursor, never back, or reports a fork where `head_hash` is not the hash of its own header
        `through` or that entry was never written.
        """
