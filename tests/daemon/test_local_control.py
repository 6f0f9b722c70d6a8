"""The socket on this machine itself: the end of an emergency, the state, and nothing else."""

import errno
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.checkpoint.events import EmergencyEnded, Event
from device.daemon import local_control
from device.daemon.local_control import (
    ASK_STATE,
    END_EMERGENCY,
    RETRY_SECONDS,
    SOCKET_FILE,
    LocalControl,
    ask,
)
from device.errors import FileRefused
from device.vocabulary import State


class Gate:
    """A gate as the socket sees it, stepped by a thread of its own where somebody waits for its answer."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.posted: list[Event] = []
        self.state = State.EMERGENCY_OPEN
        self.control = LocalControl(directory, state=lambda: self.state, post=self.posted.append)

    def asked(self, word: bytes) -> str:
        answering = threading.Thread(target=self.control.step, args=(1.0,))
        answering.start()
        try:
            return ask(self.directory, word)
        finally:
            answering.join(5)


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    made = Gate(tmp_path)
    yield made
    made.control.close()


def test_the_end_of_an_emergency_is_posted_and_the_state_is_the_answer(gate: Gate) -> None:
    assert gate.asked(END_EMERGENCY) == "emergency_open"
    assert gate.posted == [EmergencyEnded()]


def test_whoever_asks_for_the_state_ends_nothing(gate: Gate) -> None:
    gate.state = State.IDLE
    assert gate.asked(ASK_STATE) == "idle"
    assert gate.posted == []


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=200).filter(lambda word: word != END_EMERGENCY))
def test_no_other_word_ends_an_emergency(gate: Gate, word: bytes) -> None:
    told(gate.directory, word)
    gate.control.step(1.0)
    assert gate.posted == []


@pytest.mark.parametrize("more", [b"\n", b"\0", b"x" * 200])
def test_the_word_with_anything_behind_it_is_another_word(gate: Gate, more: bytes) -> None:
    told(gate.directory, END_EMERGENCY + more)
    gate.control.step(1.0)
    assert gate.posted == []


def told(directory: Path, word: bytes) -> None:
    """Say `word` without an address to answer to."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mouth:
        mouth.sendto(word, str(directory / SOCKET_FILE))


def test_whoever_does_not_say_where_to_answer_is_heard_all_the_same(gate: Gate) -> None:
    told(gate.directory, END_EMERGENCY)
    assert gate.control.step(1.0) == 1.0
    assert gate.posted == [EmergencyEnded()]


def test_whoever_went_away_before_the_answer_does_not_break_the_gate(gate: Gate) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mouth:
        mouth.bind(str(gate.directory / "gone"))
        mouth.sendto(ASK_STATE, str(gate.directory / SOCKET_FILE))
    assert gate.control.step(1.0) == 1.0


def test_a_wait_is_ended_from_another_thread_and_nothing_is_posted(gate: Gate) -> None:
    for _ in range(3):  # a second one finds it awake
        gate.control.wake()
    assert gate.control.step(1.0) == 1.0
    assert gate.posted == []


def test_an_empty_word_from_a_stranger_gets_no_answer(gate: Gate) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mouth:
        mouth.bind(str(gate.directory / "mouth"))
        mouth.setblocking(False)
        mouth.sendto(b"", str(gate.directory / SOCKET_FILE))
        gate.control.step(1.0)
        with pytest.raises(BlockingIOError):
            mouth.recv(64)


def test_to_wake_what_is_closed_does_nothing(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    gate.control.close()
    gate.control.wake()
    assert not (tmp_path / SOCKET_FILE).exists()


def test_the_socket_is_its_owner_s_alone(gate: Gate) -> None:
    mode = (gate.directory / SOCKET_FILE).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_socket_that_a_killed_daemon_left_behind_is_taken_over(tmp_path: Path) -> None:
    left = Gate(tmp_path)
    left.control._socket.close()
    assert (tmp_path / SOCKET_FILE).exists()
    gate = Gate(tmp_path)
    assert gate.asked(ASK_STATE) == "emergency_open"
    gate.control.close()


def test_asking_leaves_no_file_behind(gate: Gate) -> None:
    gate.asked(ASK_STATE)
    assert [path.name for path in gate.directory.iterdir()] == [SOCKET_FILE]


@pytest.mark.parametrize("place", ["there is none", "x" * 120, "a file", "a file/below"])
def test_where_no_gate_listens_it_is_said_in_one_line(tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_bytes(b"")
    with pytest.raises(FileRefused, match=r"\Ano gate answers in [^\n]+: [^\n]+\Z"):
        ask(tmp_path / place, ASK_STATE)


@pytest.mark.parametrize("place", ["there is none", "x" * 120, "a file", "occupied"])
def test_where_it_cannot_listen_it_is_said_in_one_line_and_nothing_is_held(tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_bytes(b"")
    (tmp_path / "occupied" / SOCKET_FILE).mkdir(parents=True)
    with pytest.raises(FileRefused, match=r"control cannot be listened on: [^\n]+\Z"):
        Gate(tmp_path / place)


def disk_error(*_words: object, **_options: object) -> None:
    raise OSError(errno.EROFS, "Read-only file system")


def test_a_disk_that_takes_nothing_keeps_no_gate_from_starting_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(local_control, "_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(Path, "unlink", disk_error)
    gate = Gate(tmp_path)
    gate.control.step(1.0)
    assert not (tmp_path / SOCKET_FILE).exists()
    monkeypatch.undo()
    gate.control.step(1.0 + RETRY_SECONDS - 0.1)
    assert not (tmp_path / SOCKET_FILE).exists(), "not without end"
    gate.control._socket.settimeout(1.0)
    gate.control._listen_again(1.0 + RETRY_SECONDS)
    assert gate.asked(ASK_STATE) == "emergency_open"
    gate.control.close()
    assert [line.rpartition("/")[2] for line in caplog.messages] == [
        "control cannot be listened on yet: Read-only file system",
        "control is listened on now",
    ]


def test_a_gate_stops_in_order_where_its_disk_has_become_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(tmp_path)
    monkeypatch.setattr(Path, "unlink", disk_error)
    gate.control.close()
    monkeypatch.undo()
    gate = Gate(tmp_path)
    assert gate.asked(ASK_STATE) == "emergency_open"
    gate.control.close()
