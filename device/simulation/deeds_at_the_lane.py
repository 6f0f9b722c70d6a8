"""Holds what a visitor can do before the sensors and the camera, one dataclass a deed.

Never performs any of it: the stage of the scenario player does.
"""

from dataclasses import dataclass
from typing import Annotated

from device.simulation.scenario_fields import About
from device.simulation.scenario_words import Sheet

_Person = Annotated[str, About(meaning="id of the person", unit="characters", least=1, most=40)]
_Distance = Annotated[int, About(meaning="from the sensor to the forehead", unit="mm", least=20, most=4000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrive:
    """A person steps before the gate; whoever stood there must have left."""

    person: _Person
    distance_mm: _Distance = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """A person takes the place of the one before the gate without any gap between them."""

    person: _Person
    distance_mm: _Distance = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The person before the gate comes closer or steps back."""

    distance_mm: _Distance


@dataclass(frozen=True, slots=True, kw_only=True)
class StandBeside:
    """A person comes to stand beside the one before the gate, cheek by cheek; only a thermal array sees both."""

    person: _Person
    beside_mm: Annotated[int, About(meaning="from forehead to forehead", unit="mm", least=150, most=1000)] = 280
    distance_mm: _Distance = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBack:
    """The person beside the one before the gate makes room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCapOff:
    """The person before the gate bares the forehead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BringToTheMark:
    """The person before the gate brings the forehead to where the thermometer looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """The person before the gate goes away, with whatever they held up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAside:
    """The person before the gate steps aside, as asked; to the sensors it is the same as leaving."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkinChanges:
    """The forehead before the gate warms or cools: sun, sweat wiped off, a cap taken off."""

    offset_celsius: Annotated[
        float, About(meaning="the person's skin_offset_celsius from now on", unit="C", least=-8, most=8)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceObject:
    """Something warm that is no person is put before the thermometer."""

    celsius: Annotated[float, About(meaning="of its surface", unit="C", least=-20, most=120)]
    distance_mm: _Distance = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeObjectAway:
    """What was put before the thermometer is taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldUp:
    """Something with a code is held before the camera; exactly one of the fields says what."""

    code_of: Annotated[str, About(meaning="id of the person whose code it is, shown by whoever", most=40)] = ""
    badge_of: Annotated[str, About(meaning="inspector whose badge it is", most=40)] = ""
    sheet: Annotated[Sheet | None, About(meaning="some other sheet with a QR code")] = None
    text: Annotated[str, About(meaning="any text, as a QR code", unit="characters", most=2000)] = ""
    image: Annotated[str, About(meaning="a picture file beside the scenario", most=200)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAway:
    """Nothing is held before the camera any more."""


LaneDeed = (
    Arrive
    | Replace
    | Move
    | StandBeside
    | StepBack
    | TakeCapOff
    | BringToTheMark
    | Leave
    | StepAside
    | SkinChanges
    | PlaceObject
    | TakeObjectAway
    | HoldUp
    | TakeAway
)
