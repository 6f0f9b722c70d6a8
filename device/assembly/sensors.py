"""Builds the worker that measures, the thermometer and the distance sensor the settings name, and the one that aims.

Never opens a bus: the worker does, and again whenever a chip was gone.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from device.errors import MenshenError
from device.sensors.absent_distance import AbsentDistance
from device.sensors.drift_watch import COMMISSIONED_CELSIUS, DriftWatch
from device.sensors.fitted_thermometer import supply_of, thermometer_of, variant_of
from device.sensors.installation import CoreModel, Installation
from device.sensors.protocols import Thermometer
from device.sensors.vl53l1x import Vl53l1x
from device.sensors.worker import SensorWorker
from device.settings import Settings
from device.settings.words import AimKind, DistanceKind, RoomKind
from device.work import Post, Wakeable

if TYPE_CHECKING:
    from device.sensors.aim import Aim
    from device.sensors.commissioning import CommissioningRecord

_log = logging.getLogger(__name__)


def assemble_sensors(settings: Settings, *, post: Post, wake: Wakeable) -> SensorWorker:
    """Build it for the chips and the place they are mounted in."""
    commissioned = _commissioned_celsius(settings)
    is_fitted = settings.distance.kind is DistanceKind.VL53L1X
    return SensorWorker(
        thermometer=assemble_thermometer(settings),
        distance=Vl53l1x(bus=settings.distance.bus, address=settings.distance.address)
        if is_fitted
        else AbsentDistance(),
        installation=installation_of(settings),
        post=DriftWatch(post, fever_celsius=settings.policy.fever_celsius, commissioned_celsius=commissioned).post,
        wake=wake,
        warm_up_seconds_least=settings.thermometer.warm_up_seconds,
        bus_is_shared=is_fitted and settings.distance.bus == settings.thermometer.bus,
    )


def assemble_aim(settings: Settings, monotonic: Callable[[], float], post: Post) -> "Aim | None":
    """Build the worker that sees where the face is; None where no array is fitted."""
    if settings.aim.kind is AimKind.NONE:
        return None
    from device.sensors.aim import Aim  # noqa: PLC0415 - numpy and the driver are loaded only where one is fitted
    from device.sensors.face_finder import Optics  # noqa: PLC0415
    from device.sensors.mlx90640 import Mlx90640  # noqa: PLC0415

    here = settings.aim
    optics = Optics(
        mark_right_degrees=here.mark_right_degrees,
        mark_below_degrees=here.mark_below_degrees,
        is_upside_down=here.upside_down,
    )
    return Aim(Mlx90640(bus=here.bus, address=here.address), optics=optics, monotonic=monotonic, post=post)


def commissioning_state(
    settings: Settings, now: datetime, part: str = ""
) -> "tuple[CommissioningRecord, tuple[str, ...]]":
    """Give the record of the thermometer's calibration, and what is wrong with it; nothing where it fits.

    `part` is what the part that is fitted says of itself; empty: nobody has asked it.

    Raises:
        FileRefused: it cannot be read, or the gate's operator did not sign it.
        MissingSecret: the operator's public key is not there.
    """
    from device.key_files import read_signing_public  # noqa: PLC0415
    from device.sensors.commissioning import commissioning_faults, read_commissioning  # noqa: PLC0415 - only where one is named

    here = settings.thermometer
    record = read_commissioning(Path(here.commissioning), read_signing_public(Path(settings.keys.operator_public)))
    return record, commissioning_faults(
        record,
        device=settings.venue.device,
        sensor=here.sensor.value,
        supply_volts=here.supply_volts,
        offset_celsius=here.offset_celsius,
        now=now,
        part=part,
    )


def _commissioned_celsius(settings: Settings) -> float:
    """Middle of healthy people as it was commissioned; warns where the record does not fit."""
    if not settings.thermometer.commissioning:
        return COMMISSIONED_CELSIUS
    try:
        record, faults = commissioning_state(settings, datetime.now(UTC))
    except MenshenError as error:
        _log.warning("thermometer calibration: %s", error)
        return COMMISSIONED_CELSIUS
    if faults:
        _log.warning("thermometer calibration: %s", "; ".join(faults))
    is_another_gates = (record.device, record.sensor) != (settings.venue.device, settings.thermometer.sensor.value)
    return COMMISSIONED_CELSIUS if is_another_gates or record.median_celsius is None else record.median_celsius


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
