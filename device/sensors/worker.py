"""Watches thermometer and distance sensor and tells the deciding thread who stands there and how warm they are.

Never decides about a person and never waits: each step does what is due and says when the next is. The thermometer is
read at most once per settling time, because traffic on its clock line disturbs it (MLX90614 datasheet, 8.4.9); where
the distance sensor shares its bus, rangings are fetched right after a reading and then the bus is left alone.
"""

import math
import threading
from typing import Final

from device.checkpoint.events import ReadingFailed, ReadingTaken, StandsTooFar, StandsTooNear
from device.checkpoint.facts import Reading
from device.sensors.background import Background
from device.sensors.distance_part import DistancePart
from device.sensors.installation import Installation
from device.sensors.measurement import Measurement
from device.sensors.presence import Presence, Zones
from device.sensors.protocols import DistanceSensor, RawSample, Thermometer
from device.sensors.sample_plan import plan_for
from device.sensors.thermometer_part import ThermometerPart
from device.vocabulary import Reason
from device.work import Post, Wakeable

PRESENCE_MARGIN_MM: Final = 300
"""Somebody this much further away than the optics reach still counts as present, and is asked to come closer."""
POLL_SECONDS: Final = 0.05
WARMING_SECONDS: Final = 1.0
IDLE_SECONDS: Final = 2.0
SHARED_BUS_SECONDS: Final = 3.0
"""Between idle readings where each costs the distance sensor a settling time of silence."""
HINT_SECONDS: Final = 2.0
"""Who stands wrongly while a reading is wanted is told again after this long."""


class SensorWorker:
    """Steps both sensors (`device.work.Worker`); `measure` and `stop_measuring` may be called from any thread."""

    def __init__(
        self,
        *,
        thermometer: Thermometer,
        distance: DistanceSensor,
        installation: Installation,
        post: Post,
        wake: Wakeable,
        warm_up_seconds_least: float = 60.0,
        bus_is_shared: bool = False,
        presence_margin_mm: int = PRESENCE_MARGIN_MM,
    ) -> None:
        self._installation = installation
        self._post = post
        self._wake = wake
        self._bus_is_shared = bus_is_shared
        self._has_distance = distance.is_fitted
        self._thermometer = ThermometerPart(thermometer, post=post, warm_up_seconds_least=warm_up_seconds_least)
        self._distance = DistancePart(distance, post=post)
        far = installation.far_mm
        self._presence = Presence(Zones(near_mm=installation.near_mm, far_mm=far, presence_mm=far + presence_margin_mm))
        self._background = Background()
        self._measurement: Measurement | None = None
        self._read_at = -math.inf
        self._polled_at = -math.inf
        self._hinted_at = -math.inf
        self._lock = threading.Lock()
        self._requests: list[int | None] = []

    @property
    def name(self) -> str:
        """Name of its thread."""
        return "sensors"

    @property
    def limit_seconds(self) -> float:
        """A stuck bus costs a second a transfer; a step makes at most four."""
        return 6.0

    def measure(self, token: int) -> None:
        """Want one reading, answered with `token`; a reading under way for an older token is dropped."""
        self._request(token)

    def stop_measuring(self) -> None:
        """Want no reading any more."""
        self._request(None)

    def step(self, now: float) -> float:
        """Do what is due at `now`; give the time of the next step."""
        self._take_requests(now)
        if self._bus_is_shared:
            # A reading first, then at once the ranging: after it the bus is quiet until the next reading.
            self._read_if_due(now)
            self._poll_if_due(now)
        else:
            self._poll_if_due(now)
            self._read_if_due(now)
        self._answer(self._expired(now))
        self._hint(now)
        return max(now, min(self._poll_due(now), self._read_due(), self._expiry_due(now)))

    def close(self) -> None:
        """Give both buses back."""
        self._distance.close()
        self._thermometer.close()

    # --- requests -----------------------------------------------------------------------------------------------

    def _request(self, token: int | None) -> None:
        with self._lock:
            self._requests.append(token)
        self._wake()

    def _take_requests(self, now: float) -> None:
        with self._lock:
            requests, self._requests = self._requests, []
        if not requests:
            return
        token = requests[-1]
        self._measurement = None
        self._hinted_at = -math.inf
        if token is None:
            return
        if self._thermometer.has_failed:
            self._post(ReadingFailed(token=token, reason=Reason.TEMPERATURE_SENSOR))
            return
        plan = plan_for(self._installation.variant, self._thermometer.settling_seconds)
        self._measurement = Measurement(token=token, began_at=now, plan=plan, installation=self._installation)

    def _answer(self, verdict: Reading | Reason | None) -> None:
        if verdict is None or self._measurement is None:
            return
        token = self._measurement.token
        self._measurement = None
        if isinstance(verdict, Reason):
            self._post(ReadingFailed(token=token, reason=verdict))
        else:
            self._post(ReadingTaken(token=token, reading=verdict))

    def _expired(self, now: float) -> Reading | Reason | None:
        return None if self._measurement is None else self._measurement.expire(now, self._presence)

    def _expiry_due(self, now: float) -> float:
        return math.inf if self._measurement is None else now + IDLE_SECONDS

    def _hint(self, now: float) -> None:
        wrong = self._presence.is_too_near or self._presence.is_too_far
        if self._measurement is not None and wrong and now - self._hinted_at >= HINT_SECONDS:
            self._hinted_at = now
            self._post(StandsTooNear() if self._presence.is_too_near else StandsTooFar())

    # --- distance -----------------------------------------------------------------------------------------------

    @property
    def _by_warmth(self) -> bool:
        return not self._has_distance or self._distance.has_failed

    def _poll_due(self, now: float) -> float:
        if not self._has_distance:
            return math.inf
        due = max(self._polled_at + POLL_SECONDS, self._distance.retry_at)
        if self._bus_is_shared and not self._thermometer.has_failed and self._polled_at > self._read_at:
            quiet_from = self._wanted_at() - self._thermometer.settling_seconds
            if due >= quiet_from:
                return max(due, self._read_due(), now)
        return due

    def _poll_if_due(self, now: float) -> None:
        if now < self._poll_due(now):
            return
        self._polled_at = now
        if self._bus_is_shared:
            self._thermometer.disturbed(now)
        found = self._distance.sample(now)
        if found is not None:
            for event in self._presence.at_distance(now, found.millimetres):
                self._post(event)

    # --- thermometer --------------------------------------------------------------------------------------------

    def _wanted_at(self) -> float:
        """When a sample is wanted next, whether or not the chip may be read then."""
        if self._measurement is not None and self._presence.right_since is not None:
            return self._measurement.first_sample_at(self._presence.right_since)
        if self._by_warmth:
            return self._read_at
        if self._bus_is_shared:
            return self._read_at + SHARED_BUS_SECONDS
        return self._read_at + (IDLE_SECONDS if self._thermometer.is_settled else WARMING_SECONDS)

    def _read_due(self) -> float:
        return max(self._wanted_at(), self._thermometer.ready_at())

    def _read_if_due(self, now: float) -> None:
        if now < self._read_due():
            return
        failed_before = self._thermometer.has_failed
        raw = self._thermometer.sample(now)
        if raw is not None:
            self._read_at = now
            self._see(now, raw)
        elif self._thermometer.has_failed and not failed_before:
            self._measurement = None  # said at once by PartFailed

    def _see(self, now: float, raw: RawSample) -> None:
        was_present = self._presence.is_present
        is_warm = self._background.is_warm(raw.object_celsius, was_warm=was_present)
        if self._by_warmth:
            for event in self._presence.by_warmth(now, is_warm=is_warm):
                self._post(event)
        if not was_present and not (self._by_warmth and is_warm):
            self._background.learn(now, raw.object_celsius)
        if self._measurement is not None:
            self._answer(self._measurement.sample(now, raw, self._presence, self._background.celsius))
