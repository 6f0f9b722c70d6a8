"""The clock of a whole gate leaps a year ahead and back: no record goes, and the right time is believed at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from started_gate import StartedGate

from device.journal.store import Store
from device.journal.upkeep import RETENTION_SECONDS
from device.station import Station
from device.vocabulary import ClockQuality
from device.work import Worker

YEAR_SECONDS = 365 * 24 * 3600.0


class Quiet:
    """A gate of which only clock and journal are stepped, so that hours take no time."""

    def __init__(self, folder: Path) -> None:
        self.gate = StartedGate(folder)
        self.hardware = self.gate.hardware()
        self.station: Station = self.gate.start(self.hardware)
        self.station.begin()
        self.workers: list[Worker] = [
            worker for worker, _ in self.station.workers if worker.name in ("clock", "journal")
        ]
        assert len(self.workers) == 2

    def live(self, hours: int) -> None:
        for _ in range(hours):
            self.gate.clock.advance_to(self.gate.clock.monotonic() + RETENTION_SECONDS)
            for _ in range(20):  # a turn of the journal does one thing
                self._turn()

    def _turn(self) -> None:
        now = self.gate.clock.monotonic()
        self.station.loop.step(now)
        for worker in self.workers:
            worker.step(now)

    def kept(self) -> list[int]:
        assert isinstance(self.station.store, Store)
        return [entry.seq for entry in self.station.store.read(0, 1000)]


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[Quiet]:
    made = Quiet(tmp_path)
    yield made
    made.station.close()


def test_a_leap_of_a_year_deletes_no_record_until_it_has_stood_for_a_day(quiet: Quiet) -> None:
    quiet.live(2)
    before = quiet.kept()
    assert before[0] == 1
    quiet.gate.clock.step_wall(YEAR_SECONDS)
    quiet.live(20)
    assert quiet.kept()[: len(before)] == before
    quiet.gate.clock.step_wall(-YEAR_SECONDS)
    quiet.live(1)
    assert quiet.hardware.clock.quality() is ClockQuality.SYNCHRONISED
    assert not quiet.hardware.clock.leaps()
    quiet.live(10)
    assert quiet.kept()[: len(before)] == before


def test_a_year_that_has_really_passed_is_believed_and_what_is_too_old_goes(quiet: Quiet) -> None:
    quiet.live(2)
    quiet.gate.clock.step_wall(YEAR_SECONDS)
    quiet.live(26)
    assert not quiet.hardware.clock.leaps()
    assert 1 not in quiet.kept()
