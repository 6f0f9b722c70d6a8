"""An emulated MLX90632 and TMP117 on one bus, under the real smbus2."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from device.simulation.adapter_profile import BCM2835, AdapterProfile
from device.simulation.i2c_adapter import EmulatedI2cAdapter
from device.simulation.i2c_bus import EmulatedI2cBus
from device.simulation.i2c_devices import EmulatedI2cDevices
from device.simulation.mlx90632_chip import Mlx90632Chip, Mlx90632Knobs
from device.simulation.scene import Scene, Stage
from device.simulation.tmp117_chip import Tmp117Chip, Tmp117Knobs
from device.simulation.virtual_clock import VirtualClock

BUS = "/dev/i2c-1"
QUIET = Mlx90632Knobs(noise_celsius=0.0)


@dataclass
class MedicalChips:
    """Both chips before the same scene."""

    clock: VirtualClock
    stage: Stage
    thermometer: Mlx90632Chip
    room: Tmp117Chip
    bus: EmulatedI2cBus
    devices: EmulatedI2cDevices

    def later(self, seconds: float) -> None:
        self.clock.advance_to(self.clock.monotonic() + seconds)


@contextmanager
def medical_chips(
    *,
    profile: AdapterProfile = BCM2835,
    scene: Scene | None = None,
    thermometer: Mlx90632Knobs = QUIET,
    room: Tmp117Knobs | None = None,
) -> Iterator[MedicalChips]:
    """The bus behind smbus2 for as long as the context lasts; the chips have been on for three seconds."""
    clock = VirtualClock(wall=datetime(2026, 11, 22, tzinfo=UTC), monotonic=97.0)
    stage = Stage(clock, scene)
    bus = EmulatedI2cBus(clock)
    warm = Mlx90632Chip(clock=clock, stage=stage, knobs=thermometer)
    beside = Tmp117Chip(clock=clock, stage=stage, knobs=room)
    bus.attach(warm)
    bus.attach(beside)
    clock.advance_to(100.0)
    with EmulatedI2cDevices({BUS: EmulatedI2cAdapter(bus, profile)}) as devices:
        yield MedicalChips(clock, stage, warm, beside, bus, devices)
