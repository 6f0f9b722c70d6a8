"""What a broker or a library does wrongly ends the connection, is told of, and never ends the gate."""

import time

import paho.mqtt
import pytest
from listening import BadServer, Listening
from mqtt_world import GATE
from private_broker import free_port, turn

from device.errors import ProgramMissing, SettingsError
from device.mqtt.paho_transport import CONNACK_SECONDS, RETRY_SECONDS_MOST, PahoTransport, is_loopback
from device.mqtt.transport import (
    UNSENT_MESSAGES_MOST,
    Connected,
    Disconnected,
    Inbox,
    Outgoing,
    Overrun,
    Received,
    Trouble,
)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 400 Bad Request\r\n" + b"Server: none\r\n" * 20,
        b"\x20\x03\x00\x00\x00" + b"\xff" * 64,  # a good CONNACK, then rubbish
        b"\x20\x03\x00\x00\x00" + b"\x30\x02\xff\xff",  # a PUBLISH shorter than its own topic
        b"\x20\x03\x00\x00\x00" + b"\x40\x03\x00\x01\x7e",  # a PUBACK with a reason that does not exist
        b"\x20\x03\x00\x99\x00",  # a CONNACK with a reason that does not exist
        b"\x00" * 16,
    ],
)
def test_a_broker_that_talks_rubbish_ends_the_connection_and_not_the_gate(answer: bytes) -> None:
    server = BadServer(answer)
    listening = Listening(server.port)
    turn([server, listening], lambda: len(listening.troubles()) >= 2, "two attempts fail")
    listening.transport.close()
    server.close()


def test_a_broker_that_never_answers_is_given_up() -> None:
    server = BadServer(b"")
    listening = Listening(server.port)
    listening.step(time.monotonic())
    assert listening.events == []
    listening.offset = CONNACK_SECONDS + 0.1
    turn([server, listening], lambda: Trouble.SILENT in listening.troubles(), "it is given up")
    listening.transport.close()
    server.close()


@pytest.mark.parametrize(
    ("code", "trouble"),
    [(0x86, Trouble.NOT_AUTHORISED), (0x87, Trouble.NOT_AUTHORISED), (0x89, Trouble.REFUSED)],
)
def test_a_refused_gate_says_why(code: int, trouble: Trouble) -> None:
    server = BadServer(bytes([0x20, 3, 0, code, 0]))
    listening = Listening(server.port)
    turn([server, listening], lambda: bool(listening.troubles()), "it is refused")
    assert listening.troubles()[0] is trouble
    listening.transport.close()
    server.close()


def test_a_session_taken_over_is_told_where_the_broker_tells_it() -> None:
    server = BadServer(b"\x20\x03\x00\x00\x00" + b"\xe0\x02\x8e\x00")
    listening = Listening(server.port)
    turn([server, listening], lambda: bool(listening.troubles()), "it is told")
    assert listening.troubles() == [Trouble.TAKEN_OVER]
    listening.transport.close()
    server.close()


@pytest.mark.parametrize("most", [0.5, 2.0, RETRY_SECONDS_MOST])
def test_attempts_are_never_further_apart_than_was_asked_for(most: float) -> None:
    now, pauses = [0.0], list[float]()
    transport = PahoTransport(
        client_id=GATE,
        host="127.0.0.1",
        port=free_port(),
        keepalive_seconds=30,
        tls=None,
        monotonic=lambda: now[0],
        random=lambda: 1.0,
        wait_seconds=0.0,
        retry_seconds_most=most,
    )
    transport.open(None, lambda: None)
    failed_at = 0.0
    while len(pauses) < 12:
        transport.step(now[0])
        if any(isinstance(event, Disconnected) for event in transport.take()):
            pauses.append(now[0] - failed_at)
            failed_at = now[0]
        now[0] += 0.125
    transport.close()
    assert max(pauses) == pytest.approx(most, abs=0.125)


@pytest.mark.parametrize("host", ["10.0.0.1", "broker.example.org", "localhost.example.org", ""])
def test_another_machine_is_never_spoken_to_in_clear(host: str) -> None:
    with pytest.raises(SettingsError, match=r"mqtt\.tls: required"):
        PahoTransport(
            client_id=GATE,
            host=host,
            port=1883,
            keepalive_seconds=30,
            tls=None,
            monotonic=time.monotonic,
            random=lambda: 0.0,
        )


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert is_loopback(host)


def test_an_old_library_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from device.mqtt.paho_connection import require_paho  # noqa: PLC0415 - paho is loaded only by those who need it

    require_paho()
    monkeypatch.setattr(paho.mqtt, "__version__", "1.6.1")
    with pytest.raises(ProgramMissing, match=r"paho-mqtt 1\.6\.1 is too old"):
        require_paho()


def test_a_full_inbox_drops_messages_and_counts_them_and_keeps_everything_else() -> None:
    inbox = Inbox(messages_most=2)
    for number in range(5):
        inbox.put(Received(topic="a", payload=b"%d" % number, retained=False))
    inbox.put(Connected())
    assert [type(event) for event in inbox.take()] == [Received, Received, Connected, Overrun]
    assert inbox.take() == []


def test_the_bell_wakes_whoever_waits_for_news() -> None:
    server = BadServer(b"\x20\x03\x00\x00\x00")
    rings: list[int] = []
    listening = Listening(server.port)
    listening.transport.open(None, lambda: rings.append(1))
    turn([server, listening], lambda: Connected() in listening.events, "connected")
    assert rings
    listening.transport.close()
    server.close()


def test_a_broker_that_confirms_nothing_is_not_handed_messages_without_end() -> None:
    server = BadServer(b"\x20\x03\x00\x00\x00")
    listening = Listening(server.port)
    turn([server, listening], lambda: Connected() in listening.events, "connected")
    taken = sum(listening.transport.publish(Outgoing(topic="a", payload=b"")) for _ in range(500))
    assert taken == UNSENT_MESSAGES_MOST
    for _ in range(20):
        listening.step(time.monotonic())
    assert not listening.transport.publish(Outgoing(topic="a", payload=b""))
    server.close()
    listening.transport.close()


def test_after_the_end_nothing_is_taken_and_the_end_may_come_twice() -> None:
    listening = Listening(free_port())
    listening.transport.close()
    listening.transport.close()
    assert not listening.transport.publish(Outgoing(topic="a", payload=b""))
    assert listening.transport.step(0.0) == float("inf")
