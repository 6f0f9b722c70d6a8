"""A gate that began without its journal keeps what it missed and starts anew by itself once the journal opens."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from started_gate import StartedGate

from device.checkpoint.events import EmergencyEnded, FireBegan, FireEnded
from device.checkpoint.memory import Memory
from device.journal.absent_journal import LOOK_SECONDS
from device.journal.memory_text import MemoryText
from device.journal.reader import JournalReader
from device.journal.sole_writer import SoleWriter
from device.journal.store import Store
from device.simulation.scheduler import VirtualScheduler
from device.station import Station
from device.vocabulary import State


class WithoutJournal(StartedGate):
    """A gate that was locked when it last ran, whose journal was then damaged; `whole` is the journal as it was."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._leave_it_locked()
        self.file = self.state / "journal.db"
        self.whole = folder / "whole.db"
        shutil.copy(self.file, self.whole)
        self.file.write_bytes(b"this is no journal " * 1000)
        self.restarts = 0
        self.station: Station = self.start(restart=self._restart)
        self.board.i2c.install()
        self.running: VirtualScheduler = self.stepped(self.station)

    def _leave_it_locked(self) -> None:
        station = self.start()
        store = station.store
        assert isinstance(store, Store)
        store.append((), MemoryText(self.clock).write(Memory(locked=True)))
        station.close()

    def _restart(self) -> None:
        self.restarts += 1

    def live(self, seconds: float) -> State:
        self.running.run_until(self.clock.monotonic() + seconds)
        return self.station.core.situation.state

    def mend(self) -> None:
        shutil.copy(self.whole, self.file)

    def entries(self) -> str:
        reader = JournalReader(self.file, key=(self.keys.directory / "journal_key").read_bytes(), beside_writer=True)
        try:
            return "\n".join(entry.body or "" for entry in reader.read(0, 1000))
        finally:
            reader.close()


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[WithoutJournal]:
    made = WithoutJournal(tmp_path)
    yield made
    made.station.close()
    made.board.i2c.uninstall()
    made.board.cut_power()


def test_a_journal_that_stays_away_keeps_the_gate_out_of_service_and_running(gate: WithoutJournal) -> None:
    damaged = gate.file.read_bytes()
    assert gate.live(10 * LOOK_SECONDS) is State.OUT_OF_SERVICE
    assert gate.restarts == 0
    assert gate.file.read_bytes() == damaged


def test_a_journal_that_opens_again_takes_what_it_missed_and_then_the_gate_starts_anew(gate: WithoutJournal) -> None:
    gate.live(10.0)
    gate.mend()
    assert gate.live(LOOK_SECONDS) is State.OUT_OF_SERVICE
    assert gate.restarts == 1
    kept = gate.entries()
    assert '"journal_fault"' in kept
    assert '"journal_found"' in kept
    gate.station.close()
    gate.station = gate.start(restart=gate._restart)
    gate.running = gate.stepped(gate.station)
    gate.live(LOOK_SECONDS)
    assert gate.station.store.verify().fault is None
    assert gate.station.core.situation.faults == {}
    assert gate.station.core.situation.locked, "what the last run left in the journal counts again"


def test_while_another_program_holds_the_journal_it_is_not_taken_up(gate: WithoutJournal) -> None:
    gate.mend()
    held = SoleWriter(gate.file)
    gate.live(3 * LOOK_SECONDS)
    assert gate.restarts == 0
    held.give_back()
    gate.live(LOOK_SECONDS)
    assert gate.restarts == 1


def test_a_gate_that_stands_open_for_a_fire_does_not_start_anew_before_that_is_ended_by_hand(
    gate: WithoutJournal,
) -> None:
    gate.live(10.0)
    gate.station.inbox.post(FireBegan())
    gate.live(1.0)
    gate.station.inbox.post(FireEnded())
    gate.mend()
    assert gate.live(3 * LOOK_SECONDS) is State.EMERGENCY_OPEN
    assert gate.restarts == 0
    gate.station.inbox.post(EmergencyEnded())
    assert gate.live(LOOK_SECONDS + 1.0) is State.OUT_OF_SERVICE
    assert gate.restarts == 1
    assert '"fire"' in gate.entries()
