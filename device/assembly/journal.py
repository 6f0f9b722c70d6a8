"""Builds the gate's journal: the store on its disk, its writer, and the core's memory in it.

Never makes a gate fail for a journal that cannot be used: `device.journal.gate_journal` stands an absent one in its
place.
"""

from datetime import timedelta
from pathlib import Path
from typing import Final

from device.assembly.gate_keys import GateKeys
from device.assembly.hardware import Hardware
from device.journal.gate_journal import GateJournal, open_gate_journal
from device.journal.memory_text import MemoryText
from device.journal.retention import Retention
from device.journal.store import Store
from device.journal.writer import JournalWriter
from device.settings import Settings
from device.work import Post, Wakeable

JOURNAL_FILE: Final = "journal.db"


def assemble_journal(
    settings: Settings,
    keys: GateKeys,
    hardware: Hardware,
    memory_text: MemoryText,
    *,
    post: Post,
    wake: Wakeable,
    written: Wakeable,
) -> GateJournal:
    """Open the journal; `written` is rung after every commit.

    Raises:
        JournalInUse: another daemon writes it.
    """
    return open_gate_journal(
        lambda: Store(
            Path(settings.journal.directory) / JOURNAL_FILE,
            key=keys.journal_key,
            device=settings.venue.device,
            clock=hardware.clock,
            before_commit=hardware.disk.before_commit,
            random_bytes=hardware.random_bytes,
        ),
        lambda store: JournalWriter(
            store=store,
            disk=hardware.disk,
            clock=hardware.clock,
            post=post,
            wake=wake,
            written=written,
            retention=_retention(settings),
            clock_leaps=hardware.clock.leaps,
        ),
        memory_text,
        stall_seconds=settings.policy.commit_seconds,
        post=post,
        wake=wake,
    )


def _retention(settings: Settings) -> Retention:
    days = settings.journal.retention_days
    return Retention(
        acked=timedelta(hours=min(settings.journal.acknowledged_hours, days * 24)), unacked=timedelta(days=days)
    )
