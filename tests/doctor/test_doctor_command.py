"""`menshen doctor` prints one line a part, on a Pi and on any other computer, and answers with its exit code."""

import argparse
from pathlib import Path

import pytest

from device.commands import doctor

EMULATED = """
[venue]
id = "school"
checkpoint = "south"
device = "gate-1"
[hardware]
profile = "emulated"
[camera]
kind = "emulated"
[pins]
factory = "mock"
[mqtt]
port = 1
"""


def call_doctor(file: Path) -> int:
    parser = argparse.ArgumentParser()
    doctor.add_arguments(parser)
    return doctor.run(parser.parse_args(["--settings", str(file)]))


def test_every_part_of_an_emulated_gate_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "device.toml"
    journal = f'[journal]\ndirectory = "{tmp_path}"\n'
    file.write_text(EMULATED + journal, encoding="utf-8")
    assert call_doctor(file) == 1  # no keys, no broker
    lines = capsys.readouterr().out.splitlines()
    parts = {line.split()[1] for line in lines[:-1]}
    assert {"settings", "libraries", "clock", "disk", "keys", "broker", "zbar", "pins", "camera"} <= parts
    assert lines[-1] == f"{sum(line.startswith('WRONG') for line in lines)} of these must be put right"


def test_without_settings_the_rest_is_looked_at_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call_doctor(tmp_path / "none.toml") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("WRONG     settings")
    assert any(line.split()[1] == "thermometer" for line in lines)
    assert not (Path.cwd() / ".lgd-nfy0").exists()
