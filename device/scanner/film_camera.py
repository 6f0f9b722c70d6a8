"""Shows a film as if a camera saw it, through FFmpeg (PyAV), in memory only: for a PC without a camera.

Never keeps a frame, and never opens more than the one file. PyAV is not among what the gate needs: `pip install
'menshen[video]'`.
"""

import math
from pathlib import Path
from time import monotonic
from typing import Any, Final

from device.scanner.camera import CameraGone, CameraTimeout
from device.scanner.frame import Frame
from device.scanner.video_frame import fitted_frame, load_pyav

OPEN_SECONDS: Final = 5.0
CAPTURE_SECONDS: Final = 2.0
_ENDINGS: Final = frozenset({".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".mjpeg", ".mjpg", ".ogv", ".3gp"})
_FORMATS: Final = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mjpeg,ogg"
_FILM_ALONE: Final = {"protocol_whitelist": "file", "format_whitelist": _FORMATS}
"""A film is one file: a list of files or addresses that calls itself one opens nothing."""
SKIP_SECONDS: Final = 1.0
"""What passed meanwhile is skipped for so long; a film that is unpacked slower than it plays is shown slower."""


def is_film(path: Path) -> bool:
    """Claim that the path names a film, by its ending alone."""
    return path.suffix.lower() in _ENDINGS


class FilmCamera:
    """A camera that sees a film (`device.scanner.camera.Camera`)."""

    name: Final = "film"

    def __init__(self, film: Path, *, width: int, height: int) -> None:
        """Open it; every frame is fitted into the size.

        Raises:
            CameraGone: it is not there, is no film, or PyAV is missing.
        """
        av = load_pyav()
        self._film, self._size = film, (width, height)
        self._errors: tuple[type[Exception], ...] = (av.FFmpegError, OSError, ValueError)
        try:
            if not film.is_file():
                raise CameraGone(f"{film}: cannot be opened: no film is there")
            self._container: Any = av.open(str(film), options=_FILM_ALONE, timeout=(OPEN_SECONDS, CAPTURE_SECONDS))
        except self._errors as error:
            reason = getattr(error, "strerror", None) or error
            raise CameraGone(f"{film}: cannot be opened: {reason}") from error
        if not self._container.streams.video:
            self._container.close()
            raise CameraGone(f"{film}: there is no picture in it")
        self._stream: Any = self._container.streams.video[0]
        self._frames: Any = self._container.decode(self._stream)
        self._began = math.nan
        self._first_seconds: float | None = None

    def next_frame(self) -> Frame | None:
        """Give the next frame, or None after the last; its time is the film's own.

        Raises:
            CameraTimeout: none came within 2 s.
            CameraGone: the film is broken here.
            CameraFormat: the frames are larger than any camera's, or too small.
        """
        picture = self._next_picture()
        if picture is None:
            return None
        at = monotonic() if picture.time is None else float(picture.time)
        return fitted_frame(picture, source=self._film, size=self._size, at=at)

    def capture(self) -> Frame:
        """Give the frame that is shown now; what was shown meanwhile is left out, and the first follows the last.

        Raises:
            DeviceFault: there is none.
        """
        now = monotonic()
        is_at_its_beginning = math.isnan(self._began)
        self._began = now if is_at_its_beginning else self._began
        while True:
            picture = self._next_picture()
            if picture is not None:
                lag = now - self._shown_at(picture, now)
                if lag > 0 and monotonic() - now >= SKIP_SECONDS:
                    self._began, lag = self._began + lag, 0.0
                if lag <= 0:
                    return fitted_frame(picture, source=self._film, size=self._size, at=monotonic())
                is_at_its_beginning = False
            elif is_at_its_beginning:
                raise CameraGone(f"{self._film}: there is no frame in it")
            else:
                self._rewind(now)
                is_at_its_beginning = True

    def close(self) -> None:
        """Give the film back."""
        self._container.close()

    def _next_picture(self) -> Any:  # noqa: ANN401 - PyAV's frame, which is loaded late
        try:
            return next(self._frames, None)
        except self._errors as error:
            if "timed out" in str(error).lower() or "exit requested" in str(error).lower():
                raise CameraTimeout(f"{self._film}: no frame within 2 s") from error
            raise CameraGone(f"{self._film}: cannot be read on: {error}") from error

    def _shown_at(self, picture: Any, now: float) -> float:  # noqa: ANN401 - PyAV's frame, which is loaded late
        """Give when a frame is shown, in its own time after the first one's; one without a time is shown now."""
        if picture.time is None:
            return now
        seconds = float(picture.time)
        self._first_seconds = seconds if self._first_seconds is None else self._first_seconds
        return self._began + (seconds - self._first_seconds)

    def _rewind(self, now: float) -> None:
        self._began, self._first_seconds = now, None
        try:
            self._container.seek(self._container.start_time or 0)
        except self._errors as error:
            raise CameraGone(f"{self._film}: cannot be shown again: {error}") from error
        self._frames = self._container.decode(self._stream)
