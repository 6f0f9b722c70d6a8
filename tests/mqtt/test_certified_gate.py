"""With its certificate a gate may do what the contract gives it, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from certified_fleet import Authority, Fleet
from listening import Listening
from mqtt_world import GATE, TOPICS, VENUE
from private_broker import turn

from device.mqtt.topics import TopicKind
from device.mqtt.transport import Connected, Outgoing, PublishRefused, Subscribed, Trouble


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(tmp_path)
    yield made
    made.broker.stop()


@pytest.mark.broker
def test_a_gate_with_its_certificate_may_do_all_that_the_contract_gives_it(fleet: Fleet) -> None:
    gate = Listening(fleet.broker.port, tls=fleet.authority.client(GATE))
    keeper = Listening(fleet.broker.port, client_id="keeper", tls=fleet.authority.client("keeper"))
    gate.until(Connected())
    keeper.until(Connected())
    gate.transport.subscribe(TOPICS.subscriptions())
    gate.until(Subscribed())
    keeper.transport.subscribe(["gate/1/#"])
    keeper.until(Subscribed())
    sent = [
        TOPICS.of(kind, name=name, id="o-1")
        for kind, name in (
            (TopicKind.EVENT, "checkin"),
            (TopicKind.TELEMETRY, "link"),
            (TopicKind.STATUS, ""),
            (TopicKind.INFO, ""),
            (TopicKind.TWIN_REPORTED, ""),
            (TopicKind.RESULT, "open"),
        )
    ]
    large = b"x" * 200_000
    for topic in sent:
        gate.transport.publish(Outgoing(topic=topic, payload=large))
    turn([gate, keeper], lambda: {message.topic for message in keeper.messages()} == set(sent), "all is heard")
    assert all(message.payload == large for message in keeper.messages())
    assert not [event for event in gate.events if isinstance(event, PublishRefused)]
    for closing in (gate, keeper):
        closing.transport.close()


@pytest.mark.broker
@pytest.mark.parametrize(
    "topic",
    [
        f"gate/1/{VENUE}/north-gate/evt/checkin",
        f"gate/1/{VENUE}/north-gate/status",
        f"gate/1/{VENUE}/{GATE}/ack",
        f"gate/1/{VENUE}/{GATE}/order/open/o-1",
        f"gate/1/{VENUE}/{GATE}/twin/desired",
        f"gate/1/{VENUE}/_all/announce",
        f"gate/1/{VENUE}/_console/status",
        "gate/1/_authority/trust",
    ],
)
def test_a_gate_is_told_what_it_may_not_publish(fleet: Fleet, topic: str) -> None:
    gate = Listening(fleet.broker.port, tls=fleet.authority.client(GATE))
    gate.until(Connected())
    gate.transport.publish(Outgoing(topic=topic, payload=b"x"))
    gate.until(PublishRefused(topic=topic, detail="Not authorized"))
    gate.transport.close()


# paho leaves the socket of a failed handshake to the garbage collector, which closes it with a warning
@pytest.mark.filterwarnings("ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.broker
def test_a_broker_with_another_authority_s_certificate_is_not_trusted(fleet: Fleet, tmp_path: Path) -> None:
    folder = tmp_path / "stranger"
    folder.mkdir()
    gate = Listening(fleet.broker.port, tls=Authority(folder, "stranger").client(GATE))
    turn([gate], lambda: bool(gate.troubles()), "it is not trusted")
    assert gate.troubles()[0] is Trouble.TLS
    gate.transport.close()
