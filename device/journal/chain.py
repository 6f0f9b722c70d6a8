"""Proves that entries follow one another: no gap, no double, nothing altered.

Never repairs anything and never decides what a fault means for the gate.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct

from device.journal.entry import ZERO_HASH, Entry


class ChainFaultKind(StrEnum):
    """What is wrong with an entry."""

    MALFORMED = "malformed"  # the stored row or its header cannot be read
    GAP = "gap"  # its sequence number is not the next one
    PREVIOUS_HASH = "previous_hash"  # it does not follow the entry before it
    BODY_HASH = "body_hash"  # the body is not the one the header was made for
    SEALED_BODY = "sealed_body"  # the body at rest, or the header it was sealed with, was altered


class ChainFault(Struct, frozen=True, kw_only=True):
    """The first entry that does not prove."""

    seq: int
    kind: ChainFaultKind

    def __str__(self) -> str:
        """Say it in one line."""
        return f"entry {self.seq} does not prove: {self.kind}"


class ChainPoint(Struct, frozen=True, kw_only=True):
    """A place in the chain: the next entry has `seq + 1` and names `hash` as its previous hash."""

    seq: int
    hash: str


BEGINNING: Final = ChainPoint(seq=0, hash=ZERO_HASH)


def point_of(entry: Entry) -> ChainPoint:
    """Give the place this entry stands at."""
    return ChainPoint(seq=entry.seq, hash=entry.hash)


def fault_of(entry: Entry, after: ChainPoint) -> ChainFault | None:
    """Say what is wrong with `entry` as the one that follows `after`; None where it proves."""
    if entry.seq != after.seq + 1:
        return ChainFault(seq=after.seq + 1, kind=ChainFaultKind.GAP)
    if not entry.body_is_true():
        return ChainFault(seq=entry.seq, kind=ChainFaultKind.BODY_HASH)
    if entry.header.previous_hash != after.hash:
        return ChainFault(seq=entry.seq, kind=ChainFaultKind.PREVIOUS_HASH)
    return None


class Proof(Struct, frozen=True, kw_only=True):
    """The outcome of walking a chain."""

    after: ChainPoint
    """Where the walk began: the beginning, or the last deleted entry."""
    head: ChainPoint
    """The last entry that proved."""
    entries: int
    erased: int
    fault: ChainFault | None


def prove(entries: Iterable[Entry | ChainFault], after: ChainPoint = BEGINNING) -> Proof:
    """Walk `entries` in order and stop at the first that does not prove.

    A stored body authenticates its own header. Where two entries do not fit together, only the second is known to be
    genuine and the first has lost its body, it is the first that was altered.
    """
    head, count, erased = after, 0, 0
    head_is_authentic = True
    for entry in entries:
        fault = entry if isinstance(entry, ChainFault) else fault_of(entry, head)
        if fault is None and not isinstance(entry, ChainFault):
            head, count, erased = point_of(entry), count + 1, erased + (entry.body is None)
            head_is_authentic = entry.body is not None
            continue
        if fault is not None and fault.kind is ChainFaultKind.PREVIOUS_HASH and not head_is_authentic:
            has_body = not isinstance(entry, ChainFault) and entry.body is not None
            fault = ChainFault(seq=head.seq, kind=ChainFaultKind.MALFORMED) if has_body else fault
        return Proof(after=after, head=head, entries=count, erased=erased, fault=fault)
    return Proof(after=after, head=head, entries=count, erased=erased, fault=None)
