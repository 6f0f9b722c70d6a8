"""Answers what the journal asks of its disk: how much room is left, and when a commit may be carried out.

Never touches the journal's file itself. On the gate a commit may be carried out at once and blocks the journal's own
thread while the card is slow; an emulated disk lets the same commit wait on a virtual clock instead, fills up or fails.
"""

import os
from pathlib import Path
from typing import Protocol


class Disk(Protocol):
    """The disk under the journal."""

    def free_bytes(self) -> int:
        """Room that is left."""

    def commit_due(self, now: float) -> float:
        """Give the monotonic second at which a commit asked for at `now` may be carried out."""

    def before_commit(self) -> None:
        """Take part in a transaction just before it becomes durable.

        Raises:
            OSError: the disk takes no more; the transaction is undone.
        """


class RealDisk:
    """The file system on which the journal's folder lies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def free_bytes(self) -> int:
        """Room that is left for this user."""
        found = os.statvfs(self._folder)
        return found.f_bavail * found.f_frsize

    def commit_due(self, now: float) -> float:
        """At once: the commit itself waits for the card."""
        return now

    def before_commit(self) -> None:
        """Do nothing: the commit itself says what the card says."""
