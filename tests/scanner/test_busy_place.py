import time

import numpy as np
import pytest
from scanner_rig import HEALTH_CODE, frame_of

from device.scanner.busy_place import busy_place
from device.scanner.decoders import ZBAR, Look, UnreadCode, ZbarDecoder, ZxingDecoder
from device.scanner.frame import Plane
from device.scanner.ladder import Ladder
from device.simulation.code_picture import CodePicture


def _without_a_finder(plane: Plane) -> Plane:
    """White out the upper left finder of a code of 53 modules at 4 pixels in the middle of 640 x 480."""
    blotted = plane.copy()
    side = 53 * 4
    left, top = 320 - side // 2, 240 - side // 2
    blotted[top : top + 8 * 4, left : left + 8 * 4] = 245
    return blotted


def _code() -> Plane:
    return frame_of(CodePicture(text=HEALTH_CODE, pixels_per_module=4.0, blur_pixels=0.4)).luma


def test_the_place_of_a_code_is_found_by_its_pattern() -> None:
    corners = busy_place(_code())
    assert corners is not None
    (left, top), _, (right, bottom), _ = corners
    assert abs((left + right) / 2 - 320) < 48 and abs((top + bottom) / 2 - 240) < 48
    assert 160 <= right - left <= 288 and 160 <= bottom - top <= 288


def test_a_room_with_grain_is_not_busy() -> None:
    assert busy_place(frame_of(grain=4.0).luma) is None


@pytest.mark.parametrize("shape", [(1, 1), (21, 21), (95, 640), (96, 98), (480, 31)])
def test_a_plane_of_any_shape_is_looked_at(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    assert busy_place(noise) is None


def test_noise_all_over_is_larger_than_any_code() -> None:
    assert busy_place(np.random.default_rng(1).integers(0, 256, (720, 1280), dtype=np.uint8)) is None


def test_a_code_with_a_hidden_finder_is_read_though_zxing_sees_nothing_of_it() -> None:
    plane = _without_a_finder(_code())
    assert not ZxingDecoder().look(plane).codes
    ladder = Ladder(time.process_time, budget_seconds=2.0, second=ZbarDecoder())
    codes = [code for _ in range(4) for code in ladder.look(plane).codes]
    assert {(code.text, code.decoder) for code in codes} == {(HEALTH_CODE, ZBAR)}


def test_an_attempt_that_would_end_after_the_hard_stop_is_left_out() -> None:
    now = [0.0]
    looked: list[float] = []

    class Dear:
        """Takes 15 ms a look and sees a code that it cannot read."""

        def look(self, plane: Plane) -> Look:
            looked.append(plane.size)
            now[0] += 0.015
            return Look(unread=(UnreadCode(corners=((200, 120), (440, 120), (440, 360), (200, 360)), modules=53),))

    dear = Dear()
    ladder = Ladder(lambda: now[0], quick=dear, hard=dear, second=dear)
    for _ in range(20):
        began = now[0]
        ladder.look(_code())
        assert now[0] - began <= 0.08
    assert len(looked) > 20  # what has time is tried
