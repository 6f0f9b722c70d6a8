"""Holds one emulated gate's hardware: chips, wires, camera and disk under the real drivers, and its power.

Never decides and never looks at the firmware. The world (the stage, the wires, what is held up) outlives a power cut;
what needs power starts anew.
"""

import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from device.assembly.hardware import Hardware
from device.clock.protocol import Clock
from device.clock.system_clock import SystemClock
from device.gate.pin_plan import PinPlan
from device.mqtt.transport import Transport
from device.scanner.camera import Camera
from device.simulation.camera_scene import CameraScene
from device.simulation.emulated_disk import EmulatedDisk
from device.simulation.emulated_sensors import emulated_thermometer
from device.simulation.emulated_speaker import EmulatedDisplay, EmulatedSpeaker, caption_alone
from device.simulation.i2c_adapter import EmulatedI2cAdapter
from device.simulation.i2c_bus import EmulatedI2cBus
from device.simulation.i2c_devices import EmulatedI2cDevices
from device.simulation.pins import EmulatedPins
from device.simulation.scene import Scene, Stage
from device.simulation.tmp117_chip import Tmp117Chip
from device.simulation.vl53l1x_chip import Vl53l1xChip

if TYPE_CHECKING:
    from device.simulation.mlx90640_chip import Mlx90640Chip

MODEL: Final = "emulated"


class EmulatedBoard:
    """One gate's worth of parts, wired as the settings say."""

    def __init__(
        self,
        *,
        clock: Clock,
        seed: int,
        room_celsius: float,
        thermometer_bus: str,
        distance_bus: str,
        plan: PinPlan,
        camera: CameraScene,
        pins_log: Path | None = None,
        pins_history_most: int | None = None,
        thermometer_kind: str = "mlx90614-dci",
        thermometer_address: int = 0x5A,
        room_bus: str = "",
        room_address: int = 0x48,
        aim_bus: str = "",
        aim_address: int = 0x33,
    ) -> None:
        self._clock, self._seed = clock, seed
        self.stage = Stage(clock, Scene(ambient_celsius=room_celsius))
        self.pins = EmulatedPins(clock, plan=plan, log=pins_log, history_most=pins_history_most)
        self.thermometer = emulated_thermometer(
            thermometer_kind, clock=clock, stage=self.stage, seed=seed, address=thermometer_address
        )
        self.distance = Vl53l1xChip(clock=clock, stage=self.stage, seed=seed + 1)
        self.room: Tmp117Chip | None = None
        self.aim: Mlx90640Chip | None = None
        self.camera = camera
        self.disk = EmulatedDisk()
        self.speaker = EmulatedSpeaker(clock)
        self.display = EmulatedDisplay()
        first = EmulatedI2cBus(clock)
        first.attach(self.thermometer)
        second = first if thermometer_bus == distance_bus else EmulatedI2cBus(clock)
        second.attach(self.distance)
        buses = {thermometer_bus: first, distance_bus: second}
        if room_bus:
            self.room = Tmp117Chip(clock=clock, stage=self.stage, seed=seed + 2, address=room_address)
            buses.setdefault(room_bus, EmulatedI2cBus(clock)).attach(self.room)
        if aim_bus:
            self.aim = _thermal_array(clock, self.stage, seed + 3, aim_address)
            buses.setdefault(aim_bus, EmulatedI2cBus(clock)).attach(self.aim)
        adapters = {path: EmulatedI2cAdapter(bus) for path, bus in buses.items()}
        self.i2c = EmulatedI2cDevices(adapters)
        self._random = random.Random(seed)  # noqa: S311 - a play must be the same every time; no gate is protected by it

    def power_up(
        self,
        *,
        transport: Transport,
        clock: SystemClock,
        floor_file: Path,
        random_bytes: Callable[[int], bytes] | None = None,
    ) -> Hardware:
        """Give the hardware of one start of the board; `random_bytes` left out: the same in every play of the seed."""
        self.thermometer.power_cycle()
        self.distance.power_cycle()
        if self.room is not None:
            self.room.power_cycle()
        if self.aim is not None:
            self.aim.power_cycle()
        self.disk.has_power = True
        return Hardware(
            model=MODEL,
            clock=clock,
            floor_file=floor_file,
            pins=self.pins.power_up(),
            open_camera=self._open_camera,
            transport=transport,
            disk=self.disk,
            random_bytes=random_bytes or self._random.randbytes,
            random=self._random.random,
            speaker=self.speaker,
            load_prompt=caption_alone,
            display=self.display,
        )

    def _open_camera(self) -> Camera:
        from device.simulation.emulated_camera import EmulatedCamera  # noqa: PLC0415 - on the scanner's thread

        return EmulatedCamera(self.camera, self._clock, seed=self._seed)

    def cut_power(self) -> None:
        """Drop every line and everything that is not on the disk."""
        self.disk.has_power = False
        self.pins.cut_power()


def _thermal_array(clock: Clock, stage: Stage, seed: int, address: int) -> "Mlx90640Chip":
    from device.simulation.mlx90640_chip import Mlx90640Chip  # noqa: PLC0415 - numpy is loaded only where one is fitted

    return Mlx90640Chip(clock=clock, stage=stage, seed=seed, address=address)
