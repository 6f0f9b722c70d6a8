"""Whatever becomes of a command's output, the person is told in a line, never in a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from device.cli import SETTINGS_EXIT, USAGE_EXIT, main


def menshen(*words: str, output: Path | int, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a command as a person does, its output going to `output`."""
    command = [sys.executable, "-m", "device.cli", *words]
    variables = {**os.environ, **environment}
    if isinstance(output, int):
        return subprocess.run(command, stdout=output, stderr=subprocess.PIPE, env=variables, timeout=60, check=False)
    with output.open("wb") as file:
        return subprocess.run(command, stdout=file, stderr=subprocess.PIPE, env=variables, timeout=60, check=False)


@pytest.mark.parametrize("words", [("simulate", "--list"), ("simulate", "ordinary-morning", "--json")])
def test_an_output_that_finds_no_room_is_said_in_one_line(words: tuple[str, ...]) -> None:
    done = menshen(*words, output=Path("/dev/full"))
    assert done.returncode == 1
    assert done.stderr.decode() == f"menshen {words[0]}: the output cannot be written: No space left on device\n"


def test_a_reader_that_left_is_no_complaint() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = menshen("simulate", "--list", output=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_command_that_has_no_output_at_all_does_its_work() -> None:
    closing = f'"{sys.executable}" -m device.cli simulate --list >&-'
    done = subprocess.run(["sh", "-c", closing], stderr=subprocess.PIPE, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_terminal_without_chinese_letters_gets_the_rest(tmp_path: Path) -> None:
    listed = tmp_path / "listed"
    done = menshen("simulate", "--list", output=listed, PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"ordinary-morning" in listed.read_bytes()


@pytest.mark.parametrize("command", ["run", "end-emergency"])
@pytest.mark.parametrize("content", [None, b"", b"[nonsense]", b"\xff"])
def test_every_fault_of_the_settings_names_the_file(
    command: str, content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "device.toml"
    if content is not None:
        file.write_bytes(content)
    assert main([command, "--settings", str(file)]) == SETTINGS_EXIT
    lines = capsys.readouterr().err.splitlines()
    assert lines
    assert all(line.startswith(f"menshen {command}: {file}: ") for line in lines)


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf"])
def test_a_demonstration_ends_at_a_time_that_comes(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--seconds", seconds]) == USAGE_EXIT
    assert "--seconds" in capsys.readouterr().err
