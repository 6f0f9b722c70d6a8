"""Builds the worker that measures: the thermometer and the distance sensor the settings name.

Never opens a bus: the worker does, and again whenever a chip was gone.
"""

from device.sensors.absent_distance import AbsentDistance
from device.sensors.installation import CoreModel, Installation
from device.sensors.mlx90614 import Mlx90614
from device.sensors.mlx90614_variants import VARIANTS
from device.sensors.vl53l1x import Vl53l1x
from device.sensors.worker import SensorWorker
from device.settings import Settings
from device.settings.words import DistanceKind
from device.work import Post, Wakeable


def assemble_sensors(settings: Settings, *, post: Post, wake: Wakeable) -> SensorWorker:
    """Build it for the chips and the place they are mounted in."""
    here = settings.thermometer
    variant = VARIANTS[here.sensor.value]
    is_fitted = settings.distance.kind is DistanceKind.VL53L1X
    return SensorWorker(
        thermometer=Mlx90614(bus=here.bus, variant=variant, address=here.address, require_pec=here.require_pec),
        distance=Vl53l1x(bus=settings.distance.bus, address=settings.distance.address)
        if is_fitted
        else AbsentDistance(),
        installation=Installation(
            variant=variant,
            supply_volts=here.supply_volts,
            emissivity=here.emissivity,
            near_mm=here.near_mm,
            far_mm=here.far_mm,
            housing_celsius=here.housing_celsius,
            offset_celsius=here.offset_celsius,
            core_model=CoreModel(here.core_model.value),
        ),
        post=post,
        wake=wake,
        warm_up_seconds_least=here.warm_up_seconds,
        bus_is_shared=is_fitted and settings.distance.bus == here.bus,
    )
