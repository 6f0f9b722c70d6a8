"""A whole gate as a test sees it: the daemon's process on emulated hardware, its settings, socket, log and pins."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from device.journal.entry import Entry
from device.journal.reader import JournalReader
from device.simulation.play_keys import PlayKeys, make_play_keys
from device.simulation.settings_text import merged, settings_text

VENUE, GATE, CHECKPOINT = "xinyi-no1-school", "gate-1", "south-gate"
SEED = 7
TURN_SECONDS = 0.02
END_SECONDS = 15.0
_ENTRIES_A_READ = 500

Sections = Mapping[str, Mapping[str, object]]


class Turns(Protocol):
    def turn(self, seconds: float) -> None:
        """Take in what is there; wait for it at most so long."""


def came_about(claim: Callable[[], bool], *parts: Turns, seconds: float) -> bool:
    """Turn the parts until the claim holds; False where it does not in time, or where a daemon among them ends."""
    end = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > end or any(isinstance(part, WholeGate) and not part.is_running for part in parts):
            return False
        for place, part in enumerate(parts):
            part.turn(0.0 if place else TURN_SECONDS)
    return True


def until(claim: Callable[[], bool], what: str, *parts: Turns, seconds: float = 20.0) -> None:
    logs = [part for part in parts if isinstance(part, WholeGate)]
    assert came_about(claim, *parts, seconds=seconds), f"never came about: {what}\n" + "".join(one.log for one in logs)


class WholeGate:
    """One gate's folder; its daemon is started and ended as often as a test likes."""

    def __init__(self, folder: Path, port: int, sections: Sections | None = None) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700)
        self.keys: PlayKeys = make_play_keys(folder / "keys", seed=SEED, now=int(time.time()))
        self.state = folder / "state"
        self.pins_log = folder / "pins.log"
        self.settings_file = folder / "device.toml"
        self._base: Sections = merged(
            self.keys.settings(),
            {
                "venue": {"id": VENUE, "checkpoint": CHECKPOINT, "device": GATE},
                "hardware": {
                    "profile": "emulated",
                    "visitors": True,
                    "visitors_seed": SEED,
                    "visitors_pause_seconds": 0.5,
                    "pins_log": str(self.pins_log),
                },
                "thermometer": {"warm_up_seconds": 0.0},
                "camera": {"kind": "emulated"},
                "pins": {"factory": "mock"},
                "mqtt": {"host": "127.0.0.1", "port": port},
                "journal": {"directory": str(self.state)},
                "policy": {"visit_seconds": 6.0, "referral_hold_seconds": 1.0},
            },
            sections or {},
        )
        self.settle({})
        self.log = ""
        self.notices: list[str] = []
        self._partial = b""
        self._process: subprocess.Popen[bytes] | None = None
        self._has_ended = True
        self._socket: socket.socket | None = None

    def settle(self, sections: Sections) -> None:
        """Write the settings file anew, with these values over the usual ones."""
        self.settings_file.write_text(settings_text(merged(self._base, sections)), encoding="utf-8")

    # --- the process --------------------------------------------------------------------------------------------

    def start(self) -> None:
        assert self._process is None
        address = self.folder / "notify"
        address.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(address))
        self._socket.setblocking(False)
        self.notices = []
        self._has_ended = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "device.cli", "run", "--settings", str(self.settings_file)],
            env=dict(os.environ) | {"NOTIFY_SOCKET": str(address)},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        assert self._process.stderr is not None
        os.set_blocking(self._process.stderr.fileno(), False)

    def start_and_wait(self) -> None:
        self.start()
        until(lambda: self.is_ready, "READY", self)

    @property
    def process_id(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it was started and no turn has shown its end."""
        return not self._has_ended

    @property
    def is_ready(self) -> bool:
        return any(notice.startswith("READY=1") for notice in self.notices)

    def turn(self, seconds: float) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        assert self._socket is not None
        log, notices = self._process.stderr.fileno(), self._socket.fileno()
        readable, _, _ = select.select([log, notices], [], [], seconds)
        if notices in readable:
            self.notices.append(self._socket.recv(4096).decode())
        elif log in readable:
            said = self._process.stderr.read() or b""
            whole, newline, self._partial = (self._partial + said).rpartition(b"\n")
            self.log += (whole + newline).decode()
            if not said:
                self._process.wait(END_SECONDS)
                self._has_ended = True

    def _notice_waits(self) -> bool:
        assert self._socket is not None
        return bool(select.select([self._socket], [], [], 0)[0])

    def stays_alive(self, seconds: float) -> None:
        """Let the gate run on for so long; it must not end by itself meanwhile."""
        assert self._process is not None
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return
        self.turn(0)
        raise AssertionError(f"the daemon ended by itself: {self.log}")

    def signal_end(self) -> int:
        """SIGTERM; give the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self.wait_for_end()

    def kill(self) -> None:
        """SIGKILL: nothing of the daemon's own runs any more."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(END_SECONDS)
        assert self._ended() == -signal.SIGKILL, self.log

    def wait_for_end(self) -> int:
        """Wait until it ends by itself; give the exit code."""
        until(lambda: not self.is_running, "the daemon's end", self, seconds=END_SECONDS)
        return self._ended()

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(END_SECONDS)
            self._ended()

    def _ended(self) -> int:
        process, self._process, self._has_ended = self._process, None, True
        assert process is not None
        assert process.stderr is not None
        assert self._socket is not None
        self.log += (self._partial + (process.stderr.read() or b"")).decode()
        self._partial = b""
        while self._notice_waits():
            self.notices.append(self._socket.recv(4096).decode())
        process.stderr.close()
        self._socket.close()
        self._socket = None
        return int(process.returncode)

    # --- what it left -------------------------------------------------------------------------------------------

    def entries(self) -> tuple[Entry, ...]:
        """Give the journal's entries, each proven to open with the journal's key; the daemon may run meanwhile."""
        reader = JournalReader(
            self.state / "journal.db", key=(self.folder / "keys" / "journal_key").read_bytes(), beside_writer=True
        )
        found: list[Entry] = []
        while part := reader.read(len(found), _ENTRIES_A_READ):
            found.extend(part)
        reader.close()
        return tuple(found)

    def edges(self) -> list[tuple[float, str, bool]]:
        """Give every line of the pins log: second, name, high."""
        lines = self.pins_log.read_text().splitlines() if self.pins_log.exists() else []
        return [(float(at), name, level == "1") for at, name, level in (line.split() for line in lines)]

    def barrier_is_high(self) -> bool:
        return [high for _, name, high in self.edges() if name == "barrier"][-1:] == [True]


class Keeper:
    """The record keeper's process."""

    def __init__(self, folder: Path, port: int) -> None:
        self.file = folder / "records.sqlite"
        self._log = (folder / "keeper.log").open("w+b")
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "device.record_keeper", "--port", str(port), "--venue", VENUE),
                *("--file", str(self.file), "--inspectors-live", "1"),
            ],
            stdin=subprocess.DEVNULL,
            stderr=self._log,
        )

    def log(self) -> str:
        return Path(self._log.name).read_text()

    def close(self) -> None:
        """End it in order, so that its file is whole."""
        self._process.terminate()
        self._process.wait(END_SECONDS)
        self._log.close()
