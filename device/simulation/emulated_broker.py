"""Plays an MQTT broker on a virtual clock: retained messages, wildcards, wills, outages and messages lost on the way.

Never waits and never lets chance decide: a message reaches every listener at the instant it is published. What is
retained outlives an outage. Like `device.mqtt.paho_transport`, a connection starts clean: nothing is kept for a client
that is away.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from device.mqtt.transport import (
    Connected,
    Disconnected,
    Outgoing,
    Received,
    Subscribed,
    Trouble,
)
from device.simulation.emulated_transport import EmulatedTransport, Session
from device.simulation.topic_filter import matches
from device.work import Wakeable

WILL_DELAY_SECONDS: Final = 10.0
CONNECT_SECONDS: Final = 0.05
RECONNECT_SECONDS: Final = 2.0
TAKEN_OVER_SECONDS: Final = 60.0

Listener = Callable[[str, bytes, bool], None]
"""Gets topic, payload and the retain flag of every message that matches its filter."""


@dataclass(slots=True)
class _Loss:
    """Messages to be lost."""

    topic_filter: str
    left: int


class EmulatedBroker:
    """The broker, and the `Worker` that lets connections and wills come about in their time."""

    name: Final = "emulated broker"
    limit_seconds: Final = 1.0

    def __init__(self, *, monotonic: Callable[[], float], wake: Wakeable) -> None:
        self._monotonic, self._wake = monotonic, wake
        self._clients: list[EmulatedTransport] = []
        self._listeners: list[tuple[str, Listener]] = []
        self._losses: list[_Loss] = []
        self._is_away = False
        self.retained: dict[str, bytes] = {}

    def transport(self, client_id: str) -> EmulatedTransport:
        """Give a client's end; two of one name take the connection from each other."""
        return EmulatedTransport(self, client_id)

    def listen(self, topic_filter: str, listener: Listener) -> None:
        """Call `listener` with every message under `topic_filter` from now on."""
        self._listeners.append((topic_filter, listener))

    def go_away(self) -> None:
        """Be unreachable for everybody."""
        self._is_away = True
        for client in self._clients:
            self._lose(client, Trouble.UNREACHABLE)

    def come_back(self) -> None:
        """Be reachable again."""
        self._is_away = False
        self._plan_all()

    def cut(self, client_id: str) -> None:
        """Break one client's network."""
        for client in self._named(client_id):
            client.session.is_cut = True
            self._lose(client, Trouble.UNREACHABLE)

    def mend(self, client_id: str) -> None:
        """Repair one client's network."""
        for client in self._named(client_id):
            client.session.is_cut = False
        self._plan_all()

    def lose(self, topic_filter: str, messages: int) -> None:
        """Lose the next `messages` under `topic_filter` on the way, as a listener that reconnects would."""
        self._losses.append(_Loss(topic_filter, messages))

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Carry a message to everybody who listens; an empty retained one clears the topic."""
        self.carry(Outgoing(topic=topic, payload=payload, retain=retain))

    def carry(self, message: Outgoing) -> None:
        """Carry `message` to everybody who listens."""
        topic, payload, retain = message.topic, message.payload, message.retain
        if retain and payload:
            self.retained[topic] = payload
        elif retain:
            self.retained.pop(topic, None)
        if self._is_lost(topic):
            return
        for topic_filter, listener in self._listeners:
            if matches(topic_filter, topic):
                listener(topic, payload, retain)
        arrived = Received(
            topic=topic,
            payload=payload,
            retained=retain,
            response_topic=message.response_topic,
            correlation=message.correlation,
        )
        for client in tuple(self._clients):
            if client.session.is_up and any(matches(one, topic) for one in client.session.filters):
                client.put(arrived)

    def open(self, client: EmulatedTransport) -> None:
        """Take note of a client that wants to connect."""
        if client not in self._clients:
            self._clients.append(client)
        self._plan(client, CONNECT_SECONDS)

    def subscribe(self, client: EmulatedTransport, filters: Sequence[str]) -> None:
        """Listen for a client."""
        client.session.filters.extend(filters)
        client.put(Subscribed())
        for topic in sorted(self.retained):
            if any(matches(one, topic) for one in filters):
                client.put(Received(topic=topic, payload=self.retained[topic], retained=True))

    def leave(self, client: EmulatedTransport) -> None:
        """Let a client go without its will."""
        client.session = Session()
        if client in self._clients:
            self._clients.remove(client)

    def step(self, now: float) -> float:
        """Publish the wills and make the connections that are due."""
        for client in tuple(self._clients):
            session = client.session
            if session.will_at <= now:
                self._publish_will(client)
            if session.connect_at <= now:
                self._connect(client)
        times = (time for client in self._clients for time in (client.session.connect_at, client.session.will_at))
        return min(times, default=math.inf)

    def close(self) -> None:
        """Forget everybody."""
        self._clients.clear()

    def _connect(self, client: EmulatedTransport) -> None:
        session = client.session
        session.connect_at = math.inf
        if self._is_away or session.is_cut:
            return
        for other in self._named(client.client_id):
            if other is not client and other.session.is_up:
                self._lose(other, Trouble.TAKEN_OVER)
                self._plan(other, TAKEN_OVER_SECONDS)
        session.is_up, session.will_at = True, math.inf
        client.put(Connected())

    def _lose(self, client: EmulatedTransport, trouble: Trouble) -> None:
        session = client.session
        if session.is_up:
            session.is_up = False
            session.filters.clear()
            session.will_at = self._monotonic() + WILL_DELAY_SECONDS
            client.put(Disconnected(trouble=trouble))
            self._wake()
        elif session.connect_at < math.inf:
            session.connect_at = math.inf
            client.put(Disconnected(trouble=trouble))

    def _publish_will(self, client: EmulatedTransport) -> None:
        will, client.session.will_at = client.session.will, math.inf
        if will is not None:
            self.publish(will.topic, will.payload, retain=True)

    def _plan_all(self) -> None:
        for client in self._clients:
            if not client.session.is_up and client.session.connect_at == math.inf:
                self._plan(client, RECONNECT_SECONDS)

    def _plan(self, client: EmulatedTransport, seconds: float) -> None:
        if self._is_away or client.session.is_cut:
            client.put(Disconnected(trouble=Trouble.UNREACHABLE))
            return
        client.session.connect_at = self._monotonic() + seconds
        self._wake()

    def _named(self, client_id: str) -> list[EmulatedTransport]:
        return [client for client in self._clients if client.client_id == client_id]

    def _is_lost(self, topic: str) -> bool:
        for loss in self._losses:
            if loss.left and matches(loss.topic_filter, topic):
                loss.left -= 1
                return True
        return False
