"""Orders and questions through a real broker: done once, or not at all, and answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from mqtt_world import GATE, NOON, OTHER_SESSION, STRANGERS_KEY, VENUE, VENUE_KEY, order_payload, order_topic
from private_broker import PrivateBroker
from street import Street, transport_to

from device.mqtt.messages import Result, decode
from device.mqtt.transport import Outgoing, Received
from device.vocabulary import EntryClass, OrderName, OrderStatus, Reason

pytestmark = pytest.mark.broker


@pytest.fixture
def street(broker: PrivateBroker, tmp_path: Path) -> Iterator[Street]:
    made = Street(broker, tmp_path / "records.sqlite")
    yield made
    made.close()


def test_orders_travel_and_bad_ones_do_nothing_but_leave_an_answer(street: Street) -> None:
    street.listen(f"gate/1/{VENUE}/{GATE}/result/+/+")
    street.until(lambda: "LinkUp" in street.posted.names(), "the gate is there")
    good = order_topic(OrderName.OPEN, "o-good")
    bad = {
        "forged": order_payload(
            OrderName.OPEN, order_topic(OrderName.OPEN, "o-forged"), {"reason": "x"}, key=STRANGERS_KEY
        ),
        "late": order_payload(
            OrderName.OPEN, order_topic(OrderName.OPEN, "o-late"), {"reason": "x"}, not_after=NOON.replace(hour=11)
        ),
        "session": order_payload(
            OrderName.OPEN, order_topic(OrderName.OPEN, "o-session"), {"reason": "x"}, session=OTHER_SESSION
        ),
        "retained": order_payload(OrderName.OPEN, order_topic(OrderName.OPEN, "o-retained"), {"reason": "x"}),
        "role": order_payload(OrderName.LOCK, order_topic(OrderName.LOCK, "o-role"), key=VENUE_KEY),
        "garbage": b"\x00\xff garbage",
    }
    for kind, payload in bad.items():
        name = OrderName.LOCK if kind == "role" else OrderName.OPEN
        topic = order_topic(name, f"o-{kind}")
        assert street.passer_by.publish(Outgoing(topic=topic, payload=payload, retain=kind == "retained"))
    good_payload = order_payload(OrderName.OPEN, good, {"reason": "wheelchair"})
    for _ in range(2):
        assert street.passer_by.publish(Outgoing(topic=good, payload=good_payload))
    street.until(lambda: len(street.posted.orders()) == 1 and _answers(street) == 6, "all are judged")
    assert [order.id for order in street.posted.orders()] == ["o-good"]
    answered = {
        kind: decode(
            street.messages(f"gate/1/{VENUE}/{GATE}/result/{'lock' if kind == 'role' else 'open'}/o-{kind}")[0].payload,
            Result,
        )
        for kind in bad
    }
    assert {kind: answer.reason for kind, answer in answered.items() if isinstance(answer, Result)} == {
        "forged": Reason.ORDER_KEY,
        "late": Reason.ORDER_EXPIRED,
        "session": Reason.ORDER_SESSION,
        "retained": Reason.ORDER_RETAINED,
        "role": Reason.ORDER_KEY,
        "garbage": Reason.ORDER_MALFORMED,
    }
    street.link.publish_result("o-good", OrderName.OPEN, OrderStatus.SUCCESSFUL, "")
    street.until(lambda: _answers(street) == 7, "the core's own answer")
    assert len(street.posted.orders()) == 1


def test_a_retained_order_does_nothing_when_the_gate_comes_back(street: Street) -> None:
    topic = order_topic(OrderName.OPEN, "o-1")
    street.until(lambda: "LinkUp" in street.posted.names(), "the gate is there")
    street.listen("nothing")
    street.passer_by.publish(
        Outgoing(topic=topic, payload=order_payload(OrderName.OPEN, topic, {"reason": "x"}), retain=True)
    )
    street.wire.cut()
    street.until(lambda: street.posted.names().count("LinkUp") == 2, "the gate is back")
    street.journal.write(EntryClass.CHECKIN)
    street.until(street.is_whole, "the gate has heard everything that waited")
    assert street.posted.orders() == []


def test_an_order_given_while_the_gate_is_away_is_not_kept_for_it(street: Street) -> None:
    topic = order_topic(OrderName.OPEN, "o-1")
    street.until(lambda: "LinkUp" in street.posted.names(), "the gate is there")
    street.listen("nothing")
    street.parts.remove(street.gate_transport)
    street.wire.cut()
    street.passer_by.publish(Outgoing(topic=topic, payload=order_payload(OrderName.OPEN, topic, {"reason": "x"})))
    street.listen("nothing else")
    street.parts.append(street.gate_transport)
    street.until(lambda: street.posted.names().count("LinkUp") == 2, "the gate is back")
    street.journal.write(EntryClass.CHECKIN)
    street.until(street.is_whole, "the gate has heard everything that waited")
    assert street.posted.orders() == []


def _answers(street: Street) -> int:
    return sum(isinstance(event, Received) for event in street.seen)


def test_a_request_tells_where_its_answer_is_awaited(street: Street) -> None:
    street.listen("question/+")
    asker = transport_to(street.broker.port, "asker")
    asker.open(None, lambda: None)
    street.parts.append(asker)
    question = Outgoing(topic="question/1", payload=b"x", response_topic="answer/asker", correlation=b"\x00\xff")
    street.until(lambda: asker.publish(question), "the question is on its way")
    street.until(lambda: bool(street.messages("question/1")), "the question arrives")
    assert street.messages("question/1") == [
        Received(
            topic="question/1", payload=b"x", retained=False, response_topic="answer/asker", correlation=b"\x00\xff"
        )
    ]
    asker.close()
