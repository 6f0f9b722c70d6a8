"""Holds what hands, doors and wires can do to the barrier and the buttons, one dataclass a deed.

Never performs any of it: the stage of the scenario player does.
"""

from dataclasses import dataclass
from typing import Annotated

from device.simulation.scenario_fields import About
from device.simulation.scenario_words import Button, KeyPosition


@dataclass(frozen=True, slots=True, kw_only=True)
class PassThrough:
    """People go through the barrier and are counted by its passage contact."""

    people: Annotated[int, About(meaning="how many, one after the other", least=1, most=12)] = 1
    apart_seconds: Annotated[float, About(meaning="between two of them", unit="s", least=0.2, most=60)] = 0.8
    backwards: Annotated[bool, About(meaning="outwards instead of inwards")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDoor:
    """The door is seen open by its contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDoor:
    """The door is seen closed by its contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockBeam:
    """Something is in the barrier's way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeBeam:
    """The barrier's way is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button is pressed for a quarter of a second."""

    button: Annotated[Button, About(meaning="which")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnKey:
    """The key switch is turned for half a second."""

    position: Annotated[KeyPosition, About(meaning="where to")]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakFireLoop:
    """The fire loop opens: an alarm or a broken wire, which is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MendFireLoop:
    """The fire loop is closed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHousing:
    """Somebody opens the gate's housing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseHousing:
    """The housing is closed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndEmergency:
    """Somebody at the gate runs `menshen end-emergency`."""


BarrierDeed = (
    PassThrough
    | OpenDoor
    | CloseDoor
    | BlockBeam
    | FreeBeam
    | Press
    | TurnKey
    | BreakFireLoop
    | MendFireLoop
    | OpenHousing
    | CloseHousing
    | EndEmergency
)
