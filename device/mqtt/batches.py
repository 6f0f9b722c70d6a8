"""Groups journal entries into messages: one class each, at most 50 entries and 128 KiB.

Never changes, drops or doubles an entry.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from device.mqtt.messages import ITEMS_MOST, EventBatch, WireEntry, encode
from device.vocabulary import EntryClass

BATCH_BYTES_MOST: Final = 131_072
_ENTRY_OVERHEAD_BYTES: Final = 80
_URGENCY: Final = (
    EntryClass.ALERT,
    EntryClass.CHECKIN,
    EntryClass.CORRECTION,
    EntryClass.RESULT,
    EntryClass.MOVEMENT,
    EntryClass.SERVICE,
)


class OutboxEntry(Struct, frozen=True, kw_only=True):
    """A journal entry as the outbox needs it: its number and class beside what travels."""

    seq: int
    entry_class: EntryClass
    wire: WireEntry


class Batch(Struct, frozen=True, kw_only=True):
    """The entries of one message, ascending."""

    entry_class: EntryClass
    entries: tuple[OutboxEntry, ...]
    oldest: int | None = None
    """Set where the journal no longer holds entries before this one."""

    def payload(self, epoch: str) -> bytes:
        """Give the message as it travels."""
        return encode(EventBatch(epoch=epoch, items=[entry.wire for entry in self.entries], oldest=self.oldest))


def batches_of(entries: Sequence[OutboxEntry], *, oldest: int | None = None) -> list[Batch]:
    """Group `entries` by class, alerts and check-ins first, each group in ascending order."""
    batches: list[Batch] = []
    for entry_class in _URGENCY:
        group: list[OutboxEntry] = []
        group_bytes = 0
        for entry in entries:
            if entry.entry_class is not entry_class:
                continue
            entry_bytes = _bytes_of(entry.wire)
            if group and (len(group) == ITEMS_MOST or group_bytes + entry_bytes > BATCH_BYTES_MOST):
                batches.append(Batch(entry_class=entry_class, entries=tuple(group), oldest=oldest))
                group, group_bytes = [], 0
            group.append(entry)
            group_bytes += entry_bytes
        if group:
            batches.append(Batch(entry_class=entry_class, entries=tuple(group), oldest=oldest))
    return batches


def _bytes_of(wire: WireEntry) -> int:
    text = wire.header + (wire.body or "")
    # inside a JSON string every quote and backslash of the inner texts takes a second byte
    return len(text.encode()) + text.count('"') + text.count("\\") + _ENTRY_OVERHEAD_BYTES
