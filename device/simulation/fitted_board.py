"""Fits an emulated board with the parts a gate's settings name, at their buses, addresses and pins.

Never decides how a part behaves; the board and its chips do.
"""

from pathlib import Path

from device.assembly.hands import pin_plan
from device.clock.protocol import Clock
from device.settings import Settings
from device.settings.words import AimKind, RoomKind
from device.simulation.camera_scene import CameraScene
from device.simulation.emulated_board import EmulatedBoard


def fitted_board(
    settings: Settings,
    *,
    clock: Clock,
    seed: int,
    room_celsius: float,
    pins_log: Path | None = None,
    pins_history_most: int | None = None,
) -> EmulatedBoard:
    """Give the board; `seed` is its parts' chance, `pins_history_most` as in `EmulatedPins`."""
    return EmulatedBoard(
        clock=clock,
        seed=seed,
        room_celsius=room_celsius,
        thermometer_bus=settings.thermometer.bus,
        distance_bus=settings.distance.bus,
        thermometer_kind=settings.thermometer.sensor.value,
        thermometer_address=settings.thermometer.address,
        room_bus=settings.room.bus if settings.room.kind is RoomKind.TMP117 else "",
        room_address=settings.room.address,
        aim_bus="" if settings.aim.kind is AimKind.NONE else settings.aim.bus,
        aim_address=settings.aim.address,
        plan=pin_plan(settings),
        camera=CameraScene(width=settings.camera.width, height=settings.camera.height),
        pins_log=pins_log,
        pins_history_most=pins_history_most,
    )
