"""Defines what carries messages to and from a broker, and the inbox in which they wait for the thread that reads it.

A transport never decides what a message means, never keeps one across a connection, and never calls back into its
owner: whatever happens is an event in the inbox. Connecting, and connecting again, is the transport's own business.
"""

from collections import deque
from collections.abc import Sequence
from enum import StrEnum
from threading import Lock
from typing import Final, Protocol

from msgspec import Struct

from device.work import Wakeable

INBOX_MESSAGES_MOST: Final = 1000
UNSENT_MESSAGES_MOST: Final = 128


class Will(Struct, frozen=True, kw_only=True):
    """What the broker publishes (retained, QoS 1, after 10 s) where the connection ends without a farewell."""

    topic: str
    payload: bytes


class Outgoing(Struct, frozen=True, kw_only=True):
    """A message to publish."""

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False
    expiry_seconds: int | None = None
    response_topic: str | None = None
    """For a request: where the answer is awaited (MQTT 5, 4.10)."""
    correlation: bytes | None = None
    """Carried back with the answer."""


class Trouble(StrEnum):
    """Why there is no connection, or why the broker refused."""

    UNREACHABLE = "unreachable"
    TLS = "tls"
    NOT_AUTHORISED = "not_authorised"
    TAKEN_OVER = "taken_over"
    SILENT = "silent"
    CLOSED = "closed"
    REFUSED = "refused"


class Connected(Struct, frozen=True, kw_only=True):
    """The broker took this client; nothing is subscribed yet."""


class Disconnected(Struct, frozen=True, kw_only=True):
    """The connection ended, or an attempt to connect failed; the transport tries again by itself."""

    trouble: Trouble
    detail: str = ""


class Subscribed(Struct, frozen=True, kw_only=True):
    """The broker answered a subscription; `refused` holds the filters it does not allow."""

    refused: tuple[str, ...] = ()


class PublishRefused(Struct, frozen=True, kw_only=True):
    """The broker did not take a message; `detail` is its reason in its own words."""

    topic: str
    detail: str


class Received(Struct, frozen=True, kw_only=True):
    """A message arrived; `retained` also where a live message carries the retain flag."""

    topic: str
    payload: bytes
    retained: bool
    response_topic: str | None = None
    """Where whoever sent this awaits an answer; an unproven wish."""
    correlation: bytes | None = None


class Overrun(Struct, frozen=True, kw_only=True):
    """The inbox was full: this many messages were dropped."""

    messages: int


TransportEvent = Connected | Disconnected | Subscribed | PublishRefused | Received | Overrun


class Transport(Protocol):
    """A connection to a broker that is made again whenever it is lost. Every method may be called from any thread."""

    def open(self, will: Will | None, wake: Wakeable) -> None:
        """Begin to connect; `wake` is called whenever `take` has something to give."""

    def subscribe(self, filters: Sequence[str]) -> None:
        """Ask for messages, retained ones first; valid for this connection only."""

    def publish(self, message: Outgoing) -> bool:
        """Hand over a message; False where there is no connection or too much is under way (try again later)."""

    def take(self) -> list[TransportEvent]:
        """Give what happened since the last call, in order."""

    def close(self) -> None:
        """Send what was handed over, say farewell (no will), and end; at most 2 s."""


class Inbox:
    """A bounded queue between the thread that hears the broker and the one that acts."""

    def __init__(self, messages_most: int = INBOX_MESSAGES_MOST) -> None:
        self._lock = Lock()
        self._events: deque[TransportEvent] = deque()
        self._messages = 0
        self._messages_most = messages_most
        self._dropped = 0

    def put(self, event: TransportEvent) -> None:
        """Add an event; a message beyond the limit is dropped and counted, everything else always fits."""
        with self._lock:
            if isinstance(event, Received):
                if self._messages >= self._messages_most:
                    self._dropped += 1
                    return
                self._messages += 1
            self._events.append(event)

    def take(self) -> list[TransportEvent]:
        """Give and forget everything, in order."""
        with self._lock:
            events = list(self._events)
            if self._dropped:
                events.append(Overrun(messages=self._dropped))
            self._events.clear()
            self._messages = self._dropped = 0
        return events
