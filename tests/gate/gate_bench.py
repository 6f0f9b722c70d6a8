"""A gate on emulated wires, stepped by hand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from device.checkpoint.events import Event
from device.gate.assembly import Gate, assemble_gate
from device.gate.pin_factory import PinFactory
from device.gate.pin_plan import PinPlan
from device.simulation.pins import EmulatedPins
from device.vocabulary import ClockQuality


class HandClock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    def quality(self) -> ClockQuality:
        return ClockQuality.SYNCHRONISED


@dataclass
class Bench:
    """A gate on the work bench, with everything that is wired to it."""

    clock: HandClock
    pins: EmulatedPins
    chip: PinFactory
    gate: Gate
    events: list[Event] = field(default_factory=list)
    wakes: list[float] = field(default_factory=list)

    @property
    def now(self) -> float:
        return self.clock.now

    def run(self, seconds: float) -> None:
        """Step the worker whenever it is due, as its thread would, for so long."""
        end = self.clock.now + seconds
        for _ in range(100_000):
            due = self.gate.worker.step(self.clock.now)
            if due > end:
                break
            assert due > self.clock.now, "a worker that is due now for ever"
            self.clock.now = due
        else:
            raise AssertionError("the worker never lets time pass")
        self.clock.now = end

    def edges(self, name: str) -> list[tuple[float, bool]]:
        """Every edge of an output, in seconds since the bench was built, rounded to the millisecond."""
        return [(round(change.at - 100.0, 3), change.on) for change in self.pins.changes(name)]

    def heard(self) -> list[Event]:
        """What was posted since the last time somebody asked."""
        heard, self.events[:] = list(self.events), []
        return heard


def bench_of(
    kind: str = "pulse",
    *,
    plan: PinPlan | None = None,
    pins: EmulatedPins | None = None,
    clock: HandClock | None = None,
    happening: tuple[str, ...] = (),
    beam_suppresses_closing: bool = True,
) -> Bench:
    """A gate on a fresh emulated chip, stepped by nobody yet."""
    clock = clock or HandClock()
    plan = plan or PinPlan()
    pins = pins or EmulatedPins(clock, plan=plan)
    for name in happening:
        pins.begin(name)
    chip = pins.power_up()
    events: list[Event] = []
    wakes: list[float] = []
    gate = assemble_gate(
        pins=chip,
        plan=plan,
        barrier_kind=kind,
        clock=clock,
        post=events.append,
        wake=lambda: wakes.append(clock.now),
        pulse_seconds=0.5,
        pause_seconds=0.4,
        beam_suppresses_closing=beam_suppresses_closing,
    )
    return Bench(clock=clock, pins=pins, chip=chip, gate=gate, events=events, wakes=wakes)
