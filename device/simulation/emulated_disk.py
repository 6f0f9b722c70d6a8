"""Emulates the disk under the journal, with one knob per way a memory card goes wrong.

Never holds the journal's content: that lies in a real file, so that whatever was durable is there after a power cut.
"""

import errno
import os

_PLENTY_BYTES = 8 << 30


class EmulatedDisk:
    """A disk whose knobs a scenario turns while the gate runs."""

    def __init__(self) -> None:
        self.room_bytes = _PLENTY_BYTES
        """What `free_bytes` tells; turn it down for a card that is filling up."""
        self.full = False
        """Every commit ends with `no space left`."""
        self.failing = False
        """Every commit ends with an input/output error."""
        self.refuse_next = 0
        """So many commits from now on end with `no space left`, then the disk has room again."""
        self.slow_seconds = 0.0
        """How long a commit takes from now on, on the virtual clock."""
        self.has_power = True
        """Without power nothing becomes durable any more; what was not committed is lost."""
        self.commits = 0
        """How many transactions became durable."""

    def free_bytes(self) -> int:
        """Room that is left; none on a full disk."""
        return 0 if self.full else self.room_bytes

    def commit_due(self, now: float) -> float:
        """Let a commit wait as long as the card stalls."""
        return now + self.slow_seconds

    def before_commit(self) -> None:
        """Refuse the transaction where a knob says so.

        Raises:
            OSError: as a real disk's error comes to SQLite.
        """
        if not self.has_power or self.failing:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        if self.full or self.refuse_next:
            self.refuse_next = max(0, self.refuse_next - 1)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.commits += 1
