"""Puts drivers, installation and worker together from plain values.

Never opens a bus: the worker does that in its first step, and says what is wrong if it cannot.
"""

from device.sensors.absent_distance import AbsentDistance
from device.sensors.installation import CoreModel, Installation
from device.sensors.mlx90614 import FACTORY_ADDRESS, Mlx90614
from device.sensors.mlx90614_variants import VARIANTS
from device.sensors.protocols import DistanceSensor
from device.sensors.vl53l1x import FACTORY_ADDRESS as DISTANCE_ADDRESS
from device.sensors.vl53l1x import Vl53l1x
from device.sensors.worker import SensorWorker
from device.work import Post, Wakeable


def assemble_sensors(
    *,
    post: Post,
    wake: Wakeable,
    sensor: str = "mlx90614-dci",
    bus: str = "/dev/i2c-1",
    address: int = FACTORY_ADDRESS,
    require_pec: bool = True,
    supply_volts: float = 3.3,
    emissivity: float = 0.98,
    near_mm: int = 100,
    far_mm: int = 400,
    housing_celsius: float = 0.3,
    offset_celsius: float = 0.0,
    core_model: str = "reference",
    warm_up_seconds: float = 60.0,
    distance_kind: str = "vl53l1x",
    distance_bus: str = "/dev/i2c-3",
    distance_address: int = DISTANCE_ADDRESS,
) -> SensorWorker:
    """Give the worker of one gate; every value is the setting of the same name.

    Raises:
        KeyError: a sensor this firmware does not drive (the settings refuse it before).
        ValueError: a core model it does not know (the same).
    """
    variant = VARIANTS[sensor]
    distance: DistanceSensor = AbsentDistance()
    if distance_kind != "none":
        distance = Vl53l1x(bus=distance_bus, address=distance_address)
    return SensorWorker(
        thermometer=Mlx90614(bus=bus, variant=variant, address=address, require_pec=require_pec),
        distance=distance,
        installation=Installation(
            variant=variant,
            supply_volts=supply_volts,
            emissivity=emissivity,
            near_mm=near_mm,
            far_mm=far_mm,
            housing_celsius=housing_celsius,
            offset_celsius=offset_celsius,
            core_model=CoreModel(core_model),
        ),
        post=post,
        wake=wake,
        warm_up_seconds_least=warm_up_seconds,
        bus_is_shared=distance.is_fitted and distance_bus == bus,
    )
