"""`menshen decode` searches folders in order, reads what it may, and says which folder it may not look into."""

import errno
import json
import os
from pathlib import Path

import pytest
from test_decode_command import Capture, code_file, decode, lines


def test_folders_are_searched_in_the_order_of_names(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "deeper").mkdir()
    for name in ("b.png", "a.png", "deeper/c.png"):
        code_file(tmp_path / name, name)
    (tmp_path / "note.txt").write_text("no picture")
    assert decode(tmp_path) == 0
    assert [line["codes"][0]["text"] for line in lines(capsys)] == ["a.png", "b.png", "deeper/c.png"]


def closed_folders(monkeypatch: pytest.MonkeyPatch, *closed: Path) -> None:
    """Play folders that this user may not look into; root may look into all."""
    scandir = os.scandir

    def refuse(folder: Path) -> object:
        if folder in closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
        return scandir(folder)

    monkeypatch.setattr("os.scandir", refuse)


def test_each_folder_that_cannot_be_read_is_one_line_and_the_others_are_read(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a/open", "a/closed", "b"):
        (tmp_path / name).mkdir(parents=True)
        code_file(tmp_path / name / "code.png", name)
    closed_folders(monkeypatch, tmp_path / "a" / "closed", tmp_path / "b")
    assert decode(tmp_path) == 0
    told = capsys.readouterr()
    assert [json.loads(line)["codes"][0]["text"] for line in told.out.splitlines()] == ["a/open"]
    assert told.err.splitlines() == [
        f"menshen decode: {tmp_path}/{name}: cannot be read: Permission denied" for name in ("a/closed", "b")
    ]


def test_a_folder_that_cannot_be_read_is_not_said_to_be_empty(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_folders(monkeypatch, tmp_path)
    assert decode(tmp_path) == 1
    assert capsys.readouterr().err.splitlines() == [f"menshen decode: {tmp_path}: cannot be read: Permission denied"]


def test_a_link_to_a_folder_is_not_followed_and_one_to_itself_is_one_line(tmp_path: Path, capsys: Capture) -> None:
    code_file(tmp_path / "a.png")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.png").symlink_to("self.png")
    assert decode(tmp_path) == 0
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 1
    assert told.err.splitlines() == [
        f"menshen decode: {tmp_path}/self.png: cannot be read: Too many levels of symbolic links"
    ]
