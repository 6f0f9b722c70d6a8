"""A camera that delivers pictures and sees nothing is found out within ten seconds, and never too soon."""

from collections.abc import Callable

import numpy as np
import pytest

from device.scanner.frame import Plane
from device.scanner.watch import CameraWatch

FRAMES_PER_SECOND = 10
SHAPE = (72, 128)
Picture = Callable[[int], Plane]


def noise(number: int, level: float, deviation: float) -> Plane:
    grain = np.random.default_rng(number).normal(level, deviation, SHAPE)
    return np.clip(grain, 0, 255).astype(np.uint8)


def room(number: int) -> Plane:
    return np.clip(noise(number, 90.0, 2.0) + np.linspace(0, 60, SHAPE[1]), 0, 255).astype(np.uint8)


def one_room(_number: int) -> Plane:
    return room(1)


def dark(number: int) -> Plane:
    return noise(number, 4.0, 1.0)


def black(_number: int) -> Plane:
    return np.zeros(SHAPE, dtype=np.uint8)


def sticker(number: int) -> Plane:
    return noise(number, 140.0, 1.0)


def first_told(picture: Picture, *, watch: CameraWatch | None = None, start: float = 0.0) -> tuple[str | None, float]:
    """What is said of 30 s of a picture, and after how many seconds."""
    eyes = watch or CameraWatch()
    for number in range(30 * FRAMES_PER_SECOND):
        told = eyes.look(picture(number), start + number / FRAMES_PER_SECOND)
        if told is not None:
            return told, number / FRAMES_PER_SECOND
    return None, 30.0


@pytest.mark.parametrize(
    ("picture", "told"),
    [(dark, "covered"), (black, "covered"), (sticker, "covered"), (one_room, "frozen"), (room, None)],
)
def test_what_is_wrong_is_told_within_ten_seconds(picture: Picture, told: str | None) -> None:
    word, seconds = first_told(picture)
    assert word == told
    assert told is None or 5.0 < seconds <= 10.0


def test_a_hand_before_the_lens_for_five_seconds_is_no_fault() -> None:
    watch = CameraWatch()
    for second in range(60):
        picture = dark if second % 10 < 5 else room
        for tenth in range(FRAMES_PER_SECOND):
            now = second + tenth / FRAMES_PER_SECOND
            assert watch.look(picture(int(now * FRAMES_PER_SECOND)), now) is None


def test_the_first_good_frame_takes_the_fault_back() -> None:
    watch = CameraWatch()
    assert first_told(dark, watch=watch)[0] == "covered"
    assert watch.look(room(1), 40.0) is None


def test_another_camera_is_not_blamed_for_the_last_one() -> None:
    watch = CameraWatch()
    assert first_told(one_room, watch=watch)[0] == "frozen"
    watch.begin_anew()
    assert watch.look(one_room(0), 40.0) is None
    assert watch.look(one_room(1), 47.0) is None


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (3, 17)])
def test_a_picture_of_any_size_is_looked_at(shape: tuple[int, int]) -> None:
    assert CameraWatch().look(np.full(shape, 200, dtype=np.uint8), 0.0) is None
