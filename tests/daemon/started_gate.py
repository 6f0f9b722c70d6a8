"""One gate on an emulated board and a virtual clock; the station itself puts it together, as often as is wanted."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from device.assembly.gate_keys import load_gate_keys
from device.assembly.hands import pin_plan
from device.assembly.hardware import Hardware
from device.clock.system_clock import open_system_clock
from device.settings import Settings, load
from device.simulation.camera_scene import CameraScene
from device.simulation.emulated_board import EmulatedBoard
from device.simulation.emulated_broker import EmulatedBroker
from device.simulation.emulated_kernel import EmulatedKernel
from device.simulation.play_keys import make_play_keys
from device.simulation.scheduler import Doorbell, VirtualScheduler
from device.simulation.settings_text import merged, settings_text
from device.simulation.virtual_clock import VirtualClock
from device.station import Station, assemble

WALL = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class StartedGate:
    """One gate's folder and board; it may be started as often as a test likes."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"
        self.state.mkdir(mode=0o700)
        self.keys = make_play_keys(folder / "keys", seed=1, now=int(WALL.timestamp()))
        file = folder / "device.toml"
        file.write_text(
            settings_text(
                merged(
                    self.keys.settings(),
                    {
                        "venue": {"id": "xinyi-no1-school", "checkpoint": "south-gate", "device": "gate-1"},
                        "hardware": {"profile": "emulated"},
                        "camera": {"kind": "emulated"},
                        "pins": {"factory": "mock"},
                        "mqtt": {"host": "127.0.0.1"},
                        "journal": {"directory": str(self.state)},
                    },
                )
            ),
            encoding="utf-8",
        )
        self.settings: Settings = load(file)
        self.clock = VirtualClock(wall=WALL)
        self.board = EmulatedBoard(
            clock=self.clock,
            seed=1,
            room_celsius=22.0,
            thermometer_bus=self.settings.thermometer.bus,
            distance_bus=self.settings.distance.bus,
            plan=pin_plan(self.settings),
            camera=CameraScene(),
        )
        self.broker = EmulatedBroker(monotonic=self.clock.monotonic, wake=lambda: None)
        self.floor_file = self.state / "time-floor"

    @property
    def trust_file(self) -> Path:
        return Path(self.settings.trust.file)

    def hardware(self) -> Hardware:
        kernel = EmulatedKernel(self.clock, start=1)
        return self.board.power_up(
            transport=self.broker.transport("gate-1"),
            clock=open_system_clock(self.floor_file, kernel),
            floor_file=self.floor_file,
        )

    def start(self, hardware: Hardware | None = None, restart: Callable[[], None] = lambda: None) -> Station:
        return assemble(
            self.settings,
            load_gate_keys(self.settings.keys, {}),
            hardware or self.hardware(),
            new_bell=Doorbell,
            ready=lambda: None,
            alive=lambda: None,
            restart=restart,
        )

    def no_output_was_ever_on(self) -> bool:
        return not self.board.pins.history

    def stepped(self, station: Station) -> VirtualScheduler:
        """Begin to run `station` on the virtual clock, the emulated chips in place of this machine's."""
        station.begin()
        scheduler = VirtualScheduler(self.clock)
        for worker, bell in ((station.loop, station.loop_bell), *station.workers):
            assert isinstance(bell, Doorbell)
            scheduler.add(worker, bell)
        return scheduler
