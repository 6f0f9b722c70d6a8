"""At a real broker everybody sees whether a gate is there, and under whose name."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from mqtt_world import GATE, NOON, OTHER_SESSION, SESSION, VENUE, MemoryJournal, Posted, link_over
from private_broker import PrivateBroker, Steps, turn
from street import STATUS, Street, transport_to

from device.mqtt.transport import Connected, Disconnected, Outgoing, TransportEvent, Trouble
from device.simulation.virtual_clock import VirtualClock
from device.vocabulary import PublicState, State

pytestmark = pytest.mark.broker


@pytest.fixture
def street(broker: PrivateBroker, tmp_path: Path) -> Iterator[Street]:
    made = Street(broker, tmp_path / "records.sqlite")
    yield made
    made.close()


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
