"""A worker that is built at its first step, on its own thread, and closed only if it ever was."""

import pytest

from device.daemon.late_worker import LateWorker


class Part:
    """A worker that takes down its steps."""

    name, limit_seconds = "part", 1.0

    def __init__(self) -> None:
        self.steps: list[float] = []
        self.closed = 0

    def step(self, now: float) -> float:
        self.steps.append(now)
        return now + 5.0

    def close(self) -> None:
        self.closed += 1


def test_it_is_built_at_the_first_step_and_once() -> None:
    built: list[Part] = []

    def build() -> Part:
        built.append(Part())
        return built[-1]

    late = LateWorker("late", limit_seconds=9.0, build=build)
    assert (late.name, late.limit_seconds, built) == ("late", 9.0, [])
    assert late.step(1.0) == 6.0
    assert late.step(2.0) == 7.0
    late.close()
    assert [part.steps for part in built] == [[1.0, 2.0]]
    assert built[0].closed == 1


def test_closed_before_its_first_step_it_builds_nothing() -> None:
    def build() -> Part:
        raise AssertionError("nobody needs it any more")

    LateWorker("late", limit_seconds=9.0, build=build).close()


def test_a_building_that_fails_is_not_hidden_and_leaves_nothing_to_close() -> None:
    def build() -> Part:
        raise OSError("the library does not load")

    late = LateWorker("late", limit_seconds=9.0, build=build)
    with pytest.raises(OSError, match="does not load"):
        late.step(1.0)
    late.close()
