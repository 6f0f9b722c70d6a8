"""Names the places of a face a temperature is taken from, and how each differs from the middle of the forehead.

Never claims to be clinically validated. The reference curve is the maker's, for the middle of the forehead; what is
taken from it elsewhere is the median difference of people without fever, and each line is least squares, both on group
1 of the public data set PhysioNet 10.13026/3bhc-9065 (FDA), oral temperature, rooms of 20 to 29 C.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct


class Site(StrEnum):
    """Where on the face."""

    CENTRE = "centre"
    """Middle of the forehead: what a thermometer with a narrow spot sees."""
    MAX = "max"
    """Warmest place of the forehead."""
    CANTHI = "canthi"
    """Inner corner of the eye."""


class SiteProfile(Struct, frozen=True, kw_only=True):
    """How a surface temperature taken there becomes a core temperature."""

    curve_offset_celsius: float
    """Added to the reference curve's result."""
    line_offset_celsius: float
    line_room_slope: float
    """Core = surface + offset - slope x room."""


SITE_PROFILES: Final = {
    Site.CENTRE: SiteProfile(curve_offset_celsius=0.0, line_offset_celsius=7.3, line_room_slope=0.20),
    Site.MAX: SiteProfile(curve_offset_celsius=-0.5, line_offset_celsius=4.4, line_room_slope=0.12),
    Site.CANTHI: SiteProfile(curve_offset_celsius=-0.8, line_offset_celsius=3.4, line_room_slope=0.091),
}
