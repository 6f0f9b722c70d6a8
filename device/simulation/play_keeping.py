"""Compares a gate's journal with what the system of record holds of it.

Never repairs anything: it says what is missing, doubled or different.
"""

from device.journal.gate_journal import Kept
from device.record_keeper.store import RecordStore


def what_is_missing(journal: Kept, records: RecordStore, device: str) -> str:
    """Give the first difference in words; empty where the record keeper holds each entry exactly once, unaltered."""
    faults = records.faults()
    if faults:
        return f"the record keeper found {faults[0]}"
    proof = journal.verify()
    if proof.fault is not None:
        return f"the chain does not prove: {proof.fault}"
    held = {entry.seq: entry.hash for entry in records.entries(device, journal.epoch)}
    for entry in journal.read(0, journal.head.seq):
        if entry.seq not in held:
            return f"entry {entry.seq} is missing at the record keeper"
        if held.pop(entry.seq) != entry.hash:
            return f"entry {entry.seq} differs at the record keeper"
    return f"the record keeper holds entry {min(held)}, which the journal does not" if held else ""
