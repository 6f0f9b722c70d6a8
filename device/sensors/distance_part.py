"""Keeps one distance sensor ranging: starts it, fetches its results, starts it anew after a failure or a freeze.

Never says anything about a person; rangings go back to the worker, failures are posted.
"""

import logging
from typing import Final

from device.errors import DeviceFault
from device.sensors.faults import BusStuck
from device.sensors.part_health import AGAIN_SECONDS, OPEN_AGAIN_SECONDS, PartHealth
from device.sensors.protocols import DistanceSample, DistanceSensor
from device.vocabulary import Part
from device.work import Post

_log = logging.getLogger(__name__)
FROZEN_SECONDS: Final = 1.0
"""A sensor that ranges by itself 20 times a second and has nothing new for this long has hung."""


class DistancePart:
    """The distance sensor as the worker uses it."""

    def __init__(self, sensor: DistanceSensor, *, post: Post) -> None:
        self._sensor = sensor
        self._health = PartHealth(Part.DISTANCE, post)
        self._is_open = False
        self._polled_at = 0.0
        self._waiting_seconds = 0.0

    @property
    def has_failed(self) -> bool:
        """Whether its failure has been told."""
        return self._health.has_failed

    @property
    def retry_at(self) -> float:
        """Not to be tried before."""
        return self._health.retry_at

    def sample(self, now: float) -> DistanceSample | None:
        """Fetch the newest ranging, starting the sensor first where needed; None: nothing new, or a failure."""
        try:
            if not self._is_open:
                identity = self._sensor.start()
                self._is_open = True
                self._polled_at, self._waiting_seconds = now, 0.0
                _log.info("distance: %s", identity.text)
                return None
            found = self._sensor.read()
            self._watch(now, found)
        except DeviceFault as fault:
            self._failed(now, fault)
            return None
        if found is not None:
            self._health.worked()
        return found

    def close(self) -> None:
        """Give the bus back; a bus that does not close is only worth a line."""
        self._is_open = False
        try:
            self._sensor.close()
        except DeviceFault as error:
            _log.warning("distance sensor: bus does not close: %s", error)

    def _watch(self, now: float, found: DistanceSample | None) -> None:
        # Only the time in which it was asked counts: on a shared bus it is left alone for a while.
        self._waiting_seconds = 0.0 if found is not None else self._waiting_seconds + min(now - self._polled_at, 0.2)
        self._polled_at = now
        if self._waiting_seconds >= FROZEN_SECONDS:
            self._waiting_seconds = 0.0
            raise _Frozen(f"{self._sensor.name}: nothing new for {FROZEN_SECONDS:.0f} s")

    def _failed(self, now: float, fault: DeviceFault) -> None:
        told = self._health.has_failed
        again = AGAIN_SECONDS if self._is_open else OPEN_AGAIN_SECONDS
        self._health.failed(now, fault, at_once=isinstance(fault, _Frozen), again_seconds=again)
        if self._health.has_failed and not told:
            _log.error("distance sensor failed: %s", fault)
        if self._health.has_failed:
            self.close()


class _Frozen(BusStuck):
    """It answers and never has anything new."""

    detail = "frozen"
