"""The doctor takes one frame, says what it saw in it, and gives the camera back."""

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest
from picamera2_double import Plug, module
from PIL import Image

from device.doctor.finding import Finding, Health
from device.doctor.hardware import look_at_camera
from device.errors import DeviceFault
from device.scanner.camera import CameraForbidden, CameraFormat, CameraTimeout
from device.settings.sections import Camera
from device.settings.words import CameraKind


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Plug:
    found = Plug()
    for name, fake in (("picamera2", module(found)), ("libcamera", ModuleType("libcamera"))):
        fake.__spec__ = ModuleSpec(name, None)
        monkeypatch.setitem(sys.modules, name, fake)
    (tmp_path / "media0").touch()
    return found


def looked(devices: Path) -> Finding:
    return look_at_camera(Camera(kind=CameraKind.PICAMERA2), devices)


def test_a_frame_is_taken_and_described_and_the_camera_given_back(plug: Plug, tmp_path: Path) -> None:
    finding = looked(tmp_path)
    assert finding.health is Health.OK
    assert "64 x 48" in finding.state
    assert plug.opened == 0


def test_a_camera_that_the_running_gate_holds_is_not_wrong(plug: Plug, tmp_path: Path) -> None:
    plug.is_busy = True
    finding = looked(tmp_path)
    assert finding.health is Health.OK
    assert "while the gate runs" in finding.state


@pytest.mark.parametrize("knob", ["listener_is_dead", "stops_working", "fails_to_start", "fails_to_configure"])
def test_a_camera_that_fails_is_wrong_and_comes_with_a_remedy(plug: Plug, tmp_path: Path, knob: str) -> None:
    setattr(plug, knob, True)
    finding = looked(tmp_path)
    assert finding.health is Health.WRONG
    assert finding.remedy
    assert plug.opened == 0


def test_a_kernel_without_a_camera_is_told_before_anything_is_opened(plug: Plug, tmp_path: Path) -> None:
    (tmp_path / "media0").unlink()
    finding = looked(tmp_path)
    assert (finding.health, plug.asked) == (Health.WRONG, {})
    assert "cable" in finding.remedy


def test_a_covered_lens_is_degraded(tmp_path: Path) -> None:
    Image.new("L", (64, 48), 3).save(tmp_path / "a.png")
    finding = look_at_camera(Camera(kind=CameraKind.FOLDER, folder=str(tmp_path)))
    assert finding.health is Health.DEGRADED
    assert "cover" in finding.remedy


def test_a_folder_with_a_picture_is_well_and_one_without_is_wrong(tmp_path: Path) -> None:
    assert look_at_camera(Camera(kind=CameraKind.FOLDER, folder=str(tmp_path))).health is Health.WRONG
    Image.new("L", (64, 48), 90).save(tmp_path / "a.png")
    finding = look_at_camera(Camera(kind=CameraKind.FOLDER, folder=str(tmp_path)))
    assert finding.health is Health.OK
    assert "brightness 9" in finding.state


def test_a_machine_without_picamera2_is_told_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("device.doctor.hardware.find_spec", lambda _name: None)
    assert "python3-picamera2" in looked(tmp_path).remedy


def test_a_usb_camera_that_is_not_there_comes_with_where_to_look() -> None:
    finding = look_at_camera(Camera(kind=CameraKind.V4L2, device="/dev/video97"))
    assert (finding.health, "/dev/video97" in finding.state) == (Health.WRONG, True)
    assert "camera.device" in finding.remedy


@pytest.mark.parametrize("kind", [CameraKind.V4L2, CameraKind.FILM])
def test_a_machine_without_pyav_is_told_the_extra(monkeypatch: pytest.MonkeyPatch, kind: CameraKind) -> None:
    monkeypatch.setattr("device.doctor.hardware.find_spec", lambda _name: None)
    finding = look_at_camera(Camera(kind=kind, film="/nowhere.avi"))
    assert finding.health is Health.WRONG
    assert "menshen[video]" in finding.remedy


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [(CameraForbidden("no"), "group video"), (CameraTimeout("no"), "supply"), (CameraFormat("no"), "camera.width")],
)
def test_each_fault_of_a_usb_camera_has_a_remedy_of_its_own(
    monkeypatch: pytest.MonkeyPatch, fault: DeviceFault, remedy: str
) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise fault

    monkeypatch.setattr("device.scanner.v4l2_camera.V4l2Camera", refuse)
    finding = look_at_camera(Camera(kind=CameraKind.V4L2))
    assert finding.health is Health.WRONG
    assert remedy in finding.remedy
