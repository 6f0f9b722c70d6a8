"""A recording of the core replays bit for bit, and the first answer that differs is found."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sample_facts import GREEN, READING

from device.checkpoint.events import (
    CodeSeen,
    DeadlineReached,
    Durable,
    Event,
    InspectorsLive,
    PartsReady,
    Passed,
    PresenceBegan,
    ReadingTaken,
)
from device.checkpoint.machine import Checkpoint
from device.checkpoint.memory import Memory
from device.checkpoint.policy import Policy
from device.cli import main
from device.journal.recorder import CoreState, EventRecorder
from device.journal.recording import read_recording
from device.journal.situation_text import write_situation
from device.simulation.replay import replay
from device.simulation.virtual_clock import VirtualClock
from device.vocabulary import State

EVENTS: tuple[tuple[float, Event], ...] = (
    (1.0, PartsReady()),
    (1.5, InspectorsLive(count=1)),
    (5.0, PresenceBegan(distance_mm=250)),
    (7.0, ReadingTaken(token=1, reading=READING)),
    (7.5, CodeSeen(code=GREEN)),
    (7.6, Durable(ticket=3, seqs=(3,))),
    (9.0, Passed()),
    (12.0, DeadlineReached()),
)


def record(folder: Path) -> Path:
    """Lets a core live through `EVENTS` beside the real recorder."""
    clock = VirtualClock(wall=datetime(2026, 11, 22, 8, 0, tzinfo=UTC))
    core, _ = Checkpoint.restored("a1b2c3d4", Policy(), Memory(), 0.0)
    recorder = EventRecorder(
        folder,
        clock=clock,
        version="0",
        session="a1b2c3d4" * 4,
        core_state=lambda: CoreState(policy=core.situation.policy, state=write_situation(core.situation)),
    )
    recorder.begin(0.0)
    for now, event in EVENTS:
        clock.advance_to(now)
        recorder.keep(event, now, core.handle(event, now))
    recorder.step(12.0)
    recorder.close()
    (segment,) = folder.iterdir()
    return segment


def test_a_recorded_run_is_answered_the_same_again(tmp_path: Path) -> None:
    steps = list(replay(read_recording(record(tmp_path))))
    assert [step.number for step in steps] == list(range(1, len(EVENTS) + 1))
    assert all(step.is_same for step in steps)
    assert State.SCREENING in {step.state for step in steps}


def test_the_first_different_answer_ends_the_replay(tmp_path: Path) -> None:
    segment = record(tmp_path)
    lines = segment.read_text().splitlines()
    line = json.loads(lines[4])
    line["actions"] = "0" * 16
    lines[4] = json.dumps(line, separators=(",", ":"))
    segment.write_text("\n".join(lines) + "\n")
    steps = list(replay(read_recording(segment)))
    assert [step.is_same for step in steps] == [True, True, True, False]


def test_another_event_is_found_where_the_core_answers_it_differently(tmp_path: Path) -> None:
    segment = record(tmp_path)
    segment.write_text(segment.read_text().replace('"core_celsius":36.6', '"core_celsius":38.9'))
    assert not list(replay(read_recording(segment)))[-1].is_same


def test_the_command_says_yes_to_the_same_and_no_to_the_first_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    segment = record(tmp_path)
    assert main(["simulate", "--replay", str(segment)]) == 0
    assert capsys.readouterr().out == f"{len(EVENTS)} events of run a1b2c3d4, answered as recorded\n"
    segment.write_text(segment.read_text().replace('"core_celsius":36.6', '"core_celsius":38.9'))
    assert main(["simulate", "--replay", str(segment)]) == 1
    assert "event 4 at 7.000 s, ReadingTaken: answered differently" in capsys.readouterr().err


def test_the_command_tells_each_step_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--replay", str(record(tmp_path)), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["number"] for line in lines] == list(range(1, len(EVENTS) + 1))
    assert lines[2]["event"] == "PresenceBegan"
    assert "Measure" in lines[2]["actions"]


def test_what_is_no_recording_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no").write_text("nothing\n")
    assert main(["simulate", "--replay", str(tmp_path / "no")]) == 2
    assert "line 1" in capsys.readouterr().err
    assert main(["simulate", "--replay", str(tmp_path / "missing")]) == 2
    assert capsys.readouterr().err.startswith("menshen simulate: ")


def test_a_scenario_with_faults_is_refused_with_all_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('name = "x"\n')
    assert main(["simulate", str(path)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert all(line.startswith(f"menshen simulate: {path}: the head of the file: ") for line in told)


def test_a_misspelt_scenario_is_told_with_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "rush-huor"]) == 2
    assert "did you mean rush-hour?" in capsys.readouterr().err


def test_the_command_lists_what_comes_with_the_firmware(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--list"]) == 0
    out = capsys.readouterr().out
    assert "rush-hour" in out
    assert "上学高峰" in out
