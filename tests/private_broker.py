"""A mosquitto of the test's own, a wire that can be cut, and one loop that turns everything without a thread."""

import select
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import pytest

TURN_SECONDS_MOST = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PrivateBroker:
    """Starts, kills and restarts mosquitto on one port."""

    def __init__(self, folder: Path, *settings: str) -> None:
        self.port = free_port()
        self._program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        if not Path(self._program).exists():
            pytest.skip("needs Debian's mosquitto")
        self._file = folder / "mosquitto.conf"
        lines = (
            "user root",  # matters only to root, whose files mosquitto could not read as somebody else
            f"listener {self.port} 127.0.0.1",
            "set_tcp_nodelay true",
            "persistence false",
            "log_dest stderr",
            "connection_messages false",  # nobody reads on after the start, and a full pipe would stop it
        )
        self._file.write_text("\n".join((*lines, *(settings or ("allow_anonymous true",)))) + "\n")
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [self._program, "-c", str(self._file)], stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
        )
        assert self._process.stderr is not None
        said = []
        for line in self._process.stderr:
            said.append(line)
            if "running" in line:
                return
        self.stop()
        raise AssertionError("".join(said))

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stderr is not None
            self._process.stderr.close()
            self._process = None

    kill = stop


class Wire:
    """A relay before a broker, turned by hand, that can be cut; `bytes_up_most` cuts it in the middle of a packet."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self.is_dead = False

    def step(self, now: float) -> float:
        ends = [end for pair in self._pairs for end in pair]
        readable, _, _ = select.select([self._listener, *ends], [], [], 0)
        if self._listener in readable:
            near, _ = self._listener.accept()
            try:
                self._pairs.append((near, socket.create_connection(("127.0.0.1", self._to_port))))
            except ConnectionRefusedError:
                near.close()
        for near, far in tuple(self._pairs):
            for source, sink in ((near, far), (far, near)):
                if source in readable and not self._carry(source, sink):
                    self._close(near, far)
                    break
        return now

    def cut(self) -> None:
        for near, far in tuple(self._pairs):
            self._close(near, far)

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _carry(self, source: socket.socket, sink: socket.socket) -> bool:
        try:
            content = source.recv(65536)
            if content and not self.is_dead:
                sink.sendall(content)
        except OSError:
            return False
        return bool(content)

    def _close(self, near: socket.socket, far: socket.socket) -> None:
        near.close()
        far.close()
        self._pairs.remove((near, far))


class Steps(Protocol):
    def step(self, now: float) -> float: ...


def turn(parts: Sequence[Steps], until: Callable[[], bool], what: str) -> float:
    """Step everything in turn until the claim holds; give the seconds it took."""
    began = time.monotonic()
    while not until():
        now = time.monotonic()
        assert now < began + TURN_SECONDS_MOST, f"never came about: {what}"
        for part in parts:
            part.step(now)
    return time.monotonic() - began
