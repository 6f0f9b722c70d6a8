"""Takes frames from a Raspberry Pi camera through picamera2, in memory only.

Never waits without a time-out: when picamera2's listener thread dies, a capture hangs for ever, so each one is a job
that is waited for and then given up. Never leaves a camera half open: the next try would find it busy. Format and
stride are read back, because a request for YUV420 may be answered with NV12. Focus is fixed near 200 mm: autofocus
sticks after a jump between near and far.
Picamera2 manual (Raspberry Pi Ltd), sections 4.2 (stream configuration), 5 (controls) and 6.2 (asynchronous capture).
"""

from concurrent.futures import CancelledError
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import Any, Final

import numpy as np

from device.scanner.camera import CameraBusy, CameraFormat, CameraGone, CameraTimeout
from device.scanner.exposure import Exposure, next_exposure
from device.scanner.frame import Frame, Plane

CAPTURE_SECONDS: Final = 2.0
FOCUS_DIOPTRES: Final = 5.0
"""1 / 0.2 m."""
CLOSE_SECONDS: Final = 2.0
_FRAMES_PER_EXPOSURE: Final = 5
"""A change of exposure shows in the sensor's frames only three or four later."""
_KNOWN_FORMATS: Final = ("YUV420", "NV12")
_DRIVER_ERRORS: Final = (RuntimeError, OSError, ValueError, LookupError, AttributeError, CancelledError)
"""What picamera2 and libcamera's bindings were seen to raise."""


class Picamera2Camera:
    """The camera on the ribbon cable (`device.scanner.camera.Camera`)."""

    name: Final = "picamera2"

    def __init__(self, *, width: int, height: int, frames_per_second: float) -> None:
        """Open and start the camera.

        Raises:
            CameraGone: picamera2 or the camera is not there.
            CameraBusy: another program holds it.
            CameraFormat: it gives another form of picture than can be read.
        """
        try:
            from picamera2 import Picamera2  # noqa: PLC0415 - there on a Pi alone
        except (ImportError, ValueError) as error:  # a ValueError where numpy is not the one it was built with
            raise CameraGone(f"picamera2 does not load ({error}): apt install python3-picamera2") from error
        try:
            self._camera: Any = Picamera2()
        except _DRIVER_ERRORS as error:
            if _is_busy(error):
                raise CameraBusy("another program holds the camera") from error
            raise CameraGone("no camera answers; look at its ribbon cable, then `rpicam-hello --list`") from error
        try:
            self._exposure, self._frames = Exposure(), 0
            self._form, self._width, self._height, self._stride = self._start(width, height, frames_per_second)
        except _DRIVER_ERRORS as error:
            self._give_up()
            raise CameraGone(f"the camera does not start: {error}") from error
        except (CameraFormat, CameraGone):
            self._give_up()
            raise

    def capture(self) -> Frame:
        """Give the newest frame.

        Raises:
            CameraTimeout: none came within 2 s.
            CameraGone: the camera has stopped working.
            CameraFormat: it gives less than it said.
        """
        try:
            job = self._camera.capture_buffer("main", wait=False)
            buffer = self._camera.wait(job, timeout=CAPTURE_SECONDS)
        except TimeoutError as error:
            raise CameraTimeout("no frame within 2 s") from error
        except _DRIVER_ERRORS as error:
            raise CameraGone(f"the camera has stopped: {error}") from error
        luma, chroma_u = planes_of_buffer(
            np.asarray(buffer, dtype=np.uint8).reshape(-1),
            form=self._form,
            width=self._width,
            height=self._height,
            stride=self._stride,
        )
        self._expose_for(luma)
        return Frame(luma=luma, chroma_u=chroma_u, at=monotonic())

    def close(self) -> None:
        """Give the camera back.

        Raises:
            CameraGone: it does not let go, or not within 2 s: picamera2 waits for its own thread without a time-out.
        """
        troubles: list[Exception] = []

        def end() -> None:
            try:
                self._camera.stop()
                self._camera.close()
            except _DRIVER_ERRORS as error:
                troubles.append(error)

        ending = Thread(target=end, name="camera-ending", daemon=True)  # left behind where it hangs
        ending.start()
        ending.join(CLOSE_SECONDS)
        if ending.is_alive() or troubles:
            cause = troubles[0] if troubles else None
            raise CameraGone("the camera does not let go; the daemon's restart will") from cause

    def _start(self, width: int, height: int, frames_per_second: float) -> tuple[str, int, int, int]:
        """Configure and start; give format, width, height and stride as the camera took them."""
        period = round(1_000_000 / frames_per_second)
        # The preview's colours are full-range BT.601, as `Frame` takes them to be; the video's are not.
        configuration = self._camera.create_preview_configuration(
            main={"size": (width, height), "format": "YUV420"},
            controls=self._advertised({"FrameDurationLimits": (period, period), "AeEnable": False}),
            buffer_count=3,
            queue=False,
        )
        self._camera.configure(configuration)
        main = self._camera.camera_configuration()["main"]
        form, (taken_width, taken_height) = str(main["format"]), main["size"]
        if form not in _KNOWN_FORMATS:
            raise CameraFormat(f"the camera gives {form}, not {' or '.join(_KNOWN_FORMATS)}")
        self._camera.set_controls(self._advertised({"AfMode": 0, "LensPosition": FOCUS_DIOPTRES}))
        self._set_exposure(self._exposure)
        self._camera.start()
        return form, taken_width, taken_height, int(main["stride"])

    def _expose_for(self, luma: Plane) -> None:
        """Follow the light; libcamera's own control would lengthen the exposure until hands smear."""
        self._frames += 1
        if self._frames % _FRAMES_PER_EXPOSURE == 0:
            wanted = next_exposure(self._exposure, float(luma[::16, ::16].mean()))
            if wanted != self._exposure:
                self._set_exposure(wanted)

    def _set_exposure(self, exposure: Exposure) -> None:
        self._exposure = exposure
        try:
            wanted = {"ExposureTime": exposure.microseconds, "AnalogueGain": exposure.gain}
            self._camera.set_controls(self._advertised(wanted))
        except _DRIVER_ERRORS as error:
            raise CameraGone(f"the camera takes no exposure: {error}") from error

    def _advertised(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Leave out what this camera has no control for: libcamera refuses the whole of a request for it."""
        return {name: value for name, value in wanted.items() if name in self._camera.camera_controls}

    def _give_up(self) -> None:
        with suppress(*_DRIVER_ERRORS):
            self._camera.close()


def _is_busy(error: BaseException | None) -> bool:
    """Claim that another program holds the camera: picamera2 says so only in the error beneath its own."""
    while error is not None:
        if "busy" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def planes_of_buffer(buffer: Plane, *, form: str, width: int, height: int, stride: int) -> tuple[Plane, Plane]:
    """Give views of the luma and blue-difference planes in a camera's buffer, padding left out.

    `buffer` is one-dimensional; luma comes first, `height` rows of `stride` bytes. In NV12 both differences follow
    interleaved at the same stride; in YUV420 the blue one follows at half of it.

    Raises:
        CameraFormat: the buffer is too short for what it is said to hold.
    """
    luma_bytes, half = stride * height, height // 2
    chroma_stride = stride if form == "NV12" else stride // 2
    if buffer.size < luma_bytes + chroma_stride * half or stride < width:
        raise CameraFormat(f"{buffer.size} bytes are too few for {width}x{height} at stride {stride}")
    luma = buffer[:luma_bytes].reshape(height, stride)[:, :width]
    chroma = buffer[luma_bytes : luma_bytes + chroma_stride * half].reshape(half, chroma_stride)
    if form == "NV12":
        return luma, chroma[:, 0 : width // 2 * 2 : 2]
    return luma, chroma[:, : width // 2]
