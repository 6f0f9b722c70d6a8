"""`menshen run --page` serves the virtual gate beside an emulated gate's daemon, and only there."""

import http.client
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from private_broker import PrivateBroker

from device.commands import page_libraries
from device.commands.page_libraries import need_page_libraries
from device.errors import ProgramMissing
from device.simulation.play_keys import make_play_keys
from device.simulation.settings_text import merged, settings_text


def settings_in(folder: Path, *, profile: str, port: int) -> Path:
    keys = make_play_keys(folder / "keys", seed=3, now=int(time.time()))
    sections = merged(
        keys.settings(),
        {
            "venue": {"id": "v", "checkpoint": "c", "device": "gate-1"},
            "hardware": {"profile": profile},
            "thermometer": {"warm_up_seconds": 0},
            "camera": {"kind": "emulated" if profile == "emulated" else "picamera2"},
            "pins": {"factory": "mock" if profile == "emulated" else "lgpio"},
            "mqtt": {"port": port},
            "journal": {"directory": str(folder / "state")},
        },
    )
    file = folder / "device.toml"
    file.write_text(settings_text(sections), encoding="utf-8")
    return file


def command(file: Path, page: str) -> list[str]:
    return [sys.executable, "-m", "device.cli", "run", "--settings", str(file), "--page", page]


@pytest.mark.broker
def test_the_page_stands_beside_an_emulated_gates_daemon_and_ends_with_it(tmp_path: Path) -> None:
    broker = PrivateBroker(tmp_path)
    broker.start()
    file = settings_in(tmp_path, profile="emulated", port=broker.port)
    with subprocess.Popen(command(file, "0"), stderr=subprocess.PIPE, text=True) as daemon:
        try:
            assert daemon.stderr is not None
            told = next(found for line in daemon.stderr if (found := re.search(r"127\.0\.0\.1:(\d+)/", line)))
            connection = http.client.HTTPConnection("127.0.0.1", int(told[1]), timeout=20)
            connection.request("GET", "/events")
            answer = connection.getresponse()
            heard: set[bytes] = set()
            while not {b"event: gate\n", b"event: lane\n", b"event: caption\n"} <= heard:
                heard.add(answer.readline())
            answer.close()
            connection.close()
            daemon.send_signal(signal.SIGTERM)
            daemon.stderr.read()
            assert daemon.wait(20) == 0
        finally:
            daemon.kill()
            broker.stop()


def test_real_hardware_has_no_virtual_page(tmp_path: Path) -> None:
    file = settings_in(tmp_path, profile="raspberry-pi", port=1883)
    ended = subprocess.run(command(file, "8790"), capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 78
    assert "--page shows a gate on emulated hardware" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_page_on_no_port_is_wrong_usage(tmp_path: Path, port: str) -> None:
    ended = subprocess.run(
        command(tmp_path / "none.toml", port), capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stderr) == (2, "menshen run: --page is 0 to 65535\n")


def test_missing_libraries_are_said_with_what_brings_them(monkeypatch: pytest.MonkeyPatch) -> None:
    need_page_libraries()
    monkeypatch.setattr(page_libraries, "_PAGES", ("starlette", "no_such_library_here"))
    with pytest.raises(ProgramMissing, match=r"no_such_library_here not installed: pip install 'menshen\[pages\]'"):
        need_page_libraries()
