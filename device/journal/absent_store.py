"""Stands where the journal's file would be when it cannot be opened: it holds nothing, and nothing can be put into it.

Never touches the file that was refused: somebody must look at it.
"""

from typing import Final

from device.journal.chain import BEGINNING, ChainPoint, Proof, prove
from device.journal.cursor import Cursor
from device.journal.entry import Entry


class AbsentStore:
    """A journal without an entry; of the same shape as `Store`, as far as a gate reads it."""

    epoch: Final = ""
    """No journal has this name, so that no acknowledgement is taken for this one's."""
    boot: Final = "0"
    head: Final[ChainPoint] = BEGINNING

    def __init__(self) -> None:
        self.cursor: Final = Cursor(0)

    def read(self, after_seq: int, limit: int) -> tuple[Entry, ...]:  # noqa: ARG002 - nothing is held
        """Give nothing."""
        return ()

    def verify(self) -> Proof:
        """Prove the chain without an entry."""
        return prove((), BEGINNING)

    def close(self) -> None:
        """Do nothing: nothing is held."""
