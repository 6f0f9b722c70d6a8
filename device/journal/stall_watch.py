"""Notices from outside that the disk leaves the journal's thread waiting, and that it answers again.

Never touches the disk: it is called by a thread that must not wait for one. A disk that answers with an error is no
stall; the writer tells of that itself.
"""

import logging
from typing import Protocol

from device.checkpoint.events import PartFailed, PartRecovered
from device.checkpoint.withdrawal import STALLED
from device.vocabulary import Part
from device.work import Post

_log = logging.getLogger(__name__)


class WaitsForItsDisk(Protocol):
    """What is watched; see `device.journal.writer`."""

    @property
    def under_way_since(self) -> float | None:
        """Monotonic second at which what it waits for was begun; None where it waits for nothing."""

    @property
    def has_failed(self) -> bool:
        """Whether the disk refused the last write."""


class StallWatch:
    """Looks at one writer."""

    def __init__(self, *, writer: WaitsForItsDisk, post: Post, stall_seconds: float) -> None:
        self._writer, self._post, self._stall_seconds = writer, post, stall_seconds
        self._is_told = False

    def look(self, now: float) -> None:
        """Tell of a stall once, and once that it is over; never blocks."""
        since = self._writer.under_way_since
        is_stalled = since is not None and now - since > self._stall_seconds
        if is_stalled is self._is_told:
            return
        self._is_told = is_stalled
        if is_stalled:
            _log.error("the journal's disk has not answered for %g s", self._stall_seconds)
            self._post(PartFailed(part=Part.JOURNAL, detail=STALLED))
        elif not self._writer.has_failed:
            _log.warning("the journal's disk answers again")
            self._post(PartRecovered(part=Part.JOURNAL))
