"""Puts an emulated thermometer and distance sensor on emulated buses before one stage.

Never installs itself: smbus2 meets these buses only inside `with senses.devices:`.
"""

from device.clock import Clock
from device.simulation.adapter_profile import BCM2835, AdapterProfile
from device.simulation.i2c_adapter import EmulatedI2cAdapter
from device.simulation.i2c_bus import EmulatedI2cBus
from device.simulation.i2c_devices import EmulatedI2cDevices
from device.simulation.mlx90614_chip import Mlx90614Chip, Mlx90614Knobs
from device.simulation.scene import Scene, Stage
from device.simulation.vl53l1x_chip import Vl53l1xChip, Vl53l1xKnobs


class EmulatedSenses:
    """Everything the sensor worker touches, as wires and physics."""

    def __init__(
        self,
        *,
        clock: Clock,
        seed: int = 1,
        scene: Scene | None = None,
        thermometer_bus: str = "/dev/i2c-1",
        distance_bus: str = "/dev/i2c-3",
        profile: AdapterProfile = BCM2835,
        thermometer: Mlx90614Knobs | None = None,
        distance: Vl53l1xKnobs | None = None,
    ) -> None:
        self.stage = Stage(clock, scene)
        """What is before the gate; a scenario shows and places there."""
        self.thermometer = Mlx90614Chip(clock=clock, stage=self.stage, seed=seed, knobs=thermometer)
        self.distance = Vl53l1xChip(clock=clock, stage=self.stage, seed=seed + 1000, knobs=distance)
        self.thermometer_bus = EmulatedI2cBus(clock)
        self.thermometer_bus.attach(self.thermometer)
        is_shared = thermometer_bus == distance_bus
        self.distance_bus = self.thermometer_bus if is_shared else EmulatedI2cBus(clock)
        self.distance_bus.attach(self.distance)
        adapters = {thermometer_bus: EmulatedI2cAdapter(self.thermometer_bus, profile)}
        if not is_shared:
            adapters[distance_bus] = EmulatedI2cAdapter(self.distance_bus, profile)
        self.devices = EmulatedI2cDevices(adapters)
        """The device files; a context manager."""
