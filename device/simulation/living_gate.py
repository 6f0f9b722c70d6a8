"""Gives a daemon an emulated board in real time, and visitors who come by themselves where the settings ask for them.

Never used on a real gate. The chips are reached through the real drivers and the real smbus2; the broker is a real one.
"""

import os
from pathlib import Path

from msgspec.structs import replace

from device.assembly.camera import camera_opener
from device.assembly.hardware import Hardware
from device.clock.kernel_clock import LinuxKernel
from device.clock.system_clock import SystemClock
from device.daemon.late_worker import LateWorker
from device.daemon.runner import Doorbell
from device.mqtt.transport import Transport
from device.settings import Settings
from device.settings.words import CameraKind
from device.simulation.emulated_speaker import recorded_or_caption
from device.simulation.fitted_board import fitted_board
from device.station import Station
from device.work import Worker

ROOM_CELSIUS = 24.0
PINS_HISTORY_MOST = 1000
PAUSE_LEAST = 0.2
"""The shortest pause between two visitors, as a part of the longest."""


class ServedKernel(LinuxKernel):
    """This machine's kernel, as if a time server answered: an emulated gate takes the host's time for the true one."""

    def is_synchronised(self) -> bool:
        """It does."""
        return True


class LivingGate:
    """An emulated board that is switched on once."""

    def __init__(self, settings: Settings, *, clock: SystemClock, transport: Transport, floor_file: Path) -> None:
        self._settings, self._clock = settings, clock
        here = settings.hardware
        self.board = fitted_board(
            settings,
            clock=clock,
            seed=here.visitors_seed,
            room_celsius=ROOM_CELSIUS,
            pins_log=Path(here.pins_log) if here.pins_log else None,
            pins_history_most=PINS_HISTORY_MOST,
        )
        self.board.i2c.install()
        hardware = self.board.power_up(transport=transport, clock=clock, floor_file=floor_file, random_bytes=os.urandom)
        hardware = replace(hardware, load_prompt=recorded_or_caption)
        if settings.camera.kind is not CameraKind.EMULATED:
            hardware = replace(hardware, open_camera=camera_opener(settings.camera))
        self.hardware: Hardware = hardware

    def with_visitors(self, station: Station) -> Station:
        """Give the station with one more worker: the visitors, if the settings ask for them."""
        if not self._settings.hardware.visitors:
            return station
        visitors = LateWorker("visitors", limit_seconds=60.0, build=lambda: self._visitors(station))
        return station.beside(visitors, Doorbell())

    def _visitors(self, station: Station) -> Worker:
        from device.simulation.entrance import Entrance  # noqa: PLC0415 - on the visitors' own thread
        from device.simulation.play_codes import PlayCodes  # noqa: PLC0415
        from device.simulation.play_keys import keys_beside  # noqa: PLC0415
        from device.simulation.visitors import Agenda, Visitors  # noqa: PLC0415

        here, files = self._settings.hardware, self._settings.keys
        agenda = Agenda()
        entrance = Entrance(stage=self.board.stage, pins=self.board.pins, view=self.board.camera, later=agenda.later)
        codes = PlayCodes(
            (),
            keys_beside(Path(files.roots[0]), Path(files.venue_public), seed=here.visitors_seed),
            venue=self._settings.venue.id,
            checkpoint=self._settings.venue.checkpoint,
            true_seconds=lambda: self._clock.wall().timestamp(),
        )
        return Visitors(
            entrance=entrance,
            agenda=agenda,
            codes=codes,
            signal=station.signal,
            seed=here.visitors_seed + int(station.store.boot),  # after a restart other people come
            pause_seconds=(here.visitors_pause_seconds * PAUSE_LEAST, here.visitors_pause_seconds),
        )
