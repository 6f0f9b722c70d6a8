"""A journal that cannot be used takes the gate out of service and no further: fire and exit are watched."""

import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from private_broker import free_port
from whole_gate import WholeGate, until

from device.daemon.local_control import ASK_STATE, ask


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[WholeGate]:
    """A gate whose broker is not there, which has run once."""
    made = WholeGate(tmp_path / "gate", free_port())
    made.start_and_wait()
    assert made.signal_end() == 0
    yield made
    made.close()


def with_a_damaged_file(gate: WholeGate) -> None:
    (gate.state / "journal.db").write_bytes(b"this is no journal " * 1000)


def with_another_key(gate: WholeGate) -> None:
    (gate.folder / "keys" / "journal_key").write_bytes(bytes(range(32)))


@pytest.mark.parametrize("spoil", [with_a_damaged_file, with_another_key])
def test_without_its_journal_the_gate_runs_out_of_service_admits_nobody_and_says_why(
    gate: WholeGate, spoil: Callable[[WholeGate], None]
) -> None:
    spoil(gate)
    before = (gate.state / "journal.db").read_bytes()
    gate.pins_log.unlink()
    gate.log = ""
    gate.start_and_wait()
    until(lambda: "out_of_service" in gate.log, "out of service", gate)
    assert ask(gate.state, ASK_STATE) == "out_of_service"
    gate.stays_alive(1.0)
    assert gate.log.count("the journal cannot be used") <= 1
    assert gate.signal_end() == 0
    assert gate.log.count("the journal cannot be used, nobody is admitted, fire and exit open: ") == 1
    assert "Traceback" not in gate.log
    assert "journal" in next(line for line in gate.log.splitlines() if "out_of_service" in line)
    assert not any(name == "barrier" and is_high for _, name, is_high in gate.edges())
    assert (gate.state / "journal.db").read_bytes() == before
    assert len(gate.log.splitlines()) < 60


def test_a_second_daemon_on_the_same_journal_is_refused_and_leaves_the_first_alone(gate: WholeGate) -> None:
    gate.start_and_wait()
    first, gate._process = gate._process, None
    first_socket, gate._socket = gate._socket, None
    assert first is not None
    assert isinstance(first_socket, socket.socket)
    gate.log = ""
    try:
        gate.start()
        assert gate.wait_for_end() == 1
        assert "another gate's daemon writes this journal" in gate.log
        assert first.poll() is None
        assert ask(gate.state, ASK_STATE)
    finally:
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=10)
        first_socket.close()
    assert first.returncode == 0
