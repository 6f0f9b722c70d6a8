"""Turns a forehead's temperature into a core temperature.

Never claims to be clinically validated: neither model is, and the person's own deviation from either (0.4 to 0.6 C,
one sigma) is far larger than any error of the thermometer. Reference curve: Melexis, forehead to body temperature for
its medical infrared thermometers ("for reference, not clinically validated"). Lines: `device.sensors.face_site`.
"""

from typing import Final

from device.sensors.face_site import SITE_PROFILES, Site

_BEND_CELSIUS: Final = 25.0
_LOW_CORE: Final = 36.3
_HIGH_CORE: Final = 36.8


def normal_forehead(ambient_celsius: float) -> tuple[float, float]:
    """Lower and upper surface temperature of a normal forehead in a room of `ambient_celsius`."""
    beyond = ambient_celsius - _BEND_CELSIUS
    if beyond <= 0.0:
        return 32.66 + 0.186 * beyond, 34.84 + 0.148 * beyond
    return 32.66 + 0.0864 * beyond, 34.84 + 0.100 * beyond


def core_by_reference(surface_celsius: float, ambient_celsius: float, site: Site = Site.CENTRE) -> float:
    """Core temperature after the maker's curve: flat over normal foreheads, steep beside them."""
    return _middle_of_forehead(surface_celsius, ambient_celsius) + SITE_PROFILES[site].curve_offset_celsius


def core_by_line(surface_celsius: float, ambient_celsius: float, site: Site = Site.CENTRE) -> float:
    """Core temperature after a straight line through people measured by a study."""
    profile = SITE_PROFILES[site]
    return surface_celsius + profile.line_offset_celsius - profile.line_room_slope * ambient_celsius


def _middle_of_forehead(surface_celsius: float, ambient_celsius: float) -> float:
    low, high = normal_forehead(ambient_celsius)
    if surface_celsius < low:
        slope = 0.551658272522697 + 0.0215250684640259 * ambient_celsius
        return _LOW_CORE + slope * (surface_celsius - low)
    if surface_celsius <= high:
        return _LOW_CORE + (_HIGH_CORE - _LOW_CORE) / (high - low) * (surface_celsius - low)
    slope = 0.829320617815896 + 0.0023644335442161 * ambient_celsius
    return _HIGH_CORE + slope * (surface_celsius - high)
