"""The daemon speaks systemd's own notification protocol, and nobody listening is no reason to fail."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.daemon.systemd_notify import NoServiceManager, Systemd, service_manager


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        yield listening


@pytest.fixture
def manager(listener: socket.socket) -> Iterator[Systemd]:
    found = service_manager({"NOTIFY_SOCKET": str(listener.getsockname())})
    assert isinstance(found, Systemd)
    yield found
    found.close()


def test_each_message_is_one_datagram_as_systemd_expects_it(manager: Systemd, listener: socket.socket) -> None:
    manager.ready("idle")
    manager.alive()
    manager.status("two\nlines are one")
    manager.stopping()
    assert [listener.recv(500) for _ in range(4)] == [
        b"READY=1\nSTATUS=idle",
        b"WATCHDOG=1",
        b"STATUS=two lines are one",
        b"STOPPING=1",
    ]


def test_an_abstract_address_works_too() -> None:
    name = f"menshen-test-{id(object())}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0" + name)
        manager = service_manager({"NOTIFY_SOCKET": "@" + name})
        manager.alive()
        assert listening.recv(100) == b"WATCHDOG=1"
        manager.close()


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:1"}])
def test_a_daemon_started_by_hand_speaks_to_nobody(environment: dict[str, str]) -> None:
    manager = service_manager(environment)
    assert isinstance(manager, NoServiceManager)
    assert manager.watchdog_seconds is None
    manager.ready("")
    manager.status("")
    manager.alive()
    manager.stopping()
    manager.close()


def test_a_listener_that_went_away_or_does_not_read_never_stops_the_gate(
    manager: Systemd, listener: socket.socket
) -> None:
    for _ in range(2000):
        manager.alive()
    heard = 0
    with pytest.raises(BlockingIOError):
        while listener.recv(100) == b"WATCHDOG=1":
            heard += 1
    assert 0 < heard < 2000, "what a full listener does not take is let go"
    Path(str(listener.getsockname())).unlink()
    manager.alive()
    with pytest.raises(BlockingIOError):
        listener.recv(100)


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "10000000"}, 10.0),
        ({"WATCHDOG_USEC": "500000", "WATCHDOG_PID": "42"}, 0.5),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "43"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "-1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_counts_only_for_the_process_it_is_meant_for(
    environment: dict[str, str], seconds: float | None
) -> None:
    manager = service_manager({"NOTIFY_SOCKET": "@none", **environment}, process_id=42)
    assert manager.watchdog_seconds == seconds
    manager.close()
