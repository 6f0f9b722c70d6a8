"""A turnstile gets one whole pulse a person, with a pause after each."""

import itertools

import pytest
from gate_bench import bench_of
from hypothesis import given
from hypothesis import strategies as st

from device.gate.barrier import PULSES_MOST
from device.vocabulary import MovementCause

CHECK_IN = MovementCause.CHECK_IN


def test_a_pulse_begins_inside_the_call_and_lasts_as_long_as_was_set() -> None:
    bench = bench_of("pulse")
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    assert bench.pins.is_on("barrier"), "no step was needed"
    bench.run(10.0)
    assert bench.edges("barrier") == [(0.0, True), (0.5, False)]


@pytest.mark.parametrize("people", [1, 2, 6])
def test_a_group_gets_one_pulse_each_with_a_pause_between(people: int) -> None:
    bench = bench_of("pulse")
    bench.gate.barrier.open(CHECK_IN, people, bench.now)
    bench.run(30.0)
    wanted = []
    for person in range(people):
        wanted += [(round(person * 0.9, 3), True), (round(person * 0.9 + 0.5, 3), False)]
    assert bench.edges("barrier") == wanted


def test_a_second_opening_during_a_pulse_is_a_pulse_of_its_own() -> None:
    bench = bench_of("pulse")
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.run(0.2)
    bench.gate.barrier.open(MovementCause.EXIT_BUTTON, 1, bench.now)
    bench.run(10.0)
    assert bench.edges("barrier") == [(0.0, True), (0.5, False), (0.9, True), (1.4, False)]


def test_an_opening_in_the_pause_waits_for_the_pause() -> None:
    bench = bench_of("pulse")
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.run(0.6)
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.run(10.0)
    assert bench.edges("barrier") == [(0.0, True), (0.5, False), (0.9, True), (1.4, False)]


def test_closing_cuts_the_pulse_and_forgets_those_that_wait() -> None:
    bench = bench_of("pulse")
    bench.gate.barrier.open(CHECK_IN, 6, bench.now)
    bench.run(1.0)
    bench.gate.barrier.close(bench.now)
    assert not bench.pins.is_on("barrier")
    bench.run(30.0)
    assert bench.edges("barrier") == [(0.0, True), (0.5, False), (0.9, True), (1.0, False)]


def test_a_flood_of_openings_ends_by_itself() -> None:
    bench = bench_of("pulse")
    for _ in range(1000):
        bench.gate.barrier.open(CHECK_IN, 6, bench.now)
    bench.run(600.0)
    assert len(bench.edges("barrier")) == 2 * PULSES_MOST
    assert not bench.pins.is_on("barrier")


def test_a_late_step_never_shortens_a_pulse_or_a_pause() -> None:
    bench = bench_of("pulse")
    bench.gate.barrier.open(CHECK_IN, 2, bench.now)
    for late in (0.7, 1.5, 2.3):
        bench.clock.now = 100.0 + late
        bench.gate.worker.step(bench.now)
    assert bench.edges("barrier") == [(0.0, True), (0.7, False), (1.5, True), (2.3, False)]


@given(people=st.lists(st.integers(1, 6), min_size=1, max_size=4), gap=st.floats(0.0, 2.0))
def test_every_pulse_is_whole_and_every_pause_kept_whatever_comes_when(people: list[int], gap: float) -> None:
    bench = bench_of("pulse")
    for each in people:
        bench.gate.barrier.open(CHECK_IN, each, bench.now)
        bench.run(gap)
    bench.run(60.0)
    edges = bench.pins.changes("barrier")
    lengths = [later.at - earlier.at for earlier, later in itertools.pairwise(edges)]
    assert all(length >= 0.5 - 1e-9 for length in lengths[::2])
    assert all(length >= 0.4 - 1e-9 for length in lengths[1::2])
    assert len(edges) <= 2 * sum(people)
