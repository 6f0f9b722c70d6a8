"""The emulated camera gives what a real one would: grain that never repeats, ink as light, and every way to fail."""

from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image
from scanner_rig import HEALTH_CODE

from device.scanner.blue_plane import BluePlanes
from device.scanner.camera import CameraGone, CameraTimeout
from device.scanner.decoders import ZxingDecoder
from device.scanner.frame import Frame, is_sane
from device.simulation.camera_scene import CameraScene
from device.simulation.code_picture import CodePicture
from device.simulation.emulated_camera import EmulatedCamera
from device.simulation.virtual_clock import VirtualClock


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(wall=datetime(2026, 11, 22, tzinfo=UTC), monotonic=7.0)


@pytest.fixture
def scene() -> CameraScene:
    return CameraScene(width=640, height=360)


def texts(frame: Frame) -> list[str]:
    return [code.text for code in ZxingDecoder().look(frame.luma).codes]


def test_every_frame_is_a_picture_of_its_time_and_none_is_like_another(scene: CameraScene, clock: VirtualClock) -> None:
    camera = EmulatedCamera(scene, clock)
    seen = set()
    for number in range(50):
        clock.advance_to(7.0 + number / 10)
        frame = camera.capture()
        assert is_sane(frame)
        assert frame.at == clock.monotonic()
        seen.add(frame.luma.tobytes())
    assert len(seen) == 50


def test_the_same_seed_gives_the_same_frames(scene: CameraScene, clock: VirtualClock) -> None:
    one, two, other = (EmulatedCamera(scene, clock, seed=seed) for seed in (3, 3, 4))
    for _ in range(5):
        frame = one.capture()
        assert np.array_equal(frame.luma, two.capture().luma)
        assert not np.array_equal(frame.luma, other.capture().luma)


def test_what_is_held_up_is_seen_and_what_is_put_away_is_not(scene: CameraScene, clock: VirtualClock) -> None:
    camera = EmulatedCamera(scene, clock)
    scene.hold_up(CodePicture(text=HEALTH_CODE))
    assert texts(camera.capture()) == [HEALTH_CODE]
    scene.hold_up()
    assert texts(camera.capture()) == []


def test_a_white_photograph_stays_white_under_the_grain(scene: CameraScene, clock: VirtualClock) -> None:
    scene.show_image(Image.new("RGB", (640, 360), "white"))
    assert EmulatedCamera(scene, clock).capture().luma.min() >= 250


def test_a_frozen_camera_gives_one_frame_again_and_again(scene: CameraScene, clock: VirtualClock) -> None:
    camera = EmulatedCamera(scene, clock)
    before = camera.capture()
    scene.frozen = True
    scene.hold_up(CodePicture(text=HEALTH_CODE))
    assert np.array_equal(camera.capture().luma, before.luma)
    scene.frozen = False
    assert texts(camera.capture()) == [HEALTH_CODE]


def test_a_covered_lens_sees_darkness_and_no_colour(scene: CameraScene, clock: VirtualClock) -> None:
    scene.hold_up(CodePicture(text=HEALTH_CODE, ink="yellow"))
    scene.covered = True
    camera = EmulatedCamera(scene, clock)
    frame = camera.capture()
    assert frame.luma.max() < 10
    assert np.array_equal(BluePlanes().of(frame), frame.luma)
    scene.covered = False
    assert camera.capture().luma.max() > 200


def test_a_silent_camera_times_out_and_a_missing_one_is_gone(scene: CameraScene, clock: VirtualClock) -> None:
    camera = EmulatedCamera(scene, clock)
    scene.silent = True
    with pytest.raises(CameraTimeout):
        camera.capture()
    scene.gone = True
    with pytest.raises(CameraGone):
        camera.capture()
    with pytest.raises(CameraGone):
        EmulatedCamera(scene, clock)


def test_light_that_fails_and_a_greasy_lens_leave_a_code_unread_until_all_is_restored(
    scene: CameraScene, clock: VirtualClock
) -> None:
    camera = EmulatedCamera(scene, clock)
    scene.hold_up(CodePicture(text=HEALTH_CODE, ink="yellow", pixels_per_module=4.0))
    sharp = camera.capture()
    scene.light = 0.1
    dark = camera.capture()
    assert float(dark.luma.mean()) < 0.15 * float(sharp.luma.mean())
    assert dark.chroma_u is not None
    assert sharp.chroma_u is not None
    assert int(dark.chroma_u.min()) > int(sharp.chroma_u.min())  # less light has less colour
    scene.light, scene.lens_blur_pixels = 1.0, 6.0
    assert not ZxingDecoder().look(BluePlanes().of(camera.capture())).codes
    scene.restore()
    assert [code.text for code in ZxingDecoder().look(BluePlanes().of(camera.capture())).codes] == [HEALTH_CODE]
