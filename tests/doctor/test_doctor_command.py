"""`menshen doctor` prints one line a part, on a Pi and on any other computer, and answers with its exit code."""

import argparse
from pathlib import Path

import pytest

from device import cli
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


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "there is no such file"),
        ("", "the file is empty"),
        ("[venue\n", "line 1: Expected ']' at the end of a table declaration"),
        ("[mqtt]\nport = 99999999\n", "mqtt.port: 99999999 is outside 1 to 65535"),
    ],
)
def test_settings_that_cannot_be_used_are_all_that_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, fault: str
) -> None:
    file = tmp_path / "device.toml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert cli.main(["doctor", "--settings", str(file)]) == cli.SETTINGS_EXIT
    told = capsys.readouterr()
    assert told.out == ""
    assert f"menshen doctor: {file}: {fault}" in told.err
    assert told.err.splitlines()[0].startswith("menshen doctor: nothing was looked at")


@pytest.mark.parametrize("command", ["run", "end-emergency", "thermometer read", "thermometer evaluate"])
def test_every_command_says_that_its_settings_are_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    file = tmp_path / "none.toml"
    words = [*command.split(), "--settings", str(file), *(["people.csv"] if "evaluate" in command else [])]
    assert cli.main(words) == cli.SETTINGS_EXIT
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"menshen {words[0]}: {file}: there is no such file")
