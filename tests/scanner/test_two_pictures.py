"""Where grain hides pale ink in little light, two pictures together are read; in daylight nothing is kept."""

import numpy as np
import pytest
from scanner_rig import HEALTH_CODE, frame_of

from device.scanner.averaging import SHIFT_PIXELS_MOST, averaged, shift_between
from device.scanner.decoders import ZxingDecoder
from device.scanner.dim_pair import DimPair
from device.scanner.frame import Plane
from device.scanner.ladder import Ladder
from device.simulation.code_picture import CodePicture

SHEET = frame_of(CodePicture(text=HEALTH_CODE, pixels_per_module=3.0), grain=0.0).luma


def in_little_light(*, down: int = 0, across: int = 0, seed: int = 1, grain: float = 3.0) -> Plane:
    moved = np.roll(SHEET, (down, across), axis=(0, 1)) * 0.3
    return np.clip(moved + np.random.default_rng(seed).normal(0.0, grain, SHEET.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("down", "across"), [(0, 0), (3, -5), (-11, 7), (20, 20), (-20, 1)])
def test_the_way_a_hand_went_between_two_pictures_is_found_in_the_grain(down: int, across: int) -> None:
    found = shift_between(in_little_light(seed=1), in_little_light(down=down, across=across, seed=2))
    assert found == pytest.approx((down, across), abs=0.2)


def test_grain_shrinks_and_ink_stays_where_the_hand_went() -> None:
    before, after = in_little_light(seed=1), in_little_light(down=4, across=-6, seed=2)
    both = averaged(before, after)
    assert both is not None
    clean = in_little_light(down=4, across=-6, grain=0.0).astype(float)
    inner = np.s_[40:-40, 40:-40]
    errors = [float(np.std((plane.astype(float) - clean)[inner])) for plane in (after, both)]
    assert errors[1] < 0.8 * errors[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SHEET, SHEET[:-1]),
        (SHEET[:40, :40], SHEET[:40, :40]),
        (SHEET[:0], SHEET[:0]),
        (in_little_light(), in_little_light(across=SHIFT_PIXELS_MOST + 20)),
    ],
)
def test_what_does_not_fit_is_not_laid_over(before: Plane, after: Plane) -> None:
    assert averaged(before, after) is None


def test_flat_and_random_pictures_are_laid_over_without_harm() -> None:
    flat = np.full((300, 300), 7, dtype=np.uint8)
    assert averaged(flat, flat) is not None
    noise = np.random.default_rng(3).integers(0, 256, (2, 300, 300)).astype(np.uint8)
    averaged(noise[0], noise[1])


def test_a_code_that_no_picture_alone_shows_is_read_from_two_and_told_where_it_is() -> None:
    grain = 10.0
    dim = [in_little_light(seed=seed, grain=grain) for seed in range(40)]
    alone = sum(bool(ZxingDecoder().look(plane).codes) for plane in dim)
    ladder = Ladder(lambda: 0.0)
    places = [code.corners for plane in dim for code in ladder.look(plane).codes]
    assert len(places) > alone
    sharp = ZxingDecoder().look(SHEET).codes[0].corners
    assert all(
        abs(x - at_x) <= 6 and abs(y - at_y) <= 6 for (x, y), (at_x, at_y) in zip(places[-1], sharp, strict=True)
    )


def test_in_daylight_and_before_an_empty_dark_place_nothing_is_laid_over() -> None:
    for plane in (SHEET, np.full((720, 1280), 20, dtype=np.uint8), np.zeros((0, 0), dtype=np.uint8)):
        pair = DimPair()
        assert [pair.see(plane, tenth / 10) for tenth in range(6)] == [None] * 6


def test_the_picture_before_last_is_the_one_of_the_same_kind() -> None:
    pair, planes = DimPair(), [in_little_light(seed=seed) for seed in range(4)]
    seen = [pair.see(plane, number / 10) for number, plane in enumerate(planes)]
    assert seen[:2] == [None, None]
    for number in (2, 3):
        found = seen[number]
        assert found is not None
        assert np.array_equal(found.before, planes[number - 2][: found.before.shape[0], 60:580])
