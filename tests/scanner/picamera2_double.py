"""A picamera2 module as far as the gate touches it: other formats than asked for, padding, hangs, busy cameras.

Names, orders and errors follow picamera2 0.3.12 and later; what it logs and draws is left out.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Event
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

Buffer = npt.NDArray[np.uint8]


@dataclass
class Plug:
    """What is on the ribbon cable, with one knob per way it goes wrong."""

    width: int = 64
    height: int = 48
    stride: int = 96
    form: str = "NV12"
    """What the camera answers, whatever is asked."""
    has_autofocus: bool = True
    has_exposure: bool = True
    """A camera of libcamera's virtual pipeline has no control at all over light or pace."""
    is_there: bool = True
    is_busy: bool = False
    fails_to_configure: bool = False
    fails_to_start: bool = False
    fails_to_stop: bool = False
    never_stops: bool = False
    """Until `let_stop` is set."""
    let_stop: Event = field(default_factory=Event)
    level_added: int = 0
    """How much lighter the picture is."""
    listener_is_dead: bool = False
    stops_working: bool = False
    bytes_missing: int = 0
    opened: int = 0
    """How many programs hold the camera now."""
    asked: dict[str, Any] = field(default_factory=dict)
    controls: dict[str, Any] = field(default_factory=dict)

    def buffer(self) -> Buffer:
        """Luma counts up along rows, blue difference is 90, red difference 200, padding 7."""
        rows = np.full((self.height, self.stride), 7, dtype=np.uint8)
        rows[:, : self.width] = np.arange(self.width, dtype=np.uint8) + np.uint8(self.level_added)
        half, across = self.height // 2, self.width // 2
        if self.form == "NV12":
            colour = np.full((half, self.stride), 7, dtype=np.uint8)
            colour[:, 0 : self.width : 2] = 90
            colour[:, 1 : self.width : 2] = 200
            planes = [rows, colour]
        else:
            blue = np.full((half, self.stride // 2), 7, dtype=np.uint8)
            red = blue.copy()
            blue[:, :across], red[:, :across] = 90, 200
            planes = [rows, blue, red]
        whole = np.concatenate([plane.reshape(-1) for plane in planes])
        return whole[: whole.size - self.bytes_missing]


def module(plug: Plug) -> ModuleType:
    """Give the module to put in the place of picamera2."""

    class Picamera2:
        """The class of the same name, on `plug`."""

        def __init__(self) -> None:
            if not plug.is_there:
                raise IndexError("list index out of range")
            try:
                if plug.is_busy or plug.opened:
                    raise RuntimeError("Failed to acquire camera: Device or resource busy")
            except RuntimeError:
                raise RuntimeError("Camera __init__ sequence did not complete.")  # noqa: B904 - as picamera2 does
            plug.opened += 1
            paced = ("FrameDurationLimits", "AeEnable", "ExposureTime", "AnalogueGain") if plug.has_exposure else ()
            self.camera_controls = dict.fromkeys(paced, (1, 2, 3))
            if plug.has_autofocus:
                self.camera_controls |= {"AfMode": (0, 2, 0), "LensPosition": (0, 32, 1)}
            self._is_started = False

        def create_preview_configuration(self, main: dict[str, Any], **more: object) -> dict[str, Any]:
            return {"main": main, **more}

        def configure(self, configuration: dict[str, Any]) -> None:
            if plug.fails_to_configure:
                raise RuntimeError("Failed to configure camera: Invalid argument")
            if not configuration["controls"].keys() <= self.camera_controls.keys():
                raise RuntimeError("Control is not advertised by libcamera")
            plug.asked = configuration

        def camera_configuration(self) -> dict[str, Any]:
            size = (plug.width, plug.height)
            return {"main": {"size": size, "format": plug.form, "stride": plug.stride}}

        def set_controls(self, controls: dict[str, Any]) -> None:
            if not controls.keys() <= self.camera_controls.keys():
                raise RuntimeError("Control is not advertised by libcamera")
            plug.controls |= controls

        def start(self) -> None:
            if plug.fails_to_start:
                raise RuntimeError("Camera did not start properly.")
            self._is_started = True

        def capture_buffer(self, name: str, wait: bool | None = None) -> "Future[Buffer]":
            assert name == "main"
            assert wait is False, "would hang for ever"
            job: Future[Buffer] = Future()
            if plug.stops_working:
                job.set_exception(OSError(19, "No such device"))
            elif not plug.listener_is_dead:
                job.set_result(plug.buffer())
            return job

        def wait(self, job: "Future[Buffer]", timeout: float | None = None) -> Buffer:
            assert timeout is not None, "would hang for ever"
            return job.result(timeout=0 if plug.listener_is_dead else timeout)

        def stop(self) -> None:
            if plug.never_stops:
                plug.let_stop.wait(60.0)
            if plug.fails_to_stop:
                raise RuntimeError("Failed to stop camera")
            self._is_started = False

        def close(self) -> None:
            if self._is_started:
                self.stop()
            plug.opened -= 1

    found = ModuleType("picamera2")
    factory: Callable[[], Picamera2] = Picamera2
    found.__dict__["Picamera2"] = factory
    return found
