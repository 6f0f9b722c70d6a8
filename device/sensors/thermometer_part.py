"""Keeps one thermometer working: opens it, reads it at most once per settling time, reopens it after a failure.

Never says anything about a person; samples go back to the worker, failures and warming up are posted.
"""

import logging

from device.checkpoint.events import PartReduced, WarmedUp, WarmingUp
from device.errors import DeviceFault
from device.sensors.part_health import AGAIN_SECONDS, OPEN_AGAIN_SECONDS, PartHealth
from device.sensors.protocols import RawSample, Thermometer
from device.sensors.warm_up import WarmUp
from device.vocabulary import Part
from device.work import Post

_log = logging.getLogger(__name__)


class ThermometerPart:
    """The thermometer as the worker uses it."""

    def __init__(self, thermometer: Thermometer, *, post: Post, warm_up_seconds_least: float) -> None:
        self._thermometer = thermometer
        self._post = post
        self._health = PartHealth(Part.THERMOMETER, post)
        self._warm_up = WarmUp(least_seconds=warm_up_seconds_least)
        self._is_open = False
        self._told_warmth = False
        self._quiet_since = 0.0
        self._degraded: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Part and variant."""
        return self._thermometer.name

    @property
    def settling_seconds(self) -> float:
        """Least time between two readings."""
        return self._thermometer.settling_seconds

    @property
    def has_failed(self) -> bool:
        """Whether its failure has been told."""
        return self._health.has_failed

    @property
    def is_settled(self) -> bool:
        """Whether it has warmed up."""
        return self._warm_up.is_settled

    def ready_at(self) -> float:
        """When the next reading may be taken: after the settling time, or after the back-off."""
        return max(self._quiet_since + self.settling_seconds if self._is_open else 0.0, self._health.retry_at)

    def disturbed(self, now: float) -> None:
        """Something else used its bus at `now`: the settling time begins again."""
        self._quiet_since = max(self._quiet_since, now)

    def sample(self, now: float) -> RawSample | None:
        """Read once, opening it first where needed; None after a failure (posted if it lasts)."""
        try:
            if not self._is_open:
                self._open(now)
                return None
            raw = self._thermometer.read()
        except DeviceFault as fault:
            self._failed(now, fault)
            return None
        self._quiet_since = now
        self._health.worked()
        if raw.degraded is not None:
            self._tell_degraded(raw.degraded)
        self._observe(now, raw)
        return raw

    def close(self) -> None:
        """Give the bus back; a bus that does not close is only worth a line."""
        self._is_open = False
        try:
            self._thermometer.close()
        except DeviceFault as error:
            _log.warning("thermometer: bus does not close: %s", error)

    def _open(self, now: float) -> None:
        identity = self._thermometer.identify()
        self._is_open = True
        self._tell_degraded(identity.degraded)
        _log.info("thermometer: %s%s", identity.text, "".join(f", {word}" for word in identity.degraded))
        # Reading its identity moved the clock line: the first sample is due after one quiet settling time.
        self._quiet_since = now

    def _tell_degraded(self, words: tuple[str, ...]) -> None:
        if words != self._degraded:
            self._degraded = words
            self._post(PartReduced(part=Part.THERMOMETER, words=words))

    def _failed(self, now: float, fault: DeviceFault) -> None:
        told = self._health.has_failed
        self._health.failed(now, fault, again_seconds=AGAIN_SECONDS if self._is_open else OPEN_AGAIN_SECONDS)
        if self._health.has_failed:
            if not told:
                _log.error("thermometer failed: %s", fault)
                self._warm_up.start_again()
            self.close()

    def _observe(self, now: float, raw: RawSample) -> None:
        changed = self._warm_up.observe(now, raw.ambient_celsius)
        if changed or not self._told_warmth:
            self._told_warmth = True
            self._post(WarmedUp() if self._warm_up.is_settled else WarmingUp())
