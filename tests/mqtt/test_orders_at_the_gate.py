from base64 import b64encode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from mqtt_world import (
    GATE,
    KEYS,
    NOON,
    OPERATOR_KEY,
    OTHER_SESSION,
    SESSION,
    STRANGERS_KEY,
    TOPICS,
    VENUE,
    VENUE_KEY,
    order_payload,
    order_topic,
)

from device.checkpoint.orders import Order
from device.mqtt.messages import Malformed, Scalar
from device.mqtt.order_judge import Refusal, judge
from device.mqtt.orders import FOR_ALL, ROLE_OF
from device.mqtt.signed_documents import TWIN_PREFIX, Role, open_envelope, sign, signer_keys
from device.mqtt.topics import GateTopics, TopicKind, build
from device.vocabulary import Band, ClockQuality, OrderName, Reason

PERSON: dict[str, Scalar] = {"visit": "v-00112233-7", "attempt": 1}
ARGUMENTS: dict[OrderName, dict[str, Scalar]] = {
    OrderName.OPEN: {"reason": "wheelchair"},
    OrderName.ADMIT: {"case": "c-00112233-3", "attempt": 2},
    OrderName.REFUSE: PERSON,
    OrderName.MEASURE_AGAIN: PERSON,
    OrderName.CORRECT_BAND: PERSON | {"band": "normal"},
    OrderName.CLAIMED: PERSON,
    OrderName.GROUP: PERSON | {"people": 3},
    OrderName.IDENTIFY: {},
    OrderName.LOCK: {},
    OrderName.UNLOCK: {},
    OrderName.RESTART: {},
}
THAT_OPEN_OR_NAME_A_PERSON = sorted(set(OrderName) - FOR_ALL)


def judged(
    topic: str,
    payload: bytes,
    *,
    retained: bool = False,
    clock: ClockQuality = ClockQuality.SYNCHRONISED,
    late: float = 0.0,
    gate: GateTopics = TOPICS,
) -> Order | Refusal:
    now = NOON + timedelta(seconds=late)
    return judge(topic, payload, retained=retained, keys=KEYS, gate=gate, session=SESSION, now_wall=now, clock=clock)


def reason(verdict: Order | Refusal) -> Reason:
    assert isinstance(verdict, Refusal)
    return verdict.reason


def to_all(name: OrderName) -> str:
    return build(TopicKind.ORDER_TO_ALL, venue=VENUE, name=name, id="o-1")


@pytest.mark.parametrize("name", OrderName)
def test_every_order_in_order_reaches_the_core(name: OrderName) -> None:
    topic = order_topic(name, "o-1")
    order = judged(topic, order_payload(name, topic, ARGUMENTS[name]))
    assert isinstance(order, Order)
    assert (order.id, order.name) == ("o-1", name)
    assert order.by == ("inspector:wang" if ROLE_OF[name] is Role.VENUE else "operator:li")


def test_arguments_reach_the_core_in_its_own_words() -> None:
    topic = order_topic(OrderName.CORRECT_BAND, "o-1")
    order = judged(topic, order_payload(OrderName.CORRECT_BAND, topic, PERSON | {"band": "fever"}))
    assert order == Order(
        id="o-1",
        name=OrderName.CORRECT_BAND,
        by="inspector:wang",
        subject="v-00112233-7",
        attempt=1,
        band=Band.FEVER,
    )


@pytest.mark.parametrize("name", OrderName)
def test_a_stranger_s_signature_is_refused(name: OrderName) -> None:
    topic = order_topic(name, "o-1")
    assert reason(judged(topic, order_payload(name, topic, ARGUMENTS[name], key=STRANGERS_KEY))) is Reason.ORDER_KEY


@pytest.mark.parametrize("name", OrderName)
def test_the_other_role_s_key_is_refused(name: OrderName) -> None:
    topic = order_topic(name, "o-1")
    other = OPERATOR_KEY if ROLE_OF[name] is Role.VENUE else VENUE_KEY
    assert reason(judged(topic, order_payload(name, topic, ARGUMENTS[name], key=other))) is Reason.ORDER_KEY


def test_an_altered_body_is_refused() -> None:
    topic = order_topic(OrderName.OPEN, "o-1")
    payload = order_payload(OrderName.OPEN, topic, {"reason": "wheelchair"})
    forged = order_payload(OrderName.OPEN, topic, {"reason": "wheelchaiR"})
    swapped = payload[: payload.index(b'"signature"')] + forged[forged.index(b'"signature"') :]
    assert reason(judged(topic, swapped)) is Reason.ORDER_SIGNATURE


def test_an_order_carried_to_another_topic_is_refused() -> None:
    payload = order_payload(OrderName.OPEN, order_topic(OrderName.OPEN, "o-1"), {"reason": "wheelchair"})
    assert reason(judged(order_topic(OrderName.OPEN, "o-2"), payload)) is Reason.ORDER_SIGNATURE
    assert reason(judged(order_topic(OrderName.ADMIT, "o-1"), payload)) is Reason.ORDER_SIGNATURE


def test_an_order_to_another_gate_or_venue_is_refused_even_with_a_good_signature() -> None:
    for gate in (GateTopics(venue=VENUE, device="north"), GateTopics(venue="other-school", device=GATE)):
        topic = gate.of(TopicKind.ORDER, name=OrderName.LOCK, id="o-1")
        assert reason(judged(topic, order_payload(OrderName.LOCK, topic))) is Reason.ORDER_MALFORMED
    elsewhere = build(TopicKind.ORDER_TO_ALL, venue="other-school", name=OrderName.LOCK, id="o-1")
    assert reason(judged(elsewhere, order_payload(OrderName.LOCK, elsewhere, session=None))) is Reason.ORDER_MALFORMED


def test_desired_values_cannot_be_shown_as_an_order() -> None:
    topic = order_topic(OrderName.UNLOCK, "o-1")
    body = order_payload(OrderName.UNLOCK, topic)
    inner = judged(topic, sign(TWIN_PREFIX, topic, _body_of(body), OPERATOR_KEY))
    assert reason(inner) is Reason.ORDER_SIGNATURE


@pytest.mark.parametrize("name", OrderName)
def test_a_retained_order_does_nothing(name: OrderName) -> None:
    topic = order_topic(name, "o-1")
    assert reason(judged(topic, order_payload(name, topic, ARGUMENTS[name]), retained=True)) is Reason.ORDER_RETAINED


@pytest.mark.parametrize("session", [OTHER_SESSION, None])
def test_an_order_for_another_run_is_refused(session: str | None) -> None:
    topic = order_topic(OrderName.OPEN, "o-1")
    payload = order_payload(OrderName.OPEN, topic, ARGUMENTS[OrderName.OPEN], session=session)
    assert reason(judged(topic, payload)) is Reason.ORDER_SESSION


@pytest.mark.parametrize(("late", "is_taken"), [(30.0, True), (30.001, False), (86400.0, False)])
def test_an_order_is_taken_until_its_last_moment_and_no_longer(late: float, is_taken: bool) -> None:
    topic = order_topic(OrderName.OPEN, "o-1")
    verdict = judged(topic, order_payload(OrderName.OPEN, topic, ARGUMENTS[OrderName.OPEN]), late=late)
    assert isinstance(verdict, Order) if is_taken else reason(verdict) is Reason.ORDER_EXPIRED


@pytest.mark.parametrize(
    ("clock", "is_taken"),
    [(ClockQuality.SYNCHRONISED, False), (ClockQuality.HOLDOVER, False), (ClockQuality.UNSET, True)],
)
def test_without_a_clock_only_the_session_tells_that_an_order_is_fresh(clock: ClockQuality, is_taken: bool) -> None:
    topic = order_topic(OrderName.OPEN, "o-1")
    payload = order_payload(OrderName.OPEN, topic, ARGUMENTS[OrderName.OPEN])
    assert isinstance(judged(topic, payload, late=3600, clock=clock), Order) is is_taken


@pytest.mark.parametrize("name", sorted(FOR_ALL))
def test_an_order_to_every_gate_of_the_venue_is_taken(name: OrderName) -> None:
    payload = order_payload(name, to_all(name), ARGUMENTS[name], session=None)
    assert isinstance(judged(to_all(name), payload), Order)


@pytest.mark.parametrize("name", THAT_OPEN_OR_NAME_A_PERSON)
def test_nothing_that_opens_or_names_a_person_is_taken_when_sent_to_all(name: OrderName) -> None:
    payload = order_payload(name, to_all(name), ARGUMENTS[name], session=None)
    assert reason(judged(to_all(name), payload)) is Reason.ORDER_NOT_FOR_ALL


@pytest.mark.parametrize("clock", [ClockQuality.HOLDOVER, ClockQuality.UNSET])
def test_an_order_to_all_needs_a_synchronised_clock(clock: ClockQuality) -> None:
    payload = order_payload(OrderName.LOCK, to_all(OrderName.LOCK), session=None)
    assert reason(judged(to_all(OrderName.LOCK), payload, clock=clock)) is Reason.ORDER_CLOCK


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [(-0.001, Reason.ORDER_EXPIRED), (0.0, None), (60.0, None), (60.001, Reason.ORDER_TOO_FAR_AHEAD)],
)
def test_an_order_to_all_lives_at_most_a_minute(ahead: float, expected: Reason | None) -> None:
    topic = to_all(OrderName.LOCK)
    payload = order_payload(OrderName.LOCK, topic, session=None, not_after=NOON)
    verdict = judged(topic, payload, late=-ahead)
    assert isinstance(verdict, Order) if expected is None else reason(verdict) is expected


def test_an_order_to_all_that_names_a_session_is_refused() -> None:
    payload = order_payload(OrderName.LOCK, to_all(OrderName.LOCK), session=SESSION)
    assert reason(judged(to_all(OrderName.LOCK), payload)) is Reason.ORDER_SESSION


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        (OrderName.OPEN, {}),
        (OrderName.OPEN, {"reason": ""}),
        (OrderName.OPEN, {"reason": "x" * 201}),
        (OrderName.OPEN, {"reason": "two\nlines"}),
        (OrderName.OPEN, {"reason": 7}),
        (OrderName.OPEN, {"reason": "x", "people": 6}),
        (OrderName.ADMIT, {"visit": "v-00112233-7"}),
        (OrderName.ADMIT, {"attempt": 1}),
        (OrderName.ADMIT, {"visit": "v-00112233-7", "case": "c-00112233-3", "attempt": 1}),
        (OrderName.ADMIT, {"visit": "c-00112233-7", "attempt": 1}),
        (OrderName.ADMIT, {"visit": "v-00112233-7\n", "attempt": 1}),
        (OrderName.ADMIT, {"visit": "v-00112233-", "attempt": 1}),
        (OrderName.ADMIT, {"visit": None, "attempt": 1}),
        (OrderName.ADMIT, {"visit": "v-00112233-7", "attempt": -1}),
        (OrderName.ADMIT, {"visit": "v-00112233-7", "attempt": 10}),
        (OrderName.ADMIT, {"visit": "v-00112233-7", "attempt": True}),
        (OrderName.ADMIT, {"visit": "v-00112233-7", "attempt": 1.0}),
        (OrderName.ADMIT, {"visit": "v-00112233-7", "attempt": "1"}),
        (OrderName.CORRECT_BAND, PERSON),
        (OrderName.CORRECT_BAND, PERSON | {"band": "doubtful"}),
        (OrderName.GROUP, PERSON | {"people": 1}),
        (OrderName.GROUP, PERSON | {"people": 7}),
        (OrderName.IDENTIFY, {"reason": "x"}),
        (OrderName.LOCK, {"visit": "v-00112233-7"}),
        (OrderName.LOCK, {"until": "tomorrow"}),
    ],
)
def test_an_argument_that_does_not_fit_refuses_the_order(name: OrderName, arguments: dict[str, Scalar]) -> None:
    topic = order_topic(name, "o-1")
    assert reason(judged(topic, order_payload(name, topic, arguments))) is Reason.ORDER_ARGUMENTS


def test_an_order_of_the_venue_names_the_inspector_who_decides() -> None:
    topic = order_topic(OrderName.OPEN, "o-1")
    payload = order_payload(OrderName.OPEN, topic, ARGUMENTS[OrderName.OPEN], by="operator:li")
    assert reason(judged(topic, payload)) is Reason.ORDER_ARGUMENTS


@pytest.mark.parametrize("name", ["update", "collect_logs", "twin", "self_destruct", "Open"])
def test_an_order_this_gate_does_not_know_is_refused(name: str) -> None:
    topic = f"gate/1/{VENUE}/{GATE}/order/{name}/o-1"
    expected = Reason.ORDER_UNKNOWN if name.islower() else Reason.ORDER_MALFORMED
    assert reason(judged(topic, b"{}")) is expected


@pytest.mark.parametrize("not_after", ["2026-13-22T12:00:00Z", "2026-11-22T12:00:00", "", "later"])
def test_a_time_that_is_none_refuses_the_order(not_after: str) -> None:
    topic = order_topic(OrderName.IDENTIFY, "o-1")
    body = _body_of(order_payload(OrderName.IDENTIFY, topic)).replace(b"2026-11-22T12:00:30.000Z", not_after.encode())
    assert reason(judged(topic, sign(b"menshen-order-1\0", topic, body, VENUE_KEY))) is Reason.ORDER_MALFORMED


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"body":"e30=","signature":"x"}',
        b'{"body":"!!!","signature":"' + b64encode(bytes(64)) + b'"}',
        b'{"body":"e30=","signature":"' + b64encode(bytes(64)) + b'"}',
        b'{"body":"e30=","signature":"' + b64encode(bytes(64)) + b'","more":1}',
        b"[" * 100_000,
        b'{"body":"' + b"A" * 40_000 + b'"}',
    ],
)
def test_garbage_is_refused_without_a_fuss(payload: bytes) -> None:
    assert reason(judged(order_topic(OrderName.OPEN, "o-1"), payload)) is Reason.ORDER_MALFORMED


@given(payload=st.binary(max_size=400), topic=st.text(max_size=60), retained=st.booleans())
def test_no_bytes_ever_become_an_order(payload: bytes, topic: str, retained: bool) -> None:
    assert isinstance(judged(order_topic(OrderName.OPEN, "o-1"), payload, retained=retained), Refusal)
    assert isinstance(judged(topic, payload), Refusal)


def test_no_single_bit_of_an_order_can_be_changed() -> None:
    topic = order_topic(OrderName.OPEN, "o-1")
    payload = order_payload(OrderName.OPEN, topic, ARGUMENTS[OrderName.OPEN])
    for at in range(len(payload)):
        for bit in range(8):
            altered = bytearray(payload)
            altered[at] ^= 1 << bit
            assert isinstance(judged(topic, bytes(altered)), Refusal), (at, bit)


def test_a_new_venue_key_works_beside_the_old_one() -> None:
    new = Ed25519PrivateKey.from_private_bytes(b"n" * 32)
    keys = signer_keys(venue=[VENUE_KEY.public_key(), new.public_key()], operator=[])
    topic = order_topic(OrderName.IDENTIFY, "o-1")
    for key in (VENUE_KEY, new):
        verdict = judge(
            topic,
            order_payload(OrderName.IDENTIFY, topic, key=key),
            retained=False,
            keys=keys,
            gate=TOPICS,
            session=SESSION,
            now_wall=NOON,
            clock=ClockQuality.SYNCHRONISED,
        )
        assert isinstance(verdict, Order)


def _body_of(payload: bytes) -> bytes:
    opened = open_envelope(payload)
    assert not isinstance(opened, Malformed)
    return opened.body
