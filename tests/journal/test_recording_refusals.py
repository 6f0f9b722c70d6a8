"""A recording from a stranger is refused with the line and the reason, or read; nothing else."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.errors import FileRefused
from device.journal.recording import read_recording

HEAD = json.dumps(
    {
        "recording": 1,
        "version": "0.1.0",
        "session": "00112233",
        "at": "2026-11-22T08:15:03.412Z",
        "clock": "synchronised",
        "now": 100.0,
        "policy": {},
        "state": "{}",
    }
)
STEP = '{"now":100.5,"event":"PresenceLost","with":{},"actions":"0123456789abcdef"}'


def refusal(folder: Path, content: str | bytes) -> str:
    path = folder / "events.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FileRefused) as refused:
        read_recording(path)
    return str(refused.value)


def test_a_sound_recording_is_read(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text(f"{HEAD}\n{STEP}\n{STEP}\n")
    assert len(read_recording(path).steps) == 2


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        ("", 1, "no whole line"),
        (HEAD, 1, "no whole line"),
        ("\n", 1, ""),
        ("{}\n", 1, "required"),
        (b"\xff\xfe\n", 1, ""),
        (HEAD.replace('"recording": 1', '"recording": 2') + "\n", 1, "format 2"),
        (HEAD.replace('"clock"', '"klock"') + "\n", 1, ""),
        (HEAD.replace("100.0", "-1") + "\n", 1, ">= 0"),
        (HEAD.replace("100.0", "1e300") + "\n", 1, ""),
        (HEAD.replace('"policy": {}', '"policy": {"mode":"any"}') + "\n", 1, "mode"),
        (f"{HEAD}\n\n", 2, ""),
        (f"{HEAD}\n{STEP}\nnonsense\n{STEP}\n", 3, ""),
        (f"{HEAD}\n{STEP.replace('100.5', '99.5')}\n", 2, "time goes back"),
        (f"{HEAD}\n{STEP.replace('100.5', 'NaN')}\n", 2, ""),
        (f"{HEAD}\n{STEP.replace('PresenceLost', 'OpenBarrier')}\n", 2, "OpenBarrier"),
        (f"{HEAD}\n{STEP.replace('{}', chr(123) + chr(34) + 'x' + chr(34) + ':1}')}\n", 2, "other members"),
        (f"{HEAD}\n{STEP.replace('abcdef', 'ABCDEF')}\n", 2, "actions"),
        (f'{HEAD}\n{STEP[:-1]},"more":1}}\n', 2, "more"),
        (f'{HEAD}\n{{"lost":2}}\n{STEP}\n', 3, "end of the segment"),
        (f'{HEAD}\n{{"lost":0}}\n', 2, ""),
        (f"{HEAD}\n{'[' * 50000}\n", 2, ""),
        (f"{HEAD}\n{' ' * (1 << 20)}{STEP}\n", 2, "too long"),
    ],
)
def test_a_hostile_line_is_named(tmp_path: Path, content: str | bytes, line: int, why: str) -> None:
    text = refusal(tmp_path, content)
    assert f"line {line}:" in text
    assert why in text
    assert len(text) < 400
    assert "\n" not in text


def test_a_huge_file_is_refused_without_reading_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(FileRefused, match="32 MiB"):
        read_recording(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(FileRefused):
            read_recording(path)


def test_lost_events_at_the_end_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text(f'{HEAD}\n{STEP}\n{{"lost":7}}\n')
    recording = read_recording(path)
    assert (len(recording.steps), recording.lost) == (1, 7)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(HEAD) + len(STEP)))
def test_any_bytes_anywhere_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    content = f"{HEAD}\n{STEP}\n".encode()
    path = tmp_path_factory.getbasetemp() / "noise.jsonl"
    path.write_bytes(content[:at] + noise + content[at:])
    try:
        read_recording(path)
    except FileRefused as refused:
        assert "line" in str(refused)
