"""A line that does not switch is told of once; only what must hold is tried again."""

import pytest
from gate_bench import Bench, bench_of
from gpiozero.exc import GPIOZeroError

from device.checkpoint.events import PartFailed, PartRecovered
from device.vocabulary import MovementCause, Part

CHECK_IN = MovementCause.CHECK_IN


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
    assert bench.edges("barrier") == []


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
