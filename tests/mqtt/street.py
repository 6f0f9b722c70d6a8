"""A gate, a record keeper and a passer-by, each with a client of its own, at one real broker."""

import time
from collections.abc import Callable
from pathlib import Path

from mqtt_world import GATE, NOON, TOPICS, VENUE, MemoryJournal, Posted, link_over
from private_broker import PrivateBroker, Steps, Wire, turn

from device.mqtt.link import Link
from device.mqtt.messages import Status, decode
from device.mqtt.paho_transport import PahoTransport
from device.mqtt.topics import TopicKind
from device.mqtt.transport import Connected, Received, Subscribed, TransportEvent
from device.record_keeper.keeper import RecordKeeper
from device.record_keeper.store import RecordStore
from device.simulation.virtual_clock import VirtualClock
from device.vocabulary import State

STATUS = TOPICS.of(TopicKind.STATUS)


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
