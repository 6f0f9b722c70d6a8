"""A start that fails leaves every pin at rest and let go of, and the journal free for the next one."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from device.daemon import Daemon
from device.daemon_station import daemon_station
from device.errors import FileRefused, JournalInUse, MenshenError
from device.gate.pin_fault import PinFault
from device.gate_keys import load_gate_keys
from device.hardware import Hardware, broker
from device.journal.sole_writer import SoleWriter
from device.settings import Settings, load
from device.simulation.camera_scene import CameraScene
from device.simulation.emulated_board import EmulatedBoard
from device.simulation.emulated_broker import EmulatedBroker
from device.simulation.emulated_kernel import EmulatedKernel
from device.simulation.play_keys import make_play_keys
from device.simulation.scheduler import Doorbell
from device.simulation.settings_text import merged, settings_text
from device.simulation.virtual_clock import VirtualClock
from device.station import Station, assemble, pin_plan
from device.system_clock import SystemClock
from device.systemd_notify import NoServiceManager
from device.time_floor import TimeFloor
from device.version import RELEASED

WALL = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Bench:
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
            clock=SystemClock(kernel=kernel, floor=TimeFloor(at=RELEASED)),
            floor_file=self.floor_file,
        )

    def start(self, hardware: Hardware | None = None) -> Station:
        return assemble(
            self.settings,
            load_gate_keys(self.settings.keys, {}),
            hardware or self.hardware(),
            new_bell=Doorbell,
            ready=lambda: None,
            alive=lambda: None,
            restart=lambda: None,
        )

    def no_output_was_ever_on(self) -> bool:
        return not self.board.pins.history


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.board.cut_power()


def too_large_a_trust_list(bench: Bench) -> None:
    bench.trust_file.write_bytes(b"x" * ((1 << 20) + 1))


def an_unreadable_trust_list(bench: Bench) -> None:
    bench.trust_file.unlink()
    bench.trust_file.mkdir()


def a_damaged_mark_of_the_newest_list(bench: Bench) -> None:
    (bench.state / "trust.mark").write_bytes(b"newest")


def a_held_list_that_cannot_be_read(bench: Bench) -> None:
    (bench.state / "trust.cose").mkdir()


def a_file_where_the_recordings_go(bench: Bench) -> None:
    (bench.state / "recordings").write_bytes(b"")


SPOILT: tuple[tuple[Callable[[Bench], None], str, str], ...] = (
    (too_large_a_trust_list, "trust.cose is larger than 1048576 bytes", "keys/trust.cose"),
    (an_unreadable_trust_list, "trust.cose cannot be read: Is a directory", "keys/trust.cose"),
    (a_damaged_mark_of_the_newest_list, "trust.mark cannot be read: restore it", "state/trust.mark"),
    (a_held_list_that_cannot_be_read, "trust.cose cannot be read: Is a directory", "state/trust.cose"),
    (a_file_where_the_recordings_go, "recordings cannot be made: File exists", "state/recordings"),
)


@pytest.mark.parametrize(("spoil", "why", "place"), SPOILT, ids=[spoil.__name__ for spoil, _, _ in SPOILT])
def test_a_start_that_fails_gives_everything_back_and_the_next_one_works(
    bench: Bench, tmp_path: Path, spoil: Callable[[Bench], None], why: str, place: str
) -> None:
    installed = bench.trust_file.read_bytes()
    spoil(bench)
    hardware = bench.hardware()
    with pytest.raises(FileRefused, match=why):
        bench.start(hardware)
    assert_given_back(bench, hardware)
    spoilt = tmp_path / place
    spoilt.rmdir() if spoilt.is_dir() else spoilt.unlink()
    bench.trust_file.write_bytes(installed)
    bench.start().close()
    assert bench.no_output_was_ever_on()


def assert_given_back(bench: Bench, hardware: Hardware) -> None:
    """Every line is let go of, none was ever on, and another program may write the journal."""
    assert bench.no_output_was_ever_on()
    assert hardware.pins.factory.pins == {}
    SoleWriter(bench.state / "journal.db").give_back()


def test_a_journal_in_use_refuses_the_second_gate_and_leaves_the_first_its_pins_and_its_journal(
    bench: Bench, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    second = Bench(other)
    second.settings = bench.settings
    first = bench.start()
    hardware = second.hardware()
    with pytest.raises(JournalInUse, match="another gate's daemon writes this journal"):
        second.start(hardware)
    assert hardware.pins.factory.pins == {}
    assert second.no_output_was_ever_on()
    with pytest.raises(JournalInUse):
        SoleWriter(bench.state / "journal.db")
    first.close()
    second.start().close()
    second.board.cut_power()


def test_a_line_that_is_taken_refuses_the_start_before_the_journal_is_touched(bench: Bench) -> None:
    hardware = bench.hardware()
    taken = hardware.pins.factory.pin(pin_plan(bench.settings).pin("companion"))
    hardware.pins.factory.reserve_pins(bench, taken.info.name)
    with pytest.raises(PinFault):
        bench.start(hardware)
    assert bench.no_output_was_ever_on()
    assert hardware.pins.factory.pins == {}
    assert not (bench.state / "journal.db").exists()


def test_a_gate_that_is_closed_before_it_ever_ran_gives_everything_back(bench: Bench) -> None:
    hardware = bench.hardware()
    bench.start(hardware).close()
    assert_given_back(bench, hardware)
    bench.start().close()


def test_a_control_socket_that_cannot_be_made_gives_everything_back(bench: Bench) -> None:
    (bench.state / "control").mkdir()
    hardware = bench.hardware()
    transport = broker(bench.settings, hardware.clock)

    def build(daemon: Daemon) -> Station:
        keys = load_gate_keys(bench.settings.keys, {})
        return daemon_station(bench.settings, keys, hardware, transport=transport, daemon=daemon)

    with pytest.raises(MenshenError, match="control cannot be listened on"):
        Daemon(build, clock=hardware.clock, manager=NoServiceManager())
    assert_given_back(bench, hardware)
    bench.start().close()
