"""Corrects a plateau of raw readings step by step into a core temperature, and says how uncertain it is.

Never hides a step: each intermediate number is kept. The standard uncertainty is that of the measurement alone; the
person's own deviation from the forehead-to-core curve is the rules' to add (`Policy.site_sd_celsius`), because no
measurement can know it.
"""

import math
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from device.checkpoint.facts import Reading
from device.sensors.body_temperature import core_by_line, core_by_reference
from device.sensors.installation import CoreModel, Installation
from device.sensors.radiometry import emissivity_corrected, fill_corrected, spot_fill, supply_corrected
from device.vocabulary import Reason

ALGORITHM: Final = "1"
AMBIENT_LEAST_CELSIUS: Final = 16.0
AMBIENT_MOST_CELSIUS: Final = 32.0
AMBIENT_GRACE_CELSIUS: Final = 0.5
"""A room this much beyond a limit is taken as the limit (the chip's own error); further out there is no reading."""
LEAST_FILL: Final = 0.8
"""With less of the forehead in the spot a reading is mostly background: the person stands too far for these optics."""

_EMISSIVITY_DEVIATION: Final = 0.007
_REFLECTED_DEVIATION_CELSIUS: Final = 2.0
_RADIUS_DEVIATION_MM: Final = 3.5
_DISTANCE_DEVIATION_MM: Final = 5.0


class Plateau(Struct, frozen=True, kw_only=True):
    """What the chip said while the person stood still."""

    raw_celsius: float
    ambient_celsius: float
    """The chip's own temperature, as it said it."""
    samples: int
    distance_mm: int | None
    """None: not known."""
    room_celsius: float | None = None
    """From a sensor of its own; None: taken from the chip's own temperature."""
    background_celsius: float | None = None
    """What the thermometer showed with nobody there, as it said it; None: taken as the room."""


class Corrected(Struct, frozen=True, kw_only=True):
    """Every step, in order, in degrees Celsius."""

    raw_celsius: float
    supplied_celsius: float
    """After supply and calibration offset."""
    ambient_celsius: float
    """The room: chip temperature after supply and housing, held to 16 to 32."""
    fill: float
    """Share of the spot the forehead fills."""
    filled_celsius: float
    """After taking away what is beside the forehead."""
    surface_celsius: float
    """After emissivity: the forehead."""
    core_celsius: float
    sensor_uncertainty: float
    """Standard uncertainties of the surface, each alone."""
    noise_uncertainty: float
    fill_uncertainty: float
    emissivity_uncertainty: float
    uncertainty_celsius: float
    """Standard uncertainty of the core estimate."""


def room_celsius(chip_celsius: float, installation: Installation) -> float | Reason:
    """Room temperature from the chip's own, or the reason why nothing can be measured in such a room."""
    return held_room(supply_corrected(chip_celsius, installation.supply_volts) - installation.housing_celsius)


def held_room(room: float) -> float | Reason:
    """Hold a room's temperature to what the model is made for, or give the reason why nothing can be measured in it."""
    if not AMBIENT_LEAST_CELSIUS - AMBIENT_GRACE_CELSIUS <= room <= AMBIENT_MOST_CELSIUS + AMBIENT_GRACE_CELSIUS:
        return Reason.TEMPERATURE_AMBIENT
    return min(max(room, AMBIENT_LEAST_CELSIUS), AMBIENT_MOST_CELSIUS)


def chip_celsius(room: float, installation: Installation) -> float:
    """What the chip says of itself in a room of that temperature: `room_celsius` turned round."""
    return room + installation.housing_celsius - supply_corrected(0.0, installation.supply_volts)


def correct(plateau: Plateau, installation: Installation) -> Corrected | Reason:
    """Correct a plateau; a reason where room or distance make the model meaningless."""
    if plateau.room_celsius is None:
        room = room_celsius(plateau.ambient_celsius, installation)
    else:
        room = held_room(plateau.room_celsius)
    if isinstance(room, Reason):
        return room
    optics = _Optics.of(plateau, room, installation)
    if optics.fill < LEAST_FILL:
        return Reason.TEMPERATURE_TOO_FAR
    supplied = supply_corrected(plateau.raw_celsius, installation.supply_volts) + installation.offset_celsius
    filled = fill_corrected(supplied, optics.fill, optics.background_celsius)
    surface = emissivity_corrected(filled, optics.emissivity, optics.reflected_celsius)
    sensor = installation.variant.accuracy_celsius(surface) / math.sqrt(3.0)
    noise = installation.variant.noise_celsius / math.sqrt(plateau.samples)
    by_fill = math.hypot(
        _change(surface, supplied, replace(optics, radius_mm=optics.radius_mm - _RADIUS_DEVIATION_MM)),
        _change(surface, supplied, replace(optics, distance_mm=optics.distance_mm + optics.distance_deviation_mm)),
    )
    by_emissivity = math.hypot(
        _change(surface, supplied, replace(optics, emissivity=optics.emissivity - _EMISSIVITY_DEVIATION)),
        _change(surface, supplied, replace(optics, reflected_celsius=room + _REFLECTED_DEVIATION_CELSIUS)),
    )
    whole = math.sqrt(sensor**2 + noise**2 + by_fill**2 + by_emissivity**2)
    return Corrected(
        raw_celsius=plateau.raw_celsius,
        supplied_celsius=supplied,
        ambient_celsius=room,
        fill=optics.fill,
        filled_celsius=filled,
        surface_celsius=surface,
        core_celsius=core_of_surface(surface, room, installation),
        sensor_uncertainty=sensor,
        noise_uncertainty=noise,
        fill_uncertainty=by_fill,
        emissivity_uncertainty=by_emissivity,
        uncertainty_celsius=core_deviation(surface, whole, room, installation),
    )


def core_of_surface(surface_celsius: float, room_celsius: float, installation: Installation) -> float:
    """Core temperature of a face in a room, by the model and for the place the installation names."""
    model_of = core_by_reference if installation.core_model is CoreModel.REFERENCE else core_by_line
    return model_of(surface_celsius, room_celsius, installation.site)


def core_deviation(surface_celsius: float, deviation: float, room_celsius: float, installation: Installation) -> float:
    """Half of how far the core moves while the surface moves from one `deviation` below to one above."""
    above = core_of_surface(surface_celsius + deviation, room_celsius, installation)
    return (above - core_of_surface(surface_celsius - deviation, room_celsius, installation)) / 2.0


def reading_of(corrected: Corrected, plateau: Plateau, installation: Installation) -> Reading:
    """Give the corrected plateau as the fact the core decides by."""
    return Reading(
        core_celsius=round(corrected.core_celsius, 3),
        surface_celsius=round(corrected.surface_celsius, 3),
        raw_celsius=round(corrected.raw_celsius, 3),
        ambient_celsius=round(corrected.ambient_celsius, 3),
        uncertainty_celsius=round(corrected.uncertainty_celsius, 4),
        samples=plateau.samples,
        sensor=installation.variant.name,
        algorithm=ALGORITHM,
        distance_mm=plateau.distance_mm,
    )


class _Optics(Struct, frozen=True, kw_only=True):
    """What lies between the forehead and the chip, as far as it is known."""

    distance_mm: float
    distance_deviation_mm: float
    field_of_view_degrees: float
    radius_mm: float
    emissivity: float
    reflected_celsius: float
    background_celsius: float

    @staticmethod
    def of(plateau: Plateau, room: float, installation: Installation) -> "_Optics":
        near, far = installation.near_mm, installation.far_mm
        known = plateau.distance_mm is not None
        background = plateau.background_celsius
        if background is not None:
            background = supply_corrected(background, installation.supply_volts) + installation.offset_celsius
        return _Optics(
            # An unknown distance lies anywhere between the limits with equal likelihood.
            distance_mm=float(plateau.distance_mm) if plateau.distance_mm is not None else (near + far) / 2.0,
            distance_deviation_mm=_DISTANCE_DEVIATION_MM if known else (far - near) / math.sqrt(12.0),
            field_of_view_degrees=installation.variant.field_of_view_degrees,
            radius_mm=installation.forehead_radius_mm,
            emissivity=installation.emissivity,
            reflected_celsius=room,
            background_celsius=room if background is None else background,
        )

    @property
    def fill(self) -> float:
        return spot_fill(self.distance_mm, self.field_of_view_degrees, self.radius_mm)


def _change(surface: float, supplied: float, other: _Optics) -> float:
    filled = fill_corrected(supplied, other.fill, other.background_celsius)
    return emissivity_corrected(filled, other.emissivity, other.reflected_celsius) - surface
