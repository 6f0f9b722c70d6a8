"""`menshen check-settings` prints one line a fault and answers with its exit code."""

import argparse
from pathlib import Path

import pytest

from device.commands import check_settings


def check(file: Path) -> int:
    parser = argparse.ArgumentParser()
    check_settings.add_arguments(parser)
    return check_settings.run(parser.parse_args([str(file)]))


def test_a_sound_file_is_named_and_the_answer_is_yes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "device.toml"
    file.write_text('[venue]\nid = "school"\ncheckpoint = "south"\ndevice = "gate-1"\n', encoding="utf-8")
    assert check(file) == 0
    assert capsys.readouterr().out == f"{file}: no faults; gate-1 at south of school, raspberry-pi\n"


def test_each_fault_is_one_line_on_stderr_and_the_answer_is_78(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "device.toml"
    file.write_text('[venue]\nid = "school"\ncheckpoint = "SOUTH"\n', encoding="utf-8")
    assert check(file) == 78
    printed = capsys.readouterr()
    assert printed.out == ""
    assert [line.split(": ")[1] for line in printed.err.splitlines()] == ["venue.checkpoint", "venue.device"]


def test_a_missing_file_is_one_line_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path / "none.toml") == 78
    assert capsys.readouterr().err.count("\n") == 1
