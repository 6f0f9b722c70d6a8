import logging

import pytest
from link_words import give, results
from mqtt_world import (
    NOON,
    OPERATOR_KEY,
    OTHER_SESSION,
    SESSION,
    STRANGERS_KEY,
    VENUE,
    VENUE_KEY,
    World,
    order_payload,
    order_topic,
)

from device.mqtt.messages import Result
from device.mqtt.topics import TopicKind, build
from device.vocabulary import OrderName, OrderStatus, Reason


def test_a_good_order_reaches_the_core_and_is_answered_by_the_core_alone() -> None:
    world = World()
    world.run(1)
    give(world, OrderName.OPEN, "o-1")
    assert [order.id for order in world.posted.orders()] == ["o-1"]
    assert results(world, OrderName.OPEN, "o-1") == []
    world.link.publish_result("o-1", OrderName.OPEN, OrderStatus.SUCCESSFUL, "")
    world.run(1)
    assert results(world, OrderName.OPEN, "o-1") == [Result(status=OrderStatus.SUCCESSFUL, reason="")]


def test_an_order_that_is_repeated_does_nothing_but_leave_a_line(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    world.run(1)
    topic = order_topic(OrderName.OPEN, "o-1")
    payload = order_payload(OrderName.OPEN, topic, {"reason": "wheelchair"})
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            give(world, OrderName.OPEN, "o-1", payload)
    assert len(world.posted.orders()) == 1
    assert results(world, OrderName.OPEN, "o-1") == []
    assert sum("order.duplicate" in line for line in caplog.messages) == 2


def test_a_forger_cannot_make_an_executed_order_look_rejected() -> None:
    world = World()
    world.run(1)
    give(world, OrderName.OPEN, "o-1")
    give(world, OrderName.OPEN, "o-1", b"garbage")
    assert results(world, OrderName.OPEN, "o-1") == []


FORGERIES = {
    "garbage": (b"garbage", Reason.ORDER_MALFORMED),
    "a stranger's key": (None, Reason.ORDER_KEY),
    "the operator's key": (None, Reason.ORDER_KEY),
    "another session": (None, Reason.ORDER_SESSION),
    "too late": (None, Reason.ORDER_EXPIRED),
    "retained": (None, Reason.ORDER_RETAINED),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_an_order_that_is_not_in_order_is_answered_and_does_nothing(
    forgery: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = World()
    world.run(1)
    topic = order_topic(OrderName.OPEN, "o-9")
    payload, reason = FORGERIES[forgery]
    if payload is None:
        payload = order_payload(
            OrderName.OPEN,
            topic,
            {"reason": "x"},
            key={"a stranger's key": STRANGERS_KEY, "the operator's key": OPERATOR_KEY}.get(forgery, VENUE_KEY),
            session=OTHER_SESSION if forgery == "another session" else SESSION,
            not_after=NOON if forgery == "too late" else NOON.replace(minute=1),
        )
    give(world, OrderName.OPEN, "o-9", payload, retain=forgery == "retained")
    assert world.posted.orders() == []
    status = OrderStatus.EXPIRED if forgery == "too late" else OrderStatus.REJECTED
    assert results(world, OrderName.OPEN, "o-9") == [Result(status=status, reason=reason)]
    assert any(reason.value in line for line in caplog.messages)


def test_a_retained_order_is_refused_again_at_every_connection() -> None:
    world = World()
    world.run(1)
    give(world, OrderName.OPEN, "o-1", retain=True)
    world.broker.go_away()
    world.broker.come_back()
    world.run(5)
    assert world.posted.orders() == []


def test_a_flood_of_forged_orders_is_not_answered_by_a_flood() -> None:
    world = World()
    world.run(1)
    for number in range(500):
        world.broker.publish(order_topic(OrderName.OPEN, f"o-{number}"), b"garbage")
    world.run(1)
    answers = [topic for topic, _, _ in world.said if "/result/" in topic]
    assert 1 <= len(answers) <= 25


def test_an_order_for_every_gate_is_taken_and_opening_all_gates_is_not() -> None:
    world = World()
    world.run(1)
    for name, order_id in ((OrderName.LOCK, "o-1"), (OrderName.OPEN, "o-2")):
        topic = build(TopicKind.ORDER_TO_ALL, venue=VENUE, name=name, id=order_id)
        arguments = {"reason": "x"} if name is OrderName.OPEN else {}
        world.broker.publish(topic, order_payload(name, topic, dict(arguments), session=None))
    world.run(1)
    assert [order.name for order in world.posted.orders()] == [OrderName.LOCK]


def test_a_result_that_met_no_broker_is_left_to_the_journal() -> None:
    world = World()
    world.run(1)
    world.link.publish_result("o-1", OrderName.OPEN, OrderStatus.SUCCESSFUL, "")
    world.broker.go_away()
    world.run(1)
    world.link.publish_result("o-1", OrderName.OPEN, OrderStatus.SUCCESSFUL, "")
    world.broker.come_back()
    world.run(10)
    assert results(world, OrderName.OPEN, "o-1") == []
