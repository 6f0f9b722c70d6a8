"""Reads what a gate said to a broker, and says what others say to it."""

from mqtt_world import (
    TOPICS,
    VENUE,
    World,
    order_payload,
    order_topic,
)

from device.mqtt.messages import Malformed, Result, Status, decode
from device.mqtt.topics import TopicKind, build
from device.vocabulary import EntryClass, OrderName

STATUS = TOPICS.of(TopicKind.STATUS)
ACK = TOPICS.of(TopicKind.ACK)
ANNOUNCE = build(TopicKind.ANNOUNCE_VENUE, venue=VENUE)
CLASSES = list(EntryClass)


def statuses(world: World) -> list[Status]:
    decoded = [decode(payload, Status) for payload in world.payloads(STATUS)]
    assert not any(isinstance(status, Malformed) for status in decoded)
    return [status for status in decoded if isinstance(status, Status)]


def results(world: World, name: OrderName, order_id: str) -> list[Result]:
    topic = TOPICS.of(TopicKind.RESULT, name=name, id=order_id)
    decoded = [decode(payload, Result) for payload in world.payloads(topic)]
    return [result for result in decoded if isinstance(result, Result)]


def events_sent(world: World) -> int:
    return sum("/evt/" in topic for topic, _, _ in world.said)


def give(world: World, name: OrderName, order_id: str, payload: bytes | None = None, *, retain: bool = False) -> None:
    topic = order_topic(name, order_id)
    arguments = {"reason": "wheelchair"} if name is OrderName.OPEN else {}
    world.broker.publish(topic, payload or order_payload(name, topic, dict(arguments)), retain=retain)
    world.run(1)
