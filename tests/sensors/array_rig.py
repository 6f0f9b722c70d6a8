"""An emulated MLX90640 on a bus, under the real smbus2."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from device.simulation.adapter_profile import BCM2835, AdapterProfile
from device.simulation.i2c_adapter import EmulatedI2cAdapter
from device.simulation.i2c_bus import EmulatedI2cBus
from device.simulation.i2c_devices import EmulatedI2cDevices
from device.simulation.mlx90640_chip import Mlx90640Chip, Mlx90640Knobs
from device.simulation.scene import Body, Scene, Stage
from device.simulation.virtual_clock import VirtualClock

BUS = "/dev/i2c-1"
"""The number that other people's drivers open."""
QUIET = Mlx90640Knobs(noise_words=0.0)
SOMEBODY = Scene(ambient_celsius=24.0, body=Body(distance_mm=250.0, core_celsius=36.6, sway_mm=0.0))


@dataclass
class ArrayChip:
    """The chip and what it looks at."""

    clock: VirtualClock
    stage: Stage
    array: Mlx90640Chip
    bus: EmulatedI2cBus

    def later(self, seconds: float) -> None:
        self.clock.advance_to(self.clock.monotonic() + seconds)


@contextmanager
def array_chip(
    *, profile: AdapterProfile = BCM2835, scene: Scene = SOMEBODY, knobs: Mlx90640Knobs = QUIET, seed: int = 1
) -> Iterator[ArrayChip]:
    """The bus behind smbus2 for as long as the context lasts; the chip has been on for three seconds."""
    clock = VirtualClock(wall=datetime(2026, 11, 23, tzinfo=UTC), monotonic=97.0)
    stage = Stage(clock, scene)
    bus = EmulatedI2cBus(clock)
    array = Mlx90640Chip(clock=clock, stage=stage, seed=seed, knobs=knobs)
    bus.attach(array)
    clock.advance_to(100.0)
    with EmulatedI2cDevices({BUS: EmulatedI2cAdapter(bus, profile)}):
        yield ArrayChip(clock, stage, array, bus)
