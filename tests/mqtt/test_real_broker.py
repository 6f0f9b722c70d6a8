import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mqtt_world import (
    EPOCH,
    GATE,
    NOON,
    OTHER_SESSION,
    SESSION,
    STRANGERS_KEY,
    TOPICS,
    VENUE,
    VENUE_KEY,
    MemoryJournal,
    Posted,
    link_over,
    order_payload,
    order_topic,
)
from private_broker import PrivateBroker, Steps, Wire, turn

from device.mqtt.link import Link
from device.mqtt.messages import Result, Status, decode
from device.mqtt.paho_transport import PahoTransport
from device.mqtt.topics import TopicKind
from device.mqtt.transport import (
    Connected,
    Disconnected,
    Outgoing,
    Received,
    Subscribed,
    TransportEvent,
    Trouble,
)
from device.record_keeper.keeper import RecordKeeper
from device.record_keeper.store import RecordStore
from device.simulation.virtual_clock import VirtualClock
from device.vocabulary import EntryClass, OrderName, OrderStatus, PublicState, Reason, State

pytestmark = pytest.mark.broker
STATUS = TOPICS.of(TopicKind.STATUS)
CLASSES = list(EntryClass)


def transport_to(port: int, client_id: str, *, random: Callable[[], float] = lambda: 0.0) -> PahoTransport:
    return PahoTransport(
        client_id=client_id,
        host="127.0.0.1",
        port=port,
        keepalive_seconds=30,
        tls=None,
        monotonic=time.monotonic,
        random=random,
        will_delay_seconds=1,
        wait_seconds=0.002,
    )


class Street:
    """A gate, a record keeper and somebody with a client of their own, all at one real broker."""

    def __init__(self, broker: PrivateBroker, records: Path) -> None:
        self.broker = broker
        self.wire = Wire(broker.port)
        self.clock = VirtualClock(wall=NOON)
        self.journal = MemoryJournal()
        self.posted = Posted()
        self.gate_transport = transport_to(self.wire.port, GATE)
        self.link: Link = link_over(self.gate_transport, self.journal, self.clock, self.posted)
        self.store = RecordStore(records)
        self.keeper_transport = transport_to(broker.port, "keeper")
        self.keeper = RecordKeeper(
            venue=VENUE,
            transport=self.keeper_transport,
            store=self.store,
            wall=self.clock.wall,
            wake=lambda: None,
            inspectors_live=2,
        )
        self.passer_by = transport_to(broker.port, "passer-by")
        self.passer_by.open(None, lambda: None)
        self.seen: list[TransportEvent] = []
        self.parts: list[Steps] = [
            self.wire,
            self.gate_transport,
            self.link,
            self.keeper_transport,
            self.keeper,
            self.passer_by,
            self,
        ]
        self.link.publish_status(State.IDLE, (), 0)

    def step(self, now: float) -> float:
        self.seen += self.passer_by.take()
        return now

    def until(self, claim: Callable[[], bool], what: str) -> float:
        return turn(self.parts, claim, what)

    def listen(self, *filters: str) -> None:
        self.until(lambda: Connected() in self.seen, "the passer-by is connected")
        self.passer_by.subscribe(filters)
        self.until(lambda: Subscribed() in self.seen, "the passer-by listens")

    def messages(self, topic: str) -> list[Received]:
        return [event for event in self.seen if isinstance(event, Received) and event.topic == topic]

    def status(self) -> Status | None:
        messages = self.messages(STATUS)
        status = decode(messages[-1].payload, Status) if messages else None
        return status if isinstance(status, Status) else None

    def is_whole(self) -> bool:
        return self.journal.acked == self.journal.head()

    def close(self) -> None:
        self.link.close()
        self.gate_transport.close()
        self.keeper.close()
        self.keeper_transport.close()
        self.passer_by.close()
        self.wire.close()


@pytest.fixture
def street(broker: PrivateBroker, tmp_path: Path) -> Iterator[Street]:
    made = Street(broker, tmp_path / "records.sqlite")
    yield made
    made.close()


def held(street: Street) -> list[str]:
    return [entry.hash for entry in street.store.entries(GATE, EPOCH)]


def written(street: Street) -> list[str]:
    return [entry.hash for entry in street.journal.entries]


def test_a_backlog_of_a_thousand_entries_arrives_whole(street: Street) -> None:
    street.journal.write(*(CLASSES * 167)[:1000])
    seconds = street.until(street.is_whole, "everything is acknowledged")
    assert held(street) == written(street)
    assert seconds < 10


def test_a_broker_killed_in_the_middle_of_a_backlog_loses_and_doubles_nothing(street: Street) -> None:
    street.journal.write(*(CLASSES * 1000)[:6000])
    for part in (1000, 3000):
        street.until(lambda part=part: street.journal.acked > part, "some of it is acknowledged")  # type: ignore[misc]
        assert not street.is_whole()
        street.broker.kill()
        street.until(lambda: street.posted.names()[-1] == "LinkDown", "the gate knows")
        street.journal.write(EntryClass.CHECKIN, EntryClass.ALERT)
        street.broker.start()
    street.until(street.is_whole, "everything is acknowledged")
    assert held(street) == written(street)
    assert street.store.faults() == ()


def test_a_wire_cut_again_and_again_loses_and_doubles_nothing(street: Street) -> None:
    for at in range(8):
        street.journal.write(*CLASSES * 40)
        street.until(lambda at=at: street.journal.acked > at * 200, "some of it is acknowledged")  # type: ignore[misc]
        street.wire.cut()
    street.until(street.is_whole, "everything is acknowledged")
    assert held(street) == written(street)


def test_a_keeper_that_is_away_gets_what_it_missed(street: Street) -> None:
    street.until(lambda: street.keeper.is_listening, "the keeper listens")
    street.keeper.close()
    street.keeper_transport.close()
    street.journal.write(*CLASSES * 10)
    street.parts.remove(street.keeper)
    street.until(lambda: "LinkUp" in street.posted.names(), "the gate publishes")
    street.keeper_transport = transport_to(street.broker.port, "keeper")
    street.store = RecordStore(None)
    street.keeper = RecordKeeper(
        venue=VENUE,
        transport=street.keeper_transport,
        store=street.store,
        wall=street.clock.wall,
        wake=lambda: None,
    )
    street.parts += [street.keeper_transport, street.keeper]
    street.until(lambda: street.keeper.is_listening, "the keeper listens again")
    # the gate sends again by itself within 6 s; a reconnection makes it do so at once
    street.wire.cut()
    street.until(street.is_whole, "everything is acknowledged")
    assert held(street) == written(street)


def test_whoever_comes_later_sees_how_the_gate_is(street: Street) -> None:
    street.until(lambda: "LinkUp" in street.posted.names(), "the gate is there")
    street.listen(f"gate/1/{VENUE}/+/status", f"gate/1/{VENUE}/_console/status")
    street.until(lambda: street.status() is not None, "the status is retained")
    status = street.status()
    assert status is not None
    assert (status.state, status.session) == (PublicState.READY, SESSION)
    assert street.messages(STATUS)[-1].retained
    street.until(lambda: "InspectorsLive" in street.posted.names(), "the gate knows of the inspectors")


def test_the_will_appears_when_the_gate_vanishes_and_goes_when_it_is_back(street: Street) -> None:
    street.listen(STATUS)
    street.until(lambda: "LinkUp" in street.posted.names(), "the gate is there")
    street.parts.remove(street.gate_transport)
    street.wire.cut()
    street.until(lambda: (now := street.status()) is not None and now.state is PublicState.OFFLINE, "the will")
    assert street.messages(STATUS)[-1].payload.count(SESSION.encode()) == 1
    street.parts.append(street.gate_transport)
    street.until(lambda: (now := street.status()) is not None and now.state is PublicState.READY, "back again")


def test_a_gate_that_ends_says_so_and_leaves_no_will(street: Street) -> None:
    street.listen(STATUS)
    street.until(lambda: "LinkUp" in street.posted.names(), "the gate is there")
    street.link.close()
    street.gate_transport.close()
    street.parts = [street.wire, street.passer_by, street]
    street.until(lambda: (now := street.status()) is not None and now.state is PublicState.OFFLINE, "offline")
    offline = len(street.messages(STATUS))
    began = time.monotonic()
    street.until(lambda: time.monotonic() > began + 2.5, "longer than the will's delay")
    assert len(street.messages(STATUS)) == offline


def test_a_name_used_twice_is_noticed_by_both(broker: PrivateBroker) -> None:
    clock = VirtualClock(wall=NOON)
    parts: list[Steps] = []
    told = []
    transports = []
    for session, pause in ((SESSION, 0.3), (OTHER_SESSION, 0.8)):
        transport = transport_to(broker.port, GATE, random=lambda pause=pause: pause)  # type: ignore[misc]
        posted = Posted()
        link = link_over(transport, MemoryJournal(), clock, posted, session=session)
        link.publish_status(State.IDLE, (), 0)
        parts += [transport, link]
        transports.append(transport)
        told.append(posted)
    turn(parts, lambda: all("SessionTakenOver" in posted.names() for posted in told), "both notice")
    for transport in transports:
        transport.close()


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


def test_a_gate_that_starts_before_its_broker_finds_it(broker: PrivateBroker) -> None:
    broker.stop()
    alone = transport_to(broker.port, GATE)
    alone.open(None, lambda: None)
    seen: list[TransportEvent] = []

    def has(kind: type[TransportEvent]) -> bool:
        seen.extend(alone.take())
        return any(isinstance(event, kind) for event in seen)

    turn([alone], lambda: has(Disconnected), "nobody is there")
    assert seen[0] == Disconnected(trouble=Trouble.UNREACHABLE, detail="ConnectionRefusedError")
    assert not alone.publish(Outgoing(topic="a", payload=b""))
    broker.start()
    turn([alone], lambda: has(Connected), "the broker is found")
    alone.close()


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
