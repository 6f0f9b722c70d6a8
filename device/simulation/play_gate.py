"""Switches one emulated gate on and off: the real composition on emulated hardware, stepped by a virtual clock.

Never closes anything at a power cut: what was in memory is dropped, and the folder stays as the disk had it.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from device.assembly.gate_keys import load_gate_keys
from device.clock.system_clock import open_system_clock
from device.settings import Settings
from device.simulation.emulated_board import EmulatedBoard
from device.simulation.emulated_broker import EmulatedBroker
from device.simulation.emulated_kernel import EmulatedKernel
from device.simulation.emulated_transport import EmulatedTransport
from device.simulation.scheduler import Doorbell, VirtualScheduler
from device.simulation.virtual_clock import VirtualClock
from device.station import Station, assemble
from device.witness import Witness
from device.work import Worker

RESTART_SECONDS: Final = 1.0
"""How long the service manager takes to start a daemon that ended."""
FLOOR_FILE: Final = "time-floor"


class PlayGate:
    """One gate through all of its starts."""

    def __init__(
        self,
        *,
        settings_in: Callable[[Path], Settings],
        folder: Path,
        board: EmulatedBoard,
        broker: EmulatedBroker,
        clock: VirtualClock,
        scheduler: VirtualScheduler,
        witness: Witness,
        started: Callable[[Station], None],
    ) -> None:
        """`settings_in` gives the settings of a gate that keeps its state in a folder; `folder` is not there yet."""
        self._settings_in, self._board, self._broker = settings_in, board, broker
        self._clock, self._scheduler, self._witness, self._started = clock, scheduler, witness, started
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True)
        self.station: Station | None = None
        self.session: str | None = None
        self.previous_session: str | None = None
        self.folders: list[Path] = [folder]
        """Every folder the gate lived in: a power cut leaves the old one as it was."""
        self._starts = 0
        self._device = ""
        self._transport: EmulatedTransport | None = None
        self._workers: tuple[Worker, ...] = ()

    def switch_on(self) -> None:
        """Build a gate on its folder and begin to step it."""
        self._starts += 1
        settings = self._settings_in(self.folder)
        floor_file = self.folder / FLOOR_FILE
        if self._transport is not None:
            self._broker.leave(self._transport)
        self._device = settings.venue.device
        self._transport = self._broker.transport(self._device)
        hardware = self._board.power_up(
            transport=self._transport,
            clock=open_system_clock(floor_file, EmulatedKernel(self._clock, start=self._starts)),
            floor_file=floor_file,
        )
        station = assemble(
            settings,
            load_gate_keys(settings.keys, {}),
            hardware,
            new_bell=Doorbell,
            ready=lambda: None,
            alive=lambda: None,
            restart=self._restart,
            witness=self._witness,
        )
        self.station, self.previous_session, self.session = station, self.session, station.session
        self._started(station)
        station.begin()
        self._workers = (station.loop, *(worker for worker, _ in station.workers))
        for worker, bell in ((station.loop, station.loop_bell), *station.workers):
            if not isinstance(bell, Doorbell):
                raise TypeError("a play's bells are its scheduler's")
            self._scheduler.add(worker, bell)

    def cut_power(self) -> None:
        """Drop everything; what the disk holds at this instant is what the next start finds."""
        after = self.folder.with_name(f"{self.folders[0].name}-after-power-cut-{len(self.folders)}")
        shutil.copytree(self.folder, after, ignore=shutil.ignore_patterns("*-shm"))
        self._stop_stepping()
        self._board.cut_power()
        if self.station is not None:
            self._broker.cut(self._device)
        self.station = None
        self.folder = after
        self.folders.append(after)

    def switch_off(self) -> None:
        """End in order, as when the daemon is told to stop."""
        station = self.station
        if station is None:
            return
        station.rest()
        for worker in reversed(self._stop_stepping()):
            worker.close()
        station.store.close()
        if self._transport is not None:
            self._transport.close()
        self.station = None

    def _stop_stepping(self) -> tuple[Worker, ...]:
        workers, self._workers = self._workers, ()
        for worker in workers:
            self._scheduler.remove(worker)
        return workers

    def _restart(self) -> None:
        self._scheduler.at(self._clock.monotonic(), self.switch_off)
        self._scheduler.at(self._clock.monotonic() + RESTART_SECONDS, self.switch_on)
