"""Tells systemd how the daemon is: ready, alive, stopping, and one line of status.

Never blocks and never fails the daemon: a notification that cannot be sent is dropped, systemd's own time-outs answer
for that. sd_notify(3), the protocol of $NOTIFY_SOCKET.
"""

import contextlib
import os
import socket
from collections.abc import Mapping
from typing import Protocol


class ServiceManager(Protocol):
    """Whoever started the daemon and wants to know how it is."""

    @property
    def watchdog_seconds(self) -> float | None:
        """Longest silence allowed between two `alive`; None where nobody listens. Speak twice as often."""

    def ready(self, status: str) -> None:
        """The gate is up."""

    def status(self, status: str) -> None:
        """One line for `systemctl status`."""

    def alive(self) -> None:
        """Every part has answered within its limit."""

    def stopping(self) -> None:
        """The gate is going down on purpose."""

    def close(self) -> None:
        """Nothing more will be said."""


class NoServiceManager:
    """Nobody listens: the daemon was started by hand."""

    @property
    def watchdog_seconds(self) -> float | None:
        """Nobody waits."""
        return None

    def ready(self, status: str) -> None:
        """Does nothing."""

    def status(self, status: str) -> None:
        """Does nothing."""

    def alive(self) -> None:
        """Does nothing."""

    def stopping(self) -> None:
        """Does nothing."""

    def close(self) -> None:
        """Does nothing."""


class Systemd:
    """systemd listens at `address`, a path or an abstract name that begins with `@`."""

    def __init__(self, *, address: str, watchdog_seconds: float | None) -> None:
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._watchdog_seconds = watchdog_seconds
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._socket.setblocking(False)

    @property
    def watchdog_seconds(self) -> float | None:
        """As WatchdogSec says."""
        return self._watchdog_seconds

    def ready(self, status: str) -> None:
        """READY=1 and the status in one datagram."""
        self._send(f"READY=1\nSTATUS={_one_line(status)}")

    def status(self, status: str) -> None:
        """STATUS=."""
        self._send(f"STATUS={_one_line(status)}")

    def alive(self) -> None:
        """WATCHDOG=1."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """STOPPING=1."""
        self._send("STOPPING=1")

    def close(self) -> None:
        """Gives the socket back."""
        self._socket.close()

    def _send(self, message: str) -> None:
        with contextlib.suppress(OSError):
            self._socket.sendto(message.encode(), self._address)


def service_manager(environment: Mapping[str, str], process_id: int | None = None) -> Systemd | NoServiceManager:
    """Who listens, by $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return NoServiceManager()
    return Systemd(address=address, watchdog_seconds=_watchdog_seconds(environment, process_id or os.getpid()))


def _watchdog_seconds(environment: Mapping[str, str], process_id: int) -> float | None:
    named = environment.get("WATCHDOG_PID", "")
    microseconds = environment.get("WATCHDOG_USEC", "")
    if (named and named != str(process_id)) or not microseconds.isdecimal() or int(microseconds) == 0:
        return None
    return int(microseconds) / 1_000_000


def _one_line(text: str) -> str:
    return " ".join(text.split())
