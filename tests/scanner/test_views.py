"""Each view says where in the picture its pixels lie."""

from collections.abc import Callable

import numpy as np
import pytest
from scanner_rig import HEALTH_CODE, frame_of

from device.scanner.decoders import Look, ZxingDecoder
from device.scanner.frame import Plane
from device.scanner.ladder import Ladder
from device.scanner.still import StillPicture, StillReader
from device.scanner.suspects import VAIN_TRIES_MOST
from device.scanner.views import View, bent, darker, enlarged, leaning, part, turned, whole, within
from device.simulation.code_picture import CodePicture

CUTS = [(-50, -50, 10, 10), (600, 400, 9999, 9999), (50, 50, 40, 40)]
PICTURE = CodePicture(text=HEALTH_CODE, pixels_per_module=4.0, across=0.4, down=0.55)


@pytest.mark.parametrize(
    ("change", "pixels"),
    [
        (lambda view: view, 2),
        (darker, 2),
        (enlarged, 2),
        (lambda view: within(view, 500), 2),
        (lambda view: turned(view, 30.0), 3),
        (lambda view: turned(view, -75.0), 3),
        (lambda view: leaning(view, top=0.035), 3),
        (lambda view: leaning(view, left=-0.035), 3),
        (lambda view: bent(view, across=0.015, down=-0.015), 3),
        (lambda view: enlarged(turned(view, 15.0)), 3),
    ],
)
def test_a_code_found_in_a_view_lies_where_it_lies_in_the_picture(
    change: Callable[[View], View], pixels: float
) -> None:
    plane = frame_of(PICTURE).luma
    (expected,) = ZxingDecoder().look(plane).codes
    view = change(whole(plane))
    (found,) = view.home(ZxingDecoder().look(view.plane)).codes
    assert found.text == HEALTH_CODE
    assert np.array(found.corners) == pytest.approx(np.array(expected.corners), abs=pixels)


@pytest.mark.parametrize(
    ("left", "top", "right", "bottom"), [(-50, -50, 10, 10), (600, 400, 9999, 9999), (50, 50, 40, 40)]
)
def test_a_part_is_cut_to_the_edges_of_the_picture(left: int, top: int, right: int, bottom: int) -> None:
    plane = frame_of().luma
    view = part(plane, left=left, top=top, right=right, bottom=bottom)
    assert view.plane.shape[0] <= plane.shape[0]
    assert view.plane.shape[1] <= plane.shape[1]
    ZxingDecoder().look(view.plane)


def test_the_live_ladder_reads_a_small_blurred_code_that_one_look_does_not() -> None:
    picture = CodePicture(text=HEALTH_CODE, pixels_per_module=2.4, blur_pixels=1.1)
    plain = laddered = 0
    for seed in range(20):
        plane = frame_of(picture, grain=3.0, seed=seed).luma
        plain += bool(ZxingDecoder(thorough=False).look(plane).codes)
        laddered += bool(Ladder(lambda: 0.0).look(plane).codes)
    assert laddered >= plain + 2


def test_the_budget_ends_the_search() -> None:
    plane = frame_of(CodePicture(text=HEALTH_CODE, pixels_per_module=5.0, glare=0.4)).luma
    counting, clock = _Counting(), _Ticking(0.03)
    look = Ladder(clock, budget_seconds=0.04, hard=counting, second=counting).look(plane)
    assert look.codes == ()
    assert len(look.unread) == 1
    assert counting.looks <= 2


def test_a_code_that_is_never_read_is_tried_rarely_in_the_end() -> None:
    plane = frame_of(CodePicture(text=HEALTH_CODE, pixels_per_module=5.0, glare=0.4)).luma
    counting = _Counting()
    ladder = Ladder(lambda: 0.0, second=counting)
    for _ in range(VAIN_TRIES_MOST):
        ladder.look(plane)
    assert counting.looks == VAIN_TRIES_MOST
    for _ in range(150):  # it is no longer waited for, and other places are searched as if it were not there
        ladder.look(plane)
    before = counting.looks
    for _ in range(150):
        ladder.look(plane)
    assert 10 <= counting.looks - before <= 15


def test_a_light_code_on_a_dark_screen_is_read_within_four_looks() -> None:
    plane = frame_of(CodePicture(text=HEALTH_CODE, inverted=True)).luma
    empty = frame_of().luma
    for before in range(4):
        ladder = Ladder(lambda: 0.0)
        for _ in range(before):
            ladder.look(empty)
        assert any(ladder.look(plane).codes for _ in range(4))


def test_luma_and_blue_both_have_their_thorough_looks() -> None:
    luma = frame_of().luma
    hard, planes = _Counting(), (luma, luma // 2)
    ladder, seen = Ladder(lambda: 0.0, hard=hard), set()
    for number in range(40):
        before = hard.looks
        ladder.look(planes[number % 2])
        if hard.looks > before:
            seen.add(number % 2)
    assert seen == {0, 1}


def test_a_still_picture_is_given_up_when_its_time_is_over() -> None:
    plane = frame_of(CodePicture(text=HEALTH_CODE, pixels_per_module=5.0, glare=0.4)).luma
    ticking = _Ticking(0.1)
    look = StillReader(ticking, budget_seconds=0.5).read(StillPicture(luma=plane, blue=None))
    assert (look.codes, len(look.unread)) == ((), 1)
    assert ticking.asked <= 12


class _Counting:
    """A decoder that reads nothing and counts how often it is asked."""

    def __init__(self) -> None:
        self.looks = 0
        self._zxing = ZxingDecoder()

    def look(self, plane: Plane) -> Look:
        self.looks += 1
        return self._zxing.look(plane[:1])


class _Ticking:
    """A clock that goes on by a step each time it is asked."""

    def __init__(self, step_seconds: float) -> None:
        self._step_seconds = step_seconds
        self.asked = 0

    def __call__(self) -> float:
        self.asked += 1
        return self.asked * self._step_seconds
