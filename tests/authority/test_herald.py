"""The authority on a real broker: lists are there for whoever comes, questions are answered, decisions arrive."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking_gate import CONSOLE, Asking, question_bytes
from authority_world import ZHANG
from private_broker import PrivateBroker, turn

from device.authority.ceremony import found, renew_trust
from device.authority.desk import Desk
from device.authority.herald import ANSWER_EXPIRY_SECONDS, Herald
from device.authority.issuing import issue
from device.authority.unmasking import approve
from device.health_code.look_up import Result
from device.health_code.standing_list import ListKind, apply, colour_in, read_list, shard_of
from device.health_code.trust import TrustRefusal, TrustSnapshot
from device.health_code.trust_list import read_trust_list
from device.mqtt.paho_transport import PahoTransport
from device.mqtt.transport import Connected, Outgoing, Received, Subscribed
from device.visitor.identity import seal_holder
from device.vocabulary import Colour, Kind

pytestmark = pytest.mark.broker
STANDING = ("gate/1/_authority/trust", "gate/1/_authority/colours", "gate/1/_authority/revoked/+")


def _transport(name: str, port: int) -> PahoTransport:
    return PahoTransport(
        name=name,
        client_id=name,
        host="127.0.0.1",
        port=port,
        keepalive_seconds=30,
        tls=None,
        monotonic=time.monotonic,
        random=lambda: 0.5,
        wait_seconds=0.01,
    )


class Gate:
    """A client that hears what the authority says."""

    def __init__(self, name: str, port: int, *filters: str) -> None:
        self.transport, self._filters = _transport(name, port), filters
        self.heard: dict[str, Received] = {}
        self.is_listening = False
        self.transport.open(None, lambda: None)

    def step(self, now: float) -> float:
        self.transport.step(now)
        for event in self.transport.take():
            match event:
                case Connected():
                    self.transport.subscribe(self._filters)
                case Subscribed():
                    self.is_listening = True
                case Received():
                    self.heard[event.topic] = event
                case _:
                    pass
        return now


class Scene:
    def __init__(self, folder: Path) -> None:
        self.desk = Desk(found(folder / "authority", now=int(time.time())))
        self.broker = PrivateBroker(folder)
        self.broker.start()
        self.transport = _transport("authority", self.broker.port)
        self.herald = Herald(self.desk, self.transport, wall=time.time)
        self._gates: list[Gate] = []

    def gate(self, name: str, *filters: str) -> Gate:
        self._gates.append(Gate(name, self.broker.port, *filters))
        return self._gates[-1]

    def until(self, holds: object, what: str) -> None:
        assert callable(holds)
        turn((self.transport, self.herald, *self._gates), holds, what)

    def close(self) -> None:
        for gate in self._gates:
            gate.transport.close()
        self.transport.close()
        self.broker.stop()
        self.desk.close()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    opened = Scene(tmp_path)
    yield opened
    opened.close()


def test_a_gate_that_comes_later_finds_trust_and_lists_and_hears_every_change(scene: Scene) -> None:
    desk = scene.desk
    holder = desk.holders.enrol(ZHANG, now=int(time.time()))
    first = scene.gate("gate-0001", *STANDING)
    scene.until(lambda: len(first.heard) == 3, "the first gate hears trust list and both lists")
    trust = read_trust_list(first.heard["gate/1/_authority/trust"].payload, desk.authority.root_publics)
    assert isinstance(trust, TrustSnapshot)
    now = int(time.time())
    desk.colours.change(holder, Colour.RED, now=now)
    renew_trust(desk.authority, now=now)
    before = {topic: came.payload for topic, came in first.heard.items()}
    scene.until(
        lambda: sum(before[topic] != came.payload for topic, came in first.heard.items()) >= 2,
        "the change arrives without anybody asking",
    )
    second = scene.gate("gate-0002", *STANDING)
    scene.until(lambda: len(second.heard) == 3, "a gate that comes later hears the same")
    assert all(came.retained for came in second.heard.values())
    message = read_list(
        second.heard["gate/1/_authority/colours"].payload,
        ListKind.COLOURS,
        roots=desk.authority.root_publics,
        duty_keys=trust.duty_keys,
        now=now,
    )
    assert not isinstance(message, TrustRefusal)
    held = apply(None, message)
    assert held is not None
    assert {key: colour_in(value) for key, value in held.table.as_mapping().items()} == {holder: (Colour.RED, now)}
    assert f"gate/1/_authority/revoked/{shard_of(next(iter(trust.keys)))}" in second.heard


def test_a_gate_asks_and_is_answered_and_a_neighbour_learns_nothing(scene: Scene) -> None:
    desk, now = scene.desk, int(time.time())
    text = issue(desk, desk.holders.enrol(ZHANG, now=now), kind=Kind.PAPER, now=now).text
    asking = Asking(desk=desk, now=now)
    gate = scene.gate(asking.principal, "gate/1/_authority/answer/gate-0001/+")
    scene.until(lambda: gate.is_listening and scene.transport.step(0.0) is not None, "the gate listens")
    question = asking.question(text=text)
    request = Outgoing(
        topic=asking.request_topic,
        payload=asking.sealed(question_bytes(question)),
        expiry_seconds=ANSWER_EXPIRY_SECONDS,
        response_topic="gate/1/somewhere/else",
        correlation=asking.id,
    )

    def answered() -> bool:
        if not gate.heard:
            gate.transport.publish(request)
        return bool(gate.heard)

    scene.until(answered, "the answer comes")
    came = gate.heard[asking.answer_topic]
    answer = asking.answer(came.payload, question)
    assert (answer.result, came.correlation, came.retained) == (Result.KNOWN, asking.id, False)
    assert b"\xe5\xbc\xa0" not in came.payload


def test_a_console_is_told_later_what_a_health_officer_decided(scene: Scene) -> None:
    desk, now = scene.desk, int(time.time())
    holder = desk.holders.enrol(ZHANG, now=now)
    asking = Asking(desk=desk, principal=CONSOLE, now=now).registered()
    console = scene.gate(CONSOLE, f"gate/1/_authority/answer/{CONSOLE}/+")
    scene.until(lambda: console.is_listening, "the console listens")
    sealed = seal_holder(desk.authority.tracing.public_key(), issuer_kid=b"kid1", holder=holder)
    request = Outgoing(topic=asking.request_topic, payload=asking.sealed(asking.unmask(sealed)))

    def waiting() -> bool:
        if not console.heard:
            console.transport.publish(request)
        return bool(console.heard)

    scene.until(waiting, "the console is told that its request waits")
    assert asking.told(console.heard[asking.answer_topic].payload)[3] == 2
    approve(desk, asking.id.hex(), by="lin", now=int(time.time()))
    scene.until(lambda: asking.told(console.heard[asking.answer_topic].payload)[3] == 0, "the decision arrives")
    assert asking.told(console.heard[asking.answer_topic].payload)[6] == [[ZHANG.name, ZHANG.phone]]
    with desk.register.transaction() as register:
        assert register.execute("SELECT answer FROM requests").fetchone() == (None,)


def test_noise_and_floods_are_not_answered_and_hurt_nobody(scene: Scene) -> None:
    desk, now = scene.desk, int(time.time())
    gate = scene.gate("gate-0003", "gate/1/_authority/answer/#")
    scene.until(lambda: gate.is_listening, "the gate listens")
    for number in range(60):
        noise = Outgoing(
            topic=f"gate/1/_authority/request/gate-0003/{number}", payload=bytes([number]) * (number * 300)
        )
        gate.transport.publish(noise)
    asking = Asking(desk=desk, now=now)
    question = asking.question(text="PHC1:NOTHING")
    request = Outgoing(topic=asking.request_topic, payload=asking.sealed(question_bytes(question)))

    def answered() -> bool:
        gate.transport.publish(request)
        return bool(gate.heard)

    scene.until(answered, "somebody else is answered all the same")
    assert set(gate.heard) == {asking.answer_topic}
    assert asking.answer(gate.heard[asking.answer_topic].payload, question).result is Result.NOT_KNOWN
