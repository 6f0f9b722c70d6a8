"""Describes the people of a scenario: what nobody can see of them, and the health code each holds.

Never holds a real person: names and phones are made up by whoever writes the scenario, and codes are signed by a pilot
authority that lives only while the scenario plays.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from device.health_code.declaration import Exposure, Symptom
from device.simulation.scenario_fields import About
from device.vocabulary import Colour, Kind


class Carrier(StrEnum):
    """What a code is shown on."""

    PHONE = "phone"
    SCREENSHOT = "screenshot"
    PAPER = "paper"


class Flaw(StrEnum):
    """What is wrong with a code, if anything."""

    NONE = "none"
    FORGED = "forged"  # a colour was changed after signing
    UNKNOWN_KEY = "unknown_key"  # signed by somebody the authority never named
    MALFORMED = "malformed"  # begins like a health code and cannot be parsed
    TOO_LONG = "too_long"  # lives longer than its kind may
    NOT_YET_VALID = "not_yet_valid"  # issued in the future
    OTHER_CHECKPOINT = "other_checkpoint"  # a ticket for another checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """How well the camera sees the code."""

    module_pixels: Annotated[float, About(meaning="size of one module", unit="pixels", least=1, most=12)] = 4.0
    turned_degrees: Annotated[float, About(meaning="turned in the picture", unit="degrees", least=-180, most=180)] = 0.0
    tilted_degrees: Annotated[float, About(meaning="leant back", unit="degrees", least=0, most=45)] = 0.0
    blur_pixels: Annotated[float, About(meaning="out of focus", unit="pixels", least=0, most=10)] = 0.6
    across: Annotated[float, About(meaning="its middle, from the left; near 0 or 1 it is cut off", least=0, most=1)] = (
        0.5
    )
    down: Annotated[float, About(meaning="its middle, from the top; near 0 or 1 it is cut off", least=0, most=1)] = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """The holder's latest health declaration."""

    hours_ago: Annotated[float, About(meaning="how long ago it was made", unit="h", least=0, most=8760)] = 6.0
    celsius: Annotated[float, About(meaning="the temperature they stated", unit="C", least=30, most=45)] = 36.5
    symptoms: Annotated[tuple[Symptom, ...], About(meaning="what they said to feel", most=6)] = ()
    exposures: Annotated[tuple[Exposure, ...], About(meaning="what they said to have met", most=4)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A health code or pass ticket, made by the pilot authority when it is first held up."""

    colour: Annotated[Colour, About(meaning="what the authority says")] = Colour.GREEN
    kind: Annotated[Kind, About(meaning="live, paper, family or ticket")] = Kind.LIVE
    name: Annotated[str, About(meaning="full name; the gate sees it masked", unit="characters", least=1, most=60)]
    phone: Annotated[str, About(meaning="phone; the gate sees it masked", unit="characters", most=20)] = "13800001234"
    guardian: Annotated[str, About(meaning="kind family: id of the person on whose phone it is", most=40)] = ""
    carrier: Annotated[Carrier, About(meaning="a phone shows a fresh code each time it is held up")] = Carrier.PHONE
    age_seconds: Annotated[
        float, About(meaning="how long before it is first held up it was issued", unit="s", least=0, most=31_536_000)
    ] = 0.0
    lifetime_seconds: Annotated[
        float | None,
        About(meaning="how long it lives; left out: as long as its kind may", unit="s", least=1, most=63_072_000),
    ] = None
    flaw: Annotated[Flaw, About(meaning="what is wrong with it")] = Flaw.NONE
    declaration: Annotated[Declaration | None, About(meaning="the latest health declaration in it")] = None
    picture: Annotated[Picture, About(meaning="how well the camera sees it")] = Picture()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who comes to the gate, and what no sensor may see directly."""

    id: Annotated[str, About(meaning="how the steps call this person", unit="characters", least=1, most=40)]
    core_celsius: Annotated[float, About(meaning="true core temperature", unit="C", least=30, most=43)] = 36.6
    skin_offset_celsius: Annotated[
        float, About(meaning="how much warmer this forehead is than its core lets expect", unit="C", least=-8, most=8)
    ] = 0.0
    beside_mm: Annotated[
        float,
        About(
            meaning="how far beside the forehead's middle the thermometer looks (too tall, too short)",
            unit="mm",
            least=0,
            most=500,
        ),
    ] = 0.0
    below_mm: Annotated[
        float,
        About(
            meaning="how far the forehead is below the thermometer's axis (a child, a wheelchair); negative: above",
            unit="mm",
            least=-500,
            most=500,
        ),
    ] = 0.0
    wears_cap: Annotated[bool, About(meaning="whether a cap covers the forehead")] = False
    sway_mm: Annotated[
        float, About(meaning="how far the head sways; 20 and more cannot stand still", unit="mm", least=0, most=200)
    ] = 2.0
    code: Annotated[Code | None, About(meaning="the code this person holds; left out: none")] = None
