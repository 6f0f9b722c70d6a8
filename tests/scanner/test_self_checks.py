"""A camera in the dark or out of focus is told within ten seconds; a code held up badly for a moment is no fault."""

import numpy as np
import pytest
import segno
from PIL import Image, ImageFilter
from scanner_rig import HEALTH_CODE, Stand, frame_of
from test_scanner_worker import Told, code

from device.scanner.coach import Hint, Sight, hint_for, sight_of
from device.scanner.decoders import Look, UnreadCode
from device.scanner.frame import Plane
from device.scanner.sharpness import has_glare, is_soft
from device.scanner.watch import CameraWatch
from device.simulation.code_picture import CodePicture

SQUARE = ((200, 100), (440, 100), (440, 340), (200, 340))
SHOWN = UnreadCode(corners=SQUARE, modules=53)
HIGHER = UnreadCode(corners=((200, 60), (440, 60), (440, 300), (200, 300)), modules=29)


def _dim(number: int, level: float) -> Plane:
    grain = np.random.default_rng(number).normal(0.0, 2.0, (72, 128))
    return np.clip(grain + np.linspace(level - 8, level + 8, 128), 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("level", "word"), [(15.0, "dark"), (24.0, None)])
def test_a_room_whose_light_has_failed_is_told_within_ten_seconds(level: float, word: str | None) -> None:
    watch = CameraWatch()
    told = [watch.look(_dim(number, level), number / 10) for number in range(100)]
    assert told[75] is None
    assert told[-1] == word


def test_light_that_comes_back_ends_it() -> None:
    watch = CameraWatch()
    for number in range(100):
        watch.look(_dim(number, 15.0), number / 10)
    assert watch.look(_dim(100, 60.0), 10.0) is None


def _seconds_until_told(stand: Stand, seconds: int) -> int | None:
    for second in range(seconds):
        stand.run(1.0)
        if stand.faults():
            return second + 1
    return None


def test_codes_without_a_sharp_edge_are_a_lens_out_of_focus_told_within_ten_seconds() -> None:
    stand = Stand(decoder=Told(Look(unread=(HIGHER,))))
    stand.scene.hold_up(CodePicture(text="PHC1:ABC", pixels_per_module=8.0, blur_pixels=5.0))
    told = _seconds_until_told(stand, 12)
    assert stand.faults() == ["defocus"]
    assert told is not None
    assert 8 <= told <= 10


def test_sharp_codes_that_cannot_be_read_are_no_fault_of_the_lens() -> None:
    stand = Stand(decoder=Told(Look(unread=(SHOWN,))))
    stand.scene.hold_up(CodePicture(text="PHC1:ABC", pixels_per_module=8.0, blur_pixels=0.5))
    assert _seconds_until_told(stand, 12) is None


def test_a_code_that_is_read_proves_the_lens_well_again() -> None:
    eyes = Told(Look(unread=(HIGHER,)))
    stand = Stand(decoder=eyes)
    stand.scene.hold_up(CodePicture(text="PHC1:ABC", pixels_per_module=8.0, blur_pixels=5.0))
    stand.run(10.0)
    eyes.seen = Look(codes=(code("PHC1:ABC"),))
    stand.run(2.0)
    assert stand.faults() == ["defocus", "recovered"]


def test_a_blurred_code_of_three_seconds_is_forgotten_before_the_next() -> None:
    watch = CameraWatch()
    for number in range(300):
        now = number / 10
        assert watch.look(_dim(number, 90.0), now) is None
        if number % 70 < 30:  # three seconds held up, four seconds nobody
            watch.see_code(is_soft=True, now=now)


@pytest.mark.parametrize(("blur", "soft"), [(0.4, False), (1.0, False), (4.0, True)])
def test_softness_is_told_from_sharpness(blur: float, soft: bool) -> None:
    picture = CodePicture(text="PHC1:ABC", pixels_per_module=8.0, blur_pixels=blur)
    assert is_soft(frame_of(picture).luma, SQUARE) is soft


@pytest.mark.parametrize("corners", [((0, 0),) * 4, ((-50, -50), (-9, -50), (-9, -9), (-50, -9)), ((900, 900),) * 4])
def test_a_place_outside_the_picture_is_neither_soft_nor_glaring(corners: tuple[tuple[int, int], ...]) -> None:
    plane = frame_of().luma
    assert not is_soft(plane, corners)
    assert not has_glare(plane, corners)


def test_a_reflection_over_an_unread_code_asks_to_tilt_it() -> None:
    clear, glaring = (
        frame_of(CodePicture(text=HEALTH_CODE, pixels_per_module=4.0, glare=share)).luma for share in (0.0, 0.15)
    )
    look = Look(unread=(SHOWN,))
    assert hint_for(sight_of(look, clear, clear, 110.0)) is Hint.HOLD_STILL
    assert hint_for(sight_of(look, glaring, glaring, 110.0)) is Hint.GLARE


@pytest.mark.parametrize("degrees", [0, 20, 45])
@pytest.mark.parametrize("version", [1, 9])
def test_a_bright_screen_is_no_reflection_however_it_is_turned(version: int, degrees: int) -> None:
    symbol = segno.make_qr("PHC1:7", version=version, mode="byte")
    modules = np.array([list(row) for row in symbol.matrix], dtype=np.uint8)
    side = 200
    drawn = Image.fromarray(np.where(modules, 15, 255).astype(np.uint8)).resize((side, side), Image.Resampling.NEAREST)
    screen = Image.new("L", (640, 480), 255)
    screen.paste(drawn, (220, 140))
    turned = screen.rotate(degrees, center=(320, 240), fillcolor=255)
    turn = np.deg2rad(degrees)
    across, down = np.array([np.cos(turn), -np.sin(turn)]), np.array([np.sin(turn), np.cos(turn)])
    (left, top) = np.array([320, 240]) - side / 2 * (across + down)
    shares = ((0, 0), (1, 0), (1, 1), (0, 1))
    corners = tuple(
        (round(left + side * (x * across[0] + y * down[0])), round(top + side * (x * across[1] + y * down[1])))
        for x, y in shares
    )
    plane = np.asarray(turned.filter(ImageFilter.GaussianBlur(1.0)))
    assert not has_glare(plane, corners)
    burnt = plane.copy()
    burnt[200:270, 280:350] = 255
    assert has_glare(burnt, corners)


def test_a_code_that_was_read_is_not_looked_at_again() -> None:
    look = Look(codes=(code("A"),), unread=(SHOWN,))
    luma = frame_of().luma
    assert sight_of(look, luma, luma, 90.0) == Sight(look=look, brightness=90.0, columns=640, rows=480)
