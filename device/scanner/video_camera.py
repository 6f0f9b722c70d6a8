"""Takes frames from a film or from a V4L2 camera, a USB one on a PC for example, through FFmpeg (PyAV), in memory only.

Never waits without a time-out, and never keeps a frame. PyAV is not among what the gate needs: `pip install
'menshen[video]'`. A camera's automatic exposure and focus are left as they are; a gate wants a Pi camera.
Linux media subsystem, part I (Video for Linux API); FFmpeg devices documentation, section video4linux2.
"""

from fractions import Fraction
from pathlib import Path
from time import monotonic
from typing import Any, Final

import numpy as np

from device.scanner.camera import CameraBusy, CameraFormat, CameraGone, CameraTimeout
from device.scanner.frame import PIXELS_MOST, Frame, Plane

OPEN_SECONDS: Final = 5.0
CAPTURE_SECONDS: Final = 2.0
DEVICES: Final = "/dev/video"
_FILM_ENDINGS: Final = frozenset({".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".mjpeg", ".mjpg", ".ogv", ".3gp"})
_SIDE_LEAST: Final = 16
_LACKS_PYAV: Final = "films and USB cameras need PyAV: pip install 'menshen[video]'"
_LOCAL_ONLY: Final = {"protocol_whitelist": "file"}
"""A film is a file: a list of addresses that calls itself one opens nothing."""


def is_film(path: Path) -> bool:
    """Claim that the path names a film or a camera, by its name alone."""
    return path.suffix.lower() in _FILM_ENDINGS or str(path).startswith(DEVICES)


class VideoCamera:
    """A camera or a film (`device.scanner.camera.Camera`)."""

    name: Final = "v4l2"

    def __init__(self, source: Path, *, width: int, height: int, frames_per_second: int) -> None:
        """Open it; a camera is asked for this size and rate, and every frame is fitted into the size.

        Raises:
            CameraGone: it is not there, is no film, or PyAV is missing.
            CameraBusy: another program holds the camera.
        """
        try:
            import av  # noqa: PLC0415 - large, and the gate does without it
        except ImportError as error:
            raise CameraGone(_LACKS_PYAV) from error
        self._source, self._size = source, (width, height)
        self._errors: tuple[type[Exception], ...] = (av.FFmpegError, OSError, ValueError)
        is_device = str(source).startswith(DEVICES)
        camera = {"video_size": f"{width}x{height}", "framerate": str(frames_per_second)}
        try:
            self._container: Any = av.open(
                str(source),
                format="v4l2" if is_device else None,
                options=camera if is_device else _LOCAL_ONLY,
                timeout=(OPEN_SECONDS, CAPTURE_SECONDS),
            )
        except self._errors as error:
            reason = getattr(error, "strerror", None) or error
            if "busy" in str(error).lower():
                raise CameraBusy(f"{source}: another program holds it") from error
            raise CameraGone(f"{source}: cannot be opened: {reason}") from error
        if not self._container.streams.video:
            self._container.close()
            raise CameraGone(f"{source}: there is no picture in it")
        self._stream: Any = self._container.streams.video[0]
        self._frames: Any = self._container.decode(self._stream)

    def next_frame(self) -> Frame | None:
        """Give the next frame, or None after the last of a film.

        Raises:
            CameraTimeout: none came within 2 s.
            CameraGone: the camera stopped, or the film is broken here.
            CameraFormat: the frames are larger than any camera's, or too small.
        """
        try:
            picture = next(self._frames, None)
            return None if picture is None else self._fitted(picture)
        except self._errors as error:
            if "timed out" in str(error).lower() or "exit requested" in str(error).lower():
                raise CameraTimeout(f"{self._source}: no frame within 2 s") from error
            raise CameraGone(f"{self._source}: cannot be read on: {error}") from error

    def capture(self) -> Frame:
        """Give the newest frame.

        Raises:
            DeviceFault: there is none, or no more.
        """
        frame = self.next_frame()
        if frame is None:
            raise CameraGone(f"{self._source}: it has ended")
        return frame

    def close(self) -> None:
        """Give the camera back."""
        self._container.close()

    def _fitted(self, picture: Any) -> Frame:  # noqa: ANN401 - PyAV's frame, which is loaded late
        if picture.width * picture.height > 4 * PIXELS_MOST or min(picture.width, picture.height) < _SIDE_LEAST:
            raise CameraFormat(f"{self._source}: frames of {picture.width}x{picture.height}")
        share = min(Fraction(self._size[0], picture.width), Fraction(self._size[1], picture.height), Fraction(1))
        width, height = (max(int(side * share) // 2 * 2, 2) for side in (picture.width, picture.height))
        # full range, as `Frame` takes luma and colour to be
        small = picture.reformat(width=width, height=height, format="yuv420p", dst_color_range="JPEG")
        luma, chroma_u = (_plane(small.planes[number]) for number in (0, 1))
        at = monotonic() if picture.time is None else float(picture.time)
        return Frame(luma=luma, chroma_u=chroma_u, at=at)


def _plane(plane: Any) -> Plane:  # noqa: ANN401 - PyAV's plane
    """Give a plane without the padding behind its rows; its memory is its own."""
    rows = np.frombuffer(plane, dtype=np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width].copy()
