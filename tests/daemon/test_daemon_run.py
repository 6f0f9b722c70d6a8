"""One run of the daemon: outputs at rest on every way out, every part closed, an exit code that says how it went."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import pytest

from device.clock.protocol import Clock
from device.daemon.daemon import FAILED_EXIT, STOP_SECONDS, Daemon
from device.daemon.runner import Doorbell
from device.station import Station
from device.vocabulary import State


@dataclass
class Notices:
    """A service manager that takes down what it is told."""

    told: list[str] = field(default_factory=list)
    watchdog_seconds: float | None = None

    def ready(self, status: str) -> None:
        self.told.append(f"ready {status}")

    def status(self, status: str) -> None:
        self.told.append(status)

    def alive(self) -> None:
        self.told.append("alive")

    def stopping(self) -> None:
        self.told.append("stopping")

    def close(self) -> None:
        """Hold nothing."""


class Part:
    """A worker that does what a test wants at its first step, then waits."""

    limit_seconds = 1.0

    def __init__(self, name: str, happened: list[str], step: Callable[[], None], close: Callable[[], None]) -> None:
        self.name, self._happened, self._step, self._close = name, happened, step, close

    def step(self, _now: float) -> float:
        self._step()
        return float("inf")

    def close(self) -> None:
        self._happened.append(f"{self.name} closed")
        self._close()


def nothing() -> None:
    """Do nothing."""


def fail() -> None:
    raise OSError("the wire broke")


class Run:
    """A daemon over a station of two parts; the deciding thread stops when a test's condition is met."""

    def __init__(
        self,
        *,
        step: Callable[[], None] = nothing,
        close: Callable[[], None] = nothing,
        turn: Callable[["Run"], None] | None = None,
        names: tuple[str, str] = ("gate", "journal"),
    ) -> None:
        self.happened: list[str] = []
        self.notices = Notices()
        self.now = 0.0
        self.situation = SimpleNamespace(state=State.IDLE, waiting={})
        self.stepped = threading.Event()
        self._turn = turn or Run.stop_once_stepped
        self.bell = Doorbell()

        def first_step() -> None:
            self.stepped.set()
            step()

        parts = (Part(names[0], self.happened, first_step, close), Part(names[1], self.happened, nothing, nothing))
        station = SimpleNamespace(
            loop=self,
            loop_bell=self.bell,
            workers=tuple((part, Doorbell()) for part in parts),
            begin=lambda: self.happened.append("begun"),
            rest=lambda: self.happened.append("at rest"),
            core=self,
            store=SimpleNamespace(close=lambda: self.happened.append("store closed")),
        )
        clock = SimpleNamespace(monotonic=lambda: self.now)
        self.daemon = Daemon(lambda _: cast(Station, station), clock=cast(Clock, clock), manager=self.notices)

    name, limit_seconds = "checkpoint", 1.0

    def step(self, _now: float) -> float:
        self._turn(self)
        return float("-inf")

    def close(self) -> None:
        """Hold nothing."""

    def stop_once_stepped(self) -> None:
        assert self.stepped.wait(5)
        self.situation.state = State.STOPPING


THE_WAY_OUT = ["begun", "at rest", "journal closed", "gate closed", "store closed"]


def test_what_fire_and_exit_do_not_need_is_started_after_the_first_turn() -> None:
    turns: list[bool] = []

    def turn(run: Run) -> None:
        turns.append(run.stepped.is_set())
        if len(turns) > 1:
            run.stop_once_stepped()

    run = Run(names=("scanner", "sensors"), turn=turn)
    assert run.daemon.run() == 0
    assert turns[0] is False


def test_told_to_stop_it_rests_the_outputs_first_closes_every_part_and_ends_well() -> None:
    run = Run()
    assert run.daemon.run() == 0
    assert run.happened == THE_WAY_OUT
    assert run.notices.told == ["stopping"]


def test_it_waits_for_the_last_commits_but_not_for_ever() -> None:
    def wait_for_a_disk(run: Run) -> None:
        assert run.stepped.wait(5)
        run.situation.state = State.STOPPING
        run.situation.waiting = {1: "a commit"}
        run.now += 1.0

    run = Run(turn=wait_for_a_disk)
    assert run.daemon.run() == 0
    assert STOP_SECONDS <= run.now <= STOP_SECONDS + 2.0
    assert run.happened == THE_WAY_OUT


def test_a_part_that_breaks_ends_the_daemon_with_its_outputs_at_rest(caplog: pytest.LogCaptureFixture) -> None:
    def wait(run: Run) -> None:
        run.bell.wait(5)

    run = Run(step=fail, turn=wait)
    assert run.daemon.run() == FAILED_EXIT
    assert run.happened == THE_WAY_OUT
    assert "gate broke: OSError: the wire broke" in caplog.text


def test_a_part_that_cannot_be_closed_keeps_no_other_from_being_closed(caplog: pytest.LogCaptureFixture) -> None:
    run = Run(close=fail)
    assert run.daemon.run() == FAILED_EXIT
    assert run.happened == THE_WAY_OUT
    assert "gate broke: OSError: the wire broke" in caplog.text


def test_a_defect_in_the_deciding_thread_is_not_hidden_and_leaves_the_outputs_at_rest() -> None:
    def lead_astray(_: Run) -> None:
        raise AssertionError("a rule led where its row does not say")

    run = Run(turn=lead_astray)
    with pytest.raises(AssertionError, match="a rule led"):
        run.daemon.run()
    assert run.happened == THE_WAY_OUT
