"""Holds one connection to a broker through paho-mqtt, MQTT 5; a lost one is thrown away, never used again.

Never runs paho's own thread, queue or reconnection: one thread turns it, its callbacks only note and post, and nothing
is asked to survive the connection. The only file that imports paho. MQTT 5.0 (OASIS, 2019), sections 3.1, 3.4, 3.14;
paho-mqtt 2.2, `Client`, "external event loop".
"""

import logging
import select
import socket
import ssl
from collections.abc import Callable, Sequence
from typing import Final

import paho.mqtt
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from device.errors import ProgramMissing
from device.mqtt.transport import (
    Connected,
    Disconnected,
    Outgoing,
    PublishRefused,
    Received,
    Subscribed,
    TransportEvent,
    Trouble,
    Will,
)

PAHO_LEAST: Final = (2, 2)
SESSION_EXPIRY_SECONDS: Final = 300
WINDOW_MESSAGES: Final = 20
RECEIVE_MAXIMUM: Final = 50
PACKET_BYTES_MOST: Final = 300_000
CONNECT_SECONDS: Final = 2.5

_NO_SUBSCRIBERS: Final = 0x10
_TAKEN_OVER: Final = 0x8E
_SILENT: Final = 0x8D
_NOT_AUTHORISED: Final = frozenset({0x86, 0x87, 0x8A})
_log = logging.getLogger(__name__)


def require_paho() -> None:
    """Make sure the library can do what this file asks of it.

    Raises:
        ProgramMissing: paho-mqtt is too old (Debian 12's own package is 1.6).
    """
    found = tuple(int(part) for part in paho.mqtt.__version__.split(".")[:2])
    if found < PAHO_LEAST:
        raise ProgramMissing(f"paho-mqtt {paho.mqtt.__version__} is too old: 2.2 or newer, from the package paho-mqtt")


class PahoConnection:
    """One connection, from the attempt to its end; used by one thread."""

    def __init__(
        self,
        *,
        client_id: str,
        keepalive_seconds: int,
        tls: ssl.SSLContext | None,
        will: Will | None,
        will_delay_seconds: int,
        post: Callable[[TransportEvent], None],
    ) -> None:
        require_paho()
        self._post = post
        self._keepalive_seconds = keepalive_seconds
        self._unconfirmed: dict[int, str] = {}
        self._filters: dict[int, tuple[str, ...]] = {}
        self._is_up = False
        self._ended: Disconnected | None = None
        client = Client(
            CallbackAPIVersion.VERSION2, client_id, protocol=MQTTProtocolVersion.MQTTv5, reconnect_on_failure=False
        )
        client.connect_timeout = CONNECT_SECONDS
        client.max_inflight_messages_set(WINDOW_MESSAGES)
        if tls is not None:
            client.tls_set_context(tls)
        if will is not None:
            delayed = _properties(PacketTypes.WILLMESSAGE)
            delayed.WillDelayInterval = will_delay_seconds
            client.will_set(will.topic, will.payload, qos=1, retain=True, properties=delayed)
        client.on_socket_open = self._on_socket_open
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_subscribe = self._on_subscribe
        self._client = client

    @property
    def is_up(self) -> bool:
        """Whether the broker has taken this client and nothing has ended the connection."""
        return self._is_up and self._ended is None

    @property
    def ended(self) -> Disconnected | None:
        """How the connection ended, once it has."""
        return self._ended

    @property
    def unconfirmed(self) -> int:
        """Messages the broker has not confirmed."""
        return len(self._unconfirmed)

    def connect(self, host: str, port: int) -> None:
        """Reach the broker and send CONNECT; blocks at most 2.5 s for each (and as long as the resolver takes)."""
        wanted = _properties(PacketTypes.CONNECT)
        wanted.SessionExpiryInterval = SESSION_EXPIRY_SECONDS
        wanted.ReceiveMaximum = RECEIVE_MAXIMUM
        wanted.MaximumPacketSize = PACKET_BYTES_MOST
        try:
            # a clean start every time: orders the broker kept for a gate that was away are not to be carried out
            self._client.connect(host, port, self._keepalive_seconds, clean_start=True, properties=wanted)
        except ssl.SSLError as error:
            self._end(Trouble.TLS, error.reason or "tls")
        except (OSError, ValueError) as error:
            self._end(Trouble.UNREACHABLE, type(error).__name__)

    def turn(self, bell: socket.socket, wait_seconds: float) -> None:
        """Wait for the broker or the bell, and do what has become possible."""
        link = self._client.socket()
        if link is None:
            self._end(Trouble.CLOSED)
            return
        has_pending = isinstance(link, ssl.SSLSocket) and link.pending() > 0
        wants_write = [link] if self._client.want_write() else []
        readable, writable, _ = select.select([link, bell], wants_write, [], 0.0 if has_pending else wait_seconds)
        try:
            if has_pending or link in readable:
                self._note(self._client.loop_read())
            if link in writable and self._client.socket() is link:
                self._note(self._client.loop_write())
            if self._client.socket() is link:
                self._note(self._client.loop_misc())
        except Exception as error:  # noqa: BLE001 - paho raises anything on a packet it cannot read; a new client starts
            _log.warning("the broker sent something unreadable: %s", type(error).__name__)
            self._end(Trouble.CLOSED, type(error).__name__)

    def publish(self, message: Outgoing) -> None:
        """Hand a message to paho, which writes it at once as far as the socket takes it."""
        properties = _properties(PacketTypes.PUBLISH)
        if message.expiry_seconds is not None:
            properties.MessageExpiryInterval = message.expiry_seconds
        if message.response_topic is not None:
            properties.ResponseTopic = message.response_topic
        if message.correlation is not None:
            properties.CorrelationData = message.correlation
        info = self._client.publish(message.topic, message.payload, message.qos, message.retain, properties)
        if message.qos:
            self._unconfirmed[info.mid] = message.topic

    def subscribe(self, filters: Sequence[str]) -> None:
        """Ask for messages; a live message keeps its retain flag, so that a retained order shows itself."""
        options = SubscribeOptions(qos=1, retainAsPublished=True)
        _, mid = self._client.subscribe([(one, options) for one in filters])
        if mid is not None:
            self._filters[mid] = tuple(filters)

    def farewell(self) -> None:
        """Say DISCONNECT: the broker forgets the will."""
        self._client.disconnect()
        self._end(Trouble.CLOSED, "farewell")

    def abandon(self) -> None:
        """Close the socket without a word."""
        link = self._client.socket()
        if link is not None:
            link.close()

    def _end(self, trouble: Trouble, detail: str = "") -> None:
        if self._ended is None:
            self._ended = Disconnected(trouble=trouble, detail=detail)

    def _note(self, code: MQTTErrorCode) -> None:
        if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
            self._end(Trouble.CLOSED, code.name.removeprefix("MQTT_ERR_").lower())

    def _on_socket_open(self, _client: object, _userdata: object, opened: object) -> None:
        """Small messages leave at once: what waits for a fuller packet waits 40 ms."""
        if isinstance(opened, socket.socket):
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _on_connect(
        self, _client: Client, _data: object, _flags: object, code: ReasonCode, _properties: object
    ) -> None:
        if code.is_failure:
            self._end(Trouble.NOT_AUTHORISED if code.value in _NOT_AUTHORISED else Trouble.REFUSED, str(code))
            return
        self._is_up = True
        self._post(Connected())

    def _on_disconnect(
        self, _client: Client, _data: object, _flags: object, code: ReasonCode, _properties: object
    ) -> None:
        trouble = {_TAKEN_OVER: Trouble.TAKEN_OVER, _SILENT: Trouble.SILENT, 0x87: Trouble.NOT_AUTHORISED}
        self._end(trouble.get(code.value, Trouble.CLOSED), str(code))

    def _on_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            _log.warning("the broker sent a message whose topic is not text")
            return
        self._post(
            Received(
                topic=topic,
                payload=bytes(message.payload),
                retained=message.retain,
                response_topic=getattr(message.properties, "ResponseTopic", None),
                correlation=getattr(message.properties, "CorrelationData", None),
            )
        )

    def _on_publish(self, _client: Client, _data: object, mid: int, code: ReasonCode, _properties: object) -> None:
        topic = self._unconfirmed.pop(mid, None)
        if topic is not None and code.value >= _NO_SUBSCRIBERS and code.is_failure:
            self._post(PublishRefused(topic=topic, detail=str(code)))

    def _on_subscribe(
        self, _client: Client, _data: object, mid: int, codes: Sequence[ReasonCode], _properties: object
    ) -> None:
        filters = self._filters.pop(mid, ())
        refused = tuple(one for one, code in zip(filters, codes, strict=False) if code.is_failure)
        self._post(Subscribed(refused=refused))


def _properties(packet: int) -> Properties:
    return Properties(packet)  # type: ignore[no-untyped-call] # paho's class is not annotated
