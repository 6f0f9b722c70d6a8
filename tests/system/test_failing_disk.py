"""A real daemon on a real disk that fills up, or turns read-only, under it: nobody is let in on what was not written.

Needs the right to mount a file system.
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from accounting import Account, body_of
from broker_ear import Ear
from private_broker import PrivateBroker
from whole_gate import GATE, VENUE, Keeper, WholeGate, until

from device.journal.chain import prove
from device.mqtt.messages import Status, decode
from device.mqtt.topics import GateTopics, TopicKind
from device.vocabulary import AlertKind, EntryClass, PublicState

pytestmark = pytest.mark.broker
STATUS = GateTopics(venue=VENUE, device=GATE).of(TopicKind.STATUS)
VISITS = {"hardware": {"visitors_pause_seconds": 0.0}}


class Watched:
    """A gate with its state on a disk of its own, a record keeper, and who listens."""

    def __init__(self, folder: Path, port: int) -> None:
        self.ear, self.keeper = Ear(port), Keeper(folder, port)
        self.gate = WholeGate(folder / "gate", port, VISITS)
        self.gate.state.mkdir()

    def wait(self, claim: Callable[[], bool], what: str) -> None:
        until(claim, what, self.gate, self.ear, seconds=60.0)

    def is_told(self, state: PublicState, *reasons: str) -> bool:
        status = decode((self.ear.payloads(STATUS) or [b""])[-1], Status)
        return isinstance(status, Status) and status.state is state and status.degraded == list(reasons)

    def openings(self) -> int:
        return sum(name == "barrier" and high for _, name, high in self.gate.edges())

    def serve_somebody(self) -> None:
        before = self.openings()
        self.wait(lambda: self.openings() > before and not self.gate.barrier_is_high(), "somebody let in")

    def nobody_passes(self, seconds: float) -> None:
        before = self.openings()
        self.gate.stays_alive(seconds)
        self.gate.turn(0)
        assert self.openings() == before

    def check(self) -> None:
        entries = self.gate.entries()
        proof = prove(entries)
        assert (proof.fault, proof.entries) == (None, len(entries))
        Account(entries, self.gate.edges()).check()
        assert "Traceback" not in self.gate.log

    def faults(self) -> list[str]:
        alerts = [body_of(entry) for entry in self.gate.entries() if entry.header.entry_class is EntryClass.ALERT]
        return [str(alert["state"]) for alert in alerts if alert["kind"] == AlertKind.JOURNAL_FAULT]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    broker = PrivateBroker(tmp_path)
    broker.start()
    made = Watched(tmp_path, broker.port)
    try:
        yield made
    finally:
        made.gate.close()
        made.keeper.close()
        made.ear.close()
        broker.stop()


@contextmanager
def mounted(folder: Path, *words: str) -> Iterator[None]:
    if subprocess.run(["mount", *words, str(folder)], capture_output=True, check=False).returncode != 0:
        pytest.skip("needs the right to mount a file system (run as root)")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # where a test fails, its gate still runs


def fill(ballast: Path, left_bytes: int) -> None:
    """Take all the room there is but so much."""
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="space"):
        while True:
            file.write(bytes(1024))
    with ballast.open("r+b") as file:
        file.truncate(max(0, ballast.stat().st_size - left_bytes))


def test_a_disk_that_fills_up_in_the_middle_of_things_lets_nobody_in_and_loses_nothing(watched: Watched) -> None:
    ballast = watched.gate.state / "ballast"
    with mounted(watched.gate.state, "-t", "tmpfs", "-o", "size=1m", "tmpfs"):
        watched.gate.start_and_wait()
        for left_bytes in (0, 4 << 10, 12 << 10):
            watched.serve_somebody()
            fill(ballast, left_bytes)
            watched.wait(
                lambda: watched.is_told(PublicState.OUT_OF_SERVICE, "journal.full", "journal_fault"), "a full disk told"
            )
            watched.nobody_passes(1.0)
            ballast.unlink()
            watched.wait(lambda: watched.is_told(PublicState.READY), "ready by itself")
        watched.serve_somebody()
        assert watched.gate.signal_end() == 0
        watched.check()
        told = watched.faults()
        assert told == ["raised", "cleared"] * (len(told) // 2)
        assert len(told) >= 2 * 3
        watched.gate.close()


def test_a_gate_begins_its_first_run_on_a_read_only_disk_and_says_why_it_admits_nobody(watched: Watched) -> None:
    with mounted(watched.gate.state, "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs"):
        watched.gate.start_and_wait()
        told = ("journal.io", "journal_fault", "trust_stale")
        watched.wait(lambda: watched.is_told(PublicState.OUT_OF_SERVICE, *told), "a read-only disk told")
        assert watched.gate.signal_end() == 0, watched.gate.log
        assert "Traceback" not in watched.gate.log


def test_a_disk_that_turns_read_only_lets_nobody_in_and_keeps_what_was_written(watched: Watched) -> None:
    image, state = watched.gate.folder / "card", watched.gate.state
    image.write_bytes(b"")
    subprocess.run(["truncate", "-s", "32M", str(image)], check=True)
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
    with mounted(state, "-o", "loop", str(image)):
        watched.gate.start_and_wait()
        watched.serve_somebody()
        # what Linux does to a card with errors; it does not become writable again before it is mounted anew
        subprocess.run(["mount", "-o", "remount,abort", str(state)], check=True)
        told = ("journal.io", "journal_fault")
        watched.wait(lambda: watched.is_told(PublicState.OUT_OF_SERVICE, *told), "a dead card told")
        watched.nobody_passes(1.0)
        assert watched.gate.signal_end() == 0, watched.gate.log
        written = watched.gate.entries()
        watched.gate.start_and_wait()
        watched.wait(lambda: watched.is_told(PublicState.OUT_OF_SERVICE, *told), "the same after a start")
        watched.nobody_passes(1.0)
        assert watched.gate.signal_end() == 0, watched.gate.log
    with mounted(state, "-o", "loop", str(image)):
        assert watched.gate.entries() == written
        watched.gate.start_and_wait()
        watched.serve_somebody()
        assert watched.gate.signal_end() == 0
        assert watched.gate.entries()[: len(written)] == written
        watched.check()
        watched.gate.close()
