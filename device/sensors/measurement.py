"""Carries one wanted measurement from the request to its answer, across the moments in which it cannot be taken.

Never asks a sensor: the worker brings samples and says where the person stands. The clock of a reading runs only while
somebody stands within the optics' limits; a longer patience ends a wait for somebody who never does.
"""

from typing import Final

from device.checkpoint.facts import Reading
from device.sensors.installation import Installation
from device.sensors.presence import Presence
from device.sensors.protocols import RawSample
from device.sensors.sample_plan import SamplePlan
from device.sensors.steady_reading import SteadyReading, TimedSample
from device.vocabulary import Reason

PATIENCE_SECONDS: Final = 8.0


class Measurement:
    """One token's measurement."""

    def __init__(self, *, token: int, began_at: float, plan: SamplePlan, installation: Installation) -> None:
        self.token = token
        self._began_at = began_at
        self._plan = plan
        self._installation = installation
        self._steady: SteadyReading | None = None
        self._right_since: float | None = None

    def first_sample_at(self, right_since: float) -> float:
        """When the chip shows the person alone, and nothing of what was there before."""
        return max(self._began_at, right_since + self._plan.settling_seconds)

    def sample(
        self, now: float, raw: RawSample, presence: Presence, background_celsius: float | None
    ) -> Reading | Reason | None:
        """Take a sample of whoever stands there; an answer, or None for more."""
        right_since = presence.right_since
        if right_since is None or now < self.first_sample_at(right_since):
            return None
        if self._steady is None or right_since != self._right_since:
            # Another person, or the same one back from too far: nothing from before belongs to this reading.
            self._right_since = right_since
            self._steady = SteadyReading(
                plan=self._plan, installation=self._installation, began_at=now, background_celsius=background_celsius
            )
        return self._steady.offer(TimedSample(at=now, raw=raw, distance_mm=presence.distance_mm))

    def expire(self, now: float, presence: Presence) -> Reading | Reason | None:
        """End the measurement where it has taken too long."""
        if presence.right_since is not None and self._steady is not None:
            return self._steady.expire(now)
        if now - self._began_at < PATIENCE_SECONDS:
            return None
        if presence.right_since is not None:
            return Reason.TEMPERATURE_TIMEOUT
        if not presence.is_present:
            return Reason.TEMPERATURE_TIMEOUT
        return Reason.TEMPERATURE_TOO_NEAR if presence.is_too_near else Reason.TEMPERATURE_TOO_FAR
