"""An empty room that stays as it was is looked at half as often; whatever is held up in it is looked at at once."""

from collections.abc import Sequence

import numpy as np
import pytest
from scanner_rig import HEALTH_CODE, frame_of
from test_scanner_worker import Told

from device.scanner.decoders import Look, ZxingDecoder
from device.scanner.eyes import Eyes
from device.scanner.frame import Plane
from device.scanner.ladder import Ladder
from device.scanner.stillness import Stillness
from device.simulation.code_picture import INKS, CodePicture

ROOM = frame_of().luma


class Counting:
    """zxing-cpp, counting how often it is asked."""

    def __init__(self) -> None:
        self.looks = 0
        self.planes: list[tuple[int, ...]] = []
        self._zxing = ZxingDecoder(thorough=False)

    def look(self, plane: Plane) -> Look:
        self.looks += 1
        self.planes.append(plane.shape)
        return self._zxing.look(plane)


def held(seed: int = 1, across: float = 0.5, glare: float = 0.0) -> Plane:
    picture = CodePicture(text=HEALTH_CODE, pixels_per_module=3.0, across=across, glare=glare)
    return frame_of(picture, seed=seed).luma


def test_a_room_with_a_sensors_grain_is_as_before() -> None:
    stillness = Stillness()
    assert not stillness.is_as_before(ROOM)
    assert all(stillness.is_as_before(frame_of(seed=seed).luma) for seed in range(2, 20))


@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("pixels_per_module", [2.5, 6.0])
def test_a_code_held_up_is_not_as_before(ink: str, pixels_per_module: float) -> None:
    stillness = Stillness()
    stillness.is_as_before(ROOM)
    picture = CodePicture(text=HEALTH_CODE, ink=ink, pixels_per_module=pixels_per_module)
    assert not stillness.is_as_before(frame_of(picture, seed=2).luma)


def test_a_hand_that_trembles_by_a_pixel_is_not_as_before() -> None:
    stillness = Stillness()
    stillness.is_as_before(held())
    assert not stillness.is_as_before(held(seed=2, across=0.5 + 1.5 / 640))


def test_a_picture_of_another_size_is_not_as_before() -> None:
    stillness = Stillness()
    stillness.is_as_before(ROOM)
    assert not stillness.is_as_before(np.ascontiguousarray(ROOM[:200]))


def looks_made(planes: Sequence[Plane], *, yellow: bool = False) -> int:
    """How often a whole plane is looked at while these pass, luma at every turn unless something is yellow."""
    quick, hard = Counting(), Counting()
    ladder = Ladder(lambda: 0.0, quick=quick, hard=hard)
    for number, plane in enumerate(planes):
        ladder.look(plane, again=number % 2 == 1 and not yellow)
    return quick.looks + hard.looks


def test_an_empty_room_that_stays_as_it_was_is_looked_at_half_as_often() -> None:
    planes = [frame_of(seed=seed % 5).luma for seed in range(36)]
    assert looks_made(planes) == 18 + 2  # and none of the thorough looks is saved


def test_the_blue_plane_is_looked_at_however_much_it_looks_like_luma() -> None:
    planes = [frame_of(seed=seed % 5).luma for seed in range(36)]
    assert looks_made(planes, yellow=True) == 36


@pytest.mark.parametrize("before", range(1, 5))
def test_a_code_is_read_in_the_first_frame_that_shows_it_however_long_the_room_was_empty(before: int) -> None:
    ladder = Ladder(lambda: 0.0)
    for seed in range(before):
        ladder.look(frame_of(seed=seed).luma, again=seed % 2 == 1)
    assert [code.text for code in ladder.look(held(), again=before % 2 == 1).codes] == [HEALTH_CODE]


@pytest.mark.parametrize("glare", [0.0, 0.4])
def test_a_code_that_is_read_or_shows_unread_is_looked_at_every_time(glare: float) -> None:
    quick = Counting()
    ladder = Ladder(lambda: 0.0, quick=quick, hard=quick)
    for number in range(10):
        before = quick.planes.count(held(glare=glare).shape)
        look = ladder.look(held(seed=number, glare=glare), again=number % 2 == 1)
        assert look.codes or look.unread
        assert quick.planes.count(held(glare=glare).shape) > before


def test_a_dim_room_is_looked_at_every_time() -> None:
    planes = [frame_of(seed=seed % 5).luma // 4 for seed in range(40)]
    assert looks_made(planes) >= 40


def test_luma_is_only_said_to_come_again_where_nothing_is_yellow() -> None:
    for pictures, again in ((), [False, True]), ((CodePicture(text=HEALTH_CODE, ink="yellow"),), [False, False]):
        told = Told()
        eyes = Eyes(told)
        for seed in range(4):
            eyes.look(frame_of(*pictures, seed=seed))
        assert told.again == again * 2
