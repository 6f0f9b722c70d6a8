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
from device.journal.store import Store
from device.memory_text import MemoryText
from device.work import Post, Worker

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


class GateJournal(Struct, frozen=True, kw_only=True):
    """A journal that is open, or the one that stands for it."""

    store: Kept
    writer: Writer
    memory: Memory
    """What the last run left for the core; empty where the journal cannot be used."""
    fault: str = ""
    """Why it cannot be used, in words."""

    def tell(self) -> None:
        """Say once what somebody must come for."""
        if self.fault:
            _log.error("the journal cannot be used, nobody is admitted, fire and exit open: %s", self.fault)


def open_gate_journal(
    open_store: Callable[[], Store], new_writer: Callable[[Store], Writer], memory_text: MemoryText, post: Post
) -> GateJournal:
    """Open the journal and read the memory in it.

    Raises:
        JournalInUse: another daemon writes it; two gates must never share one barrier.
    """
    try:
        store = open_store()
        try:
            memory = memory_text.read(store.memory_json(), store.check_in_of)
            return GateJournal(store=store, writer=new_writer(store), memory=memory)
        except BaseException:
            store.close()
            raise
    except JournalInUse:
        raise
    except JournalError as error:
        absent = AbsentJournal(error=error, post=post)
        return GateJournal(store=AbsentStore(), writer=absent, memory=Memory(), fault=str(error))
