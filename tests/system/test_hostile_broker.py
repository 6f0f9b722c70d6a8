"""Whatever a broker carries to a running gate, the gate stays up, opens for nobody it should not, and serves on."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from accounting import Account, body_of
from broker_ear import Ear
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from private_broker import PrivateBroker
from whole_gate import GATE, VENUE, Keeper, Sections, WholeGate, until

from device.mqtt.messages import Result, Status, decode
from device.mqtt.orders import sign_order
from device.mqtt.topics import GateTopics, TopicKind
from device.vocabulary import EntryClass, OrderName, OrderStatus, PublicState, Reason

pytestmark = pytest.mark.broker
TOPICS = GateTopics(venue=VENUE, device=GATE)
STATUS = TOPICS.of(TopicKind.STATUS)
MEGABYTE = 1 << 20
LISTENED_TO = [
    topic.replace("order/+/+", f"order/open/rubbish-{number}").replace("+", f"rubbish-{number}")
    for number, topic in enumerate(TOPICS.subscriptions())
]
CALM: Sections = {"hardware": {"visitors": False}, "policy": {"passage_seconds": 2.0}}


class Attacked:
    """A gate, a record keeper, and somebody who may publish whatever they like."""

    def __init__(self, folder: Path, port: int) -> None:
        self.ear, self.keeper = Ear(port), Keeper(folder, port)
        self.gate = WholeGate(folder / "gate", port, CALM)
        self.given = 0

    def start(self) -> None:
        self.gate.start_and_wait()
        self.wait_for_ready()

    def wait_for_ready(self) -> None:
        until(lambda: self.status().state is PublicState.READY, "ready", self.gate, self.ear)

    def status(self) -> Status:
        """Give the gate's own newest word, whatever else was said in its name."""
        for payload in reversed(self.ear.payloads(STATUS)):
            status = decode(payload, Status)
            if isinstance(status, Status):
                return status
        return Status(
            state=PublicState.OFFLINE,
            session="0" * 32,
            boot="0",
            version="0",
            since="2026-01-01T00:00:00Z",
            degraded=[],
            open_cases=None,
            trust_age=None,
            clock=None,
        )

    def order(
        self,
        name: OrderName,
        *,
        key: Ed25519PrivateKey | None = None,
        session: str | None = None,
        seconds: float = 30.0,
        retain: bool = False,
        order_id: str = "",
        by: str = "inspector:wang",
    ) -> str:
        """Say an order, right in every respect that is not given; give its id."""
        self.given += 1
        chosen = order_id or f"order-{self.given}"
        topic = TOPICS.of(TopicKind.ORDER, name=name, id=chosen)
        payload = sign_order(
            topic,
            key=key or self.gate.keys.venue,
            arguments={"reason": "visitor of the office"} if name is OrderName.OPEN else {},
            by=by,
            session=session or self.status().session,
            not_after=datetime.now(UTC) + timedelta(seconds=seconds),
        )
        self.ear.say(topic, payload, retain=retain)
        return chosen

    def results(self, name: OrderName, order_id: str) -> list[tuple[OrderStatus, str]]:
        found = [decode(one, Result) for one in self.ear.payloads(TOPICS.of(TopicKind.RESULT, name=name, id=order_id))]
        return [(result.status, result.reason) for result in found if isinstance(result, Result)]

    def wait_for_result(self, name: OrderName, order_id: str, status: OrderStatus) -> str:
        """Wait until the order came so far; give the reason."""
        found: list[str] = []

        def told() -> bool:
            found[:] = [reason for known, reason in self.results(name, order_id) if known is status]
            return bool(found)

        until(told, f"{name} {order_id} {status}", self.gate, self.ear)
        return found[0]

    def serves(self) -> None:
        """Show that it is alive, fed and obeys who may order it."""
        opened = self.openings()
        fed = self.gate.notices.count("WATCHDOG=1")
        order = self.order(OrderName.OPEN)
        until(lambda: self.openings() == opened + 1, "an opening by a right order", self.gate, self.ear)
        self.wait_for_result(OrderName.OPEN, order, OrderStatus.SUCCESSFUL)
        until(lambda: self.gate.notices.count("WATCHDOG=1") > fed + 1, "a fed watchdog", self.gate, self.ear)
        assert self.gate.is_running
        assert "Traceback" not in self.gate.log

    def openings(self) -> int:
        return len([edge for edge in self.gate.edges() if edge[1:] == ("barrier", True)])

    def close(self) -> None:
        self.gate.close()
        self.keeper.close()
        self.ear.close()


@pytest.fixture
def attacked(tmp_path: Path) -> Iterator[Attacked]:
    broker = PrivateBroker(tmp_path)
    broker.start()
    made = Attacked(tmp_path, broker.port)
    yield made
    made.close()
    broker.stop()


def rubbish() -> list[bytes]:
    chance = random.Random(8)  # noqa: S311 - the same rubbish every time
    deep = b"[" * 100_000
    envelope = json.dumps({"body": "QQ==", "signature": "A" * 88}).encode()
    wrong_types = json.dumps({"epoch": 1, "through": "x", "inspectors_live": -1, "state": [], "missing": [[2, 1]]})
    ack = json.dumps({"epoch": "e", "through": 2**53, "head_hash": "0" * 64, "missing": [[1, 2**60]], "seen": -1})
    return [
        b"",
        b"\0",
        b"null",
        b"{}",
        b"[]",
        b'"' + b"\xff\xfe" * 10 + b'"',
        b'{"inspectors_live": 1e400, "since": "never"}',
        b'{"inspectors_live": ' + b"9" * 5000 + b"}",
        deep,
        envelope,
        wrong_types.encode(),
        ack.encode(),
        *(chance.randbytes(chance.randrange(1, 3000)) for _ in range(10)),
    ]


def test_rubbish_on_every_topic_leaves_the_gate_serving(attacked: Attacked) -> None:
    attacked.start()
    for payload in rubbish():
        for topic in LISTENED_TO:
            attacked.ear.say(topic, payload)
            attacked.gate.turn(0)
    assert attacked.openings() == 0
    attacked.serves()


def test_a_megabyte_on_every_topic_leaves_the_gate_serving(attacked: Attacked) -> None:
    attacked.start()
    body = json.dumps({"body": "A" * MEGABYTE, "signature": "A" * 88}).encode()
    for payload in (bytes(MEGABYTE), b"[" * MEGABYTE, body):
        for topic in LISTENED_TO:
            attacked.ear.say(topic, payload)
            attacked.gate.turn(0)
    attacked.serves()


def test_rubbish_that_a_broker_kept_meets_a_gate_at_its_start_and_changes_nothing(attacked: Attacked) -> None:
    for number, topic in enumerate(LISTENED_TO):
        if topic != STATUS:  # there the gate's own word takes its place
            attacked.ear.say(topic, rubbish()[number % len(rubbish())] or b"x", retain=True)
    attacked.start()
    assert attacked.openings() == 0
    attacked.serves()


def test_no_wrong_order_opens_and_each_is_told_why(attacked: Attacked) -> None:
    attacked.start()
    keys = attacked.gate.keys
    wrong = {
        attacked.order(OrderName.OPEN, key=keys.stranger): Reason.ORDER_KEY,
        attacked.order(OrderName.OPEN, key=keys.operator): Reason.ORDER_KEY,
        attacked.order(OrderName.LOCK, by="operator:li"): Reason.ORDER_KEY,
        attacked.order(OrderName.OPEN, session="0" * 32): Reason.ORDER_SESSION,
    }
    for order, reason in wrong.items():
        name = OrderName.LOCK if order == "order-3" else OrderName.OPEN
        assert attacked.wait_for_result(name, order, OrderStatus.REJECTED) == reason
    late = attacked.order(OrderName.OPEN, seconds=-1)
    assert attacked.wait_for_result(OrderName.OPEN, late, OrderStatus.EXPIRED) == Reason.ORDER_EXPIRED
    # signed for one topic and carried to another
    payload = next(one.payload for one in attacked.ear.heard if one.topic.endswith("/order/open/order-1"))
    attacked.ear.say(TOPICS.of(TopicKind.ORDER, name=OrderName.OPEN, id="elsewhere"), payload)
    attacked.wait_for_result(OrderName.OPEN, "elsewhere", OrderStatus.REJECTED)
    assert attacked.openings() == 0
    attacked.serves()


def test_an_order_opens_once_however_often_it_is_said_and_never_after_a_restart(attacked: Attacked) -> None:
    attacked.start()
    order = attacked.order(OrderName.OPEN)
    attacked.wait_for_result(OrderName.OPEN, order, OrderStatus.SUCCESSFUL)
    topic = TOPICS.of(TopicKind.ORDER, name=OrderName.OPEN, id=order)
    (payload,) = attacked.ear.payloads(topic)
    for _ in range(20):
        attacked.ear.say(topic, payload)
    attacked.ear.say(topic, payload, retain=True)
    attacked.serves()  # what came before it has been dealt with by then
    assert attacked.openings() == 2
    attacked.gate.kill()
    attacked.gate.start_and_wait()
    session = attacked.status().session
    until(lambda: attacked.status().session != session, "the new run's status", attacked.gate, attacked.ear)
    attacked.wait_for_ready()
    attacked.ear.say(topic, payload)
    attacked.serves()
    assert attacked.openings() == 3


def test_an_order_that_the_broker_kept_is_never_carried_out(attacked: Attacked) -> None:
    attacked.start()
    session = attacked.status().session
    attacked.gate.kill()
    kept = attacked.order(OrderName.OPEN, session=session, retain=True)
    attacked.gate.start_and_wait()
    until(lambda: attacked.status().session != session, "the new run's status", attacked.gate, attacked.ear)
    attacked.wait_for_ready()
    # at the start it comes as a kept message, whoever signed it
    assert attacked.wait_for_result(OrderName.OPEN, kept, OrderStatus.REJECTED) == Reason.ORDER_RETAINED
    assert attacked.openings() == 0
    attacked.serves()


def test_visits_go_on_under_a_flood_of_rubbish(attacked: Attacked) -> None:
    attacked.gate.settle({"hardware": {"visitors": True}})
    attacked.start()
    chance, noise = random.Random(9), rubbish()  # noqa: S311 - the same flood every time

    def flood_until_an_opening() -> bool:
        for _ in range(20):
            attacked.ear.say(chance.choice(LISTENED_TO), chance.choice(noise))
        return attacked.openings() >= 2

    until(flood_until_an_opening, "two visits under the flood", attacked.gate, attacked.ear, seconds=60)
    assert len(attacked.gate.log) < 100_000  # nor does the flood fill the log
    assert attacked.gate.signal_end() == 0
    entries = attacked.gate.entries()
    Account(entries, attacked.gate.edges()).check()
    admitted = [
        entry
        for entry in entries
        if entry.header.entry_class is EntryClass.CHECKIN and body_of(entry)["outcome"] == "admitted"
    ]
    assert len(admitted) >= 2
