"""Builds the worker that measures: the thermometer and the distance sensor the settings name.

Never opens a bus: the worker does, and again whenever a chip was gone.
"""

from device.sensors.absent_distance import AbsentDistance
from device.sensors.drift_watch import DriftWatch
from device.sensors.fitted_thermometer import supply_of, thermometer_of, variant_of
from device.sensors.installation import CoreModel, Installation
from device.sensors.protocols import Thermometer
from device.sensors.vl53l1x import Vl53l1x
from device.sensors.worker import SensorWorker
from device.settings import Settings
from device.settings.words import DistanceKind, RoomKind
from device.work import Post, Wakeable


def assemble_sensors(settings: Settings, *, post: Post, wake: Wakeable) -> SensorWorker:
    """Build it for the chips and the place they are mounted in."""
    is_fitted = settings.distance.kind is DistanceKind.VL53L1X
    return SensorWorker(
        thermometer=assemble_thermometer(settings),
        distance=Vl53l1x(bus=settings.distance.bus, address=settings.distance.address)
        if is_fitted
        else AbsentDistance(),
        installation=installation_of(settings),
        post=DriftWatch(post, fever_celsius=settings.policy.fever_celsius).post,
        wake=wake,
        warm_up_seconds_least=settings.thermometer.warm_up_seconds,
        bus_is_shared=is_fitted and settings.distance.bus == settings.thermometer.bus,
    )


def assemble_thermometer(settings: Settings) -> Thermometer:
    """Build the driver, with the room's sensor where one is fitted; not yet opened."""
    here, room = settings.thermometer, settings.room
    return thermometer_of(
        here.sensor.value,
        bus=here.bus,
        address=here.address,
        require_pec=here.require_pec,
        room_bus=room.bus if room.kind is RoomKind.TMP117 else "",
        room_address=room.address,
    )


def installation_of(settings: Settings) -> Installation:
    """Give what the corrections need to know about the place."""
    here = settings.thermometer
    return Installation(
        variant=variant_of(here.sensor.value),
        supply_volts=supply_of(here.sensor.value, here.supply_volts),
        emissivity=here.emissivity,
        near_mm=here.near_mm,
        far_mm=here.far_mm,
        housing_celsius=here.housing_celsius,
        offset_celsius=here.offset_celsius,
        core_model=CoreModel(here.core_model.value),
    )
