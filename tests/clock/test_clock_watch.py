"""Whoever depends on the clock is told when it changes, and only then."""

from datetime import UTC, datetime
from pathlib import Path

from fake_kernel import NOW, FakeKernel

from device.checkpoint.events import ClockChanged, Event, PartReduced
from device.clock.clock_watch import ClockWatch
from device.clock.system_clock import SystemClock
from device.clock.time_floor import TimeFloor, read_time_floor
from device.vocabulary import ClockQuality, Part


class Watched:
    """A clock watch and everything it posted."""

    def __init__(self, file: Path) -> None:
        self.kernel = FakeKernel(uptime=50.0, synchronised=True)
        self.posted: list[Event] = []
        clock = SystemClock(kernel=self.kernel, floor=TimeFloor(at=datetime(2026, 11, 20, tzinfo=UTC)))
        self.watch = ClockWatch(clock=clock, floor_file=file, post=self.posted.append)

    def live(self, seconds: int) -> None:
        for _ in range(seconds):
            self.kernel.uptime += 1
            self.kernel.wall += 1
            assert self.watch.step(self.kernel.uptime) == self.kernel.uptime + 1


def test_the_first_look_tells_how_the_clock_is_and_then_silence(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "floor")
    watched.live(30)
    assert watched.posted == [ClockChanged(quality=ClockQuality.SYNCHRONISED, generation=1)]


def test_losing_the_time_service_is_told_once(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "floor")
    watched.live(2)
    watched.kernel.synchronised = False
    watched.live(5)
    assert watched.posted[1:] == [ClockChanged(quality=ClockQuality.HOLDOVER, generation=2)]


def test_a_step_of_the_wall_clock_makes_a_new_generation_in_either_direction(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "floor")
    watched.live(10)
    watched.kernel.wall += 1.5
    watched.live(2)
    watched.kernel.wall -= 4  # still after the floor that was kept at the first look
    watched.live(2)
    assert watched.posted[1:] == [
        ClockChanged(quality=ClockQuality.SYNCHRONISED, generation=2),
        ClockChanged(quality=ClockQuality.SYNCHRONISED, generation=3),
    ]


def test_a_step_behind_the_floor_is_told_when_the_machine_has_passed_the_floor_again(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "floor")
    watched.live(3)
    watched.kernel.wall -= 10
    watched.live(7)
    assert len(watched.posted) == 1
    watched.live(2)
    assert watched.posted[1:] == [ClockChanged(quality=ClockQuality.SYNCHRONISED, generation=2)]


def test_a_clock_that_is_steered_gently_is_not_stepped(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "floor")
    for _ in range(100):
        watched.live(1)
        watched.kernel.wall += 0.0005
    assert len(watched.posted) == 1


def test_the_floor_is_kept_at_the_first_look_every_hour_and_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "floor"
    watched = Watched(file)
    watched.live(1)
    kept = read_time_floor(file)
    assert kept is not None
    assert kept.at.timestamp() == NOW.timestamp() + 1
    watched.live(3599)
    assert read_time_floor(file) == kept
    watched.live(1)
    later = read_time_floor(file)
    assert later is not None
    assert later.at.timestamp() == NOW.timestamp() + 3601
    watched.live(10)
    watched.watch.close()
    last = read_time_floor(file)
    assert last is not None
    assert last.at.timestamp() == NOW.timestamp() + 3611


def test_a_clock_that_leaps_days_ahead_shows_in_the_status_and_so_does_its_return(tmp_path: Path) -> None:
    file = tmp_path / "floor"
    watched = Watched(file)
    watched.live(10)
    watched.kernel.wall += 365 * 24 * 3600
    watched.live(10)
    told = [event for event in watched.posted if isinstance(event, PartReduced)]
    assert told == [PartReduced(part=Part.CLOCK, words=("leap",))]
    watched.kernel.wall -= 365 * 24 * 3600
    watched.live(10)
    told = [event for event in watched.posted if isinstance(event, PartReduced)]
    assert told[1:] == [PartReduced(part=Part.CLOCK, words=())]
