"""Makes an emulated gate to measure: fresh keys and settings, a broker and a record keeper of its own, its daemon.

Never measures anything itself and leaves nothing behind.
"""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from device.settings import Settings, load
from device.simulation.play_keys import PlayKeys, make_play_keys
from device.simulation.private_broker import PrivateBroker
from device.simulation.settings_text import merged, settings_text

VENUE, CHECKPOINT, GATE = "xinyi-no1-school", "south-gate", "gate-1"
SEED = 7
READY_SECONDS_MOST = 20.0
END_SECONDS_MOST = 15.0

Sections = Mapping[str, Mapping[str, object]]


class GateFolder(Struct, frozen=True, kw_only=True):
    """One gate's files."""

    folder: Path
    keys: PlayKeys
    settings_file: Path

    def settings(self) -> Settings:
        """Read them as the daemon does."""
        return load(self.settings_file)


@contextmanager
def gate_folder(sections: Sections, *, beside: Path | None = None) -> Iterator[GateFolder]:
    """Give a gate with a running broker and record keeper; `beside` is the folder, and so the disk, it is made in."""
    with TemporaryDirectory(dir=beside, prefix="menshen-bench-") as name:
        folder = Path(name)
        broker = PrivateBroker(folder)
        broker.start()
        keeper = subprocess.Popen(
            [
                *(sys.executable, "-m", "device.record_keeper", "--port", str(broker.port), "--venue", VENUE),
                *("--file", str(folder / "records.sqlite"), "--inspectors-live", "1"),
            ],
            stderr=subprocess.DEVNULL,
        )
        try:
            yield _make(folder, broker.port, sections)
        finally:
            keeper.terminate()
            keeper.wait(END_SECONDS_MOST)
            broker.stop()


def _make(folder: Path, port: int, sections: Sections) -> GateFolder:
    keys = make_play_keys(folder / "keys", seed=SEED, now=int(time.time()))
    settings_file = folder / "device.toml"
    usual: Sections = {
        "venue": {"id": VENUE, "checkpoint": CHECKPOINT, "device": GATE},
        "hardware": {"profile": "emulated", "visitors_seed": SEED},
        "thermometer": {"warm_up_seconds": 0.0},
        "camera": {"kind": "emulated"},
        "pins": {"factory": "mock"},
        "mqtt": {"port": port},
        "journal": {"directory": str(folder / "state")},
    }
    settings_file.write_text(settings_text(merged(keys.settings(), usual, sections)), encoding="utf-8")
    return GateFolder(folder=folder, keys=keys, settings_file=settings_file)


class DaemonProcess:
    """`menshen run` as systemd would start it."""

    def __init__(self, gate: GateFolder) -> None:
        """Start it; `seconds_to_ready` is from just before exec to the datagram READY=1."""
        address = str(gate.folder / "notify")
        Path(address).unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
            notices.bind(address)
            self._log = (gate.folder / "daemon.log").open("ab")
            begun = time.perf_counter()
            self._process = subprocess.Popen(
                [Path(sys.executable).with_name("menshen"), "run", "--settings", gate.settings_file],
                env=_as_installed() | {"NOTIFY_SOCKET": address},
                stderr=self._log,
            )
            self.seconds_to_ready = _wait_for_ready(notices, begun)

    def cpu_seconds(self) -> float:
        """Give the processor time it has used so far, user and system, all threads; proc(5), /proc/pid/stat."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_megabytes(self) -> float:
        """Give the memory it holds now."""
        return resident_megabytes(self._process.pid)

    def end(self) -> None:
        """Tell it to stop and wait."""
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(END_SECONDS_MOST)
        self._log.close()
        if code != 0:
            raise RuntimeError(f"the daemon ended with {code}: {Path(self._log.name).read_text(encoding='utf-8')}")


def resident_megabytes(process_id: int) -> float:
    """Give the resident memory of a process in MB of 10^6 bytes; proc(5), /proc/pid/status."""
    for line in Path(f"/proc/{process_id}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("the kernel does not tell the resident memory")


def _as_installed() -> dict[str, str]:
    """Give this environment without the wish to keep no compiled modules: an installed gate has them."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _wait_for_ready(notices: socket.socket, begun: float) -> float:
    while select.select([notices], [], [], READY_SECONDS_MOST)[0]:
        said = notices.recv(4096)
        if said.startswith(b"READY=1"):
            return time.perf_counter() - begun
    raise RuntimeError("the daemon did not become ready")
