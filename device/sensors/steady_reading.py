"""Finds the plateau in a row of samples and makes it a reading, or says why there is none.

Never touches a chip or a clock: samples with their times go in, a `Reading`, a `Reason` or nothing yet comes out.
Standing still is judged by the temperature and by the distance; the plateau with the highest median counts, because
hair, a cap or the air beside the head only ever cool what the thermometer sees.
"""

from statistics import median
from typing import Final

from msgspec import Struct

from device.checkpoint.facts import Reading
from device.sensors.corrections import Corrected, Plateau, correct, reading_of
from device.sensors.installation import Installation
from device.sensors.protocols import RawSample
from device.sensors.sample_plan import SamplePlan
from device.vocabulary import Reason

HOT_SURFACE_CELSIUS: Final = 40.5
"""No living forehead at a gate is hotter."""
LIFE_SURFACE_CELSIUS: Final = 39.0
"""From here on a reading needs signs of life."""
TOO_CONSTANT_CELSIUS: Final = 0.03
COOLING_CELSIUS_PER_SECOND: Final = 0.05
IMPLAUSIBLE_CORE_CELSIUS: Final = 42.5
COLD_CORE_CELSIUS: Final = 35.5
"""Below, the forehead has been in the cold: it says nothing about the core."""
LEAST_WARM_SURFACE_CELSIUS: Final = 27.0
"""Below, and near the room's own temperature, it is no skin at all."""
LEAST_ABOVE_ROOM_CELSIUS: Final = 2.0
JUMP_CELSIUS: Final = 1.0
STILL_MM: Final = 30
"""The head may move this much to and fro within a plateau."""
SAMPLES_KEPT: Final = 64
_NEIGHBOURS: Final = 4


class TimedSample(Struct, frozen=True, kw_only=True):
    """One sample and where the person stood."""

    at: float
    raw: RawSample
    distance_mm: int | None = None


class SteadyReading:
    """One measurement of one person who stands within the optics' limits; a new one begins with a new object."""

    def __init__(
        self, *, plan: SamplePlan, installation: Installation, began_at: float, background_celsius: float | None = None
    ) -> None:
        self._plan = plan
        self._installation = installation
        self._began_at = began_at
        self._background_celsius = background_celsius
        self._samples: list[TimedSample] = []

    @property
    def began_at(self) -> float:
        """When the first sample could have been taken."""
        return self._began_at

    def offer(self, sample: TimedSample) -> Reading | Reason | None:
        """Take one sample; a `Reading` or a `Reason` ends the measurement, None asks for the next sample."""
        self._samples = [*self._samples[-(SAMPLES_KEPT - 1) :], sample]
        plateau = self._best_plateau()
        if plateau is not None:
            verdict = self._judge(plateau, late=False)
            if verdict is not None:
                return verdict
        return self.expire(sample.at)

    def expire(self, now: float) -> Reading | Reason | None:
        """End the measurement if its time is over at `now`."""
        plateau = self._best_plateau()
        hot = plateau is not None and self._needs_life(plateau)
        most = self._plan.life_seconds_most if hot else self._plan.seconds_most
        if now - self._began_at < most:
            return None
        if plateau is not None:
            return self._judge(plateau, late=True)
        return (
            Reason.TEMPERATURE_MOTION if len(self._samples) >= self._plan.samples_least else Reason.TEMPERATURE_TIMEOUT
        )

    # --- plateaus -----------------------------------------------------------------------------------------------

    def _best_plateau(self) -> list[TimedSample] | None:
        """The run of calm samples with the highest median; the longest of those that end where it ends.

        None where a single sample is warmer than a calm run could be: whatever is beside a forehead only ever cools, so
        this run looks beside it, as at the turning point of a head that sways.
        """
        samples = _without_spikes(self._samples)
        best: list[TimedSample] | None = None
        for first in range(len(samples)):
            for end in range(len(samples), first + self._plan.samples_least - 1, -1):
                run = samples[first:end]
                if self._is_calm(run):
                    if best is None or _median(run) > _median(best):
                        best = run
                    break
        if best is not None and _warmest(samples) - _median(best) > self._plan.spread_celsius:
            return None
        return best

    def _is_calm(self, run: list[TimedSample]) -> bool:
        values = [sample.raw.object_celsius for sample in run]
        distances = [sample.distance_mm for sample in run if sample.distance_mm is not None]
        return max(values) - min(values) <= self._plan.spread_celsius and (
            not distances or max(distances) - min(distances) <= STILL_MM
        )

    def _corrected(self, run: list[TimedSample]) -> tuple[Plateau, Corrected | Reason]:
        distances = [sample.distance_mm for sample in run if sample.distance_mm is not None]
        rooms = [sample.raw.room_celsius for sample in run if sample.raw.room_celsius is not None]
        plateau = Plateau(
            raw_celsius=_median(run),
            ambient_celsius=median(sample.raw.ambient_celsius for sample in run),
            samples=len(run),
            distance_mm=round(median(distances)) if distances else None,
            room_celsius=median(rooms) if rooms else None,
            background_celsius=self._background_celsius,
        )
        return plateau, correct(plateau, self._installation)

    # --- judging ------------------------------------------------------------------------------------------------

    def _judge(self, run: list[TimedSample], *, late: bool) -> Reading | Reason | None:
        plateau, corrected = self._corrected(run)
        if isinstance(corrected, Reason):
            return corrected
        if corrected.surface_celsius > HOT_SURFACE_CELSIUS:
            return Reason.TEMPERATURE_HOT_OBJECT
        if corrected.core_celsius > IMPLAUSIBLE_CORE_CELSIUS:
            return Reason.TEMPERATURE_IMPLAUSIBLE
        if corrected.surface_celsius >= LIFE_SURFACE_CELSIUS:
            if len(run) < self._plan.samples_for_life and not late:
                return None
            if _is_lifeless(run):
                return Reason.TEMPERATURE_HOT_OBJECT
        if corrected.core_celsius < COLD_CORE_CELSIUS:
            # Something warmer may still come into the spot: only the end of the time makes this final.
            return self._cold(corrected) if late else None
        return reading_of(corrected, plateau, self._installation)

    def _needs_life(self, run: list[TimedSample]) -> bool:
        corrected = self._corrected(run)[1]
        return isinstance(corrected, Corrected) and corrected.surface_celsius >= LIFE_SURFACE_CELSIUS

    @staticmethod
    def _cold(corrected: Corrected) -> Reason:
        warm = max(LEAST_WARM_SURFACE_CELSIUS, corrected.ambient_celsius + LEAST_ABOVE_ROOM_CELSIUS)
        return Reason.TEMPERATURE_IMPLAUSIBLE if corrected.surface_celsius < warm else Reason.TEMPERATURE_TOO_COLD


def _warmest(samples: list[TimedSample]) -> float:
    return max(sample.raw.object_celsius for sample in samples)


def _median(run: list[TimedSample]) -> float:
    return median(sample.raw.object_celsius for sample in run)


def _without_spikes(samples: list[TimedSample]) -> list[TimedSample]:
    """Leave out a sample that stands alone: a jump away from the two before and the two after, which agree."""
    kept = []
    for place, sample in enumerate(samples):
        around = [*samples[max(place - 2, 0) : place], *samples[place + 1 : place + 3]]
        values = [other.raw.object_celsius for other in around]
        agree = len(values) == _NEIGHBOURS and max(values) - min(values) < JUMP_CELSIUS
        if not (agree and abs(sample.raw.object_celsius - median(values)) > JUMP_CELSIUS):
            kept.append(sample)
    return kept


def _is_lifeless(run: list[TimedSample]) -> bool:
    """Claim that a hot surface is a thing: it does not vary at all, or it cools as nothing alive does."""
    values = [sample.raw.object_celsius for sample in run]
    if max(values) - min(values) < TOO_CONSTANT_CELSIUS:
        return True
    times = [sample.at for sample in run]
    middle_time, middle_value = sum(times) / len(times), sum(values) / len(values)
    spread = sum((at - middle_time) ** 2 for at in times)
    slope = sum((at - middle_time) * (value - middle_value) for at, value in zip(times, values, strict=True)) / spread
    return slope <= -COOLING_CELSIUS_PER_SECOND
