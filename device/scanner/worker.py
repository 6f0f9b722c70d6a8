"""Looks through the camera, reads what is held up, and tells the deciding thread: once a code, not once a frame.

Never keeps a frame or a text, and never decides about a person. Luma and blue planes take turns, because a yellow code
does not show in luma; a camera that fails is opened again with a growing pause and is told as failed once.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Final

from device.checkpoint.events import Event, PartFailed, PartRecovered
from device.clock import Clock
from device.errors import DeviceFault
from device.scanner.camera import Camera
from device.scanner.repeat_filter import RepeatFilter
from device.scanner.watch import CameraWatch
from device.vocabulary import Part
from device.work import Post

if TYPE_CHECKING:
    from device.scanner.decoders import Decoder
    from device.scanner.frame import Frame

RETRY_SECONDS_LEAST: Final = 0.5
RETRY_SECONDS_MOST: Final = 10.0
TRIES_BEFORE_TELLING: Final = 2
"""One failed capture may be a hiccup; the camera is opened anew before anybody is told."""
_KEY_BYTES: Final = 32
_log = logging.getLogger(__name__)


class ScannerWorker:
    """The worker behind the camera; `rescan` may be called from any thread."""

    name: Final = "scanner"
    limit_seconds: Final = 15.0

    def __init__(
        self,
        *,
        open_camera: Callable[[], Camera],
        read_code: Callable[[str, str], Event | None],
        post: Post,
        frames_per_second: float,
        random_bytes: Callable[[int], bytes],
        clock: Clock,
        decoder: "Decoder | None" = None,
    ) -> None:
        """`read_code` gives the event for a text and the decoder that read it, or None where it counts for nothing."""
        self._open_camera, self._read_code, self._post = open_camera, read_code, post
        self._period = 1.0 / frames_per_second
        self._clock, self._decoder = clock, decoder
        self._repeats = RepeatFilter(random_bytes(_KEY_BYTES))
        self._watch = CameraWatch()
        self._camera: Camera | None = None
        self._takes_blue = False
        self._failures = 0
        self._retry_seconds = RETRY_SECONDS_LEAST
        self._told: str | None = None
        self._lock = Lock()
        self._must_rescan = False

    def rescan(self) -> None:
        """Report whatever is in view anew, even if it never left."""
        with self._lock:
            self._must_rescan = True

    def step(self, now: float) -> float:
        """Look at one frame; give the time of the next."""
        try:
            camera = self._camera or self._open_camera()
            self._camera = camera
            frame = camera.capture()
        except DeviceFault as error:
            return self._failed(error, now)
        self._failures, self._retry_seconds = 0, RETRY_SECONDS_LEAST
        from device.scanner.frame import is_sane  # noqa: PLC0415 - numpy, which the camera has loaded by now

        if is_sane(frame):
            self._tell_health(self._watch.look(frame.luma, now))
            self._look(frame, now)
        else:
            self._tell_health("format")
        return now + self._period

    def close(self) -> None:
        """Give the camera back."""
        self._drop_camera()

    def _look(self, frame: "Frame", now: float) -> None:
        with self._lock:
            must_rescan, self._must_rescan = self._must_rescan, False
        if must_rescan:
            self._repeats.forget()
        plane = frame.blue() if self._takes_blue else frame.luma
        self._takes_blue = not self._takes_blue
        for code in self._eyes().look(plane).codes:
            if self._repeats.is_new(code.text, now):
                event = self._read_code(code.text, code.decoder)
                if event is not None:
                    self._post(event)

    def _eyes(self) -> "Decoder":
        """Load the decoder with the first frame, on this thread: the gate's start does not wait for it."""
        if self._decoder is None:
            from device.scanner.ladder import Ladder  # noqa: PLC0415

            self._decoder = Ladder(self._clock.monotonic)
        return self._decoder

    def _failed(self, error: DeviceFault, now: float) -> float:
        self._drop_camera()
        self._failures += 1
        if self._failures >= TRIES_BEFORE_TELLING:
            if self._told is None:
                _log.error("the camera failed: %s", error)
            self._tell_health(error.detail)
        pause, self._retry_seconds = self._retry_seconds, min(self._retry_seconds * 2, RETRY_SECONDS_MOST)
        return now + pause

    def _drop_camera(self) -> None:
        camera, self._camera = self._camera, None
        self._watch.begin_anew()
        if camera is not None:
            with suppress(DeviceFault):
                camera.close()

    def _tell_health(self, trouble: str | None) -> None:
        if trouble == self._told:
            return
        before, self._told = self._told, trouble
        if trouble is not None:
            self._post(PartFailed(part=Part.CAMERA, detail=trouble))
        elif before is not None:
            _log.warning("the camera sees again")
            self._post(PartRecovered(part=Part.CAMERA))
