"""Hears everything that crosses a private broker and says what an attacker might; turned by hand, without a thread."""

import socket
import time
from dataclasses import dataclass

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    at: float
    topic: str
    payload: bytes
    retained: bool


class Ear:
    """A subscriber to everything."""

    def __init__(self, port: int, name: str = "ear") -> None:
        self.heard: list[Heard] = []
        self._is_subscribed = False
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=paho.MQTTv5)
        self._client.on_message = self._on_message
        self._client.on_subscribe = self._on_subscribe
        self._client.connect("127.0.0.1", port)
        wire = self._client.socket()
        assert isinstance(wire, socket.socket)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client.subscribe("gate/#", qos=1)
        while not self._is_subscribed:
            self.turn(1.0)

    def turn(self, seconds: float) -> None:
        count = -1
        while count < len(self.heard):  # a broker forgets what a slow listener leaves waiting
            count = len(self.heard)
            code = self._client.loop(seconds)
            assert code == paho.MQTT_ERR_SUCCESS, paho.error_string(code)
            seconds = 0.0

    def say(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        said = self._client.publish(topic, payload, qos=1, retain=retain)
        while not said.is_published():
            self.turn(1.0)

    def payloads(self, topic: str) -> list[bytes]:
        return [one.payload for one in self.heard if one.topic == topic]

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop(0.1)

    def _on_message(self, _client: object, _userdata: object, message: paho.MQTTMessage) -> None:
        self.heard.append(
            Heard(at=time.monotonic(), topic=message.topic, payload=bytes(message.payload), retained=message.retain)
        )

    def _on_subscribe(self, *_: object) -> None:
        self._is_subscribed = True
