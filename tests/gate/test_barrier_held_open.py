"""What is held stays open until it is closed: a barrier, a magnetic lock, an emergency."""

import pytest
from gate_bench import bench_of

from device.gate.barrier import BarrierKind
from device.vocabulary import MovementCause

CHECK_IN = MovementCause.CHECK_IN

KINDS = tuple(BarrierKind)


def test_a_held_barrier_stays_open_until_it_is_closed() -> None:
    bench = bench_of("hold")
    bench.gate.barrier.open(CHECK_IN, 3, bench.now)
    assert bench.pins.is_on("barrier")
    bench.run(60.0)
    assert bench.gate.barrier.asks_to_open
    bench.gate.barrier.close(bench.now)
    assert not bench.pins.is_on("barrier"), "inside the call"
    assert bench.edges("barrier") == [(0.0, True), (60.0, False)]


def test_opening_an_open_barrier_does_not_move_it() -> None:
    bench = bench_of("hold")
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.gate.barrier.hold_open(bench.now)
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    assert bench.edges("barrier") == [(0.0, True)]


def test_a_magnetic_lock_locks_when_the_gate_is_up_and_opens_by_letting_go() -> None:
    bench = bench_of("magnetic_lock")
    assert not bench.pins.is_on("barrier"), "unlocked while starting, as without power"
    bench.run(1.0)
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.run(2.0)
    bench.gate.barrier.close(bench.now)
    assert bench.edges("barrier") == [(0.0, True), (1.0, False), (3.0, True)]


def test_a_magnetic_lock_that_starts_in_an_emergency_never_locks() -> None:
    bench = bench_of("magnetic_lock")
    bench.gate.barrier.hold_open(bench.now)
    bench.run(3600.0)
    assert bench.edges("barrier") == []


def test_a_magnetic_lock_at_rest_stays_unlocked() -> None:
    bench = bench_of("magnetic_lock")
    bench.run(1.0)
    bench.gate.worker.rest()
    bench.run(60.0)
    assert bench.edges("barrier") == [(0.0, True), (1.0, False)]


def test_a_magnetic_lock_told_to_rest_before_the_gate_was_up_never_locks() -> None:
    bench = bench_of("magnetic_lock")
    bench.gate.worker.rest()
    bench.run(60.0)
    assert bench.edges("barrier") == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_emergency_stands_open_and_no_other_opening_ends_it(kind: str) -> None:
    bench = bench_of(kind)
    bench.run(0.1)
    bench.gate.barrier.hold_open(bench.now)
    bench.gate.barrier.open(CHECK_IN, 2, bench.now)
    bench.run(3600.0)
    assert bench.gate.barrier.asks_to_open
    assert bench.pins.is_on("barrier") is (kind != "magnetic_lock")
    bench.gate.barrier.close(bench.now)
    assert not bench.gate.barrier.asks_to_open


def test_an_emergency_takes_over_a_running_pulse() -> None:
    bench = bench_of("pulse")
    bench.gate.barrier.open(CHECK_IN, 3, bench.now)
    bench.run(0.2)
    bench.gate.barrier.hold_open(bench.now)
    bench.run(60.0)
    assert bench.pins.is_on("barrier")
    bench.gate.barrier.close(bench.now)
    bench.run(60.0)
    assert bench.edges("barrier") == [(0.0, True), (60.2, False)]
