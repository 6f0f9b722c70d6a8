import itertools
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from gate_bench import Bench, HandClock, bench_of
from gpiozero.exc import GPIOZeroError
from hypothesis import given
from hypothesis import strategies as st

from device.checkpoint.events import PartFailed, PartRecovered
from device.gate.assembly import assemble_gate
from device.gate.barrier import PULSES_MOST, BarrierKind
from device.gate.output_pin import OutputPin
from device.gate.pin_fault import PinFault
from device.gate.pin_plan import PinPlan
from device.simulation.pins import EmulatedPins
from device.vocabulary import MovementCause, Part

CHECK_IN = MovementCause.CHECK_IN
KINDS = tuple(BarrierKind)


def barrier_edges(bench: Bench) -> list[tuple[float, bool]]:
    return bench.edges("barrier")


# --- a coil at rest on every path -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_coil_never_moves_at_construction(kind: str) -> None:
    bench = bench_of(kind)
    assert barrier_edges(bench) == []
    for pin in bench.chip.factory.pins.values():
        if pin.info.name == "GPIO17":
            assert pin.function == "output"
            pin.assert_states([False])
            assert len(pin.states) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_coil_never_moves_when_a_gate_that_did_nothing_is_closed(kind: str) -> None:
    bench = bench_of(kind)
    bench.gate.worker.close()
    assert barrier_edges(bench) == []


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
    moves_so_far = barrier_edges(bench)
    if way_out == "rest":
        bench.run(30.0)
    assert barrier_edges(bench) == moves_so_far, "nothing moves after the way out"


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
    assert barrier_edges(bench) == []


def test_after_a_power_cut_the_next_gate_on_the_same_wires_starts_at_rest() -> None:
    first = bench_of("hold")
    first.gate.barrier.open(CHECK_IN, 1, first.now)
    first.pins.cut_power()
    second = bench_of("hold", pins=first.pins, clock=first.clock)
    second.run(5.0)
    assert barrier_edges(second) == [(0.0, True), (0.0, False)]


# --- pulse ------------------------------------------------------------------------------------------------------


def test_a_pulse_begins_inside_the_call_and_lasts_as_long_as_was_set() -> None:
    bench = bench_of("pulse")
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    assert bench.pins.is_on("barrier"), "no step was needed"
    bench.run(10.0)
    assert barrier_edges(bench) == [(0.0, True), (0.5, False)]


@pytest.mark.parametrize("people", [1, 2, 6])
def test_a_group_gets_one_pulse_each_with_a_pause_between(people: int) -> None:
    bench = bench_of("pulse")
    bench.gate.barrier.open(CHECK_IN, people, bench.now)
    bench.run(30.0)
    wanted = []
    for person in range(people):
        wanted += [(round(person * 0.9, 3), True), (round(person * 0.9 + 0.5, 3), False)]
    assert barrier_edges(bench) == wanted


def test_a_second_opening_during_a_pulse_is_a_pulse_of_its_own() -> None:
    bench = bench_of("pulse")
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.run(0.2)
    bench.gate.barrier.open(MovementCause.EXIT_BUTTON, 1, bench.now)
    bench.run(10.0)
    assert barrier_edges(bench) == [(0.0, True), (0.5, False), (0.9, True), (1.4, False)]


def test_an_opening_in_the_pause_waits_for_the_pause() -> None:
    bench = bench_of("pulse")
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.run(0.6)
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.run(10.0)
    assert barrier_edges(bench) == [(0.0, True), (0.5, False), (0.9, True), (1.4, False)]


def test_closing_cuts_the_pulse_and_forgets_those_that_wait() -> None:
    bench = bench_of("pulse")
    bench.gate.barrier.open(CHECK_IN, 6, bench.now)
    bench.run(1.0)
    bench.gate.barrier.close(bench.now)
    assert not bench.pins.is_on("barrier")
    bench.run(30.0)
    assert barrier_edges(bench) == [(0.0, True), (0.5, False), (0.9, True), (1.0, False)]


def test_a_flood_of_openings_ends_by_itself() -> None:
    bench = bench_of("pulse")
    for _ in range(1000):
        bench.gate.barrier.open(CHECK_IN, 6, bench.now)
    bench.run(600.0)
    assert len(barrier_edges(bench)) == 2 * PULSES_MOST
    assert not bench.pins.is_on("barrier")


def test_a_late_step_never_shortens_a_pulse_or_a_pause() -> None:
    bench = bench_of("pulse")
    bench.gate.barrier.open(CHECK_IN, 2, bench.now)
    for late in (0.7, 1.5, 2.3):
        bench.clock.now = 100.0 + late
        bench.gate.worker.step(bench.now)
    assert barrier_edges(bench) == [(0.0, True), (0.7, False), (1.5, True), (2.3, False)]


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


# --- hold -------------------------------------------------------------------------------------------------------


def test_a_held_barrier_stays_open_until_it_is_closed() -> None:
    bench = bench_of("hold")
    bench.gate.barrier.open(CHECK_IN, 3, bench.now)
    assert bench.pins.is_on("barrier")
    bench.run(60.0)
    assert bench.gate.barrier.asks_to_open
    bench.gate.barrier.close(bench.now)
    assert not bench.pins.is_on("barrier"), "inside the call"
    assert barrier_edges(bench) == [(0.0, True), (60.0, False)]


def test_opening_an_open_barrier_does_not_move_it() -> None:
    bench = bench_of("hold")
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.gate.barrier.hold_open(bench.now)
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    assert barrier_edges(bench) == [(0.0, True)]


# --- magnetic lock ----------------------------------------------------------------------------------------------


def test_a_magnetic_lock_locks_when_the_gate_is_up_and_opens_by_letting_go() -> None:
    bench = bench_of("magnetic_lock")
    assert not bench.pins.is_on("barrier"), "unlocked while starting, as without power"
    bench.run(1.0)
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.run(2.0)
    bench.gate.barrier.close(bench.now)
    assert barrier_edges(bench) == [(0.0, True), (1.0, False), (3.0, True)]


def test_a_magnetic_lock_that_starts_in_an_emergency_never_locks() -> None:
    bench = bench_of("magnetic_lock")
    bench.gate.barrier.hold_open(bench.now)
    bench.run(3600.0)
    assert barrier_edges(bench) == []


def test_a_magnetic_lock_at_rest_stays_unlocked() -> None:
    bench = bench_of("magnetic_lock")
    bench.run(1.0)
    bench.gate.worker.rest()
    bench.run(60.0)
    assert barrier_edges(bench) == [(0.0, True), (1.0, False)]


def test_a_magnetic_lock_told_to_rest_before_the_gate_was_up_never_locks() -> None:
    bench = bench_of("magnetic_lock")
    bench.gate.worker.rest()
    bench.run(60.0)
    assert barrier_edges(bench) == []


# --- emergency --------------------------------------------------------------------------------------------------


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
    assert barrier_edges(bench) == [(0.0, True), (60.2, False)]


# --- beam -------------------------------------------------------------------------------------------------------


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
    assert barrier_edges(bench) == [(0.0, True)]


def test_a_blocked_beam_never_lengthens_a_pulse() -> None:
    bench = bench_of("pulse", happening=("beam",))
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.run(5.0)
    assert barrier_edges(bench) == [(0.0, True), (0.5, False)]


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
    edges = barrier_edges(bench)
    assert [on for _, on in edges] == [True, False, True, False]
    assert edges[1][0] - edges[0][0] >= 1.0
    assert round(edges[2][0] - edges[1][0], 3) == 0.4
    assert round(edges[3][0] - edges[2][0], 3) == 0.5


# --- faults -----------------------------------------------------------------------------------------------------


class BrokenLine:
    """Lets one mock pin refuse to switch."""

    def __init__(self, bench: Bench, monkeypatch: pytest.MonkeyPatch, gpio: str = "GPIO17") -> None:
        self.broken = False
        pin = next(pin for pin in bench.chip.factory.pins.values() if pin.info.name == gpio)
        switch = pin._set_state

        def refuse(level: object) -> None:
            if self.broken:
                raise GPIOZeroError("the chip is gone")
            switch(level)

        monkeypatch.setattr(pin, "_set_state", refuse)


def test_a_pin_that_fails_is_reported_once_and_its_recovery_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = bench_of("hold")
    line = BrokenLine(bench, monkeypatch)
    line.broken = True
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.run(5.0)
    assert bench.heard() == [PartFailed(part=Part.BARRIER, detail="barrier")]
    line.broken = False
    bench.run(5.0)
    assert bench.heard() == [PartRecovered(part=Part.BARRIER)]


@pytest.mark.parametrize("kind", ["pulse", "hold"])
def test_an_opening_that_failed_is_not_made_up_for_later(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = bench_of(kind)
    line = BrokenLine(bench, monkeypatch)
    line.broken = True
    bench.gate.barrier.open(CHECK_IN, 3, bench.now)
    line.broken = False
    bench.run(60.0)
    assert barrier_edges(bench) == []


def test_an_emergency_opening_that_failed_is_tried_until_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = bench_of("hold")
    line = BrokenLine(bench, monkeypatch)
    line.broken = True
    bench.gate.barrier.hold_open(bench.now)
    bench.run(2.5)
    line.broken = False
    bench.run(2.0)
    assert bench.pins.is_on("barrier")


def test_a_closing_that_failed_is_tried_until_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = bench_of("hold")
    line = BrokenLine(bench, monkeypatch)
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    line.broken = True
    bench.gate.barrier.close(bench.now)
    bench.run(2.5)
    line.broken = False
    bench.run(2.0)
    assert not bench.pins.is_on("barrier")


# --- latency and threads ----------------------------------------------------------------------------------------


def test_opening_happens_in_the_callers_thread() -> None:
    bench = bench_of("hold")
    pin = next(pin for pin in bench.chip.factory.pins.values() if pin.info.name == "GPIO17")
    moved_by: list[int] = []
    record = pin.factory.wires.edge

    def edge(number: int, high: bool) -> None:
        moved_by.append(threading.get_ident())
        record(number, high)

    pin.factory.wires.edge = edge
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    assert moved_by == [threading.get_ident()]
    assert bench.wakes, "the worker is woken for what follows"


def test_only_one_gate_can_hold_the_barriers_pin() -> None:
    bench = bench_of("hold")
    with pytest.raises(PinFault, match="GPIO 17 does not become an output"):
        OutputPin(17, bench.chip)
    assert barrier_edges(bench) == []


def test_a_plan_that_uses_a_pin_twice_is_refused_and_every_line_let_go_of() -> None:
    clock = HandClock()
    plan = PinPlan(companion=17)
    chip = EmulatedPins(clock, plan=plan).power_up()
    with pytest.raises(PinFault, match="GPIO 17 does not become an input"):
        assemble_gate(pins=chip, plan=plan, barrier_kind="hold", clock=clock, post=lambda _: None, wake=lambda: None)
    assert {pin.function for pin in chip.factory.pins.values()} == {"input"}
    OutputPin(17, chip).close()


def test_the_log_of_the_pins_has_a_line_for_every_edge_and_every_start(tmp_path: Path) -> None:
    clock = HandClock()
    pins = EmulatedPins(clock, log=tmp_path / "pins.log")
    bench = bench_of("pulse", pins=pins, clock=clock)
    bench.gate.barrier.open(CHECK_IN, 1, bench.now)
    bench.run(1.0)
    lines = (tmp_path / "pins.log").read_text().splitlines()
    assert lines == ["100.000000 board 1", "100.000000 barrier 1", "100.500000 barrier 0"]
    pins.close()


def test_every_line_of_the_pins_log_outlives_a_killed_process(tmp_path: Path) -> None:
    program = """
import os, signal, sys
from pathlib import Path
from gate_bench import HandClock, bench_of
from device.simulation.pins import EmulatedPins
from device.vocabulary import MovementCause
clock = HandClock()
bench = bench_of("hold", pins=EmulatedPins(clock, log=Path(sys.argv[1])), clock=clock)
bench.gate.barrier.open(MovementCause.CHECK_IN, 1, bench.now)
os.kill(os.getpid(), signal.SIGKILL)
"""
    log = tmp_path / "pins.log"
    folder = Path(__file__).parent
    killed = subprocess.run(
        [sys.executable, "-c", program, str(log)], check=False, env={"PYTHONPATH": f"{folder}:{folder.parents[1]}"}
    )
    assert killed.returncode == -signal.SIGKILL
    assert log.read_text().splitlines() == ["100.000000 board 1", "100.000000 barrier 1"]
