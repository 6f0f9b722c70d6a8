"""Holds everything the page can ask for, one small message a deed, each with its limits.

Never performs any of it: the director does, or the gate's wires.
"""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from device.simulation.visitor_people import Story

BYTES_MOST: Final = 1024


class Example(StrEnum):
    """Something to hold up."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    EXPIRED = "expired"
    PAPER = "paper"
    FORGED = "forged"
    FOREIGN = "foreign"
    POSTER = "poster"
    PAYMENT = "payment"
    BADGE = "badge"


class Decision(StrEnum):
    """What the inspector's panel can order about a case."""

    CLAIMED = "claimed"
    ADMIT = "admit"
    REFUSE = "refuse"
    MEASURE_AGAIN = "measure_again"


class Touch(Struct, frozen=True, forbid_unknown_fields=True, tag="touch"):
    """A hand at a button, a key, a wire or a cable."""

    what: Annotated[str, Meta(max_length=40)]


class Stand(Struct, frozen=True, forbid_unknown_fields=True, tag="stand"):
    """The user's own person stands before the gate, like this."""

    core_celsius: Annotated[float, Meta(ge=34.0, le=42.0)]
    skin_celsius: Annotated[float, Meta(ge=-6.0, le=4.0)]
    """How much warmer the forehead is than core and room let expect."""
    height_cm: Annotated[float, Meta(ge=90.0, le=215.0)]
    distance_mm: Annotated[float, Meta(ge=60.0, le=1200.0)]


class Room(Struct, frozen=True, forbid_unknown_fields=True, tag="room"):
    """The room is so warm."""

    celsius: Annotated[float, Meta(ge=5.0, le=40.0)]


class Leave(Struct, frozen=True, forbid_unknown_fields=True, tag="leave"):
    """The user's person goes away."""


class HoldUp(Struct, frozen=True, forbid_unknown_fields=True, tag="hold_up"):
    """An example code is held before the camera."""

    example: Example


class TakeAway(Struct, frozen=True, forbid_unknown_fields=True, tag="take_away"):
    """Nothing is held before the camera any more."""


class LetVisitorsCome(Struct, frozen=True, forbid_unknown_fields=True, tag="visitors"):
    """Visitors come by themselves again, and the user's person is gone."""


class Invite(Struct, frozen=True, forbid_unknown_fields=True, tag="invite"):
    """The next visitor is of this sort."""

    story: Story


class Play(Struct, frozen=True, forbid_unknown_fields=True, tag="play"):
    """A scenario is played."""

    scenario: Annotated[str, Meta(max_length=60)]


class StopPlay(Struct, frozen=True, forbid_unknown_fields=True, tag="stop_play"):
    """The scenario ends now."""


class Decide(Struct, frozen=True, forbid_unknown_fields=True, tag="decide"):
    """The inspector sends an order about a case."""

    order: Decision
    case: Annotated[str, Meta(max_length=40)]


LaneDeed = Stand | Room | Leave | HoldUp | TakeAway | LetVisitorsCome | Invite | Play | StopPlay
"""What the director does."""
PageDeed = LaneDeed | Touch | Decide

_READER: Final[msgspec.json.Decoder[PageDeed]] = msgspec.json.Decoder(PageDeed)


def read_deed(body: bytes) -> PageDeed | str:
    """Give the deed in a request, or in one line why it is none."""
    if len(body) > BYTES_MOST:
        return f"a deed has at most {BYTES_MOST} bytes"
    try:
        return _READER.decode(body)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        return f"not a deed of this page: {ascii(str(error))[:120]}"
