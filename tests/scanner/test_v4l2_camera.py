"""A USB camera gives its newest frame in whatever form it has, and nothing it does can hang the gate.

What the kernel's driver does is played by a pipe that stalls and ends as a device does, and by containers that raise
what FFmpeg raises; the one thing missing is a camera.
"""

import errno
import os
import sys
from pathlib import Path
from threading import Event, Semaphore
from threading import enumerate as running_threads
from types import SimpleNamespace

import pytest
from scanner_rig import HEALTH_CODE, frame_of
from v4l2_rig import HEIGHT, RAW_FORMS, WIDTH, Driver, Pipe, as_bytes, camera_on, packet, spoilt

from device.errors import DeviceFault
from device.scanner.blue_plane import BluePlanes
from device.scanner.camera import CameraBusy, CameraForbidden, CameraFormat, CameraGone, CameraTimeout
from device.scanner.decoders import ZxingDecoder
from device.scanner.frame import is_sane
from device.scanner.v4l2_camera import HUNG_MOST, V4l2Camera
from device.simulation.code_picture import CodePicture


@pytest.mark.parametrize("form", ["mjpeg", *RAW_FORMS])
@pytest.mark.parametrize("ink", ["black", "yellow"])
def test_a_camera_of_any_form_gives_planes_in_which_a_code_is_read(tmp_path: Path, form: str, ink: str) -> None:
    pipe = Pipe(tmp_path / "video0", form)
    pipe.pour(as_bytes(frame_of(CodePicture(text=HEALTH_CODE, ink=ink, pixels_per_module=5.0)), form), times=12)
    camera = camera_on(pipe.open, pipe.path)
    try:
        frame = camera.capture()
        assert is_sane(frame)
        assert frame.luma.shape == (HEIGHT, WIDTH)
        assert [code.text for code in ZxingDecoder().look(BluePlanes().of(frame)).codes] == [HEALTH_CODE]
    finally:
        pipe.pull_out()
        camera.close()


def test_a_camera_that_stalls_is_a_time_out_and_one_pulled_out_is_gone(tmp_path: Path) -> None:
    pipe = Pipe(tmp_path / "video0")
    pipe.pour(as_bytes(frame_of(), "mjpeg"), times=3)
    camera = camera_on(pipe.open, pipe.path)
    with pytest.raises(CameraTimeout, match="no frame within 1 s"):
        for _ in range(4):  # the newest alone is given, so three frames are at most three
            camera.capture()
    pipe.pull_out()
    with pytest.raises(CameraGone):
        for _ in range(4):
            camera.capture()
    camera.close()


def test_frames_that_nobody_fetched_in_time_are_never_shown() -> None:
    driver, all_came = Driver(), Event()

    def decode() -> list[object]:
        all_came.set()
        return []

    driver.gives(packet(10), packet(50), packet(90), SimpleNamespace(decode=decode))
    camera = camera_on(driver.open)
    assert all_came.wait(5.0)
    assert round(float(camera.capture().luma.mean())) == 90
    with pytest.raises(CameraTimeout):
        camera.capture()
    driver.let_go()
    camera.close()
    assert driver.closed.is_set()


def test_the_size_and_the_rate_of_the_settings_are_asked_for_and_another_size_is_fitted() -> None:
    driver = Driver()
    driver.gives(packet(90, width=1920, height=1080))
    camera = camera_on(driver.open)
    assert driver.asked == {"video_size": "640x480", "framerate": "10"}
    assert camera.capture().luma.shape == (360, 640)
    driver.let_go()
    camera.close()


def test_a_spoilt_frame_is_left_out_and_the_next_is_given() -> None:
    driver = Driver()
    driver.gives(spoilt(), spoilt(), packet(70))
    camera = camera_on(driver.open)
    assert round(float(camera.capture().luma.mean())) == 70
    driver.let_go()
    camera.close()


@pytest.mark.parametrize("size", [(8, 8), (16384, 16384)])
def test_frames_no_camera_has_are_a_fault_of_form(size: tuple[int, int]) -> None:
    driver = Driver()
    driver.gives(SimpleNamespace(decode=lambda: [SimpleNamespace(width=size[0], height=size[1])]))
    camera = camera_on(driver.open)
    with pytest.raises(CameraFormat):
        camera.capture()
    driver.let_go()
    camera.close()


@pytest.mark.parametrize(
    ("number", "fault", "says"),
    [
        (errno.EBUSY, CameraBusy, "another program"),
        (errno.EACCES, CameraForbidden, "group video"),
        (errno.EPERM, CameraForbidden, "group video"),
        (errno.ENOENT, CameraGone, "no camera is there"),
        (errno.ENODEV, CameraGone, "no camera is there"),
        (errno.EINVAL, CameraGone, "cannot be opened"),
    ],
)
def test_a_camera_that_cannot_be_opened_says_why(number: int, fault: type[DeviceFault], says: str) -> None:
    def refuse(_device: Path, _options: dict[str, str]) -> object:
        raise OSError(number, os.strerror(number))

    with pytest.raises(fault, match=says):
        camera_on(refuse)


@pytest.mark.parametrize("path", ["/dev/video97", "/dev/null", "/dev/zero", "/etc/hostname", "/"])
def test_what_is_no_camera_is_gone_as_ffmpeg_itself_tells_it(path: str) -> None:
    with pytest.raises(CameraGone, match=path):
        V4l2Camera(Path(path), width=WIDTH, height=HEIGHT, frames_per_second=10)


def test_a_device_without_pictures_is_gone_and_given_back() -> None:
    driver = Driver()
    driver.streams.video = []
    with pytest.raises(CameraGone, match="no pictures"):
        camera_on(driver.open)
    assert driver.closed.wait(5.0)


def test_a_camera_pulled_out_while_it_works_is_gone_after_its_last_frame() -> None:
    driver = Driver()
    driver.gives(OSError(errno.ENODEV, "No such device"))
    camera = camera_on(driver.open)
    with pytest.raises(CameraGone, match="No such device"):
        camera.capture()
    camera.close()
    assert driver.closed.is_set()


def test_a_driver_that_hangs_is_given_up_and_given_back_once_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("device.scanner.v4l2_camera.CLOSE_SECONDS", 0.05)
    driver = Driver()
    camera = camera_on(driver.open)
    with pytest.raises(CameraGone, match="does not let go"):
        camera.close()
    assert not driver.closed.is_set()
    driver.let_go()
    assert driver.closed.wait(5.0)


def test_a_driver_that_hangs_while_it_is_opened_is_a_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("device.scanner.v4l2_camera.OPEN_SECONDS", 0.05)
    driver, answers = Driver(), Event()

    def hang(device: Path, options: dict[str, str]) -> object:
        answers.wait(10.0)
        return driver.open(device, options)

    driver.gives(packet(1))
    with pytest.raises(CameraTimeout, match="does not answer"):
        camera_on(hang)
    answers.set()
    assert driver.closed.wait(5.0)


def test_a_driver_that_hangs_for_ever_keeps_three_threads_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("device.scanner.v4l2_camera.OPEN_SECONDS", 0.01)
    device, answers, opened = Path("/dev/video7"), Event(), Semaphore(0)

    def hang(_device: Path, _options: dict[str, str]) -> object:
        answers.wait(10.0)
        opened.release()
        raise OSError(errno.ENODEV, "No such device")

    for _ in range(HUNG_MOST):
        with pytest.raises(CameraTimeout, match=r"does not answer$"):
            camera_on(hang, device)
    with pytest.raises(CameraTimeout, match="3 earlier tries still hang; unplug it"):
        camera_on(hang, device)
    answers.set()  # it was unplugged
    assert [opened.acquire(timeout=5.0) for _ in range(HUNG_MOST)] == [True] * HUNG_MOST
    assert not opened.acquire(blocking=False)
    for thread in [thread for thread in running_threads() if thread.name == f"camera {device}"]:
        thread.join(5.0)
    driver = Driver()
    driver.gives(packet(1))
    camera = camera_on(driver.open, device)
    assert camera.capture().luma.shape == (HEIGHT, WIDTH)
    driver.let_go()
    camera.close()


def test_without_its_library_the_camera_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(CameraGone, match="menshen\\[video\\]"):
        V4l2Camera(Path("/dev/video0"), width=WIDTH, height=HEIGHT, frames_per_second=10)
