from hypothesis import given, settings
from hypothesis import strategies as st
from link_words import ACK, ANNOUNCE, statuses
from mqtt_world import (
    TOPICS,
    VENUE,
    World,
    order_topic,
)

from device.mqtt.messages import ConsoleStatus, encode
from device.mqtt.topics import TopicKind, build
from device.mqtt.transport import Outgoing
from device.vocabulary import EntryClass, OrderName


def test_an_announcement_is_answered_within_half_a_minute_and_not_in_a_flood() -> None:
    world = World()
    world.run(1)
    before = len(statuses(world))
    for _ in range(50):
        world.broker.publish(ANNOUNCE, b"")
        world.run(0.1)
    world.run(30)
    assert len(statuses(world)) == before + 1
    world.broker.publish(TopicKind.ANNOUNCE_FLEET.value, b"anything")
    world.run(120)
    assert len(statuses(world)) == before + 1
    world.broker.publish(TopicKind.ANNOUNCE_FLEET.value, b"anything")
    world.run(31)
    assert len(statuses(world)) == before + 2


topics_of_the_gate = st.sampled_from(
    [
        ACK,
        order_topic(OrderName.OPEN, "o-1"),
        build(TopicKind.ORDER_TO_ALL, venue=VENUE, name=OrderName.LOCK, id="o-1"),
        TOPICS.of(TopicKind.TWIN_DESIRED),
        build(TopicKind.TWIN_DESIRED_OF_ALL, venue=VENUE),
        build(TopicKind.CONSOLE_STATUS, venue=VENUE),
        ANNOUNCE,
        TopicKind.TRUST.value,
    ]
)
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["epoch", "through", "missing", "body", "signature", "inspectors_live"]), inner
        )
    ),
    max_leaves=10,
)
hostile = st.binary(max_size=200) | json_like.map(lambda value: str(value).replace("'", '"').encode("utf-8", "replace"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(topics_of_the_gate, hostile, st.booleans()), max_size=10))
def test_nothing_a_broker_can_carry_stops_the_link(messages: list[tuple[str, bytes, bool]]) -> None:
    world = World()
    world.run(1)
    for topic, payload, retained in messages:
        world.broker.publish(topic, payload, retain=retained)
    world.write(EntryClass.CHECKIN)
    world.run(60)
    assert world.held() == world.written()
    assert world.posted.orders() == []


def test_the_console_s_status_of_another_venue_is_not_this_one_s() -> None:
    world = World(with_keeper=False)
    world.run(1)
    stranger = world.broker.transport("stranger")
    stranger.open(None, lambda: None)
    world.run(1)
    payload = encode(ConsoleStatus(inspectors_live=9, since="2026-11-22T12:00:00Z"))
    topic = build(TopicKind.CONSOLE_STATUS, venue="other-school")
    assert stranger.publish(Outgoing(topic=topic, payload=payload))
    world.run(1)
    assert "InspectorsLive" not in world.posted.names()
