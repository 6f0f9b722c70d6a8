"""The scheduler steps what is due, in one order, and never waits."""

import math
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.simulation.scheduler import Doorbell, VirtualScheduler, WorkerStuck
from device.simulation.virtual_clock import VirtualClock
from device.work import Worker

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Ticker:
    """A worker that writes down when it was stepped and comes back after `every` seconds."""

    limit_seconds = 1.0

    def __init__(self, name: str, diary: list[tuple[float, str]], every: float) -> None:
        self.name = name
        self.diary = diary
        self.every = every
        self.closed = False
        self.during_step: Callable[[], None] = lambda: None

    def step(self, now: float) -> float:
        self.diary.append((now, self.name))
        self.during_step()
        return now + self.every

    def close(self) -> None:
        self.closed = True


def _stage() -> tuple[VirtualClock, VirtualScheduler, list[tuple[float, str]]]:
    clock = VirtualClock(wall=START)
    return clock, VirtualScheduler(clock), []


def test_a_ticker_is_a_worker() -> None:
    worker: Worker = Ticker("a", [], 1.0)
    assert worker.limit_seconds == 1.0


def test_time_jumps_from_one_due_worker_to_the_next() -> None:
    clock, scheduler, diary = _stage()
    scheduler.add(Ticker("quick", diary, 1.0))
    scheduler.add(Ticker("slow", diary, 2.5))
    scheduler.run_until(3.0)
    assert diary == [
        (0.0, "quick"),
        (0.0, "slow"),
        (1.0, "quick"),
        (2.0, "quick"),
        (2.5, "slow"),
        (3.0, "quick"),
    ]
    assert clock.monotonic() == 3.0


def test_at_one_instant_the_script_comes_first_and_then_the_order_of_adding() -> None:
    _, scheduler, diary = _stage()
    scheduler.add(Ticker("b", diary, 1.0))
    scheduler.add(Ticker("a", diary, 1.0))
    scheduler.at(1.0, lambda: diary.append((1.0, "script")))
    scheduler.run_until(1.0)
    assert [name for at, name in diary if at == 1.0] == ["script", "b", "a"]


def test_two_script_steps_at_one_instant_keep_their_order() -> None:
    _, scheduler, diary = _stage()
    scheduler.at(1.0, lambda: diary.append((1.0, "first")))
    scheduler.at(1.0, lambda: diary.append((1.0, "second")))
    scheduler.run_until(2.0)
    assert diary == [(1.0, "first"), (1.0, "second")]


def test_time_passes_when_nothing_is_due() -> None:
    clock, scheduler, _ = _stage()
    scheduler.run_until(3600.0)
    assert clock.monotonic() == 3600.0


def test_a_doorbell_makes_a_sleeping_worker_due_now() -> None:
    _, scheduler, diary = _stage()
    sleeper = Ticker("sleeper", diary, math.inf)
    scheduler.add(sleeper)
    scheduler.at(2.0, scheduler.doorbell(sleeper))
    scheduler.run_until(10.0)
    assert diary == [(0.0, "sleeper"), (2.0, "sleeper")]


def test_a_doorbell_may_be_handed_out_and_rung_before_the_worker_exists() -> None:
    _, scheduler, diary = _stage()
    bell = Doorbell()
    bell()
    scheduler.add(Ticker("late", diary, math.inf), bell, due=5.0)
    scheduler.run_until(1.0)
    assert diary == [(0.0, "late")]


def test_a_woken_worker_keeps_no_second_appointment() -> None:
    _, scheduler, diary = _stage()
    worker = Ticker("w", diary, 2.0)
    scheduler.add(worker)
    scheduler.at(1.0, scheduler.doorbell(worker))
    scheduler.run_until(4.0)
    assert [at for at, _ in diary] == [0.0, 1.0, 3.0]


def test_ringing_twice_steps_once() -> None:
    _, scheduler, diary = _stage()
    worker = Ticker("w", diary, math.inf)
    scheduler.add(worker)
    bell = scheduler.doorbell(worker)
    scheduler.at(1.0, bell)
    scheduler.at(1.0, bell)
    scheduler.run_until(4.0)
    assert [at for at, _ in diary] == [0.0, 1.0]


def test_a_worker_rung_during_its_own_step_is_stepped_once_more() -> None:
    _, scheduler, diary = _stage()
    worker = Ticker("w", diary, math.inf)
    scheduler.add(worker)
    bell = scheduler.doorbell(worker)
    worker.during_step = lambda: bell() if len(diary) == 1 else None
    scheduler.run_until(1.0)
    assert [at for at, _ in diary] == [0.0, 0.0]


def test_a_worker_that_never_lets_time_pass_is_found() -> None:
    _, scheduler, diary = _stage()
    scheduler.add(Ticker("greedy", diary, 0.0))
    with pytest.raises(WorkerStuck, match="greedy was stepped 1000 times"):
        scheduler.run_until(1.0)


def test_a_worker_that_names_no_time_is_found() -> None:
    _, scheduler, diary = _stage()
    scheduler.add(Ticker("lost", diary, math.nan))
    with pytest.raises(WorkerStuck, match="lost"):
        scheduler.run_until(1.0)


def test_many_workers_at_one_instant_are_not_stuck() -> None:
    clock = VirtualClock(wall=START)
    scheduler = VirtualScheduler(clock, steps_at_one_instant_most=2)
    diary: list[tuple[float, str]] = []
    for number in range(20):
        scheduler.add(Ticker(str(number), diary, 1.0))
    scheduler.run_until(0.5)
    assert len(diary) == 20


def test_a_due_time_in_the_past_means_now() -> None:
    clock, scheduler, diary = _stage()
    worker = Ticker("w", diary, -5.0)
    worker.during_step = lambda: setattr(worker, "every", 1.0) if len(diary) == 2 else None
    scheduler.add(worker)
    scheduler.run_until(0.5)
    assert [at for at, _ in diary] == [0.0, 0.0]
    assert clock.monotonic() == 0.5


def test_what_a_worker_raises_ends_the_play() -> None:
    _, scheduler, diary = _stage()
    worker = Ticker("w", diary, 1.0)

    def fail() -> None:
        raise OSError(121, "no answer")

    worker.during_step = fail
    scheduler.add(worker)
    with pytest.raises(OSError, match="no answer"):
        scheduler.run_until(1.0)


def test_a_removed_worker_is_stepped_no_more_and_its_bell_is_dead() -> None:
    _, scheduler, diary = _stage()
    worker = Ticker("w", diary, 1.0)
    scheduler.add(worker)
    bell = scheduler.doorbell(worker)
    scheduler.run_until(1.0)
    scheduler.remove(worker)
    bell()
    scheduler.run_until(5.0)
    assert [at for at, _ in diary] == [0.0, 1.0]
    assert not worker.closed


def test_a_power_cut_takes_every_worker_and_leaves_the_script() -> None:
    _, scheduler, diary = _stage()
    scheduler.add(Ticker("a", diary, 1.0))
    scheduler.add(Ticker("b", diary, 1.0))
    scheduler.at(3.0, lambda: diary.append((3.0, "script")))
    scheduler.run_until(0.0)
    gone = scheduler.remove_all()
    scheduler.run_until(4.0)
    assert [worker.name for worker in gone] == ["a", "b"]
    assert diary == [(0.0, "a"), (0.0, "b"), (3.0, "script")]


def test_a_worker_that_removes_another_at_the_same_instant_is_heeded() -> None:
    _, scheduler, diary = _stage()
    first, second = Ticker("first", diary, 1.0), Ticker("second", diary, 1.0)
    first.during_step = lambda: scheduler.remove(second) if len(diary) == 1 else None
    scheduler.add(first)
    scheduler.add(second)
    scheduler.run_until(1.0)
    assert diary == [(0.0, "first"), (1.0, "first")]


def test_a_worker_added_twice_is_refused() -> None:
    _, scheduler, diary = _stage()
    worker = Ticker("w", diary, 1.0)
    scheduler.add(worker)
    with pytest.raises(ValueError, match="already"):
        scheduler.add(worker)


def test_while_one_worker_stands_still_all_others_go_on() -> None:
    clock, scheduler, diary = _stage()
    writer = Ticker("writer", diary, math.inf)

    def fsync() -> None:
        scheduler.stand_still(2.0)
        diary.append((clock.monotonic(), "written"))

    writer.during_step = fsync
    scheduler.add(writer)
    scheduler.add(Ticker("fire watch", diary, 1.0))
    scheduler.run_until(2.0)
    assert diary == [
        (0.0, "writer"),
        (0.0, "fire watch"),
        (1.0, "fire watch"),
        (2.0, "fire watch"),
        (2.0, "written"),
    ]


def test_a_worker_rung_while_it_stands_still_is_stepped_afterwards() -> None:
    clock, scheduler, diary = _stage()
    writer = Ticker("writer", diary, math.inf)
    writer.during_step = lambda: scheduler.stand_still(2.0) if len(diary) == 1 else None
    scheduler.add(writer)
    scheduler.at(1.0, scheduler.doorbell(writer))
    scheduler.run_until(10.0)
    assert diary == [(0.0, "writer"), (2.0, "writer")]
    assert clock.monotonic() == 10.0


def test_two_workers_that_stand_still_end_one_within_the_other() -> None:
    clock, scheduler, diary = _stage()
    outer, inner = Ticker("outer", diary, math.inf), Ticker("inner", diary, math.inf)
    outer.during_step = lambda: scheduler.stand_still(3.0)
    inner.during_step = lambda: scheduler.stand_still(5.0)
    scheduler.add(outer)
    scheduler.add(inner, due=1.0)
    scheduler.run_until(2.0)
    assert clock.monotonic() == 6.0
    assert diary == [(0.0, "outer"), (1.0, "inner")]


@given(
    st.lists(st.floats(min_value=0.01, max_value=3.0), min_size=1, max_size=5),
    st.lists(st.tuples(st.floats(min_value=0.0, max_value=9.0), st.integers(min_value=0, max_value=4)), max_size=8),
)
def test_the_same_play_is_the_same_every_time(periods: list[float], rings: list[tuple[float, int]]) -> None:
    def play() -> list[tuple[float, str]]:
        _, scheduler, diary = _stage()
        workers = [Ticker(f"w{number}", diary, period) for number, period in enumerate(periods)]
        for worker in workers:
            scheduler.add(worker)
        for at, number in rings:
            scheduler.at(at, scheduler.doorbell(workers[number % len(workers)]))
        scheduler.run_until(10.0)
        return diary

    first, second = play(), play()
    assert first == second
    assert [at for at, _ in first] == sorted(at for at, _ in first)
