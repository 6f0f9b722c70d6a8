"""Holds what the network, the time and the people elsewhere can do to the gate, one dataclass a deed.

Never performs any of it: the stage of the scenario player does.
"""

from dataclasses import dataclass
from typing import Annotated

from device.simulation.scenario_fields import About
from device.simulation.scenario_words import Session, Signer, Subject
from device.vocabulary import Band, Colour, OrderName


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAway:
    """The broker cannot be reached any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerBack:
    """The broker can be reached again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspectors:
    """The venue's console says how many inspectors are live."""

    live: Annotated[int, About(meaning="how many", least=0, most=1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseTimeServer:
    """The time server does not answer any more; the clock goes on by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeServerBack:
    """The time server answers again and sets the gate's clock right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepClock:
    """The gate's wall clock jumps, and nothing says so."""

    seconds: Annotated[
        float, About(meaning="forwards; negative: backwards", unit="s", least=-31_536_000, most=31_536_000)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveOrder:
    """A console or the operator sends the gate an order."""

    order: Annotated[OrderName, About(meaning="which")]
    by: Annotated[str, About(meaning="who gives it", unit="characters", least=1, most=60)] = "inspector:chen"
    about: Annotated[
        Subject | None,
        About(meaning="whom it concerns; left out: the newest case, or the current visit where there is none"),
    ] = None
    signed_by: Annotated[Signer, About(meaning="whose key signs it")] = Signer.RIGHT
    session: Annotated[Session, About(meaning="for which run of the gate")] = Session.PRESENT
    expires_seconds: Annotated[
        float, About(meaning="until it expires; negative: it has expired", unit="s", least=-86_400, most=86_400)
    ] = 30.0
    id: Annotated[str, About(meaning="its id; give one twice to replay an order", most=40)] = ""
    retained: Annotated[bool, About(meaning="published with the broker's retain flag, as no order may be")] = False
    band: Annotated[Band | None, About(meaning="for correct_band")] = None
    people: Annotated[int | None, About(meaning="for group", least=2, most=6)] = None
    reason: Annotated[str, About(meaning="for open: why", unit="characters", most=200)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityAway:
    """The health authority answers no look-ups any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityBack:
    """The health authority answers look-ups again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeColour:
    """The health authority gives somebody another colour and tells every gate, by the broker."""

    holder: Annotated[str, About(meaning="id of the person", unit="characters", least=1, most=40)]
    colour: Annotated[Colour, About(meaning="the new one")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCodes:
    """The health authority withdraws every code somebody was given and tells every gate, by the broker."""

    holder: Annotated[str, About(meaning="id of the person", unit="characters", least=1, most=40)]


AuthorityDeed = AuthorityAway | AuthorityBack | ChangeColour | WithdrawCodes
AfarDeed = (
    AuthorityDeed | BrokerAway | BrokerBack | Inspectors | LoseTimeServer | TimeServerBack | StepClock | GiveOrder
)
