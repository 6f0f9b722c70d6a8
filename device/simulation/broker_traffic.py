"""Listens at a broker like any second client and remembers the newest messages, for whoever shows them.

Never publishes. A body's personal fields are masked already when they cross the broker; nothing is kept on a disk.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final, Protocol

from device.mqtt.transport import Connected, Received, Transport
from device.work import Worker

EVERYTHING: Final = ("gate/1/#",)
MESSAGES_SHOWN: Final = 40


class Connection(Transport, Worker, Protocol):
    """A transport that is stepped by a thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it crossed the broker."""

    at: float
    topic: str
    payload: bytes
    retained: bool


class BrokerTraffic:
    """The worker that listens."""

    name: Final = "traffic"
    limit_seconds: Final = 30.0

    def __init__(
        self,
        connection: Connection,
        wall: Callable[[], float],
        *,
        heard: "Callable[[Message], None]" = lambda _: None,
    ) -> None:
        """`wall` gives seconds since the epoch; `heard` is called with each message, on the worker's thread."""
        self._connection, self._wall, self._heard = connection, wall, heard
        self._lock = Lock()
        self._messages: deque[Message] = deque(maxlen=MESSAGES_SHOWN)
        self._count = 0
        connection.open(None, lambda: None)

    def newest(self) -> tuple[Message, ...]:
        """Give the newest messages, newest first."""
        with self._lock:
            return tuple(self._messages)

    def count(self) -> int:
        """How many messages came so far."""
        return self._count

    def step(self, now: float) -> float:
        """Take in what arrived."""
        due = self._connection.step(now)
        for event in self._connection.take():
            if isinstance(event, Connected):
                self._connection.subscribe(EVERYTHING)
            elif isinstance(event, Received):
                message = Message(at=self._wall(), topic=event.topic, payload=event.payload, retained=event.retained)
                with self._lock:
                    self._messages.appendleft(message)
                    self._count += 1
                self._heard(message)
        return due

    def close(self) -> None:
        """Say farewell."""
        self._connection.close()
