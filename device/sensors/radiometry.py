"""Undoes what supply, mirrored warmth and an unfilled spot did to a reading; pure arithmetic on single numbers.

Never knows a person or a chip. Radiation adds as the fourth power of absolute temperature (Stefan-Boltzmann). The
thermometer's sensitivity over its spot is taken as a bell curve whose width at half height is the field of view at
50 % that the datasheet states. Datasheet MLX90614 rev. 013, section 10.1.3: 0.6 C per volt of supply above 3 V.
"""

import math
from typing import Final

KELVIN: Final = 273.15
_CELSIUS_PER_VOLT: Final = 0.6
_CALIBRATION_VOLTS: Final = 3.0


def supply_corrected(celsius: float, supply_volts: float) -> float:
    """Take away what a supply other than 3.0 V adds to object and ambient temperature alike."""
    return celsius - (supply_volts - _CALIBRATION_VOLTS) * _CELSIUS_PER_VOLT


def spot_fill(distance_mm: float, field_of_view_degrees: float, radius_mm: float) -> float:
    """Share of the spot that a disc of `radius_mm` in its middle fills at `distance_mm`; 0 to 1."""
    half_spot = distance_mm * math.tan(math.radians(field_of_view_degrees / 2.0))
    if half_spot <= 0.0:
        return 1.0
    ratio: float = 2.0 ** -((radius_mm / half_spot) ** 2)
    return 1.0 - ratio


def fill_corrected(celsius: float, fill: float, background_celsius: float) -> float:
    """Take away the background beside a target that fills the share `fill` (above 0) of the spot."""
    fourth = ((celsius + KELVIN) ** 4 - (1.0 - fill) * (background_celsius + KELVIN) ** 4) / fill
    return _celsius_of_fourth(fourth)


def emissivity_corrected(celsius: float, emissivity: float, reflected_celsius: float) -> float:
    """Take away what a target of `emissivity` mirrors of surroundings at `reflected_celsius`."""
    fourth = ((celsius + KELVIN) ** 4 - (1.0 - emissivity) * (reflected_celsius + KELVIN) ** 4) / emissivity
    return _celsius_of_fourth(fourth)


def _celsius_of_fourth(fourth: float) -> float:
    return float(max(fourth, 0.0) ** 0.25) - KELVIN
