"""A thread a worker: woken by its bell, ended in time, and loud when the worker raises or hangs."""

import math
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import cast

import pytest

from device.clock.protocol import Clock
from device.daemon import runner
from device.daemon.runner import Doorbell, WorkerThread, step_until_due

LONG_SECONDS = 5.0
CLOCK = cast(Clock, SimpleNamespace(monotonic=lambda: 100.0))


class Part:
    """A worker whose every step is an event of its own, due as a test wants."""

    name, limit_seconds = "part", 1.0

    def __init__(self, during: Callable[[], None] = lambda: None, due: float = math.inf) -> None:
        self.during, self.due = during, due
        self.steps = 0
        self.stepped = threading.Semaphore(0)
        self.closed_by: list[str] = []

    def step(self, _now: float) -> float:
        self.steps += 1
        self.stepped.release()
        self.during()
        return self.due

    def close(self) -> None:
        self.closed_by.append(threading.current_thread().name)


class Run:
    """One worker on its thread."""

    def __init__(self, part: Part, also: Callable[[], None] = lambda: None) -> None:
        self.part = part
        self.failures: list[tuple[str, Exception]] = []
        self.bell = Doorbell(also)
        self.failed = threading.Event()
        self.thread = WorkerThread(part, self.bell, CLOCK, self._failed)

    def _failed(self, name: str, error: Exception) -> None:
        self.failures.append((name, error))
        self.failed.set()

    def start(self) -> "Run":
        self.thread.start()
        assert self.part.stepped.acquire(timeout=LONG_SECONDS)
        return self


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = threading.active_count()
    yield
    for thread in threading.enumerate():
        if thread.name == "part":
            thread.join(LONG_SECONDS)
    assert threading.active_count() == before


def waiting_for(let_go: threading.Event) -> Callable[[], None]:
    """Give a step that hangs until it is let go."""

    def hang() -> None:
        assert let_go.wait(LONG_SECONDS)

    return hang


def test_a_ring_steps_a_worker_that_is_due_never() -> None:
    run = Run(Part()).start()
    run.bell()
    assert run.part.stepped.acquire(timeout=LONG_SECONDS)
    assert run.thread.end()
    assert run.failures == []
    assert run.part.closed_by == [threading.current_thread().name]


def test_a_worker_that_is_due_at_once_is_stepped_without_a_ring() -> None:
    run = Run(Part(due=-math.inf)).start()
    assert run.part.stepped.acquire(timeout=LONG_SECONDS)
    assert run.thread.end()


def test_a_ring_before_the_thread_is_there_is_not_lost() -> None:
    bell = Doorbell()
    bell()
    bell()
    bell.wait(None)  # would wait for ever
    part = Part()
    step_until_due(part, _rung(), CLOCK)
    assert part.steps == 1


def _rung() -> Doorbell:
    bell = Doorbell()
    bell()
    return bell


def test_a_ring_during_a_step_brings_another_step_at_once() -> None:
    part = Part()
    run = Run(part)
    part.during = lambda: run.bell() if part.steps == 1 else None
    run.start()
    assert part.stepped.acquire(timeout=LONG_SECONDS)
    assert run.thread.end()


def test_a_bell_hangs_up_once_it_was_heard() -> None:
    bell = _rung()
    bell.wait(None)
    heard = threading.Event()

    def listen() -> None:
        bell.wait(None)
        heard.set()

    waiting = threading.Thread(target=listen)
    waiting.start()
    assert not heard.wait(0.05)
    bell()
    assert heard.wait(LONG_SECONDS)
    waiting.join(LONG_SECONDS)


def test_a_bell_waits_no_longer_than_the_worker_is_due() -> None:
    Doorbell().wait(0.0)
    asked: list[float | None] = []
    bell = cast(Doorbell, SimpleNamespace(wait=asked.append))
    step_until_due(Part(due=102.5), bell, CLOCK)
    step_until_due(Part(due=math.inf), bell, CLOCK)
    step_until_due(Part(due=100.0), bell, CLOCK)
    step_until_due(Part(due=3.0), bell, CLOCK)
    assert asked == [2.5, None]


def test_a_wait_inside_the_step_itself_is_ended_by_what_the_bell_rings_also() -> None:
    let_go = threading.Event()
    run = Run(Part(during=waiting_for(let_go)), also=let_go.set).start()
    assert run.thread.end()
    assert run.part.steps == 1


def test_told_to_end_the_step_under_way_is_the_last_and_nobody_waits_for_it() -> None:
    let_go = threading.Event()
    run = Run(Part(during=waiting_for(let_go), due=-math.inf)).start()
    run.thread.ask_to_end()
    assert run.part.closed_by == []
    let_go.set()
    assert run.thread.end()
    assert run.part.steps == 1


def test_a_worker_that_raises_is_told_of_once_and_is_closed_all_the_same() -> None:
    def fail() -> None:
        raise OSError("the wire broke")

    run = Run(Part(during=fail)).start()
    assert run.failed.wait(LONG_SECONDS)
    assert run.thread.end()
    assert [(name, str(error)) for name, error in run.failures] == [("part", "the wire broke")]
    assert (run.part.steps, len(run.part.closed_by)) == (1, 1)


def test_a_worker_that_hangs_is_given_up_and_never_closed_under_its_own_feet(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(runner, "END_SECONDS", 0.05)
    let_go = threading.Event()
    run = Run(Part(during=waiting_for(let_go))).start()
    assert not run.thread.end()
    assert caplog.messages == ["part did not end within 0.05 s"]
    assert run.part.closed_by == []
    let_go.set()


def test_a_worker_that_was_never_started_is_closed() -> None:
    run = Run(Part())
    assert run.thread.end()
    assert (run.part.steps, len(run.part.closed_by)) == (0, 1)


def test_a_worker_that_cannot_be_closed_is_told_of() -> None:
    class Jammed(Part):
        def close(self) -> None:
            raise OSError("it is jammed")

    run = Run(Jammed()).start()
    assert not run.thread.end()
    assert [(name, str(error)) for name, error in run.failures] == [("part", "it is jammed")]


def test_a_thread_has_its_worker_s_name_and_never_keeps_the_process_alive() -> None:
    seen: list[threading.Thread] = []
    run = Run(Part(during=lambda: seen.append(threading.current_thread()))).start()
    assert run.thread.end()
    assert [(thread.name, thread.daemon) for thread in seen[:1]] == [("part", True)]
