"""Who has answered once, and who is stuck in a step."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.event_loop.liveness import Liveness, Watched


class Part:
    """A worker that does in its step what a test wants."""

    def __init__(self, name: str, limit_seconds: float = 2.0) -> None:
        self.name, self.limit_seconds = name, limit_seconds
        self.closed = False
        self.fails = False

    def step(self, now: float) -> float:
        if self.fails:
            raise OSError("the wire broke")
        return now + 3.0

    def close(self) -> None:
        self.closed = True


def test_all_have_answered_when_each_has_ended_a_step() -> None:
    liveness, answers = Liveness(), 0

    def answered() -> None:
        nonlocal answers
        answers += 1

    assert liveness.all_answered()
    first, second = (Watched(Part(name), liveness, answered) for name in ("first", "second"))
    assert not liveness.all_answered()
    for _ in range(3):
        first.step(0.0)
    assert (liveness.all_answered(), answers) == (False, 1)
    second.step(0.0)
    assert (liveness.all_answered(), answers) == (True, 2)


def test_a_watched_worker_is_the_worker() -> None:
    part = Part("part", 4.0)
    watched = Watched(part, Liveness(), lambda: None)
    assert (watched.name, watched.limit_seconds, watched.step(1.0)) == ("part", 4.0, 4.0)
    watched.close()
    assert part.closed


def test_a_first_step_that_raises_is_no_answer_and_passes_on_what_it_raised() -> None:
    liveness, part = Liveness(), Part("part")
    part.fails = True

    def answered() -> None:
        raise AssertionError("it did not answer")

    with pytest.raises(OSError, match="the wire broke"):
        Watched(part, liveness, answered).step(0.0)
    assert not liveness.all_answered()


@given(limit=st.floats(0.1, 100.0), late=st.floats(-0.09, 100.0))
def test_a_worker_is_stuck_only_beyond_its_own_limit(limit: float, late: float) -> None:
    liveness = Liveness()
    part = Part("part", limit)
    liveness.began(part, 1000.0)
    now = 1000.0 + limit + late
    assert liveness.stuck(now) == (("part",) if now > 1000.0 + limit else ())
    liveness.ended(part)
    assert liveness.stuck(now) == ()


def test_all_that_are_stuck_are_named_in_order_and_one_that_ends_is_not() -> None:
    liveness = Liveness()
    for name in ("second", "first", "third"):
        liveness.began(Part(name), 0.0)
    liveness.ended(Part("third"))
    assert liveness.stuck(2.0) == ()
    assert liveness.stuck(2.1) == ("first", "second")


def test_a_step_is_counted_on_whatever_thread_it_hangs() -> None:
    liveness, inside, let_go = Liveness(), threading.Event(), threading.Event()

    class Hangs(Part):
        def step(self, now: float) -> float:
            inside.set()
            assert let_go.wait(5)
            return now

    thread = threading.Thread(target=Watched(Hangs("part"), liveness, lambda: None).step, args=(0.0,))
    thread.start()
    assert inside.wait(5)
    assert liveness.stuck(2.5) == ("part",)
    let_go.set()
    thread.join(5)
    assert liveness.stuck(2.5) == ()
