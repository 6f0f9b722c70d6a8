"""Scenarios play on the gate's own composition: as expected, the same every time, and never against a law."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from device.assembly.journal import JOURNAL_FILE
from device.cli import main
from device.simulation.observations import SeenEntry
from device.simulation.play_laws import broken_laws
from device.simulation.play_report import JsonReport
from device.simulation.play_witness import SeenOpening
from device.simulation.player import PlayResult, play_scenario
from device.simulation.scenario import Scenario
from device.simulation.scenario_people import Code, Person
from device.simulation.scenario_reader import load_scenario, parse_scenario
from device.simulation.shipped_scenarios import shipped_scenarios
from device.vocabulary import MovementCause

LONG = ("broker-away-for-an-hour",)
SHIPPED = [
    pytest.param(path, id=name, marks=[pytest.mark.long] if name in LONG else [])
    for name, path in shipped_scenarios().items()
]


def told(scenario: Scenario) -> list[str]:
    lines: list[str] = []
    play_scenario(scenario, report=JsonReport(lines.append))
    return lines


@pytest.mark.parametrize("path", SHIPPED)
def test_a_shipped_scenario_plays_as_it_expects_and_breaks_no_law(path: Path) -> None:
    result = play_scenario(load_scenario(path), beside=path.parent)
    failed = [f"{one.expectation.sight}: {one.found}" for one in result.judged if not one.holds]
    assert (failed, result.broken_laws) == ([], ())


@pytest.mark.parametrize("name", ["mother-with-two-children", "locked-through-a-power-cut", "stalling-card"])
def test_one_scenario_tells_the_same_every_time_bit_for_bit(name: str) -> None:
    scenario = load_scenario(shipped_scenarios()[name])
    first, second = told(scenario), told(scenario)
    assert len(first) > 20
    assert first == second


def test_another_process_tells_the_same_whatever_its_hashes_are() -> None:
    name = "housing-opened"
    command = [sys.executable, "-m", "device.cli", "simulate", name, "--json"]
    other = subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"})
    assert other.stdout.splitlines() == told(load_scenario(shipped_scenarios()[name]))


def test_another_seed_is_another_play_of_the_same_story() -> None:
    scenario = load_scenario(shipped_scenarios()["paper-code"])
    other = replace(scenario, header=replace(scenario.header, seed=99))
    assert told(scenario) != told(other)
    assert play_scenario(other).holds


def test_the_steps_of_a_play_are_told_in_the_order_of_time() -> None:
    lines = [json.loads(line) for line in told(load_scenario(shipped_scenarios()["fire-during-admitting"]))]
    seconds = [line["second"] for line in lines if "second" in line]
    assert seconds == sorted(seconds)
    assert lines[0]["kind"] == "scenario"
    assert lines[-1] == {"kind": "verdict", "holds": True}


def test_a_play_tells_signal_state_barrier_entry_status_and_step() -> None:
    lines = [json.loads(line) for line in told(load_scenario(shipped_scenarios()["no-inspector-online"]))]
    assert {"step", "signal", "state", "barrier", "entry", "status", "desk", "expectation"} <= {
        line["kind"] for line in lines
    }
    for line in lines:
        assert not {"holder", "holder_sealed", "code_id", "body_hash"} & set(str(line.get("says", "")).split("'"))


QUIET = """
name = "Nothing"
name_chinese = "无"
story = "Nobody comes."
ends_second = 3
"""


def test_an_expectation_that_does_not_hold_is_told_with_what_was_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hopeful.toml"
    path.write_text(QUIET + '[[expect]]\nsee = "barrier"\nmove = "opened"\n')
    assert main(["simulate", str(path)]) == 1
    out = capsys.readouterr().out
    assert "not as expected: barrier move opened, at least once from second 0 to 3: seen 0 times" in out
    assert out.endswith("0 of 1 expectations held, 0 laws were broken\n")


def test_what_a_play_leaves_can_be_kept_proved_and_replayed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "kept"
    assert main(["simulate", "paper-code", "--keep", str(kept)]) == 0
    recordings = sorted((kept / "gate" / "recordings").iterdir())
    assert recordings
    assert main(["simulate", "--replay", str(recordings[0])]) == 0
    journal = kept / "gate" / JOURNAL_FILE
    assert main(["journal", "verify", str(journal), "--key", str(kept / "keys" / "journal_key")]) == 0
    capsys.readouterr()
    assert main(["simulate", "paper-code", "--keep", str(kept)]) == 2
    assert "is not empty" in capsys.readouterr().err


def test_settings_that_contradict_each_other_are_refused_by_the_gates_own_reader(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(QUIET + "[settings.thermometer]\nnear_mm = 900\nfar_mm = 100\n")
    assert main(["simulate", str(path)]) == 78
    assert capsys.readouterr().err.startswith("menshen simulate: ")


def test_a_picture_beside_the_scenario_can_be_held_up_and_a_missing_one_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "picture.toml"
    path.write_text(QUIET + '[[at]]\nsecond = 1\ndo = "hold_up"\nimage = "nothing.png"\n')
    assert main(["simulate", str(path)]) == 2
    assert "nothing.png is no picture" in capsys.readouterr().err


def test_a_power_cut_leaves_the_old_folder_as_the_disk_had_it(tmp_path: Path) -> None:
    scenario = parse_scenario(
        QUIET.replace("ends_second = 3", "ends_second = 20").encode()
        + b'[[at]]\nsecond = 5\ndo = "power_cut"\nseconds = 2\n'
        b'[[expect]]\nsee = "entry"\nentry = "service"\nwhere = { what = "started" }\ntimes = 2\n'
        b'[[expect]]\nsee = "signal"\nsignal = "dark"\nafter = 5\nbefore = 6\n'
    )
    assert play_scenario(scenario, folder=tmp_path / "kept").holds
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {"keys", "gate", "gate-after-power-cut-1"}


def laws(tmp_path: Path, *, opening: SeenOpening | None = None, sent: dict[str, str] | None = None) -> tuple[str, ...]:
    """Judges the laws over the folder of a real quiet play."""
    kept = tmp_path / "kept"
    result: PlayResult = play_scenario(parse_scenario(QUIET.encode()), folder=kept)
    assert result.broken_laws == ()
    return tuple(
        broken_laws(
            openings=[opening] if opening else [],
            folders=[kept / "gate"],
            journal_key=(kept / "keys" / "journal_key").read_bytes(),
            people=[Person(id="wang", code=Code(name="王小明", phone="13812345678"))],
            sent=sent or {},
        )
    )


def test_an_opening_for_entry_without_a_durable_cause_is_a_broken_law(tmp_path: Path) -> None:
    opening = SeenOpening(at=2.0, cause=MovementCause.CHECK_IN, entries=())
    assert laws(tmp_path, opening=opening) == (
        "second 2.000: opened (check_in) without a durable entry that justifies it",
    )


def test_a_referral_justifies_no_opening_and_an_exit_needs_no_cause(tmp_path: Path) -> None:
    referred = SeenEntry(at=2.0, seq=3, entry="checkin", fields={"outcome": "referred"})
    assert laws(tmp_path / "a", opening=SeenOpening(at=2.0, cause=MovementCause.BADGE, entries=(referred,)))
    assert not laws(tmp_path / "b", opening=SeenOpening(at=2.0, cause=MovementCause.EXIT_BUTTON, entries=()))


def test_a_name_or_phone_in_clear_is_a_broken_law(tmp_path: Path) -> None:
    assert laws(tmp_path / "a", sent={"message to x": "hello 王小明"}) == ("王小明 stands unmasked in message to x",)
    assert laws(tmp_path / "b", sent={"log line": "13812345678"}) == ("13812345678 stands unmasked in log line",)
    assert laws(tmp_path / "c", sent={"message to x": "王*明 138****5678"}) == ()
