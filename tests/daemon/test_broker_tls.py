"""What the gate asks of a broker on another machine: TLS 1.3, its own authority's certificate, and its name."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from broker_certificates import Authority, broker_context, shake_hands

from device.assembly.broker_tls import tls_context
from device.assembly.hardware import broker
from device.clock.system_clock import SystemClock
from device.doctor.broker import look_at_broker
from device.doctor.finding import Health
from device.errors import SettingsError
from device.settings import Settings
from device.settings.sections import Mqtt

GATE = "gate-1"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "city")


@pytest.fixture
def mqtt(authority: Authority) -> Mqtt:
    certificate, key = authority.issue(GATE)
    return Mqtt(
        host="broker.example",
        port=8883,
        tls=True,
        ca_file=str(authority.file),
        certificate_file=str(certificate),
        key_file=str(key),
    )


def prepared(here: Mqtt) -> None:
    """Prepare the connection and give it back."""
    settings = SimpleNamespace(mqtt=here, venue=SimpleNamespace(device=GATE))
    clock = SimpleNamespace(monotonic=lambda: 0.0)
    broker(cast(Settings, settings), cast(SystemClock, clock)).close()


def test_gate_and_broker_prove_themselves_to_each_other_in_tls_1_3(authority: Authority, mqtt: Mqtt) -> None:
    assert shake_hands(tls_context(mqtt), broker_context(authority)) == ("TLSv1.3", GATE)


def test_a_broker_of_another_authority_is_refused(tmp_path: Path, mqtt: Mqtt) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="self-signed certificate in certificate chain"):
        shake_hands(tls_context(mqtt), broker_context(Authority(tmp_path / "elsewhere")))


def test_a_broker_under_another_name_is_refused(authority: Authority, mqtt: Mqtt) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        shake_hands(tls_context(mqtt), broker_context(authority, name="other.example"))


def test_a_broker_that_speaks_no_newer_tls_than_1_2_is_refused(authority: Authority, mqtt: Mqtt) -> None:
    old = broker_context(authority)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(ssl.SSLError, match=r"(?i)protocol"):
        shake_hands(tls_context(mqtt), old)


def test_the_machine_s_own_list_of_authorities_counts_for_nothing(mqtt: Mqtt) -> None:
    assert len(tls_context(mqtt).get_ca_certs()) == 1


def missing(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def nonsense(path: Path) -> None:
    path.write_bytes(b"\x00-----BEGIN CERTIFICATE-----\nno\n" * 100)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("name", ["ca_file", "certificate_file", "key_file"])
@pytest.mark.parametrize("spoil", [missing, empty, nonsense, a_folder])
def test_a_file_that_cannot_be_used_is_named_in_one_line(mqtt: Mqtt, name: str, spoil: Callable[[Path], None]) -> None:
    path = Path(getattr(mqtt, name))
    spoil(path)
    with pytest.raises(SettingsError) as refused:
        prepared(mqtt)
    (fault,) = refused.value.faults
    assert fault.startswith("mqtt.")
    assert name in fault
    assert str(path) in fault
    assert "\n" not in fault


def test_a_key_of_another_certificate_is_refused(authority: Authority, mqtt: Mqtt) -> None:
    _, key = authority.issue("gate-2")
    with pytest.raises(SettingsError, match=r"mqtt\.certificate_file, key_file: .* cannot be used: .*MISMATCH"):
        prepared(replace(mqtt, key_file=str(key)))


def test_a_key_behind_a_pass_phrase_is_refused_and_nobody_is_asked_for_it(authority: Authority, mqtt: Mqtt) -> None:
    certificate, key = authority.issue("gate-3", pass_phrase=b"open sesame")
    with pytest.raises(SettingsError, match=r"mqtt\.certificate_file, key_file: .* cannot be used"):
        prepared(replace(mqtt, certificate_file=str(certificate), key_file=str(key)))


def test_another_machine_without_tls_is_refused_and_this_one_is_not(mqtt: Mqtt) -> None:
    plain = replace(mqtt, tls=False)
    with pytest.raises(SettingsError, match=r"mqtt\.tls: required, because broker\.example is not this machine"):
        prepared(plain)
    prepared(replace(plain, host="127.0.0.1"))
    prepared(mqtt)


def test_the_doctor_refuses_the_broker_the_gate_would_refuse(authority: Authority, mqtt: Mqtt) -> None:
    """A finding of `ok` for a broker of TLS 1.2 would send the installer home."""
    old = broker_context(authority)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_server(("127.0.0.1", 0)) as listening:
        answering = threading.Thread(target=_answer, args=(listening, old))
        answering.start()
        finding = look_at_broker(replace(mqtt, host="127.0.0.1", port=listening.getsockname()[1]))
        answering.join(5)
    assert finding.health is Health.WRONG
    assert "protocol" in finding.state.lower()


def _answer(listening: socket.socket, context: ssl.SSLContext) -> None:
    connection, _ = listening.accept()
    with connection, suppress(OSError), context.wrap_socket(connection, server_side=True):
        """Shake hands, no more."""
