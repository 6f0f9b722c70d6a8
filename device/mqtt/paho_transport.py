"""Carries messages to and from a real broker, and connects again for ever, with jitter, on a fresh connection.

Never talks in clear to another machine, never lets an exception of the library end it, never keeps what was not sent
when a connection ends. It is a `Worker`: one thread turns it; every other method only notes a wish and rings a bell.
"""

import ipaddress
import select
import socket
import ssl
from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Final

from device.errors import SettingsError
from device.mqtt.backoff import Backoff
from device.mqtt.transport import (
    UNSENT_MESSAGES_MOST,
    Connected,
    Disconnected,
    Inbox,
    Outgoing,
    TransportEvent,
    Trouble,
    Will,
)
from device.work import Wakeable

if TYPE_CHECKING:
    from device.mqtt.paho_connection import PahoConnection

CONNACK_SECONDS: Final = 10.0
FAREWELL_TURNS: Final = 40
FAREWELL_TURN_SECONDS: Final = 0.05
RETRY_SECONDS_FIRST: Final = 1.0
RETRY_SECONDS_MOST: Final = 90.0
"""For one gate of many, which must not all come back at once."""
RETRY_SECONDS_MOST_ALONE: Final = 2.0
"""For the one program beside its broker that every gate waits for."""
STEADY_SECONDS: Final = 30.0
WAIT_SECONDS: Final = 1.0
WILL_DELAY_SECONDS: Final = 10


def is_loopback(host: str) -> bool:
    """Whether `host` can only mean this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class PahoTransport:
    """A `Transport` and the `Worker` that turns it.

    `close` ends both; the link above it must be closed first, so that its last words are still sent.
    """

    def __init__(
        self,
        *,
        name: str = "broker",
        client_id: str,
        host: str,
        port: int,
        keepalive_seconds: int,
        tls: ssl.SSLContext | None,
        monotonic: Callable[[], float],
        random: Callable[[], float],
        will_delay_seconds: int = WILL_DELAY_SECONDS,
        wait_seconds: float = WAIT_SECONDS,
        retry_seconds_most: float = RETRY_SECONDS_MOST,
    ) -> None:
        """Prepare; nothing is reached before `open`. Two attempts are at most `retry_seconds_most` apart.

        Raises:
            SettingsError: another machine without TLS.
        """
        if tls is None and not is_loopback(host):
            raise SettingsError((f"mqtt.tls: required, because {host} is not this machine",))
        self.name = name
        self.limit_seconds = 60.0
        self._client_id, self._host, self._port = client_id, host, port
        self._keepalive_seconds, self._tls = keepalive_seconds, tls
        self._will_delay_seconds = will_delay_seconds
        self._monotonic, self._wait_seconds = monotonic, wait_seconds
        first_seconds = min(RETRY_SECONDS_FIRST, retry_seconds_most)
        self._backoff = Backoff(first_seconds=first_seconds, most_seconds=retry_seconds_most, random=random)
        self._inbox = Inbox()
        self._lock = Lock()  # guards what the other threads touch: the wishes and the two facts below
        self._turning = Lock()  # held while the connection is used
        self._wishes: deque[Outgoing | tuple[str, ...]] = deque()
        self._is_up = False
        self._unconfirmed = 0
        self._will: Will | None = None
        self._wake: Wakeable | None = None
        self._has_news = False
        self._is_closed = False
        self._connection: PahoConnection | None = None
        self._retry_at = 0.0
        self._connack_by = 0.0
        self._up_since: float | None = None
        self._bell_read, self._bell_write = socket.socketpair()
        self._bell_read.setblocking(False)
        self._bell_write.setblocking(False)

    def open(self, will: Will | None, wake: Wakeable) -> None:
        """Begin to connect with the next step."""
        self._will, self._wake = will, wake
        self._ring()

    def subscribe(self, filters: Sequence[str]) -> None:
        """Ask for messages on this connection."""
        with self._lock:
            if self._is_up:
                self._wishes.append(tuple(filters))
        self._ring()

    def publish(self, message: Outgoing) -> bool:
        """Hand over a message; False where there is no connection or 128 messages wait already."""
        with self._lock:
            if not self._is_up or len(self._wishes) + self._unconfirmed >= UNSENT_MESSAGES_MOST:
                return False
            self._wishes.append(message)
        self._ring()
        return True

    def take(self) -> list[TransportEvent]:
        """Give what happened since the last call."""
        return self._inbox.take()

    def step(self, now: float) -> float:
        """Turn the connection once: wait up to a second for the broker or the bell, then do what is possible."""
        with self._turning:
            if self._is_closed:
                return float("inf")
            if self._connection is None and self._wake is not None and now >= self._retry_at:
                self._connect()
            if self._connection is None:
                self._await_bell(min(self._wait_seconds, max(0.0, self._retry_at - now) or self._wait_seconds))
            else:
                self._turn(self._connection, self._wait_seconds)
        if self._has_news and self._wake is not None:
            self._has_news = False
            self._wake()
        return now

    def close(self) -> None:
        """Send what was handed over, at most 2 s, and say farewell."""
        self._ring()
        with self._turning:
            if self._is_closed:
                return
            self._is_closed = True
            if self._connection is not None:
                self._say_farewell(self._connection)
            with self._lock:
                self._is_up = False
            self._bell_read.close()
            self._bell_write.close()

    def _connect(self) -> None:
        # imported here because paho costs 70 ms that the start of the gate has no time for
        from device.mqtt.paho_connection import PahoConnection  # noqa: PLC0415

        connection = PahoConnection(
            client_id=self._client_id,
            keepalive_seconds=self._keepalive_seconds,
            tls=self._tls,
            will=self._will,
            will_delay_seconds=self._will_delay_seconds,
            post=self._post,
        )
        connection.connect(self._host, self._port)
        self._connection = connection
        self._connack_by = self._monotonic() + CONNACK_SECONDS
        self._settle(connection)

    def _turn(self, connection: "PahoConnection", wait_seconds: float) -> None:
        self._fulfil(connection)
        connection.turn(self._bell_read, wait_seconds)
        self._await_bell(0.0)
        self._fulfil(connection)
        self._settle(connection)

    def _fulfil(self, connection: "PahoConnection") -> None:
        while connection.is_up:
            with self._lock:
                if not self._wishes:
                    break
                wish = self._wishes.popleft()
            if isinstance(wish, Outgoing):
                connection.publish(wish)
            else:
                connection.subscribe(wish)
            with self._lock:
                self._unconfirmed = connection.unconfirmed

    def _settle(self, connection: "PahoConnection") -> None:
        ended = connection.ended
        if ended is None and not connection.is_up and self._monotonic() >= self._connack_by:
            ended = Disconnected(trouble=Trouble.SILENT, detail="no CONNACK")
        with self._lock:
            self._unconfirmed = connection.unconfirmed
            if ended is not None:
                self._is_up = False
                self._wishes.clear()
        if ended is None:
            return
        connection.abandon()
        self._connection = None
        if self._up_since is not None and self._monotonic() - self._up_since >= STEADY_SECONDS:
            self._backoff.reset()
        self._up_since = None
        in_no_hurry = ended.trouble in (Trouble.TAKEN_OVER, Trouble.NOT_AUTHORISED)
        pause = self._backoff.longest() if in_no_hurry else self._backoff.pause()
        self._retry_at = self._monotonic() + pause
        self._post(ended)

    def _say_farewell(self, connection: "PahoConnection") -> None:
        for _ in range(FAREWELL_TURNS):
            if not connection.is_up or not (self._wishes or connection.unconfirmed):
                break
            self._fulfil(connection)
            connection.turn(self._bell_read, FAREWELL_TURN_SECONDS)
        if connection.is_up:
            connection.farewell()
        connection.abandon()

    def _post(self, event: TransportEvent) -> None:
        if isinstance(event, Connected):
            self._up_since = self._monotonic()
            with self._lock:
                self._is_up = True
        self._inbox.put(event)
        self._has_news = True

    def wake(self) -> None:
        """End the wait of a step under way; may be called from any thread."""
        self._ring()

    def _ring(self) -> None:
        try:
            self._bell_write.send(b"!")
        except OSError:
            # full: it rings already; closed: nobody listens any more
            return

    def _await_bell(self, seconds: float) -> None:
        readable, _, _ = select.select([self._bell_read], [], [], seconds)
        if readable:
            self._bell_read.recv(4096)
