"""Whoever stands in the beam is not closed upon, and holds up nothing else."""

import pytest
from gate_bench import bench_of

from device.vocabulary import MovementCause

CHECK_IN = MovementCause.CHECK_IN


@pytest.mark.parametrize("kind", ["hold", "magnetic_lock"])
def test_a_blocked_beam_suppresses_closing_until_it_is_free(kind: str) -> None:
    bench = bench_of(kind)
    bench.run(1.0)
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.pins.begin("beam")
    bench.gate.barrier.close(bench.now)
    bench.run(10.0)
    assert bench.gate.barrier.asks_to_open, "somebody stands in the way"
    bench.pins.end("beam")
    bench.run(0.05)
    assert not bench.gate.barrier.asks_to_open


def test_a_cut_beam_cable_counts_as_blocked() -> None:
    bench = bench_of("hold", happening=("beam",))
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.gate.barrier.close(bench.now)
    assert bench.pins.is_on("barrier")


def test_a_beam_that_only_watches_does_not_suppress_closing() -> None:
    bench = bench_of("hold", happening=("beam",), beam_suppresses_closing=False)
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.gate.barrier.close(bench.now)
    assert not bench.pins.is_on("barrier")


def test_opening_again_while_the_beam_holds_the_barrier_forgets_the_closing() -> None:
    bench = bench_of("hold", happening=("beam",))
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.gate.barrier.close(bench.now)
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.pins.end("beam")
    bench.run(10.0)
    assert bench.edges("barrier") == [(0.0, True)]


def test_a_blocked_beam_never_lengthens_a_pulse() -> None:
    bench = bench_of("pulse", happening=("beam",))
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.run(5.0)
    assert bench.edges("barrier") == [(0.0, True), (0.5, False)]


def test_a_blocked_beam_does_not_stop_the_way_to_rest() -> None:
    bench = bench_of("hold", happening=("beam",))
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.gate.worker.rest()
    assert not bench.pins.is_on("barrier")


def test_a_pulse_asked_for_while_the_beam_holds_an_ended_emergency_open_comes_after_it() -> None:
    bench = bench_of("pulse", happening=("beam",))
    bench.gate.barrier.hold_open(bench.now)
    bench.gate.barrier.close(bench.now)
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.run(1.0)
    bench.pins.end("beam")
    bench.run(10.0)
    edges = bench.edges("barrier")
    assert [on for _, on in edges] == [True, False, True, False]
    assert edges[1][0] - edges[0][0] >= 1.0
    assert round(edges[2][0] - edges[1][0], 3) == 0.4
    assert round(edges[3][0] - edges[2][0], 3) == 0.5
