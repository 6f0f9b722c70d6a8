"""The barrier's line has one holder, moves in the caller's thread, and every edge of the emulated pins is logged."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from gate_bench import HandClock, bench_of

from device.gate.assembly import assemble_gate
from device.gate.output_pin import OutputPin
from device.gate.pin_fault import PinFault
from device.gate.pin_plan import PinPlan
from device.simulation.pins import EmulatedPins
from device.vocabulary import MovementCause

CHECK_IN = MovementCause.CHECK_IN


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
    assert bench.edges("barrier") == []


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
