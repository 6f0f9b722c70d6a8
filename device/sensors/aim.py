"""Watches the lane with a thermal array and holds where the nearest face is, for whoever coaches people.

Never decides about a person, never says how warm anybody is, and posts only its own failing and recovering: without it
the gate measures as before.
A picture that is older than two seconds tells nothing about whoever stands there now.
"""

import logging
import math
from collections.abc import Callable
from typing import Final, Protocol

from device.checkpoint.events import PartFailed, PartRecovered
from device.errors import DeviceFault
from device.guidance.coach import Face
from device.sensors.face_finder import Optics, nearest_face
from device.sensors.faults import BusStuck
from device.sensors.mlx90640 import HALF_PICTURE_SECONDS, Picture
from device.sensors.protocols import Identity
from device.vocabulary import Part
from device.work import Post

STALE_SECONDS: Final = 2.0
LOOK_SECONDS: Final = HALF_PICTURE_SECONDS / 5
FAILURES_BEFORE_TOLD: Final = 3
RETRY_SECONDS: Final = (0.5, 1.0, 2.0, 4.0, 5.0)
"""Between tries of an array that fails, the last one again and again."""
_log = logging.getLogger(__name__)


class ThermalArray(Protocol):
    """What sees a picture."""

    def identify(self) -> Identity:
        """Open the bus and make sure that the right part answers; raises `DeviceFault`."""

    def read(self) -> Picture | None:
        """Give the newest picture; None: nothing new. Raises `DeviceFault`."""

    def close(self) -> None:
        """Give the bus back."""


class Aim:
    """Steps one array (`device.work.Worker`); `face` may be asked from any thread."""

    name: Final = "aim"
    limit_seconds: Final = 6.0
    """A stuck bus costs a second a transfer; a step ends at the first that fails."""

    def __init__(self, array: ThermalArray, *, optics: Optics, monotonic: Callable[[], float], post: Post) -> None:
        self._array, self._optics, self._monotonic, self._post = array, optics, monotonic, post
        self._seen: tuple[float, Face | None] = (-math.inf, None)
        self._is_open = False
        self._failures = 0
        self._worked_at = 0.0

    def face(self) -> Face | None:
        """Where the nearest face is; None: nobody is near, or nothing is known."""
        at, face = self._seen
        return face if self._monotonic() - at <= STALE_SECONDS else None

    def step(self, now: float) -> float:
        """Look for a new half picture; give when to look again."""
        try:
            if not self._is_open:
                identity = self._array.identify()
                self._is_open, self._worked_at = True, now
                _log.info("aim: %s", identity.text)
                return now + LOOK_SECONDS
            picture = self._array.read()
            if picture is None:
                if now - self._worked_at > STALE_SECONDS:
                    raise BusStuck(f"nothing new for {STALE_SECONDS:.0f} s")
                return now + LOOK_SECONDS
        except DeviceFault as fault:
            return now + self._failed(fault)
        if self._failures >= FAILURES_BEFORE_TOLD:
            _log.warning("aim: the array works again")
            self._post(PartRecovered(part=Part.AIM))
        self._failures, self._worked_at = 0, now
        self._seen = (now, nearest_face(picture.celsius, self._optics))
        return now + LOOK_SECONDS

    def close(self) -> None:
        """Give the bus back; a bus that does not close is only worth a line."""
        self._is_open = False
        try:
            self._array.close()
        except DeviceFault as fault:
            _log.warning("aim: bus does not close: %s", fault)

    def _failed(self, fault: DeviceFault) -> float:
        self._failures += 1
        if self._failures == FAILURES_BEFORE_TOLD:
            _log.warning("aim: %s; people are coached by thermometer and distance alone", fault)
            self._post(PartFailed(part=Part.AIM, detail=fault.detail))
        if self._failures >= FAILURES_BEFORE_TOLD or not self._is_open:
            self.close()
        return RETRY_SECONDS[min(max(self._failures - FAILURES_BEFORE_TOLD, 0), len(RETRY_SECONDS) - 1)]
