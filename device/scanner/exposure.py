"""Works out how long and how strongly the camera shall expose: short, because a hand moves.

Never lets exposure or gain beyond their limits, and changes both in steps, because a sensor follows some frames later.
A longer exposure is preferred to gain up to its limit; beyond it gain makes up.
"""

from typing import Final

from msgspec import Struct

EXPOSURE_MICROSECONDS_MOST: Final = 5000
"""A module of 0.5 mm moving at 100 mm/s is smeared by its own width in 5 ms."""
EXPOSURE_MICROSECONDS_LEAST: Final = 100
GAIN_MOST: Final = 8.0
GAIN_LEAST: Final = 1.0
AIM_LEVEL: Final = 110.0
"""Mean luma aimed at, 0 to 255: white paper and bright screens stay below saturation."""
_GOOD_ENOUGH: Final = 0.15
_STEP_MOST: Final = 2.0


class Exposure(Struct, frozen=True, kw_only=True):
    """What the sensor is told."""

    microseconds: int = EXPOSURE_MICROSECONDS_MOST
    gain: float = 2.0


def next_exposure(now: Exposure, mean_luma: float) -> Exposure:
    """Give the exposure for the frames to come, from the mean luma of one taken with `now`."""
    wanted = AIM_LEVEL / max(mean_luma, 1.0)
    if abs(wanted - 1.0) <= _GOOD_ENOUGH:
        return now
    step = min(max(wanted, 1.0 / _STEP_MOST), _STEP_MOST)
    light = now.microseconds * now.gain * step
    gain = min(max(light / EXPOSURE_MICROSECONDS_MOST, GAIN_LEAST), GAIN_MOST)
    microseconds = min(max(round(light / gain), EXPOSURE_MICROSECONDS_LEAST), EXPOSURE_MICROSECONDS_MOST)
    return Exposure(microseconds=microseconds, gain=gain)
