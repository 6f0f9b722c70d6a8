import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mqtt_world import (
    EPOCH,
    GATE,
    NOON,
    OPERATOR_KEY,
    OTHER_SESSION,
    SESSION,
    STRANGERS_KEY,
    TOPICS,
    VENUE,
    VENUE_KEY,
    World,
    order_payload,
    order_topic,
)

from device.checkpoint.events import InspectorsLive, SessionTakenOver
from device.mqtt.messages import Ack, ConsoleStatus, Info, Malformed, Result, Status, TwinReported, decode, encode
from device.mqtt.topics import TopicKind, build
from device.mqtt.transport import Outgoing
from device.mqtt.twin import sign_desired
from device.vocabulary import ClockQuality, EntryClass, OrderName, OrderStatus, PublicState, Reason, State

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


def test_what_is_written_arrives_and_is_acknowledged() -> None:
    world = World()
    world.run(1)
    world.write(*CLASSES)
    world.run(1)
    assert world.held() == world.written()
    assert world.journal.acked == len(CLASSES)
    assert events_sent(world) == len(CLASSES)


def test_a_day_s_backlog_arrives_whole_after_an_outage() -> None:
    world = World()
    world.run(1)
    world.broker.go_away()
    for _ in range(1000):
        world.write(*CLASSES[:3])
    world.run(3600)
    assert world.held() == []
    world.broker.come_back()
    world.run(5)
    assert world.held() == world.written()
    assert world.journal.acked == 3000
    assert world.store.faults() == ()


def test_messages_lost_between_broker_and_keeper_are_sent_again() -> None:
    world = World()
    world.run(1)
    world.broker.lose(f"gate/1/{VENUE}/{GATE}/evt/+", 7)
    for _ in range(20):
        world.write(*CLASSES)
        world.run(0.5)
    world.run(120)
    assert world.held() == world.written()
    assert world.journal.acked == world.journal.head()


def test_lost_acknowledgements_cost_a_repetition_and_nothing_else() -> None:
    world = World()
    world.run(1)
    world.broker.lose(ACK, 1)
    world.write(EntryClass.CHECKIN)
    world.run(20)
    assert world.journal.acked == 1
    assert events_sent(world) == 2
    assert len(world.held()) == 1


def test_a_keeper_that_comes_late_gets_everything() -> None:
    world = World(with_keeper=False)
    world.run(1)
    world.write(*CLASSES * 50)
    world.run(600)
    world.start_keeper()
    world.run(70)
    assert world.held() == world.written()
    assert world.journal.acked == world.journal.head()


def test_the_link_is_up_once_it_listens_and_down_once_when_the_broker_goes() -> None:
    world = World()
    world.run(1)
    assert world.posted.names() == ["LinkUp", "InspectorsLive"]
    world.broker.go_away()
    world.run(60)
    assert world.posted.names()[2:] == ["LinkDown"]
    world.broker.come_back()
    world.run(5)
    assert world.posted.names()[3:5] == ["LinkUp", "InspectorsLive"]


def test_a_gate_that_starts_without_a_broker_says_so_once() -> None:
    world = World()
    world.broker.go_away()
    world.run(60)
    assert world.posted.names() == ["LinkDown"]


def test_the_core_learns_how_many_inspectors_are_live() -> None:
    world = World()
    world.run(1)
    world.keeper.say_inspectors_live(3)
    world.run(1)
    assert [event.count for event in world.posted.events if isinstance(event, InspectorsLive)] == [1, 3]


def test_status_is_published_on_change_and_never_for_a_visit() -> None:
    world = World()
    world.run(1)
    before = len(statuses(world))
    for state in (State.SCREENING, State.COMMITTING, State.ADMITTING, State.REFERRED, State.IDLE):
        world.link.publish_status(state, (), 0)
        world.run(1)
    assert len(statuses(world)) == before
    world.link.publish_status(State.LOCKED, ("camera",), 2)
    world.run(1)
    last = statuses(world)[-1]
    assert (last.state, last.degraded, last.open_cases) == (PublicState.LOCKED, ["camera"], 2)
    assert last.session == SESSION
    assert last.trust_age == 60
    assert last.clock is ClockQuality.SYNCHRONISED


def test_since_is_the_moment_the_state_began_not_the_last_change() -> None:
    world = World()
    world.run(10)
    world.link.publish_status(State.LOCKED, (), 0)
    world.run(10)
    world.link.publish_status(State.LOCKED, (), 1)
    world.run(1)
    first, second = statuses(world)[-2:]
    assert first.since == second.since == "2026-11-22T12:00:10.000Z"


def test_a_clock_that_is_lost_shows_in_the_status_within_a_minute() -> None:
    world = World()
    world.run(1)
    world.clock.lose()
    world.run(60)
    assert statuses(world)[-1].clock is ClockQuality.UNSET


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_public_name(state: State) -> None:
    world = World()
    world.link.publish_status(state, (), 0)
    world.run(1)
    expected = state.value if state.value in set(PublicState) else "ready"
    assert statuses(world)[-1].state == expected


def test_info_and_reported_values_are_retained_beside_the_status() -> None:
    world = World()
    world.run(1)
    assert isinstance(decode(world.broker.retained[TOPICS.of(TopicKind.INFO)], Info), Info)
    reported = decode(world.broker.retained[TOPICS.of(TopicKind.TWIN_REPORTED)], TwinReported)
    assert isinstance(reported, TwinReported)
    assert (reported.venue_rev, reported.device_rev) == (0, 0)


def test_the_will_says_offline_ten_seconds_after_the_gate_vanished() -> None:
    world = World()
    world.run(1)
    world.broker.cut(GATE)
    world.run(9.9)
    assert statuses(world)[-1].state is PublicState.READY
    world.run(0.2)
    assert statuses(world)[-1].state is PublicState.OFFLINE
    assert statuses(world)[-1].session == SESSION
    world.broker.mend(GATE)
    world.run(5)
    assert statuses(world)[-1].state is PublicState.READY


def test_a_gate_that_ends_in_good_order_says_so_at_once() -> None:
    world = World()
    world.run(1)
    world.link.close()
    assert statuses(world)[-1].state is PublicState.OFFLINE


def test_a_name_used_twice_is_told_to_the_core() -> None:
    world = World()
    world.run(1)
    world.broker.transport(GATE).open(None, lambda: None)
    world.run(1)
    assert [event for event in world.posted.events if isinstance(event, SessionTakenOver)] == [SessionTakenOver()]
    assert world.posted.names()[-2:] == ["LinkDown", "SessionTakenOver"]


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


def test_desired_values_are_handed_over_and_reported() -> None:
    world = World()
    world.run(1)
    topic = TOPICS.of(TopicKind.TWIN_DESIRED)
    payload = sign_desired(topic, key=OPERATOR_KEY, rev=4, values={"policy.strict": True, "pins.relay": 3})
    world.broker.publish(topic, payload, retain=True)
    world.run(1)
    assert [dict(twin.applied) for twin in world.twins] == [{"policy.strict": True}]
    reported = decode(world.broker.retained[TOPICS.of(TopicKind.TWIN_REPORTED)], TwinReported)
    assert reported == TwinReported(
        venue_rev=0, device_rev=4, applied={"policy.strict": True}, errors={"pins.relay": "unknown"}
    )
    world.broker.go_away()
    world.broker.come_back()
    world.run(5)
    assert len(world.twins) == 1


def test_the_trust_list_is_handed_over_as_it_came() -> None:
    world = World()
    world.broker.publish(TopicKind.TRUST.value, b"signed", retain=True)
    world.run(1)
    assert world.trust == [b"signed"]
    world.broker.publish(TopicKind.TRUST.value, b"x" * 262_145)
    world.run(1)
    assert world.trust == [b"signed"]


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


def test_telemetry_may_be_lost_and_is_never_kept_for_later() -> None:
    world = World()
    world.link.publish_telemetry("link", {"in_flight": 1})
    world.run(1)
    assert world.payloads(TOPICS.of(TopicKind.TELEMETRY, name="link")) == []
    world.link.publish_telemetry("link", {"in_flight": 2})
    world.run(1)
    assert world.payloads(TOPICS.of(TopicKind.TELEMETRY, name="link")) == [b'{"in_flight":2}']


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


def lie(world: World, ack: Ack) -> None:
    world.broker.publish(ACK, encode(ack))
    world.run(1)


def test_an_acknowledgement_beyond_the_journal_moves_nothing_and_is_shown_to_the_journal() -> None:
    world = World(with_keeper=False)
    world.run(1)
    world.write(EntryClass.CHECKIN, EntryClass.ALERT)
    world.run(1)
    lie(world, Ack(epoch=EPOCH, through=5, head_hash="a" * 64, missing=[]))
    assert world.journal.acknowledgements == [(5, "a" * 64)]
    assert world.journal.acked == 0
    sent = events_sent(world)
    world.run(6)
    assert events_sent(world) == sent + 2


def test_an_acknowledgement_with_a_wrong_hash_moves_nothing_and_is_shown_to_the_journal() -> None:
    world = World(with_keeper=False)
    world.run(1)
    world.write(EntryClass.CHECKIN)
    world.run(1)
    lie(world, Ack(epoch=EPOCH, through=1, head_hash="a" * 64, missing=[]))
    assert world.journal.acknowledgements == [(1, "a" * 64)]
    sent = events_sent(world)
    world.run(6)
    assert events_sent(world) == sent + 1


@pytest.mark.parametrize(
    "ack",
    [
        Ack(epoch="another-epoch", through=1, head_hash="a" * 64, missing=[]),
        Ack(epoch=EPOCH, through=0, head_hash="0" * 64, missing=[(2, 1)]),
    ],
)
def test_an_acknowledgement_that_is_not_for_this_journal_is_passed_over(ack: Ack) -> None:
    world = World(with_keeper=False)
    world.run(1)
    world.write(EntryClass.CHECKIN)
    world.run(1)
    lie(world, ack)
    assert world.journal.acknowledgements == []


def test_a_journal_that_cannot_be_read_is_tried_again_and_the_link_lives() -> None:
    world = World()
    world.run(1)
    world.journal.is_unreadable = True
    world.write(EntryClass.CHECKIN)
    world.run(30)
    world.journal.is_unreadable = False
    world.run(30)
    assert world.held() == world.written()


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
