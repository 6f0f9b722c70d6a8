"""Gives the driver and the figures of the thermometer a settings file names, and of the room thermometer beside it.

Never opens a bus. A driver is loaded only where its part is fitted.
"""

from typing import Final

from device.sensors.mlx90614 import Mlx90614
from device.sensors.mlx90614_variants import VARIANTS, Variant
from device.sensors.protocols import Thermometer

MLX90632: Final = "mlx90632"
THERMOMETERS: Final = (*VARIANTS, MLX90632)
"""Every thermometer this firmware drives, by the name that stands in settings and entries."""
_MLX90632_HERTZ: Final = 8.0
"""The quickest part that is expected; a slower one settles as long as its own EEPROM says, and is less noisy."""
CALIBRATED_VOLTS: Final = 3.0


def variant_of(kind: str) -> Variant:
    """Settling, noise, field of view and accuracy of a part."""
    if kind == MLX90632:
        from device.sensors.mlx90632 import variant_at  # noqa: PLC0415 - loaded only where it is fitted

        return variant_at(_MLX90632_HERTZ)
    return VARIANTS[kind]


def supply_of(kind: str, supply_volts: float) -> float:
    """Supply voltage to correct for: an MLX90632 has corrected its own reading already."""
    return CALIBRATED_VOLTS if kind == MLX90632 else supply_volts


def thermometer_of(
    kind: str, *, bus: str, address: int, require_pec: bool, room_bus: str = "", room_address: int = 0
) -> Thermometer:
    """Give the driver; with a `room_bus` also that of a TMP117 there, whose temperature counts as the room's."""
    thermometer: Thermometer
    if kind == MLX90632:
        from device.sensors.mlx90632 import Mlx90632  # noqa: PLC0415 - loaded only where it is fitted

        thermometer = Mlx90632(bus=bus, variant=variant_of(kind), address=address)
    else:
        thermometer = Mlx90614(bus=bus, variant=VARIANTS[kind], address=address, require_pec=require_pec)
    if not room_bus:
        return thermometer
    from device.sensors.room_reference import RoomReference  # noqa: PLC0415
    from device.sensors.tmp117 import Tmp117  # noqa: PLC0415

    return RoomReference(thermometer, Tmp117(bus=room_bus, address=room_address))
