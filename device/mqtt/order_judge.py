"""Judges at the gate whether an order that arrived is authentic, fresh and well-formed.

Never decides whether it fits the visit (the core does), never acts on it, never raises: what is not in order is a
`Refusal` with a reason. The form is the published contract's, `docs/contract.md`, "Orders".
"""

from datetime import datetime
from typing import Final

from msgspec import Struct

from device.checkpoint.orders import Order
from device.mqtt.messages import Malformed, OrderBody, decode
from device.mqtt.order_arguments import ArgumentsRefused, order_of
from device.mqtt.orders import AHEAD_MOST, FOR_ALL, INSPECTOR, ROLE_OF
from device.mqtt.signed_documents import ORDER_PREFIX, Role, SignerKeys, is_signed_by, open_envelope
from device.mqtt.topics import GateTopics, Topic, TopicKind, parse
from device.vocabulary import ClockQuality, OrderName, Reason


class Refusal(Struct, frozen=True, kw_only=True):
    """An order that is not taken; `order` and `name` are what the topic says and may be anybody's invention."""

    order: str
    name: str
    reason: Reason
    detail: str = ""


def judge(
    topic: str,
    payload: bytes,
    *,
    retained: bool,
    keys: SignerKeys,
    gate: GateTopics,
    session: str,
    now_wall: datetime,
    clock: ClockQuality,
) -> Order | Refusal:
    """Say whether an order may go to the core of the gate whose topics are `gate` and whose run is `session`.

    Which topic it came on matters: the operator signs for many venues, so a broker could carry one venue's order to
    another's gate.
    """
    place = parse(topic)
    if place is None or not _is_for(place, gate):
        return Refusal(order="", name="", reason=Reason.ORDER_MALFORMED, detail="not an order's topic")
    if retained:
        return _refuse(place, Reason.ORDER_RETAINED)
    name = _NAMES.get(place.name or "")
    if name is None:
        return _refuse(place, Reason.ORDER_UNKNOWN)
    body = _authentic(topic, payload, place, keys, name)
    if isinstance(body, Refusal):
        return body
    if place.kind is TopicKind.ORDER_TO_ALL:
        stale = _staleness_for_all(body, name, now_wall, clock)
    else:
        stale = _staleness(body, session, now_wall, clock)
    if stale is not None:
        return _refuse(place, stale)
    if ROLE_OF[name] is Role.VENUE and not body.by.startswith(INSPECTOR):
        return _refuse(place, Reason.ORDER_ARGUMENTS, "by")
    order = order_of(name, id=place.id or "", by=body.by, arguments=body.arguments)
    if isinstance(order, ArgumentsRefused):
        return _refuse(place, Reason.ORDER_ARGUMENTS, order.detail)
    return order


def _authentic(topic: str, payload: bytes, place: Topic, keys: SignerKeys, name: OrderName) -> OrderBody | Refusal:
    opened = open_envelope(payload)
    if isinstance(opened, Malformed):
        return _refuse(place, Reason.ORDER_MALFORMED, opened.detail)
    body = decode(opened.body, OrderBody)
    if isinstance(body, Malformed):
        return _refuse(place, Reason.ORDER_MALFORMED, body.detail)
    key = keys.of(ROLE_OF[name]).get(body.key_id)
    if key is None:
        return _refuse(place, Reason.ORDER_KEY)
    if not is_signed_by(key, ORDER_PREFIX, topic, opened):
        return _refuse(place, Reason.ORDER_SIGNATURE)
    return body


def _is_for(place: Topic, gate: GateTopics) -> bool:
    if place.venue != gate.venue:
        return False
    return place.kind is TopicKind.ORDER_TO_ALL or (place.kind is TopicKind.ORDER and place.device == gate.device)


def _staleness(body: OrderBody, session: str, now_wall: datetime, clock: ClockQuality) -> Reason | None:
    not_after = _moment(body.not_after)
    if not_after is None:
        return Reason.ORDER_MALFORMED
    if body.session != session:
        return Reason.ORDER_SESSION
    return Reason.ORDER_EXPIRED if now_wall > not_after and clock is not ClockQuality.UNSET else None


def _staleness_for_all(body: OrderBody, name: OrderName, now_wall: datetime, clock: ClockQuality) -> Reason | None:
    not_after = _moment(body.not_after)
    if not_after is None:
        return Reason.ORDER_MALFORMED
    if name not in FOR_ALL:
        return Reason.ORDER_NOT_FOR_ALL
    if body.session is not None:
        return Reason.ORDER_SESSION
    if clock is not ClockQuality.SYNCHRONISED:
        return Reason.ORDER_CLOCK
    if not_after - now_wall > AHEAD_MOST:
        return Reason.ORDER_TOO_FAR_AHEAD
    return Reason.ORDER_EXPIRED if now_wall > not_after else None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _refuse(place: Topic, reason: Reason, detail: str = "") -> Refusal:
    return Refusal(order=place.id or "", name=place.name or "", reason=reason, detail=detail)


_NAMES: Final = {name.value: name for name in OrderName}
