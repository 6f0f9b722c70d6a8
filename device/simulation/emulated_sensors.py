"""Makes the emulated thermometer a settings file names, with that variant's optics and noise.

Never decides where it is wired; the board does.
"""

from dataclasses import replace
from typing import Final

from device.clock.protocol import Clock
from device.sensors.fitted_thermometer import MLX90632, variant_of
from device.simulation.mlx90614_chip import Mlx90614Chip, Mlx90614Knobs
from device.simulation.mlx90632_chip import Mlx90632Chip
from device.simulation.scene import Stage

_CONFIG_CELL: Final = 0x05
_NO_FILTER: Final = 0x9F74
"""FIR 1024, IIR 100 %: the quick variants as they are sold (the slow ones: IIR 80 %)."""
_QUICK_SECONDS: Final = 0.14


def emulated_thermometer(
    kind: str, *, clock: Clock, stage: Stage, seed: int, address: int
) -> Mlx90614Chip | Mlx90632Chip:
    """Give the chip, before `stage`."""
    if kind == MLX90632:
        return Mlx90632Chip(clock=clock, stage=stage, seed=seed, address=address)
    variant = variant_of(kind)
    knobs = Mlx90614Knobs(field_of_view_degrees=variant.field_of_view_degrees, noise_celsius=variant.noise_celsius)
    if variant.settling_seconds > _QUICK_SECONDS:
        return Mlx90614Chip(clock=clock, stage=stage, seed=seed, address=address, knobs=knobs)
    knobs = replace(knobs, cycle_seconds=variant.settling_seconds / 2.0)
    chip = Mlx90614Chip(clock=clock, stage=stage, seed=seed, address=address, knobs=knobs)
    chip.eeprom[_CONFIG_CELL] = _NO_FILTER
    chip.power_cycle()
    return chip
