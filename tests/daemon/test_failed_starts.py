"""A start that fails leaves every pin at rest and let go of, and the journal free for the next one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from started_gate import StartedGate

from device.assembly.gate_keys import load_gate_keys
from device.assembly.hands import pin_plan
from device.assembly.hardware import Hardware, broker
from device.daemon.daemon import Daemon
from device.daemon.daemon_station import daemon_station
from device.daemon.systemd_notify import NoServiceManager
from device.errors import FileRefused, JournalInUse, MenshenError
from device.gate.pin_fault import PinFault
from device.journal.sole_writer import SoleWriter
from device.station import Station


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[StartedGate]:
    made = StartedGate(tmp_path)
    yield made
    made.board.cut_power()


def too_large_a_trust_list(bench: StartedGate) -> None:
    bench.trust_file.write_bytes(b"x" * ((1 << 20) + 1))


def an_unreadable_trust_list(bench: StartedGate) -> None:
    bench.trust_file.unlink()
    bench.trust_file.mkdir()


def a_damaged_mark_of_the_newest_list(bench: StartedGate) -> None:
    (bench.state / "trust.mark").write_bytes(b"newest")


def a_held_list_that_cannot_be_read(bench: StartedGate) -> None:
    (bench.state / "trust.cose").mkdir()


def a_file_where_the_recordings_go(bench: StartedGate) -> None:
    (bench.state / "recordings").write_bytes(b"")


SPOILT: tuple[tuple[Callable[[StartedGate], None], str, str], ...] = (
    (too_large_a_trust_list, "trust.cose is larger than 1048576 bytes", "keys/trust.cose"),
    (an_unreadable_trust_list, "trust.cose cannot be read: Is a directory", "keys/trust.cose"),
    (a_damaged_mark_of_the_newest_list, "trust.mark cannot be read: restore it", "state/trust.mark"),
    (a_held_list_that_cannot_be_read, "trust.cose cannot be read: Is a directory", "state/trust.cose"),
    (a_file_where_the_recordings_go, "recordings cannot be made: File exists", "state/recordings"),
)


@pytest.mark.parametrize(("spoil", "why", "place"), SPOILT, ids=[spoil.__name__ for spoil, _, _ in SPOILT])
def test_a_start_that_fails_gives_everything_back_and_the_next_one_works(
    bench: StartedGate, tmp_path: Path, spoil: Callable[[StartedGate], None], why: str, place: str
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


def assert_given_back(bench: StartedGate, hardware: Hardware) -> None:
    """Every line is let go of, none was ever on, and another program may write the journal."""
    assert bench.no_output_was_ever_on()
    assert hardware.pins.factory.pins == {}
    SoleWriter(bench.state / "journal.db").give_back()


def test_a_journal_in_use_refuses_the_second_gate_and_leaves_the_first_its_pins_and_its_journal(
    bench: StartedGate, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    second = StartedGate(other)
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


def test_a_line_that_is_taken_refuses_the_start_before_the_journal_is_touched(bench: StartedGate) -> None:
    hardware = bench.hardware()
    taken = hardware.pins.factory.pin(pin_plan(bench.settings).pin("companion"))
    hardware.pins.factory.reserve_pins(bench, taken.info.name)
    with pytest.raises(PinFault):
        bench.start(hardware)
    assert bench.no_output_was_ever_on()
    assert hardware.pins.factory.pins == {}
    assert not (bench.state / "journal.db").exists()


def test_a_gate_that_is_closed_before_it_ever_ran_gives_everything_back(bench: StartedGate) -> None:
    hardware = bench.hardware()
    bench.start(hardware).close()
    assert_given_back(bench, hardware)
    bench.start().close()


def test_a_control_socket_that_cannot_be_made_gives_everything_back(bench: StartedGate) -> None:
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
