"""A transport turned by hand that keeps all it hears, and a server that answers wrongly."""

import socket
import ssl
import time

from mqtt_world import GATE
from private_broker import turn

from device.mqtt.paho_transport import PahoTransport
from device.mqtt.transport import Disconnected, Received, TransportEvent, Trouble


class Listening:
    """A transport under test, turned by hand, and all it told."""

    def __init__(self, port: int, *, client_id: str = GATE, tls: ssl.SSLContext | None = None) -> None:
        self.offset = 0.0
        self.events: list[TransportEvent] = []
        self.transport = PahoTransport(
            client_id=client_id,
            host="127.0.0.1",
            port=port,
            keepalive_seconds=30,
            tls=tls,
            monotonic=lambda: time.monotonic() + self.offset,
            random=lambda: 0.0,
            wait_seconds=0.002,
        )
        self.transport.open(None, lambda: None)

    def step(self, now: float) -> float:
        self.transport.step(now + self.offset)
        self.events += self.transport.take()
        return now

    def until(self, event: TransportEvent) -> None:
        turn([self], lambda: event in self.events, str(event))

    def messages(self) -> list[Received]:
        return [event for event in self.events if isinstance(event, Received)]

    def last(self) -> bytes:
        return self.messages()[-1].payload if self.messages() else b""

    def troubles(self) -> list[Trouble]:
        return [event.trouble for event in self.events if isinstance(event, Disconnected)]


class BadServer:
    """Answers every connection with the same bytes, or with none."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]
        self._peers: list[socket.socket] = []

    def step(self, now: float) -> float:
        try:
            peer, _ = self._listener.accept()
        except BlockingIOError:
            return now
        peer.sendall(self._answer)
        self._peers.append(peer)
        return now

    def close(self) -> None:
        for peer in (*self._peers, self._listener):
            peer.close()
