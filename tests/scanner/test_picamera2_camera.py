"""The adapter reads the camera's buffers as they come, never hangs, and never leaves a camera half open."""

import sys
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from picamera2_double import Plug, module

from device.errors import DeviceFault
from device.scanner import picamera2_camera
from device.scanner.camera import CameraBusy, CameraFormat, CameraGone, CameraTimeout
from device.scanner.frame import is_sane
from device.scanner.picamera2_camera import Picamera2Camera, planes_of_buffer


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Plug:
    found = Plug()
    monkeypatch.setitem(sys.modules, "picamera2", module(found))
    return found


def opened() -> Picamera2Camera:
    return Picamera2Camera(width=64, height=48, frames_per_second=20.0)


@pytest.mark.parametrize("form", ["NV12", "YUV420"])
@pytest.mark.parametrize("stride", [64, 96, 128])
def test_luma_and_blue_difference_are_read_without_the_padding(plug: Plug, form: str, stride: int) -> None:
    plug.form, plug.stride = form, stride
    frame = opened().capture()
    assert is_sane(frame)
    assert frame.luma.tolist() == [list(range(64))] * 48
    assert frame.chroma_u is not None
    assert frame.chroma_u.shape == (24, 32)
    assert np.unique(frame.chroma_u).tolist() == [90]


def test_the_size_that_the_camera_took_is_read_back(plug: Plug) -> None:
    plug.width, plug.height = 32, 40
    assert opened().capture().luma.shape == (40, 32)


def test_the_focus_is_fixed_at_200_mm_where_there_is_one(plug: Plug) -> None:
    opened()
    assert plug.controls["AfMode"] == 0
    assert plug.controls["LensPosition"] == 5.0


def test_a_camera_without_autofocus_is_taken_as_it_is(plug: Plug) -> None:
    plug.has_autofocus = False
    opened()
    assert plug.controls == {"ExposureTime": 5000, "AnalogueGain": 2.0}


def test_a_camera_without_any_control_over_light_is_taken_as_it_is(plug: Plug) -> None:
    plug.has_autofocus = plug.has_exposure = False
    camera = opened()
    for _ in range(20):
        camera.capture()
    assert (plug.asked["controls"], plug.controls) == ({}, {})


def test_frames_are_asked_for_at_the_rate_of_the_settings_without_the_cameras_own_exposure(plug: Plug) -> None:
    opened()
    assert plug.asked["main"] == {"size": (64, 48), "format": "YUV420"}
    assert plug.asked["controls"] == {"FrameDurationLimits": (50_000, 50_000), "AeEnable": False}
    assert plug.asked["queue"] is False


def test_a_bright_scene_is_exposed_shorter_and_a_dark_one_with_more_gain_but_never_longer(plug: Plug) -> None:
    camera = opened()
    plug.level_added = 180
    for _ in range(50):
        camera.capture()
    assert plug.controls["ExposureTime"] < 5000
    assert plug.controls["AnalogueGain"] == 1.0
    plug.level_added = 0
    for _ in range(100):
        camera.capture()
    assert plug.controls == {"AfMode": 0, "LensPosition": 5.0, "ExposureTime": 5000, "AnalogueGain": 8.0}


def test_a_dead_listener_thread_is_a_time_out_and_no_hang(plug: Plug) -> None:
    camera = opened()
    plug.listener_is_dead = True
    with pytest.raises(CameraTimeout):
        camera.capture()


def test_a_camera_that_is_pulled_out_is_gone(plug: Plug) -> None:
    camera = opened()
    plug.stops_working = True
    with pytest.raises(CameraGone, match="No such device"):
        camera.capture()


def test_a_buffer_shorter_than_it_should_be_is_refused(plug: Plug) -> None:
    plug.form = "YUV420"
    plug.bytes_missing = plug.stride * plug.height  # more than the red difference, which nobody reads
    with pytest.raises(CameraFormat, match="too few"):
        opened().capture()


def test_no_camera_on_the_cable_is_told_with_a_remedy(plug: Plug) -> None:
    plug.is_there = False
    with pytest.raises(CameraGone, match="ribbon cable"):
        opened()


def test_a_camera_that_another_program_holds_is_busy_and_not_gone(plug: Plug) -> None:
    plug.is_busy = True
    with pytest.raises(CameraBusy, match="another program"):
        opened()


def test_an_unknown_format_is_refused_by_name_and_the_camera_given_back(plug: Plug) -> None:
    plug.form = "XBGR8888"
    with pytest.raises(CameraFormat, match="XBGR8888"):
        opened()
    assert plug.opened == 0


@pytest.mark.parametrize("knob", ["fails_to_configure", "fails_to_start"])
def test_a_camera_that_does_not_start_is_given_back_so_that_the_next_try_finds_it_free(plug: Plug, knob: str) -> None:
    setattr(plug, knob, True)
    with pytest.raises(CameraGone, match="does not start"):
        opened()
    assert plug.opened == 0
    setattr(plug, knob, False)
    assert is_sane(opened().capture())


def test_a_camera_is_given_back_and_can_be_opened_again(plug: Plug) -> None:
    opened().close()
    assert plug.opened == 0
    opened()


def test_a_camera_that_does_not_let_go_says_so(plug: Plug) -> None:
    camera = opened()
    plug.fails_to_stop = True
    with pytest.raises(CameraGone, match="does not let go"):
        camera.close()


def test_a_camera_that_hangs_when_it_is_given_back_is_left_behind(plug: Plug, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picamera2_camera, "CLOSE_SECONDS", 0.01)
    camera = opened()
    plug.never_stops = True
    with pytest.raises(CameraGone, match="does not let go"):
        camera.close()
    plug.let_stop.set()


def test_a_missing_picamera2_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "picamera2", None)
    with pytest.raises(CameraGone, match="python3-picamera2"):
        opened()


def test_a_picamera2_built_against_another_numpy_is_told_and_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unloadable(ModuleType):
        def __getattr__(self, name: str) -> object:
            raise ValueError("numpy.dtype size changed, may indicate binary incompatibility")

    monkeypatch.setitem(sys.modules, "picamera2", Unloadable("picamera2"))
    with pytest.raises(CameraGone, match=r"numpy\.dtype size changed"):
        opened()


@given(
    size=st.integers(0, 5000),
    form=st.sampled_from(["NV12", "YUV420"]),
    width=st.integers(1, 70),
    height=st.integers(1, 50),
    stride=st.integers(1, 100),
)
def test_any_buffer_gives_planes_of_the_right_size_or_is_refused(
    size: int, form: str, width: int, height: int, stride: int
) -> None:
    buffer = np.zeros(size, dtype=np.uint8)
    try:
        luma, chroma_u = planes_of_buffer(buffer, form=form, width=width, height=height, stride=stride)
    except DeviceFault:
        return
    assert luma.shape == (height, width)
    assert chroma_u.shape == (height // 2, width // 2)
