"""Turns a forehead's temperature into a core temperature.

Never claims to be clinically validated: neither model is, and the person's own deviation from either (0.4 to 0.6 C,
one sigma) is far larger than any error of the thermometer. Reference curve: Melexis, forehead to body temperature for
its medical infrared thermometers ("for reference, not clinically validated"). Line: least squares on group 1 of the
public data set PhysioNet 10.13026/3bhc-9065 (FDA), middle of the forehead against the oral temperature, rooms of 20 to
29 C.
"""

from typing import Final

_BEND_CELSIUS: Final = 25.0
_LOW_CORE: Final = 36.3
_HIGH_CORE: Final = 36.8


def normal_forehead(ambient_celsius: float) -> tuple[float, float]:
    """Lower and upper surface temperature of a normal forehead in a room of `ambient_celsius`."""
    beyond = ambient_celsius - _BEND_CELSIUS
    if beyond <= 0.0:
        return 32.66 + 0.186 * beyond, 34.84 + 0.148 * beyond
    return 32.66 + 0.0864 * beyond, 34.84 + 0.100 * beyond


def core_by_reference(surface_celsius: float, ambient_celsius: float) -> float:
    """Core temperature after the maker's curve: flat over normal foreheads, steep beside them."""
    low, high = normal_forehead(ambient_celsius)
    if surface_celsius < low:
        slope = 0.551658272522697 + 0.0215250684640259 * ambient_celsius
        return _LOW_CORE + slope * (surface_celsius - low)
    if surface_celsius <= high:
        return _LOW_CORE + (_HIGH_CORE - _LOW_CORE) / (high - low) * (surface_celsius - low)
    slope = 0.829320617815896 + 0.0023644335442161 * ambient_celsius
    return _HIGH_CORE + slope * (surface_celsius - high)


def core_by_line(surface_celsius: float, ambient_celsius: float) -> float:
    """Core temperature after a straight line through people measured by a study."""
    return surface_celsius + 7.3 - 0.20 * ambient_celsius
