import pytest
from mqtt_world import NOON

from device.mqtt.transport import Connected, Disconnected, Outgoing, Received, Subscribed, Trouble, Will
from device.simulation.emulated_broker import EmulatedBroker
from device.simulation.emulated_transport import EmulatedTransport
from device.simulation.scheduler import Doorbell, VirtualScheduler
from device.simulation.topic_filter import matches
from device.simulation.virtual_clock import VirtualClock


class Cafe:
    """A broker with guests, on a virtual clock."""

    def __init__(self) -> None:
        self.clock = VirtualClock(wall=NOON)
        self.scheduler = VirtualScheduler(self.clock)
        bell = Doorbell()
        self.broker = EmulatedBroker(monotonic=self.clock.monotonic, wake=bell)
        self.scheduler.add(self.broker, bell)

    def guest(self, name: str, will: Will | None = None) -> EmulatedTransport:
        guest = self.broker.transport(name)
        guest.open(will, lambda: None)
        self.run(1)
        return guest

    def run(self, seconds: float) -> None:
        self.scheduler.run_until(self.clock.monotonic() + seconds)


@pytest.mark.parametrize(
    ("topic_filter", "topic", "covers"),
    [
        ("a/b", "a/b", True),
        ("a/b", "a/b/c", False),
        ("a/b/c", "a/b", False),
        ("a/+", "a/b", True),
        ("a/+", "a/b/c", False),
        ("a/+/c", "a/b/c", True),
        ("a/#", "a/b/c", True),
        ("a/#", "a", True),
        ("#", "a/b", True),
        ("+/+", "a", False),
    ],
)
def test_a_filter_covers_what_the_standard_says(topic_filter: str, topic: str, covers: bool) -> None:
    assert matches(topic_filter, topic) is covers


def test_what_is_published_reaches_those_who_listen_and_nobody_else() -> None:
    cafe = Cafe()
    anna, bert = cafe.guest("anna"), cafe.guest("bert")
    anna.subscribe(["news/+"])
    assert anna.take() == [Connected(), Subscribed()]
    bert.publish(Outgoing(topic="news/1", payload=b"x"))
    bert.publish(Outgoing(topic="other/1", payload=b"y"))
    assert anna.take() == [Received(topic="news/1", payload=b"x", retained=False)]
    assert bert.take() == [Connected()]


def test_what_is_retained_waits_for_listeners_until_it_is_cleared() -> None:
    cafe = Cafe()
    cafe.broker.publish("news", b"x", retain=True)
    anna = cafe.guest("anna")
    anna.subscribe(["news"])
    assert anna.take()[-1] == Received(topic="news", payload=b"x", retained=True)
    cafe.broker.publish("news", b"", retain=True)
    assert cafe.broker.retained == {}


def test_an_outage_ends_every_connection_and_forgets_who_listened() -> None:
    cafe = Cafe()
    anna = cafe.guest("anna")
    anna.subscribe(["#"])
    anna.take()
    cafe.broker.go_away()
    assert anna.take() == [Disconnected(trouble=Trouble.UNREACHABLE)]
    assert not anna.publish(Outgoing(topic="a", payload=b""))
    cafe.broker.come_back()
    cafe.run(5)
    cafe.broker.publish("news", b"x")
    assert anna.take() == [Connected()]


def test_a_will_is_published_late_and_not_where_the_guest_is_back_or_said_farewell() -> None:
    cafe = Cafe()
    said: list[tuple[str, bytes, bool]] = []
    cafe.broker.listen("will/+", lambda *message: said.append(message))
    cafe.guest("anna", Will(topic="will/anna", payload=b"gone"))
    bert = cafe.guest("bert", Will(topic="will/bert", payload=b"gone"))
    cafe.guest("carl", Will(topic="will/carl", payload=b"gone"))
    cafe.broker.cut("anna")
    bert.close()
    cafe.broker.cut("carl")
    cafe.broker.mend("carl")
    cafe.run(9)
    assert said == []
    cafe.run(2)
    assert said == [("will/anna", b"gone", True)]


def test_two_of_one_name_take_the_connection_from_each_other() -> None:
    cafe = Cafe()
    first = cafe.guest("anna")
    first.take()
    cafe.guest("anna")
    assert first.take() == [Disconnected(trouble=Trouble.TAKEN_OVER)]


def test_exactly_as_many_messages_are_lost_as_asked() -> None:
    cafe = Cafe()
    anna = cafe.guest("anna")
    anna.subscribe(["a"])
    anna.take()
    cafe.broker.lose("a", 2)
    for number in range(4):
        cafe.broker.publish("a", b"%d" % number)
    assert [event.payload for event in anna.take() if isinstance(event, Received)] == [b"2", b"3"]


def test_a_request_tells_where_its_answer_is_awaited() -> None:
    cafe = Cafe()
    anna, bert = cafe.guest("anna"), cafe.guest("bert")
    anna.subscribe(["request/+"])
    bert.publish(Outgoing(topic="request/1", payload=b"x", response_topic="answer/bert", correlation=b"\x00\x01"))
    assert anna.take()[-1] == Received(
        topic="request/1", payload=b"x", retained=False, response_topic="answer/bert", correlation=b"\x00\x01"
    )
