"""Gives what the user of the virtual gate can hold up: codes of an invented person, and sheets that are no health code.

Never signs for a real person: name and number are made up, and the pilot authority lives on this machine alone.
"""

from typing import Final

from device.simulation.code_picture import CodePicture
from device.simulation.entrance import ink_of
from device.simulation.play_codes import PlayCodes
from device.simulation.scenario_people import Carrier, Code, Declaration, Flaw, Person
from device.simulation.scenario_words import Sheet
from device.simulation.virtual_gate.page_deeds import Example
from device.vocabulary import Colour, Kind

GUEST: Final = "guest"
INSPECTOR: Final = "chen"
_NAME: Final = "林小满"
_PHONE: Final = "13800138000"
_OVER_SECONDS: Final = 90_000.0
_DECLARED: Final = Declaration(hours_ago=3.0, celsius=36.5)
_CODES: Final[dict[Example, Code]] = {
    Example.GREEN: Code(name=_NAME, phone=_PHONE, declaration=_DECLARED),
    Example.YELLOW: Code(name=_NAME, phone=_PHONE, colour=Colour.YELLOW, declaration=_DECLARED),
    Example.RED: Code(name=_NAME, phone=_PHONE, colour=Colour.RED, declaration=_DECLARED),
    Example.EXPIRED: Code(name=_NAME, phone=_PHONE, carrier=Carrier.SCREENSHOT, age_seconds=_OVER_SECONDS),
    Example.PAPER: Code(name=_NAME, phone=_PHONE, kind=Kind.PAPER, carrier=Carrier.PAPER, age_seconds=7200.0),
    Example.FORGED: Code(name=_NAME, phone=_PHONE, flaw=Flaw.FORGED),
}
_FOREIGN: Final = "HC1:6BFOXN%TS3DHPVO13J /G-/2YRVA.Q/R8VRU2FC1J9M$DI9C9GO-XAXK4NY2WUV0+6 EXAMPLE"
"""Begins like a European certificate, which this gate's settings do not accept."""


def example_picture(example: Example, codes: PlayCodes) -> CodePicture:
    """Give what is held before the camera, made fresh."""
    code = _CODES.get(example)
    if code is not None:
        codes.meet(Person(id=GUEST, code=code))
        return CodePicture(text=codes.code_of(GUEST), ink=ink_of(code))
    match example:
        case Example.BADGE:
            return CodePicture(text=codes.badge_of(INSPECTOR))
        case Example.POSTER:
            return CodePicture(text=codes.sheet(Sheet.VENUE_POSTER))
        case Example.PAYMENT:
            return CodePicture(text=codes.sheet(Sheet.PAYMENT), ink="green")
        case _:
            return CodePicture(text=_FOREIGN)
