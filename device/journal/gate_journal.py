"""Opens a gate's journal with its writer and the core's memory, or the absent one where it cannot be used.

Never lets a broken, foreign or full journal keep the gate from starting: fire and exit work in every state, and a gate
without a journal admits nobody. Only a second daemon on the same journal is refused.
"""

import logging
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from device.checkpoint.memory import Memory
from device.errors import JournalError, JournalInUse
from device.journal.absent_journal import AbsentJournal
from device.journal.absent_store import AbsentStore
from device.journal.chain import ChainPoint, Proof
from device.journal.cursor import Cursor
from device.journal.entry import Entry, EntryContent
from device.journal.memory_text import MemoryText
from device.journal.stall_watch import StallWatch, WaitsForItsDisk
from device.journal.store import Store
from device.work import Post, Wakeable, Worker

_log = logging.getLogger(__name__)


class Kept(Protocol):
    """What a gate reads of its journal; see `device.journal.store`."""

    @property
    def epoch(self) -> str:
        """Name of this journal."""

    @property
    def boot(self) -> str:
        """Name of this run."""

    @property
    def head(self) -> ChainPoint:
        """The newest durable entry."""

    @property
    def cursor(self) -> Cursor:
        """How far the system of record is known to hold it."""

    def read(self, after_seq: int, limit: int) -> tuple[Entry, ...]:
        """Give entries in order."""

    def verify(self) -> Proof:
        """Walk the whole chain."""

    def close(self) -> None:
        """Give everything back."""


class Writer(Worker, Protocol):
    """What makes durable; see `device.journal.writer`."""

    def submit(self, ticket: int, contents: tuple[EntryContent, ...], memory_json: str) -> None:
        """Ask for one commit."""

    def acknowledge(self, through: int, head_hash: str) -> bool:
        """Move the cursor."""


class Watchable(Writer, WaitsForItsDisk, Protocol):
    """A writer whose disk may stall."""


class GateJournal(Struct, frozen=True, kw_only=True):
    """A journal that is open, or the one that stands for it."""

    store: Kept
    writer: Writer
    memory: Memory
    """What the last run left for the core; empty where the journal cannot be used."""
    fault: str = ""
    """Why it cannot be used, in words."""
    watch: StallWatch | None = None
    """Sees the disk stall; None where there is no disk to wait for."""

    def look(self, now: float) -> None:
        """Look whether the disk still answers; called every second by a thread that never waits for it."""
        if self.watch is not None:
            self.watch.look(now)

    def tell(self) -> None:
        """Say once what somebody must come for."""
        if self.fault:
            _log.error("the journal cannot be used, nobody is admitted, fire and exit open: %s", self.fault)


def open_gate_journal(
    open_store: Callable[[], Store],
    new_writer: Callable[[Store], Watchable],
    memory_text: MemoryText,
    *,
    stall_seconds: float,
    post: Post,
    wake: Wakeable,
) -> GateJournal:
    """Open the journal and read the memory in it.

    Raises:
        JournalInUse: another daemon writes it; two gates must never share one barrier.
    """

    def opened() -> tuple[Store, Memory]:
        store = open_store()
        try:
            return store, memory_text.read(store.memory_json(), store.check_in_of)
        except BaseException:
            store.close()
            raise

    try:
        store, memory = opened()
    except JournalInUse:
        raise
    except JournalError as error:
        absent = AbsentJournal(error=error, open_store=lambda: opened()[0], post=post, wake=wake)
        return GateJournal(store=AbsentStore(), writer=absent, memory=Memory(), fault=str(error))
    try:
        writer = new_writer(store)
    except BaseException:
        store.close()
        raise
    watch = StallWatch(writer=writer, post=post, stall_seconds=stall_seconds)
    return GateJournal(store=store, writer=writer, memory=memory, watch=watch)
