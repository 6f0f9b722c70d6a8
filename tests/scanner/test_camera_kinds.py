"""The settings' `camera.kind` opens the camera of that kind with the rest of the section; a stuck one is built anew."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_films import film
from v4l2_rig import Driver, packet

from device.assembly.camera import camera_opener
from device.checkpoint.events import Event, PartFailed, PartRecovered
from device.scanner.camera import CameraGone
from device.scanner.v4l2_camera import V4l2Camera
from device.scanner.worker import ScannerWorker
from device.settings.sections import Camera
from device.settings.words import CameraKind
from device.simulation.virtual_clock import VirtualClock


def test_a_film_named_in_the_settings_is_what_the_gate_sees(tmp_path: Path) -> None:
    path = film(tmp_path / "gate.avi")
    camera = camera_opener(Camera(kind=CameraKind.FILM, film=str(path), width=320, height=240))()
    assert camera.name == "film"
    assert camera.capture().luma.shape == (240, 320)
    camera.close()


def test_a_usb_camera_named_in_the_settings_is_what_is_opened() -> None:
    with pytest.raises(CameraGone, match="/dev/video97"):
        camera_opener(Camera(kind=CameraKind.V4L2, device="/dev/video97"))()


def test_a_folder_named_in_the_settings_is_what_is_looked_into(tmp_path: Path) -> None:
    with pytest.raises(CameraGone, match=str(tmp_path)):
        camera_opener(Camera(kind=CameraKind.FOLDER, folder=str(tmp_path)))().capture()


def test_a_usb_camera_that_hangs_is_built_anew_and_told_at_its_second_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("device.scanner.v4l2_camera.CLOSE_SECONDS", 0.05)
    clock, events = VirtualClock(wall=datetime(2026, 11, 22, 8, 0, tzinfo=UTC)), list[Event]()
    drivers = [Driver(), Driver(), Driver()]
    drivers[2].gives(*(packet(60 + 20 * (number % 2)) for number in range(2)))
    opened: list[Driver] = []

    def open_next() -> V4l2Camera:
        opened.append(drivers[len(opened)])
        return V4l2Camera(
            Path("/dev/video0"),
            width=64,
            height=48,
            frames_per_second=10,
            open_device=opened[-1].open,
            capture_seconds=0.05,
        )

    worker = ScannerWorker(
        open_camera=open_next,
        read_code=lambda _text, _decoder, _was_read_before: None,
        post=events.append,
        frames_per_second=10.0,
        random_bytes=bytes,
        clock=clock,
    )
    worker.step(0.0)
    assert events == []
    worker.step(1.0)
    (told,) = events
    assert isinstance(told, PartFailed)
    assert told.detail == "timeout"
    assert len(opened) == 2
    worker.step(2.0)
    for driver in drivers:
        driver.let_go()
    worker.close()
    assert len(opened) == 3
    assert all(driver.closed.wait(5.0) for driver in drivers)
    assert not any(isinstance(event, PartRecovered) for event in events)  # one frame is no proof that it sees again
