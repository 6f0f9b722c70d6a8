"""No frame is looked at longer than its hard stop, on however slow a machine; what found no time comes next."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.scanner.attempts import Attempts
from device.scanner.decoders import Decoder, Look, ReadCode, UnreadCode
from device.scanner.frame import Plane
from device.scanner.ladder import BUDGET_SECONDS, HARD_STOP_SECONDS, Ladder
from device.scanner.pace import (
    ALONE_FORGIVEN_AFTER_LOOKS,
    COSTS_REMEMBERED,
    FORGIVEN_AFTER_LOOKS,
    LEAST_NANOSECONDS,
    Pace,
    Way,
)
from device.scanner.suspects import VAIN_TRIES_MOST
from device.scanner.views import whole

FRAME_SECONDS = 0.08
PLANE: Plane = np.zeros((48, 80), dtype=np.uint8)
"""Small, so that making views of it takes no time; looks at it are as dear as at a large one."""
HALF_THE_PICTURE = UnreadCode(corners=((25, 10), (53, 10), (53, 38), (25, 38)), modules=93)


class World:
    """A clock that only looks move."""

    def __init__(self) -> None:
        self.now = 0.0

    def decoder(self, seconds: Callable[[Plane], float], *, shows: UnreadCode = HALF_THE_PICTURE) -> Decoder:
        """Give one that sees a code, never reads it, and takes its time."""
        world = self

        class Slow:
            def look(self, plane: Plane) -> Look:
                world.now += seconds(plane)
                return Look(unread=(shows,))

        return Slow()

    def seconds_of_a_look(self, ladder: Ladder) -> float:
        began = self.now
        ladder.look(PLANE)
        return self.now - began


@settings(max_examples=30, deadline=None)
@given(
    hard_nanoseconds=st.floats(200.0, 200_000.0),
    second_nanoseconds=st.floats(200.0, 200_000.0),
    unsteadiness=st.lists(st.floats(0.8, 1.0), min_size=1, max_size=7),
)
def test_once_each_attempt_is_known_no_frame_takes_longer_than_the_hard_stop(
    hard_nanoseconds: float, second_nanoseconds: float, unsteadiness: list[float]
) -> None:
    world, looks = World(), [0]

    def taking(nanoseconds: float) -> Callable[[Plane], float]:
        def seconds(plane: Plane) -> float:
            looks[0] += 1
            return plane.size * nanoseconds * 1e-9 * unsteadiness[looks[0] % len(unsteadiness)]

        return seconds

    hard, second = world.decoder(taking(hard_nanoseconds)), world.decoder(taking(second_nanoseconds))
    ladder = Ladder(lambda: world.now, quick=world.decoder(lambda _plane: 0.01), hard=hard, second=second)
    for _ in range(VAIN_TRIES_MOST // 2):
        ladder.look(PLANE)
    for _ in range(FORGIVEN_AFTER_LOOKS):
        assert world.seconds_of_a_look(ladder) <= HARD_STOP_SECONDS < FRAME_SECONDS


def test_what_found_no_time_is_tried_in_one_of_the_next_frames() -> None:
    world, large = World(), np.zeros((720, 1280), dtype=np.uint8)
    shows = UnreadCode(corners=((400, 120), (880, 120), (880, 600), (400, 600)), modules=93)
    asked: list[str] = []

    def noting(name: str, seconds: float) -> Callable[[Plane], float]:
        def cost(_plane: Plane) -> float:
            asked.append(name)
            return seconds

        return cost

    ladder = Ladder(
        lambda: world.now,
        quick=world.decoder(lambda _plane: 0.001, shows=shows),
        hard=world.decoder(noting("hard", 0.011), shows=shows),
        second=world.decoder(noting("second", 0.011), shows=shows),
    )
    ladder.look(large)
    assert set(asked) == {"hard"}
    for _ in range(4):
        ladder.look(large)
    assert "second" in asked


def test_a_thorough_look_too_dear_for_a_frame_is_made_a_quick_one() -> None:
    world = World()
    ladder = Ladder(
        lambda: world.now,
        quick=world.decoder(lambda _plane: 0.004),
        hard=world.decoder(lambda plane: 0.09 if plane.shape == PLANE.shape else 1e-6),
        second=world.decoder(lambda _plane: 1e-6),
    )
    seconds = [world.seconds_of_a_look(ladder) for _ in range(VAIN_TRIES_MOST - 5)]
    assert sum(second > HARD_STOP_SECONDS for second in seconds) == 1


def test_the_way_that_read_a_code_is_the_first_tried_at_the_next() -> None:
    world = World()
    attempts = Attempts(hard=world.decoder(lambda _plane: 0.0), second=world.decoder(lambda _plane: 0.0))
    assert attempts.where_one_shows(whole(PLANE))[0].way is Way.LARGER
    attempts.worked(Way.SECOND)
    assert [attempt.way for attempt in attempts.where_one_shows(whole(PLANE))][:2] == [Way.SECOND, Way.LARGER]


def test_a_code_is_read_by_the_way_that_read_the_last_before_any_other_is_asked() -> None:
    world, read = World(), ReadCode(text="A", decoder="zbar", corners=HALF_THE_PICTURE.corners)
    asked: list[str] = []

    class Second:
        def look(self, plane: Plane) -> Look:
            asked.append("second")
            return Look(codes=(read,)) if plane.size < PLANE.size else Look()

    def hard(_plane: Plane) -> float:
        asked.append("hard")
        return 0.0

    first = world.decoder(hard)
    ladder = Ladder(lambda: world.now, quick=first, hard=first, second=Second())
    assert ladder.look(PLANE).codes
    asked.clear()
    assert ladder.look(PLANE).codes
    assert asked == ["hard", "second"]  # the whole plane first, then what worked


def test_a_way_never_tried_is_taken_to_be_as_slow_as_this_machine_is() -> None:
    pace = Pace()
    usual = pace.likely_seconds(Way.BENT, 100_000)
    assert usual == pytest.approx(100_000 * LEAST_NANOSECONDS[Way.BENT] * 1e-9)
    pace.learn(Way.DARKER, 100_000, 100_000 * 3 * LEAST_NANOSECONDS[Way.DARKER] * 1e-9)
    assert pace.likely_seconds(Way.BENT, 100_000) == pytest.approx(3 * usual)


def test_one_dear_picture_puts_an_attempt_off_and_not_for_ever() -> None:
    pace = Pace()
    pace.learn(Way.SECOND, 200_000, 0.5)
    for _ in range(ALONE_FORGIVEN_AFTER_LOOKS - 1):
        pace.leave_out(Way.SECOND)
    assert pace.likely_seconds(Way.SECOND, 200_000) > BUDGET_SECONDS
    pace.learn(Way.SECOND, 200_000, 0.01)
    for _ in range(FORGIVEN_AFTER_LOOKS):
        pace.leave_out(Way.SECOND)
    assert pace.likely_seconds(Way.SECOND, 200_000) < BUDGET_SECONDS


def test_a_dear_picture_long_past_no_longer_counts() -> None:
    pace = Pace()
    pace.learn(Way.LEANING, 200_000, 0.5)
    for _ in range(COSTS_REMEMBERED):
        pace.learn(Way.LEANING, 200_000, 0.01)
    assert pace.likely_seconds(Way.LEANING, 200_000) < BUDGET_SECONDS


def test_a_machine_that_stood_still_for_a_moment_is_not_slow_for_ever() -> None:
    pace = Pace()
    pace.learn(Way.THOROUGH, 1280 * 720, 0.2)
    assert pace.likely_seconds(Way.THOROUGH, 1280 * 720) > HARD_STOP_SECONDS
    assert pace.likely_seconds(Way.BENT, 200_000) > HARD_STOP_SECONDS
    for _ in range(ALONE_FORGIVEN_AFTER_LOOKS):
        pace.leave_out(Way.THOROUGH)
    assert pace.likely_seconds(Way.THOROUGH, 1280 * 720) < BUDGET_SECONDS
    assert pace.likely_seconds(Way.BENT, 200_000) < BUDGET_SECONDS


def test_a_tiny_view_does_not_make_a_large_one_look_dear() -> None:
    pace = Pace()
    for _ in range(COSTS_REMEMBERED):
        pace.learn(Way.LARGER, 600, 0.0002)
    assert pace.likely_seconds(Way.LARGER, 600) >= 0.0002
    assert pace.likely_seconds(Way.LARGER, 230_400) < 0.01
    assert pace.likely_seconds(Way.THOROUGH, 1280 * 720) < BUDGET_SECONDS


def test_thorough_looks_that_one_stall_put_off_come_back() -> None:
    world, thorough = World(), list[float]()

    def hard(_plane: Plane) -> float:
        thorough.append(world.now)
        return 0.2 if len(thorough) == 1 else 0.004

    class Nothing:
        def __init__(self, seconds: Callable[[Plane], float]) -> None:
            self._seconds = seconds

        def look(self, plane: Plane) -> Look:
            world.now += self._seconds(plane)
            return Look()

    ladder = Ladder(lambda: world.now, quick=Nothing(lambda _plane: 0.001), hard=Nothing(hard))
    large = np.zeros((720, 1280), dtype=np.uint8)
    for _ in range(9 * (ALONE_FORGIVEN_AFTER_LOOKS + 1)):
        ladder.look(large)
    assert len(thorough) == 1
    for _ in range(90):
        ladder.look(large)
    assert len(thorough) == 11
