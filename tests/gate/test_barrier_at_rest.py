"""The coil never moves unasked, and is at rest on every way out."""

import pytest
from gate_bench import bench_of

from device.gate.barrier import BarrierKind
from device.vocabulary import MovementCause

CHECK_IN = MovementCause.CHECK_IN

KINDS = tuple(BarrierKind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_coil_never_moves_at_construction(kind: str) -> None:
    bench = bench_of(kind)
    assert bench.edges("barrier") == []
    for pin in bench.chip.factory.pins.values():
        if pin.info.name == "GPIO17":
            assert pin.function == "output"
            pin.assert_states([False])
            assert len(pin.states) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_coil_never_moves_when_a_gate_that_did_nothing_is_closed(kind: str) -> None:
    bench = bench_of(kind)
    bench.gate.worker.close()
    assert bench.edges("barrier") == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way_out", ["rest", "close", "power"])
def test_the_coil_is_at_rest_after_every_way_out(kind: str, way_out: str) -> None:
    bench = bench_of(kind)
    bench.run(0.1)
    bench.gate.barrier.open(CHECK_IN, 2, bench.now)
    bench.run(0.1)
    match way_out:
        case "rest":
            bench.gate.worker.rest()
        case "close":
            bench.gate.worker.close()
        case _:
            bench.pins.cut_power()
    assert not bench.pins.is_on("barrier")
    moves_so_far = bench.edges("barrier")
    if way_out == "rest":
        bench.run(30.0)
    assert bench.edges("barrier") == moves_so_far, "nothing moves after the way out"


def test_the_coil_is_at_rest_when_a_worker_has_raised() -> None:
    bench = bench_of("hold")
    bench.gate.barrier.hold_open(bench.now)
    with pytest.raises(ZeroDivisionError):
        try:
            raise ZeroDivisionError
        finally:
            bench.gate.worker.rest()
    assert not bench.pins.is_on("barrier")


def test_closing_the_gate_twice_does_no_harm() -> None:
    bench = bench_of("hold")
    bench.gate.worker.close()
    bench.gate.worker.close()
    assert bench.edges("barrier") == []


def test_after_a_power_cut_the_next_gate_on_the_same_wires_starts_at_rest() -> None:
    first = bench_of("hold")
    first.gate.barrier.open(CHECK_IN, 1, first.now)
    first.pins.cut_power()
    second = bench_of("hold", pins=first.pins, clock=first.clock)
    second.run(5.0)
    assert second.edges("barrier") == [(0.0, True), (0.0, False)]
