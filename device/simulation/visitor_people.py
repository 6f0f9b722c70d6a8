"""Invents the people who come to an emulated gate by themselves: mostly healthy, some not, some with a family.

Never describes a real person; the same seed invents the same people.
"""

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from device.health_code.declaration import Exposure, Symptom
from device.simulation.scenario_people import Carrier, Code, Declaration, Person
from device.vocabulary import Colour, Kind

_FAMILY_NAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
_GIVEN_NAMES: Final = (
    "伟",
    "芳",
    "娜",
    "秀英",
    "敏",
    "静",
    "丽",
    "强",
    "磊",
    "军",
    "洋",
    "勇",
    "艳",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "秀兰",
    "霞",
)


_NEAR, _RIGHT, _FAR = 130.0, 230.0, 330.0
"""Where people stop, millimetres: most where they should, some too near or too far."""


class Story(StrEnum):
    """What sort of visitor comes."""

    HEALTHY = "healthy"
    PAPER = "paper"
    FAMILY = "family"
    YELLOW = "yellow"
    DOUBTFUL = "doubtful"
    FEVER = "fever"
    RED = "red"
    EXPIRED = "expired"
    NO_CODE = "no_code"
    FORGETFUL = "forgetful"  # walks away after being admitted


_SHARES: Final[dict[Story, int]] = {
    Story.HEALTHY: 66,
    Story.PAPER: 8,
    Story.FAMILY: 8,
    Story.YELLOW: 4,
    Story.DOUBTFUL: 4,
    Story.FEVER: 3,
    Story.RED: 1,
    Story.EXPIRED: 2,
    Story.NO_CODE: 2,
    Story.FORGETFUL: 2,
}
"""How many of a hundred visitors are so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who comes together: one person, or a guardian first and then the children."""

    story: Story
    people: tuple[Person, ...]
    distance_mm: float


def invent(chance: random.Random, number: int, story: Story | None = None) -> Party:
    """Invent the party with this number; `story` left out: as chance has it."""
    if story is None:
        story = chance.choices(list(_SHARES), weights=list(_SHARES.values()))[0]
    guardian = _person(chance, f"visitor-{number}", story)
    people = [guardian]
    if story is Story.FAMILY:
        for child in range(chance.choice((1, 1, 2))):
            code = Code(name=_name(chance), phone="", kind=Kind.FAMILY, guardian=guardian.id)
            people.append(
                Person(id=f"{guardian.id}-child-{child + 1}", core_celsius=_healthy_celsius(chance), code=code)
            )
    return Party(
        story=story,
        people=tuple(people),
        distance_mm=chance.choice((_NEAR, _RIGHT, _RIGHT, _RIGHT, _RIGHT, _RIGHT, _RIGHT, _FAR))
        + chance.uniform(-40.0, 40.0),
    )


def _person(chance: random.Random, name: str, story: Story) -> Person:
    core = _healthy_celsius(chance)
    if story is Story.DOUBTFUL:
        core = chance.uniform(37.15, 37.35)
    if story is Story.FEVER:
        core = chance.uniform(38.2, 39.6)
    return Person(
        id=name,
        core_celsius=core,
        skin_offset_celsius=chance.gauss(0.0, 0.1),
        beside_mm=abs(chance.gauss(0.0, 3.0)),
        sway_mm=chance.uniform(1.0, 4.0),
        code=_code(chance, story),
    )


def _code(chance: random.Random, story: Story) -> Code | None:
    name, phone = _name(chance), f"1{chance.choice('3578')}{chance.randrange(10**9):09d}"
    match story:
        case Story.NO_CODE:
            return None
        case Story.YELLOW:
            return Code(name=name, phone=phone, colour=Colour.YELLOW, declaration=_declaration(chance))
        case Story.RED:
            return Code(name=name, phone=phone, colour=Colour.RED, declaration=_declaration(chance))
        case Story.PAPER:
            age = chance.uniform(600.0, 80_000.0)
            return Code(name=name, phone=phone, kind=Kind.PAPER, carrier=Carrier.PAPER, age_seconds=age)
        case Story.EXPIRED:
            return Code(name=name, phone=phone, carrier=Carrier.SCREENSHOT, age_seconds=86_400.0)
        case _:
            return Code(name=name, phone=phone, declaration=_declaration(chance))


def _declaration(chance: random.Random) -> Declaration:
    symptoms = (Symptom.NONE,) if chance.random() < 0.9 else (Symptom.COLD_LIKE,)  # noqa: PLR2004 - nine of ten
    exposures = () if chance.random() < 0.9 else (Exposure.RISK_AREA_STAY,)  # noqa: PLR2004 - nine of ten
    return Declaration(
        hours_ago=chance.uniform(0.5, 20.0),
        celsius=round(chance.uniform(36.2, 36.9), 1),
        symptoms=symptoms,
        exposures=exposures,
    )


def _healthy_celsius(chance: random.Random) -> float:
    return min(max(chance.gauss(36.55, 0.18), 36.0), 36.95)


def _name(chance: random.Random) -> str:
    return chance.choice(_FAMILY_NAMES) + chance.choice(_GIVEN_NAMES)
