"""Orders said to a running gate by Debian's own MQTT client: every wrong one is refused by name, and moves nothing."""

import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from accounting import body_of
from private_broker import PrivateBroker
from test_hostile_broker import TOPICS, Attacked
from whole_gate import GATE, VENUE, until

from device.mqtt.messages import ORDER_BYTES_MOST, OrderBody, Scalar, encode
from device.mqtt.orders import sign_order
from device.mqtt.signed_documents import ORDER_PREFIX, key_id, sign
from device.mqtt.topics import TopicKind
from device.vocabulary import EntryClass, OrderName, OrderStatus, Reason

pytestmark = pytest.mark.broker


class Client:
    """mosquitto_pub, with a venue's key in hand."""

    def __init__(self, attacked: Attacked, port: int) -> None:
        self.attacked, self.port = attacked, port

    def say(self, topic: str, payload: bytes, *words: str) -> None:
        subprocess.run(
            ["mosquitto_pub", "-V", "5", "-h", "127.0.0.1", "-p", str(self.port), "-q", "1", "-t", topic, "-s", *words],
            input=payload,
            check=True,
        )

    def signed(
        self,
        topic: str,
        *,
        arguments: Mapping[str, Scalar] | None = None,
        seconds: float = 30.0,
        session: str | None = "",
    ) -> bytes:
        return sign_order(
            topic,
            key=self.attacked.gate.keys.venue,
            arguments={"reason": "visitor of the office"} if arguments is None else arguments,
            by="inspector:wang",
            session=self.attacked.status().session if session == "" else session,
            not_after=datetime.now(UTC) + timedelta(seconds=seconds),
        )

    def signed_until(self, topic: str, not_after: str) -> bytes:
        key = self.attacked.gate.keys.venue
        body = OrderBody(
            arguments={"reason": "visitor"},
            by="inspector:wang",
            key_id=key_id(key.public_key()),
            session=self.attacked.status().session,
            not_after=not_after,
        )
        return sign(ORDER_PREFIX, topic, encode(body), key)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    broker = PrivateBroker(tmp_path)
    broker.start()
    attacked = Attacked(tmp_path, broker.port)
    yield Client(attacked, broker.port)
    attacked.close()
    broker.stop()


def opening(order_id: str) -> str:
    return TOPICS.of(TopicKind.ORDER, name=OrderName.OPEN, id=order_id)


def wrong_orders(client: Client) -> dict[str, tuple[bytes, Reason]]:
    """Give, by id, what is said as an order to open, and why it is refused."""
    right, other_gate = client.signed, opening("here").replace(GATE, "gate-2")
    return {
        "oversize": (b'{"body":"' + b"A" * 2 * ORDER_BYTES_MOST + b'","signature":""}', Reason.ORDER_MALFORMED),
        "wordy": (right(opening("wordy"), arguments={"reason": "x" * 4000}), Reason.ORDER_ARGUMENTS),
        "more": (right(opening("more"), arguments={"reason": "x", "passages": 99}), Reason.ORDER_ARGUMENTS),
        "truncated": (right(opening("truncated"))[:-20], Reason.ORDER_MALFORMED),
        "torn": (right(opening("torn"))[:100], Reason.ORDER_MALFORMED),
        "here": (right(other_gate), Reason.ORDER_SIGNATURE),
        "moved": (right(opening("elsewhere")), Reason.ORDER_SIGNATURE),
        "nameless": (right(opening("nameless"), session=None), Reason.ORDER_SESSION),
        "earlier": (right(opening("earlier"), session="0" * 32), Reason.ORDER_SESSION),
        "no-zone": (client.signed_until(opening("no-zone"), "2099-01-01T00:00:00.000"), Reason.ORDER_MALFORMED),
        "no-day": (client.signed_until(opening("no-day"), "2099-13-99T00:00:00.000Z"), Reason.ORDER_MALFORMED),
    }


def test_every_wrong_order_is_refused_with_its_reason_and_moves_nothing(client: Client) -> None:
    attacked = client.attacked
    attacked.start()
    for order_id, (payload, reason) in wrong_orders(client).items():
        client.say(opening(order_id), payload)
        assert attacked.wait_for_result(OrderName.OPEN, order_id, OrderStatus.REJECTED) == reason, order_id
    client.say(opening("stale"), client.signed(opening("stale"), seconds=-1.0))
    assert attacked.wait_for_result(OrderName.OPEN, "stale", OrderStatus.EXPIRED) == Reason.ORDER_EXPIRED
    client.say(opening("kept"), client.signed(opening("kept")), "-r")
    assert attacked.wait_for_result(OrderName.OPEN, "kept", OrderStatus.REJECTED) == Reason.ORDER_RETAINED
    unknown = opening("what").replace("/open/", "/explode/")
    client.say(unknown, client.signed(unknown))
    until(
        lambda: "order explode/what refused: order.unknown" in attacked.gate.log, "refused", attacked.gate, attacked.ear
    )
    everybody = f"gate/1/{VENUE}/_all/order/open/all"
    client.say(everybody, client.signed(everybody, session=None))
    assert attacked.wait_for_result(OrderName.OPEN, "all", OrderStatus.REJECTED) == Reason.ORDER_NOT_FOR_ALL
    for elsewhere in (opening("a").replace(GATE, "gate-2"), opening("b").replace(VENUE, "another-school")):
        client.say(elsewhere, client.signed(elsewhere))
    client.say(opening("huge"), bytes(2 << 20))
    assert attacked.openings() == 0
    attacked.serves()  # what was said before it has been dealt with by then
    assert attacked.openings() == 1
    results = [body_of(one) for one in attacked.gate.entries() if one.header.entry_class is EntryClass.RESULT]
    assert {str(one["order"]) for one in results} == {f"order-{attacked.given}"}, "a refused order leaves no entry"


def test_an_order_said_again_opens_once(client: Client) -> None:
    attacked = client.attacked
    attacked.start()
    payload = client.signed(opening("once"))
    for _ in range(3):
        client.say(opening("once"), payload)
    attacked.wait_for_result(OrderName.OPEN, "once", OrderStatus.SUCCESSFUL)
    client.say(opening("once"), payload)
    attacked.serves()
    assert attacked.openings() == 1 + 1
    assert attacked.gate.log.count("order open/once refused: order.duplicate") == 3
