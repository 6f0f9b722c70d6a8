import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import paho.mqtt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from mqtt_world import GATE, TOPICS, VENUE
from private_broker import PrivateBroker, free_port, turn

from device.errors import ProgramMissing, SettingsError
from device.mqtt.paho_transport import CONNACK_SECONDS, PahoTransport, is_loopback
from device.mqtt.topics import TopicKind
from device.mqtt.transport import (
    UNSENT_MESSAGES_MOST,
    Connected,
    Disconnected,
    Inbox,
    Outgoing,
    Overrun,
    PublishRefused,
    Received,
    Subscribed,
    TransportEvent,
    Trouble,
)

ACCESS_OF_A_GATE = (
    "write gate/1/+/%u/evt/+",
    "write gate/1/+/%u/m/+",
    "readwrite gate/1/+/%u/status",
    "write gate/1/+/%u/info",
    "write gate/1/+/%u/twin/reported",
    "write gate/1/+/%u/result/+/+",
    "read gate/1/+/%u/ack",
    "read gate/1/+/%u/order/+/+",
    "read gate/1/+/%u/twin/desired",
    "read gate/1/+/_all/#",
    "read gate/1/+/_console/status",
    "read gate/1/_all/announce",
    "read gate/1/_authority/trust",
    "read gate/1/_authority/revoked/+",
    "read gate/1/_authority/colours",
    "read gate/1/_authority/answer/%u/+",
    "write gate/1/_authority/request/%u/+",
)
"""The access list `docs/contract.md` gives to every gate."""


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


class Authority:
    """Makes certificates for one test."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = self._write(f"{name}.pem", self._certificate(self._name, self._key.public_key(), is_authority=True))

    def issue(self, common_name: str) -> tuple[Path, Path]:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        certificate = self._certificate(subject, key.public_key(), is_authority=False)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self._write(f"{common_name}.crt", certificate), self._write(f"{common_name}.key", private)

    def client(self, common_name: str) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.file))
        context.load_cert_chain(*self.issue(common_name))
        return context

    def _certificate(self, subject: x509.Name, key: ec.EllipticCurvePublicKey, *, is_authority: bool) -> bytes:
        now = datetime.now(UTC)
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(names, critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .add_extension(_use_of_key(is_authority=is_authority), critical=True)
        )
        return builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def _write(self, name: str, content: bytes) -> Path:
        file = self._folder / name
        file.write_bytes(content)
        return file


def _use_of_key(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


class Fleet:
    """A broker with certificates and the access list of the contract."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority(folder, "fleet")
        certificate, key = self.authority.issue("broker")
        access = folder / "access"
        lines = [f"pattern {line}" for line in ACCESS_OF_A_GATE]
        access.write_text("\n".join([*lines, "user keeper", "topic readwrite gate/1/#"]) + "\n")
        self.broker = PrivateBroker(
            folder,
            f"cafile {self.authority.file}",
            f"certfile {certificate}",
            f"keyfile {key}",
            "require_certificate true",
            "use_identity_as_username true",
            f"acl_file {access}",
        )
        self.broker.start()


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    made = Fleet(tmp_path)
    yield made
    made.broker.stop()


@pytest.mark.broker
def test_a_gate_with_its_certificate_may_do_all_that_the_contract_gives_it(fleet: Fleet) -> None:
    gate = Listening(fleet.broker.port, tls=fleet.authority.client(GATE))
    keeper = Listening(fleet.broker.port, client_id="keeper", tls=fleet.authority.client("keeper"))
    gate.until(Connected())
    keeper.until(Connected())
    gate.transport.subscribe(TOPICS.subscriptions())
    gate.until(Subscribed())
    keeper.transport.subscribe(["gate/1/#"])
    keeper.until(Subscribed())
    sent = [
        TOPICS.of(kind, name=name, id="o-1")
        for kind, name in (
            (TopicKind.EVENT, "checkin"),
            (TopicKind.TELEMETRY, "link"),
            (TopicKind.STATUS, ""),
            (TopicKind.INFO, ""),
            (TopicKind.TWIN_REPORTED, ""),
            (TopicKind.RESULT, "open"),
        )
    ]
    large = b"x" * 200_000
    for topic in sent:
        gate.transport.publish(Outgoing(topic=topic, payload=large))
    turn([gate, keeper], lambda: {message.topic for message in keeper.messages()} == set(sent), "all is heard")
    assert all(message.payload == large for message in keeper.messages())
    assert not [event for event in gate.events if isinstance(event, PublishRefused)]
    for closing in (gate, keeper):
        closing.transport.close()


@pytest.mark.broker
@pytest.mark.parametrize(
    "topic",
    [
        f"gate/1/{VENUE}/north-gate/evt/checkin",
        f"gate/1/{VENUE}/north-gate/status",
        f"gate/1/{VENUE}/{GATE}/ack",
        f"gate/1/{VENUE}/{GATE}/order/open/o-1",
        f"gate/1/{VENUE}/{GATE}/twin/desired",
        f"gate/1/{VENUE}/_all/announce",
        f"gate/1/{VENUE}/_console/status",
        "gate/1/_authority/trust",
    ],
)
def test_a_gate_is_told_what_it_may_not_publish(fleet: Fleet, topic: str) -> None:
    gate = Listening(fleet.broker.port, tls=fleet.authority.client(GATE))
    gate.until(Connected())
    gate.transport.publish(Outgoing(topic=topic, payload=b"x"))
    gate.until(PublishRefused(topic=topic, detail="Not authorized"))
    gate.transport.close()


# paho leaves the socket of a failed handshake to the garbage collector, which closes it with a warning
@pytest.mark.filterwarnings("ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.broker
def test_a_broker_with_another_authority_s_certificate_is_not_trusted(fleet: Fleet, tmp_path: Path) -> None:
    folder = tmp_path / "stranger"
    folder.mkdir()
    gate = Listening(fleet.broker.port, tls=Authority(folder, "stranger").client(GATE))
    turn([gate], lambda: bool(gate.troubles()), "it is not trusted")
    assert gate.troubles()[0] is Trouble.TLS
    gate.transport.close()


@pytest.mark.broker
def test_the_record_keeper_runs_as_a_program_and_ends_when_told(broker: PrivateBroker, tmp_path: Path) -> None:
    listening = Listening(broker.port, client_id="passer-by")
    listening.until(Connected())
    listening.transport.subscribe([f"gate/1/{VENUE}/_console/status"])
    listening.until(Subscribed())
    arguments = ["--port", str(broker.port), "--venue", VENUE, "--file", str(tmp_path / "r.sqlite")]
    program = subprocess.Popen([sys.executable, "-m", "device.record_keeper", *arguments, "--inspectors-live", "4"])
    turn([listening], lambda: b'"inspectors_live":4' in listening.last(), "it says who is live")
    program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=10) == 0
    turn([listening], lambda: b'"inspectors_live":0' in listening.last(), "it says that nobody is")
    listening.transport.close()


def test_the_record_keeper_refuses_a_machine_it_would_have_to_trust() -> None:
    arguments = ["--host", "broker.example.org", "--venue", VENUE, "--file", "unused.sqlite"]
    done = subprocess.run(
        [sys.executable, "-m", "device.record_keeper", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("mqtt.tls: required")
    assert not Path("unused.sqlite").exists()
