"""Says how many samples of one chip make a reading, how far apart, and how long a person is asked to stand still.

Never depends on the person; it follows from the chip's settling time and noise alone.
"""

import math
from typing import Final

from msgspec import Struct

from device.sensors.mlx90614_variants import Variant

_AIM_CELSIUS: Final = 0.075
"""Noise wanted in the mean of a plateau: a third of what a person's forehead does from minute to minute."""
_QUICK_SECONDS: Final = 0.3
_LEAST_SPREAD_CELSIUS: Final = 0.2
_SPREAD_DEVIATIONS: Final = 4.0
_LIFE_SAMPLES: Final = 5


class SamplePlan(Struct, frozen=True, kw_only=True):
    """The plan of one measurement."""

    settling_seconds: float
    """From the moment the person stands there to the first sample, and from sample to sample."""
    samples_least: int
    """In a row, close together: a plateau."""
    samples_for_life: int
    """As many where the surface is as hot as hardly any fever: long enough to see that it does not live."""
    spread_celsius: float
    """Largest minus smallest within a plateau."""
    seconds_most: float
    """After the first sample could have been taken, no plateau by then is an answer too."""
    life_seconds_most: float
    """The same for a surface as hot as hardly any fever."""


def plan_for(variant: Variant, settling_seconds: float | None = None) -> SamplePlan:
    """Plan for a variant; `settling_seconds` where the chip's own filter is slower than the factory's."""
    settling = max(variant.settling_seconds, settling_seconds or 0.0)
    least = max(2 if settling > _QUICK_SECONDS else 3, math.ceil((variant.noise_celsius / _AIM_CELSIUS) ** 2))
    return SamplePlan(
        settling_seconds=settling,
        samples_least=least,
        samples_for_life=max(least, _LIFE_SAMPLES),
        spread_celsius=max(_LEAST_SPREAD_CELSIUS, _SPREAD_DEVIATIONS * variant.noise_celsius),
        seconds_most=max(3.0, (least + 2) * settling),
        life_seconds_most=max(3.0, (_LIFE_SAMPLES + 2) * settling),
    )
