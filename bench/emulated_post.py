"""A sensor worker with the real drivers on emulated chips before an emulated forehead, on a virtual clock.

Never judges; it says what came of one measurement, when, and what it cost.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from msgspec import Struct

from device.checkpoint.events import Event, PresenceBegan, ReadingFailed, ReadingTaken
from device.checkpoint.facts import Reading
from device.sensors.fitted_thermometer import supply_of, thermometer_of, variant_of
from device.sensors.installation import Installation
from device.sensors.vl53l1x import Vl53l1x
from device.sensors.worker import SensorWorker
from device.simulation.emulated_sensors import emulated_thermometer
from device.simulation.i2c_adapter import EmulatedI2cAdapter, Message
from device.simulation.i2c_bus import EmulatedI2cBus
from device.simulation.i2c_devices import EmulatedI2cDevices
from device.simulation.mlx90614_chip import Mlx90614Chip
from device.simulation.mlx90632_chip import Mlx90632Chip
from device.simulation.scene import Body, Scene, Stage
from device.simulation.virtual_clock import VirtualClock
from device.simulation.vl53l1x_chip import Vl53l1xChip, Vl53l1xKnobs

BUS, DISTANCE_BUS = "/dev/i2c-1", "/dev/i2c-3"
ADDRESSES = {"mlx90632": 0x3A}
PATIENCE_SECONDS = 12.0
STEP_SECONDS = 0.005


class Outcome(Struct, frozen=True, kw_only=True):
    """One measurement."""

    reading: Reading | None
    seconds: float
    """From the moment the person stood there to the verdict, on the virtual clock."""
    cpu_seconds: float
    """Of the worker's steps that read the thermometer, smbus2 with them, without the emulated buses and chips."""


class TimedAdapter(EmulatedI2cAdapter):
    """An emulated adapter that knows how long its emulation has kept the processor busy."""

    cpu_seconds = 0.0
    transfers = 0

    def transfer(self, messages: Sequence[Message]) -> list[bytes]:
        """Emulate the messages on the bus."""
        self.transfers += 1
        began = time.process_time()
        try:
            return super().transfer(messages)
        finally:
            self.cpu_seconds += time.process_time() - began


class EmulatedPost:
    """One thermometer and one distance sensor."""

    def __init__(  # noqa: PLR0917 - built in one place, below
        self,
        clock: VirtualClock,
        stage: Stage,
        worker: SensorWorker,
        events: list[Event],
        chip: Mlx90614Chip | Mlx90632Chip,
        adapters: Sequence[TimedAdapter],
    ) -> None:
        self._clock, self._stage, self._worker, self._events = clock, stage, worker, events
        self.chip = chip
        self._adapters = adapters
        self._due = clock.monotonic()
        self.cpu_seconds = 0.0

    def run(self, seconds: float) -> None:
        """Step the worker whenever it is due, for so long."""
        end = self._clock.monotonic() + seconds
        while self._due <= end:
            self._clock.advance_to(max(self._due, self._clock.monotonic()))
            began, emulated, reads = time.process_time(), self._emulated_seconds, self._adapters[0].transfers
            self._due = self._worker.step(self._clock.monotonic())
            if self._adapters[0].transfers > reads:
                self.cpu_seconds += time.process_time() - began - (self._emulated_seconds - emulated)
        self._clock.advance_to(end)

    @property
    def _emulated_seconds(self) -> float:
        return sum(adapter.cpu_seconds for adapter in self._adapters)

    def measure(self, body: Body) -> Outcome:
        """Let somebody step up, be measured, and go."""
        self._events.clear()
        began, cpu = self._clock.monotonic(), self.cpu_seconds
        self._stage.place(body)
        asked = False
        while self._clock.monotonic() - began < PATIENCE_SECONDS:
            self.run(STEP_SECONDS)
            if not asked and any(isinstance(event, PresenceBegan) for event in self._events):
                asked = True
                self._worker.measure(1)
                self._due = self._clock.monotonic()
            if any(isinstance(event, ReadingTaken | ReadingFailed) for event in self._events):
                break
        seconds, cpu = self._clock.monotonic() - began, self.cpu_seconds - cpu
        taken = [event.reading for event in self._events if isinstance(event, ReadingTaken)]
        self._stage.place(None)
        self.run(1.5)
        return Outcome(reading=taken[0] if taken else None, seconds=seconds, cpu_seconds=cpu)


@contextmanager
def emulated_post(
    kind: str, *, near_mm: int, far_mm: int, scene: Scene, seed: int, distance_error_mm: float = 0.0
) -> Iterator[EmulatedPost]:
    """A settled post for as long as the context lasts."""
    clock = VirtualClock(wall=datetime(2026, 11, 23, tzinfo=UTC), monotonic=97.0)
    stage = Stage(clock, scene)
    first, second = EmulatedI2cBus(clock), EmulatedI2cBus(clock)
    address = ADDRESSES.get(kind, 0x5A)
    chip = emulated_thermometer(kind, clock=clock, stage=stage, seed=seed, address=address)
    first.attach(chip)
    second.attach(Vl53l1xChip(clock=clock, stage=stage, seed=seed + 1, knobs=Vl53l1xKnobs(offset_mm=distance_error_mm)))
    clock.advance_to(100.0)
    events: list[Event] = []
    adapters = {BUS: TimedAdapter(first), DISTANCE_BUS: TimedAdapter(second)}
    with EmulatedI2cDevices(adapters):
        worker = SensorWorker(
            thermometer=thermometer_of(kind, bus=BUS, address=address, require_pec=True),
            distance=Vl53l1x(bus=DISTANCE_BUS),
            installation=Installation(
                variant=variant_of(kind), supply_volts=supply_of(kind, 3.3), near_mm=near_mm, far_mm=far_mm
            ),
            post=events.append,
            wake=lambda: None,
            warm_up_seconds_least=0.0,
        )
        post = EmulatedPost(clock, stage, worker, events, chip, list(adapters.values()))
        post.run(6.0)
        yield post
        worker.close()
