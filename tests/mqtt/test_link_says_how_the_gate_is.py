import pytest
from link_words import statuses
from mqtt_world import (
    GATE,
    OPERATOR_KEY,
    SESSION,
    TOPICS,
    World,
)

from device.checkpoint.events import InspectorsLive, SessionTakenOver
from device.mqtt.link import NOTES_MOST
from device.mqtt.messages import Info, TwinReported, decode
from device.mqtt.topics import TopicKind
from device.mqtt.transport import Outgoing
from device.mqtt.twin import sign_desired
from device.vocabulary import ClockQuality, PublicState, State


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


def test_telemetry_may_be_lost_and_is_never_kept_for_later() -> None:
    world = World()
    world.link.publish_telemetry("link", {"in_flight": 1})
    world.run(1)
    assert world.payloads(TOPICS.of(TopicKind.TELEMETRY, name="link")) == []
    world.link.publish_telemetry("link", {"in_flight": 2})
    world.run(1)
    assert world.payloads(TOPICS.of(TopicKind.TELEMETRY, name="link")) == [b'{"in_flight":2}']


def test_of_too_much_telemetry_the_oldest_is_lost_even_while_one_is_being_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.run(1)
    world.link.publish_telemetry("link", {"number": -1})
    publish = world.transport.publish

    def overtaken(_message: Outgoing) -> bool:
        """Refuse it, as a full transport does, after another thread has filled the line meanwhile."""
        monkeypatch.setattr(world.transport, "publish", publish)
        for number in range(NOTES_MOST):
            world.link.publish_telemetry("link", {"number": number})
        return False

    monkeypatch.setattr(world.transport, "publish", overtaken)
    world.run(30)
    sent = world.payloads(TOPICS.of(TopicKind.TELEMETRY, name="link"))
    assert sent == [b'{"number":%d}' % number for number in range(NOTES_MOST)]


def test_a_gate_that_has_no_step_left_still_says_that_it_stops() -> None:
    world = World()
    world.run(1)
    world.link.publish_status(State.STOPPING, (), 0)
    world.link.close()
    world.run(1)
    assert [status.state for status in statuses(world)[-2:]] == [PublicState.STOPPING, PublicState.OFFLINE]
