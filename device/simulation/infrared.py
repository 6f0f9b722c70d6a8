"""Computes what an infrared thermometer receives from a scene: the physics the firmware has to undo without knowing it.

Never imports the firmware's own corrections: the two are written apart, so that a mistake in one shows in a test.

Radiation adds as the fourth power of absolute temperature. The thermometer's sensitivity over the spot is a bell curve
whose width at half height is the datasheet's 50 % field of view; the forehead is a disc somewhere in that spot.
Forehead and core are joined by Melexis' reference curve (published for its medical thermometers, "not clinically
validated"), turned round.
"""

import math
from functools import lru_cache
from typing import Final

from device.simulation.scene import Body, Scene

_KELVIN: Final = 273.15
_HALF_HEIGHT: Final = 1.1774100225154747  # sqrt(2 ln 2): half width at half height of a bell curve, in deviations
_SERIES_MOST: Final = 400
_SHARP: Final = 200.0
"""Squares of a distance in deviations beyond which the spot's edge is as good as sharp."""
_NOTHING: Final = 1e-12
_CAP_SHARE: Final = 0.4
"""How far between room and skin the outside of a cap is."""
_LOW_CORE: Final = 36.3
_HIGH_CORE: Final = 36.8


def forehead_celsius(core_celsius: float, ambient_celsius: float) -> float:
    """Surface of a forehead whose core is `core_celsius`, after minutes in a room of `ambient_celsius`."""
    beyond = ambient_celsius - 25.0
    low = 32.66 + (0.186 if beyond <= 0.0 else 0.0864) * beyond
    high = 34.84 + (0.148 if beyond <= 0.0 else 0.100) * beyond
    if core_celsius < _LOW_CORE:
        return low + (core_celsius - _LOW_CORE) / (0.551658272522697 + 0.0215250684640259 * ambient_celsius)
    if core_celsius <= _HIGH_CORE:
        return low + (core_celsius - _LOW_CORE) / 0.5 * (high - low)
    return high + (core_celsius - _HIGH_CORE) / (0.829320617815896 + 0.0023644335442161 * ambient_celsius)


def surface_celsius(body: Body, ambient_celsius: float) -> float:
    """True temperature of the surface the thermometer looks at."""
    if body.core_celsius is None:
        assert body.surface_celsius is not None  # noqa: S101 - a body is one or the other by construction
        return body.surface_celsius
    return forehead_celsius(body.core_celsius, ambient_celsius) + body.skin_offset_celsius


def covered_celsius(skin_celsius: float, ambient_celsius: float) -> float:
    """Temperature of the outside of a cap on a forehead."""
    return ambient_celsius + _CAP_SHARE * (skin_celsius - ambient_celsius)


@lru_cache(maxsize=4096)
def spot_share(half_angle_degrees: float, distance_mm: float, radius_mm: float, offset_mm: float) -> float:
    """Share of the received radiation that comes from a disc `offset_mm` beside the middle of the spot; 0 to 1.

    The mass of a round bell curve inside a disc off its centre: a sum over Poisson weights of the centred masses.
    """
    deviation = distance_mm * math.tan(math.radians(half_angle_degrees)) / _HALF_HEIGHT
    if deviation <= 0.0:
        return 1.0 if abs(offset_mm) <= radius_mm else 0.0
    inside = radius_mm * radius_mm / (2.0 * deviation * deviation)
    beside = offset_mm * offset_mm / (2.0 * deviation * deviation)
    if inside > _SHARP or beside > _SHARP:
        return 1.0 if abs(offset_mm) <= radius_mm else 0.0
    weight = math.exp(-beside)
    term = math.exp(-inside)
    outside = term
    total = weight * (1.0 - outside)
    for count in range(1, _SERIES_MOST):
        weight *= beside / count
        term *= inside / count
        outside += term
        total += weight * (1.0 - outside)
        if weight < _NOTHING and count > beside:
            break
    return min(max(total, 0.0), 1.0)


def received_celsius(scene: Scene, field_of_view_degrees: float, at: float) -> float:
    """Black-body temperature a perfect thermometer of this field of view shows at monotonic second `at`."""
    behind = (scene.behind_celsius + _KELVIN) ** 4
    body = scene.body
    if body is None:
        return scene.behind_celsius
    offset = body.spot_offset_mm + body.sway_mm * math.sin(2.0 * math.pi * body.sway_hertz * at)
    beside = math.hypot(offset, body.below_mm)
    share = spot_share(field_of_view_degrees / 2.0, body.distance_mm, body.radius_mm, round(beside, 1))
    surface = surface_celsius(body, scene.ambient_celsius)
    if body.wears_cap:
        surface = covered_celsius(surface, scene.ambient_celsius)
    skin = (surface + _KELVIN) ** 4
    mirrored = (scene.mirrored_celsius + _KELVIN) ** 4
    emitted = body.emissivity * skin + (1.0 - body.emissivity) * mirrored
    return float((share * emitted + (1.0 - share) * behind) ** 0.25) - _KELVIN
