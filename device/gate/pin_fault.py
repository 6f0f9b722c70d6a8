"""Names what goes wrong with a pin, and keeps count so that the core hears of it once.

Never decides what a fault means; it posts `PartFailed` when the first of the gate's pins fails and `PartRecovered`
when the last works again. All of them hang on one chip, so they are one part: the barrier.
"""

import threading

from device.checkpoint.events import PartFailed, PartRecovered
from device.errors import DeviceFault
from device.vocabulary import Part
from device.work import Post


class PinFault(DeviceFault):
    """A GPIO line does not switch or cannot be read: try again; if it stays, the chip or its rights are gone."""

    detail = "pin"


class PinHealth:
    """Which of the gate's outputs and inputs fail at this moment; safe to use from any thread."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._failing: set[str] = set()
        self._lock = threading.Lock()

    def failed(self, what: str) -> None:
        """Note that `what` (`barrier`, `lights`, `inputs`) does not work."""
        with self._lock:
            first = not self._failing
            self._failing.add(what)
            if first:
                self._post(PartFailed(part=Part.BARRIER, detail=what))

    def works(self, what: str) -> None:
        """Note that `what` works (again)."""
        if what not in self._failing:  # the common case, without the lock
            return
        with self._lock:
            self._failing.discard(what)
            if not self._failing:
                self._post(PartRecovered(part=Part.BARRIER))
