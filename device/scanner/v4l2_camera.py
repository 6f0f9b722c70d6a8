"""Takes frames from a V4L2 camera, a USB one for example, through FFmpeg (PyAV), in memory only.

Never waits without a time-out, and never shows a frame that waited: a driver whose camera hangs blocks its caller for
ever, and drivers queue frames that nobody fetched in time. So a thread of its own fetches every frame and keeps the
newest alone. Automatic exposure and focus are left as they are; a gate wants a Pi camera. PyAV is not among what the
gate needs: `pip install 'menshen[video]'`.
Linux media subsystem, part I (Video for Linux API), sections 1.1 and 4.1; FFmpeg devices documentation, section
video4linux2.
"""

import errno
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Condition, Thread
from threading import enumerate as running_threads
from time import monotonic
from typing import Any, Final

from device.errors import DeviceFault
from device.scanner.camera import CameraBusy, CameraForbidden, CameraGone, CameraTimeout
from device.scanner.frame import Frame
from device.scanner.video_frame import fitted_frame, load_pyav

OPEN_SECONDS: Final = 5.0
CAPTURE_SECONDS: Final = 2.0
CLOSE_SECONDS: Final = 2.0
HUNG_MOST: Final = 3
"""Drivers that hang keep the threads that wait for them; more are not added, for a service's threads are counted."""
DEVICES: Final = "/dev/video"
_OPEN_SECONDS_FFMPEG: Final = 4.0
Opener = Callable[[Path, dict[str, str]], Any]
"""Opens a device with FFmpeg's options and gives PyAV's container."""


def is_v4l2(path: Path) -> bool:
    """Claim that the path names a camera, by its name alone."""
    return str(path).startswith((DEVICES, "/dev/v4l/"))


class V4l2Camera:
    """A camera that the kernel knows as /dev/video0 or the like (`device.scanner.camera.Camera`)."""

    name: Final = "v4l2"

    def __init__(
        self,
        device: Path,
        *,
        width: int,
        height: int,
        frames_per_second: int,
        open_device: Opener | None = None,
        capture_seconds: float = CAPTURE_SECONDS,
    ) -> None:
        """Open it and ask for this size and rate; it may give another size, which is fitted into this one.

        Raises:
            CameraGone: it is not there, is no camera, or PyAV is missing.
            CameraForbidden: this user may not use it.
            CameraBusy: another program holds it.
            CameraTimeout: it does not answer.
        """
        av = load_pyav()
        name = f"camera {device}"
        if sum(thread.name == name for thread in running_threads()) >= HUNG_MOST:
            raise CameraTimeout(f"{device} does not answer: {HUNG_MOST} earlier tries still hang; unplug it")
        self._device, self._size, self._capture_seconds = device, (width, height), capture_seconds
        self._errors: tuple[type[Exception], ...] = (av.FFmpegError, OSError, ValueError, RuntimeError)
        self._broken: type[Exception] = av.error.InvalidDataError
        self._open = open_device or _open_v4l2
        self._options = {"video_size": f"{width}x{height}", "framerate": str(frames_per_second)}
        self._changed = Condition()
        self._newest: Any = None
        self._is_open = self._is_ending = False
        self._fault: DeviceFault | None = None
        self._fetching = Thread(target=self._fetch, name=name, daemon=True)  # left behind where it hangs
        self._fetching.start()
        try:
            self._wait_for(lambda: self._is_open, OPEN_SECONDS, f"{device} does not answer")
        except DeviceFault:
            self._end()
            raise

    def capture(self) -> Frame:
        """Give the newest frame, one that was not given before.

        Raises:
            CameraTimeout: none came within 2 s.
            CameraGone: the camera has stopped, or was pulled out.
            CameraFormat: the frames are larger than any camera's, or too small.
        """
        self._wait_for(
            lambda: self._newest is not None,
            self._capture_seconds,
            f"{self._device}: no frame within {self._capture_seconds:g} s",
        )
        with self._changed:
            (picture, at), self._newest = self._newest, None
        return fitted_frame(picture, source=self._device, size=self._size, at=at)

    def next_frame(self) -> Frame:
        """Give the newest frame, as `capture` does: a camera's last frame never comes."""
        return self.capture()

    def close(self) -> None:
        """Give the camera back.

        Raises:
            CameraGone: it does not let go within 2 s; it is let go of once its driver answers.
        """
        self._end()
        self._fetching.join(CLOSE_SECONDS)
        if self._fetching.is_alive():
            raise CameraGone(f"{self._device} does not let go")

    def _end(self) -> None:
        with self._changed:
            self._is_ending, self._newest = True, None

    def _wait_for(self, is_there: Callable[[], bool], seconds: float, complaint: str) -> None:
        with self._changed:
            came = self._changed.wait_for(lambda: is_there() or self._fault is not None, seconds)
            if is_there():
                return
            if self._fault is not None:
                raise self._fault
            if not came:
                raise CameraTimeout(complaint)

    def _fetch(self) -> None:
        """Open the camera, keep its newest frame until the end or a fault, and give it back; on its own thread."""
        try:
            container = self._open(self._device, self._options)
        except self._errors as error:
            self._fail(self._why_not_opened(error), error)
            return
        try:
            if not container.streams.video:
                self._fail(CameraGone(f"{self._device}: it gives no pictures"))
                return
            with self._changed:
                self._is_open = True
                self._changed.notify_all()
            for packet in container.demux(container.streams.video[0]):
                if self._is_ending:
                    return
                self._keep(packet)
            self._fail(CameraGone(f"{self._device} gives no more frames"))
        except self._errors as error:
            self._fail(CameraGone(f"{self._device} has stopped: {_reason(error)}"), error)
        finally:
            with suppress(*self._errors):
                container.close()

    def _keep(self, packet: Any) -> None:  # noqa: ANN401 - PyAV's packet, which is loaded late
        try:
            pictures = packet.decode()
        except self._broken:  # a cable's disturbance spoils one frame of JPEG; the next is whole
            return
        if pictures:
            with self._changed:
                self._newest = (pictures[-1], monotonic())
                self._changed.notify_all()

    def _fail(self, fault: DeviceFault, cause: Exception | None = None) -> None:
        fault.__cause__ = cause
        with self._changed:
            self._fault = fault
            self._changed.notify_all()

    def _why_not_opened(self, error: Exception) -> DeviceFault:
        match getattr(error, "errno", None):
            case errno.EBUSY:
                return CameraBusy(f"{self._device}: another program holds it")
            case errno.EACCES | errno.EPERM:
                return CameraForbidden(f"{self._device}: this user may not use it; join the group video")
            case errno.ENOENT | errno.ENODEV | errno.ENXIO:
                return CameraGone(f"{self._device}: no camera is there ({_reason(error)})")
            case _:
                return CameraGone(f"{self._device}: cannot be opened: {_reason(error)}")


def _open_v4l2(device: Path, options: dict[str, str]) -> Any:  # noqa: ANN401 - PyAV's container, which is loaded late
    av = load_pyav()
    return av.open(str(device), format="v4l2", options=options, timeout=(_OPEN_SECONDS_FFMPEG, None))


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)
