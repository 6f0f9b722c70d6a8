"""Emulated sensors under the real drivers and smbus2, and a worker stepped by hand."""

import json
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from device.checkpoint.events import Event, PresenceBegan, ReadingFailed, ReadingTaken
from device.checkpoint.facts import Reading
from device.sensors.installation import Installation
from device.sensors.mlx90614 import Mlx90614
from device.sensors.protocols import DistanceSensor, RawSample
from device.sensors.vl53l1x import Vl53l1x
from device.sensors.worker import SensorWorker
from device.simulation.adapter_profile import BCM2835, AdapterProfile
from device.simulation.i2c_adapter import EmulatedI2cAdapter
from device.simulation.i2c_bus import EmulatedI2cBus
from device.simulation.i2c_devices import EmulatedI2cDevices
from device.simulation.mlx90614_chip import Mlx90614Chip, Mlx90614Knobs
from device.simulation.scene import Body, Scene, Stage
from device.simulation.virtual_clock import VirtualClock
from device.simulation.vl53l1x_chip import Vl53l1xChip, Vl53l1xKnobs
from device.vocabulary import Reason

THERMOMETER_BUS = "/dev/i2c-1"
DISTANCE_BUS = "/dev/i2c-3"
E = TypeVar("E")


def vectors() -> dict[str, Any]:
    """Published frames and values; skips where the folder is absent."""
    folder = Path(os.environ.get("MENSHEN_VECTORS", Path(__file__).parents[3] / "shared" / "vectors"))
    file = folder / "thermometer" / "mlx_vectors.json"
    if not file.is_file():
        pytest.skip(f"no vectors at {file}")
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def chance(seed: int) -> random.Random:
    """Give the same chances in every run."""
    return random.Random(seed)  # noqa: S311 - made-up people and noise, no secrets


def person(distance_mm: float = 250.0, core_celsius: float = 36.6, **more: float) -> Body:
    """Somebody who stands there."""
    return Body(distance_mm=distance_mm, core_celsius=core_celsius, **more)  # type: ignore[arg-type]  # all are floats here


@dataclass
class Chips:
    """Two chips on their buses, before the same scene."""

    clock: VirtualClock
    stage: Stage
    thermometer: Mlx90614Chip
    distance: Vl53l1xChip
    thermometer_bus: EmulatedI2cBus
    distance_bus: EmulatedI2cBus
    devices: EmulatedI2cDevices

    def later(self, seconds: float) -> None:
        self.clock.advance_to(self.clock.monotonic() + seconds)


@contextmanager
def chips(
    *,
    profile: AdapterProfile = BCM2835,
    scene: Scene | None = None,
    seed: int = 1,
    shared: bool = False,
    thermometer: Mlx90614Knobs | None = None,
    distance: Vl53l1xKnobs | None = None,
) -> Iterator[Chips]:
    """Emulated buses behind smbus2 for as long as the context lasts; the chips have been on for a second."""
    clock = VirtualClock(wall=datetime(2026, 11, 22, tzinfo=UTC), monotonic=99.0)
    stage = Stage(clock, scene)
    first = EmulatedI2cBus(clock)
    second = first if shared else EmulatedI2cBus(clock)
    warm = Mlx90614Chip(clock=clock, stage=stage, seed=seed, knobs=thermometer)
    ranging = Vl53l1xChip(clock=clock, stage=stage, seed=seed + 1000, knobs=distance)
    first.attach(warm)
    second.attach(ranging)
    clock.advance_to(100.0)
    adapters = {THERMOMETER_BUS: EmulatedI2cAdapter(first, profile)}
    if not shared:
        adapters[DISTANCE_BUS] = EmulatedI2cAdapter(second, profile)
    with EmulatedI2cDevices(adapters) as devices:
        yield Chips(clock, stage, warm, ranging, first, second, devices)


@dataclass
class Rig:
    """A sensor worker on emulated chips."""

    chips: Chips
    worker: SensorWorker
    events: list[tuple[float, Event]]
    wakes: list[float]
    steps: int = 0
    sampled_at: list[float] = field(default_factory=list)
    due: float = 100.0

    @property
    def now(self) -> float:
        return self.chips.clock.monotonic()

    def run(self, seconds: float) -> None:
        """Step the worker whenever it is due or woken, as its thread would, for so long."""
        end = self.now + seconds
        while True:
            if self.wakes:
                self.wakes.clear()
                self.due = self.now
            if self.due > end:
                break
            self.chips.clock.advance_to(max(self.due, self.now))
            self.due = self.worker.step(self.now)
            self.steps += 1
            assert self.due > self.now, "a worker that is due now for ever"
        self.chips.clock.advance_to(end)

    def place(self, body: Body | None) -> None:
        self.chips.stage.place(body)

    def all_of(self, kind: type[E]) -> list[E]:
        return [event for _, event in self.events if isinstance(event, kind)]

    def times_of(self, kind: type[Event]) -> list[float]:
        return [round(at - 100.0, 3) for at, event in self.events if isinstance(event, kind)]

    def kinds(self) -> list[str]:
        return [type(event).__name__ for _, event in self.events]


class WatchedThermometer(Mlx90614):
    """The real driver; notes when it was read."""

    read_at: list[float]
    now: Callable[[], float]

    def read(self) -> RawSample:
        self.read_at.append(self.now())
        return super().read()


@contextmanager
def rig(
    *,
    installation: Installation | None = None,
    warm_up_seconds_least: float = 0.0,
    without_distance: DistanceSensor | None = None,
    shared: bool = False,
    profile: AdapterProfile = BCM2835,
    scene: Scene | None = None,
    seed: int = 1,
    thermometer: Mlx90614Knobs | None = None,
    distance: Vl53l1xKnobs | None = None,
) -> Iterator[Rig]:
    """A worker on emulated chips, not yet stepped."""
    with chips(
        profile=profile, scene=scene, seed=seed, shared=shared, thermometer=thermometer, distance=distance
    ) as parts:
        installation = installation or Installation(far_mm=400)
        driver = WatchedThermometer(bus=THERMOMETER_BUS, variant=installation.variant)
        driver.read_at = []
        driver.now = parts.clock.monotonic
        events: list[tuple[float, Event]] = []
        wakes: list[float] = []
        worker = SensorWorker(
            thermometer=driver,
            distance=without_distance or Vl53l1x(bus=THERMOMETER_BUS if shared else DISTANCE_BUS),
            installation=installation,
            post=lambda event: events.append((parts.clock.monotonic(), event)),
            wake=lambda: wakes.append(parts.clock.monotonic()),
            warm_up_seconds_least=warm_up_seconds_least,
            bus_is_shared=shared,
        )
        made = Rig(parts, worker, events, wakes, sampled_at=driver.read_at)
        yield made
        worker.close()


def only_reading(readings: list[Reading]) -> Reading:
    assert len(readings) == 1, readings
    return readings[0]


def readings(gate: Rig) -> list[ReadingTaken]:
    return gate.all_of(ReadingTaken)


def reasons(gate: Rig) -> list[Reason]:
    return [failed.reason for failed in gate.all_of(ReadingFailed)]


def somebody_comes(gate: Rig, body: Body, *, token: int = 1, at_most_seconds: float = 6.0) -> float:
    """Somebody comes, the core asks for a reading as soon as it knows; give the seconds to the answer."""
    began = gate.now
    gate.place(body)
    known = len(gate.all_of(PresenceBegan))
    while len(gate.all_of(PresenceBegan)) == known:
        gate.run(0.05)
        assert gate.now < began + 2.0, "nobody was noticed"
    gate.worker.measure(token)
    answers = len(readings(gate)) + len(reasons(gate))
    while len(readings(gate)) + len(reasons(gate)) == answers:
        gate.run(0.05)
        assert gate.now < began + at_most_seconds, "no answer"
    return gate.now - began
