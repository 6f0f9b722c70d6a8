"""`menshen demo` shows the whole system on one machine and leaves nothing behind."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from device.errors import ProgramMissing
from device.simulation import private_broker
from device.simulation.private_broker import PrivateBroker


@pytest.mark.broker
def test_the_demonstration_runs_for_its_seconds_tells_where_to_look_and_leaves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "device.cli", "demo", "--port", "0", "--seconds", "3"]
    ended = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env={"TMPDIR": str(tmp_path), "PATH": ""}
    )
    assert ended.returncode == 0, ended.stderr
    assert re.search(r"the gate.s page: +http://127\.0\.0\.1:\d+/", ended.stdout)
    assert re.search(
        r"citizens. page: +http://127\.0\.0\.1:\d+/open  \(invitation \w{4}-\w{4}; choose a PIN\)", ended.stdout
    )
    assert re.search(r"mosquitto_sub -p \d+ -t .gate/1/#. -v", ended.stdout)
    assert re.search(r"\d+ parties came; check-ins: ", ended.stdout)
    assert ended.stderr == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", [["--port", "70000"], ["--seconds", "0"]])
def test_a_port_or_a_time_that_cannot_be_is_wrong_usage(wrong: list[str]) -> None:
    command = [sys.executable, "-m", "device.cli", "demo", *wrong]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("menshen demo: ")


def test_a_missing_broker_is_said_with_the_package_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(private_broker, "_PLACES", ())
    with pytest.raises(ProgramMissing, match="apt install mosquitto"):
        PrivateBroker(tmp_path)


@pytest.mark.broker
def test_a_broker_that_cannot_start_says_why(tmp_path: Path) -> None:
    first = PrivateBroker(tmp_path)
    first.start()
    second = PrivateBroker(tmp_path)
    second.port = first.port
    try:
        with pytest.raises(ProgramMissing, match="mosquitto does not start"):
            second.start()
    finally:
        first.stop()
