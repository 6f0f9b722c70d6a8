"""A gate that cannot work says why in plain lines and does not pretend; what only helps it, it does without."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from accounting import body_of
from broker_ear import Ear
from private_broker import PrivateBroker, free_port
from whole_gate import Keeper, WholeGate, until

from device.simulation.settings_text import settings_text
from device.vocabulary import EntryClass

pytestmark = pytest.mark.broker
WRONG_SETTINGS_EXIT = 78


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[WholeGate]:
    """A gate whose broker is not there."""
    made = WholeGate(tmp_path / "gate", free_port())
    yield made
    made.close()


def refused(gate: WholeGate) -> tuple[int, list[str]]:
    """Start it; give exit code and lines."""
    gate.start()
    code = gate.wait_for_end()
    assert not gate.is_ready
    assert not gate.edges() or gate.edges()[-1][1:] == ("board", True)
    return code, gate.log.splitlines()


def test_every_fault_of_the_settings_is_told_at_once(gate: WholeGate) -> None:
    gate.settle(
        {
            "venue": {"device": "Gate One"},
            "hardware": {"visitor": True},
            "mqtt": {"port": 99_999},
            "policy": {"fever_celsius": 41.0},
        }
    )
    code, lines = refused(gate)
    assert code == WRONG_SETTINGS_EXIT
    assert sorted(line.split(": ")[2] for line in lines) == [
        "hardware.visitor",
        "mqtt.port",
        "policy.fever_celsius",
        "venue.device",
    ]
    assert all(line.startswith(f"menshen run: {gate.settings_file}: ") for line in lines)
    assert any(line.endswith("did you mean visitors?") for line in lines)


def test_without_its_settings_file_the_gate_does_not_start(gate: WholeGate) -> None:
    gate.settings_file.unlink()
    code, lines = refused(gate)
    assert (code, len(lines)) == (WRONG_SETTINGS_EXIT, 1)


@pytest.mark.parametrize(
    "name", ["root-1.pem", "venue.pem", "operator.pem", "tracing.pem", "venue_secret", "city_secret", "journal_key"]
)
def test_without_one_of_its_keys_the_gate_does_not_start_and_names_it(gate: WholeGate, name: str) -> None:
    (gate.folder / "keys" / name).unlink()
    code, lines = refused(gate)
    assert (code, len(lines)) == (WRONG_SETTINGS_EXIT, 1), lines
    assert str(gate.folder / "keys" / name) in lines[0]
    assert not gate.state.exists()


def test_a_secret_that_everybody_may_read_is_refused(gate: WholeGate) -> None:
    (gate.folder / "keys" / "journal_key").chmod(0o644)
    code, lines = refused(gate)
    assert (code, len(lines)) == (WRONG_SETTINGS_EXIT, 1), lines
    assert "journal_key" in lines[0]


@pytest.mark.parametrize(("directory", "expected"), [("/dev/null/state", WRONG_SETTINGS_EXIT), ("/sys", 1)])
def test_where_the_journal_cannot_be_written_the_gate_says_where_in_one_line(
    gate: WholeGate, directory: str, expected: int
) -> None:
    gate.settle({"journal": {"directory": directory}})
    code, lines = refused(gate)
    assert (code, len(lines)) == (expected, 1), lines
    assert directory in lines[0]


def test_a_second_daemon_on_the_same_journal_is_refused_and_the_first_serves_on(tmp_path: Path) -> None:
    broker = PrivateBroker(tmp_path)
    broker.start()
    ear, keeper = Ear(broker.port), Keeper(tmp_path, broker.port)
    first = WholeGate(tmp_path / "gate", broker.port)
    second = WholeGate(tmp_path / "second", broker.port)
    try:
        first.start_and_wait()
        shutil.rmtree(second.folder / "keys")
        shutil.copytree(first.folder / "keys", second.folder / "keys")
        second.settle({"journal": {"directory": str(first.state)}})
        code, lines = refused(second)
        assert (code, len(lines)) == (1, 1), lines
        assert "another gate's daemon" in lines[0]
        until(first.barrier_is_high, "an opening after that", first, ear, seconds=60)
        assert first.signal_end() == 0
        assert {entry.header.boot for entry in first.entries()} == {"1"}
    finally:
        for part in (second, first, keeper, ear):
            part.close()
        broker.stop()


def test_without_a_broker_the_gate_serves_and_the_venue_gets_everything_once_there_is_one(tmp_path: Path) -> None:
    broker = PrivateBroker(tmp_path)
    gate = WholeGate(tmp_path / "gate", broker.port)
    try:
        gate.start_and_wait()
        until(gate.barrier_is_high, "an opening without a broker", gate, seconds=60)
        broker.start()
        ear, keeper = Ear(broker.port), Keeper(tmp_path, broker.port)
        try:
            until(
                lambda: any(b"visit.passed" in heard.payload for heard in ear.heard),
                "what was kept meanwhile",
                gate,
                ear,
                seconds=60,
            )
        finally:
            keeper.close()
            ear.close()
        assert gate.signal_end() == 0
        kinds = [(entry.header.entry_class, body_of(entry).get("outcome")) for entry in gate.entries()]
        assert (EntryClass.CHECKIN, "admitted") in kinds
    finally:
        gate.close()
        broker.stop()


def test_without_a_trust_list_the_gate_starts_and_takes_no_code_for_healthy(gate: WholeGate) -> None:
    gate.settle({"trust": {"file": str(gate.folder / "no-trust.cose")}})
    gate.start_and_wait()
    until(lambda: ": referred" in gate.log, "a referral", gate, seconds=60)
    assert gate.signal_end() == 0
    outcomes = {body_of(one)["outcome"] for one in gate.entries() if one.header.entry_class is EntryClass.CHECKIN}
    assert "admitted" not in outcomes
    assert "referred" in outcomes


def test_a_settings_file_that_is_no_text_is_told_in_one_line(gate: WholeGate) -> None:
    gate.settings_file.write_bytes(b"\xff\xfe" + settings_text({"venue": {}}).encode("utf-16"))
    code, lines = refused(gate)
    assert (code, len(lines)) == (WRONG_SETTINGS_EXIT, 1), lines
