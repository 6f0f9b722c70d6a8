"""Writes the orders of a play as a console or the operator's tool would, and as an attacker might.

Never talks to a broker and never knows more of the gate than a console does: its status and its alerts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.mqtt.messages import Scalar
from device.mqtt.orders import ROLE_OF, sign_order
from device.mqtt.signed_documents import Role
from device.mqtt.topics import GateTopics, TopicKind
from device.simulation.deeds_from_afar import GiveOrder
from device.simulation.play_keys import PlayKeys
from device.simulation.scenario_words import Session, Signer, Subject
from device.vocabulary import OrderName

_ABOUT_SOMEBODY: Final = (
    OrderName.ADMIT,
    OrderName.REFUSE,
    OrderName.MEASURE_AGAIN,
    OrderName.CORRECT_BAND,
    OrderName.CLAIMED,
    OrderName.GROUP,
)
_INVENTED: Final = "0" * 32
_NOBODY: Final = "c-00000000-0"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCase:
    """A case as its alert told it."""

    id: str
    visit: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What whoever gives an order knows of the gate."""

    session: str
    previous_session: str | None
    cases: tuple[KnownCase, ...]
    """Every case ever told, oldest first."""
    current_visit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOrder:
    """A message for the broker."""

    topic: str
    payload: bytes
    retained: bool


class PlayOrders:
    """The pens of everybody who gives orders in one play."""

    def __init__(self, keys: PlayKeys, topics: GateTopics) -> None:
        self._keys, self._topics = keys, topics
        self._given = 0

    def write(self, deed: GiveOrder, known: Knowledge, true_wall: datetime) -> SignedOrder:
        """Give the message of one order."""
        self._given += 1
        topic = self._topics.of(TopicKind.ORDER, name=deed.order.value, id=deed.id or f"order-{self._given}")
        payload = sign_order(
            topic,
            key=self._key(deed),
            arguments=_arguments(deed, known),
            by=deed.by,
            session=_session(deed.session, known),
            not_after=true_wall + timedelta(seconds=deed.expires_seconds),
        )
        return SignedOrder(topic=topic, payload=payload, retained=deed.retained)

    def _key(self, deed: GiveOrder) -> Ed25519PrivateKey:
        match deed.signed_by:
            case Signer.STRANGER:
                return self._keys.stranger
            case Signer.VENUE:
                return self._keys.venue
            case Signer.OPERATOR:
                return self._keys.operator
            case Signer.RIGHT:
                return self._keys.venue if ROLE_OF[deed.order] is Role.VENUE else self._keys.operator


def _session(meant: Session, known: Knowledge) -> str:
    if meant is Session.INVENTED:
        return _INVENTED
    return (known.previous_session or _INVENTED) if meant is Session.PREVIOUS else known.session


def _arguments(deed: GiveOrder, known: Knowledge) -> dict[str, Scalar]:
    arguments: dict[str, Scalar] = {}
    if deed.order in _ABOUT_SOMEBODY:
        arguments = _subject(deed, known)
    if deed.band is not None:
        arguments["band"] = deed.band.value
    if deed.people is not None:
        arguments["people"] = deed.people
    if deed.reason:
        arguments["reason"] = deed.reason
    return arguments


def _subject(deed: GiveOrder, known: Knowledge) -> dict[str, Scalar]:
    about, cases = deed.about, known.cases
    if about is None:
        about = Subject.NEWEST_CASE if cases and deed.order is not OrderName.GROUP else Subject.CURRENT_VISIT
    if about is Subject.NEWEST_CASE and cases:
        return {"case": cases[-1].id, "attempt": cases[-1].attempt}
    if about is Subject.PREVIOUS_CASE and cases:
        case = cases[-2] if len(cases) > 1 else cases[-1]
        return {"case": case.id, "attempt": case.attempt}
    if about is Subject.PREVIOUS_VISIT and cases:
        return {"visit": cases[-1].visit, "attempt": cases[-1].attempt}
    if about is Subject.CURRENT_VISIT and known.current_visit is not None:
        return {"visit": known.current_visit, "attempt": 0}
    return {"case": _NOBODY, "attempt": 0}
