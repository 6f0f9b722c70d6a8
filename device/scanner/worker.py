"""Looks through the camera, reads what is held up, and tells the deciding thread: once a code, not once a frame.

Never keeps a frame or a text, and never decides about a person. A camera that fails is opened again with a growing
pause and is told as failed once.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from device.checkpoint.events import Event, PartFailed, PartRecovered
from device.clock.protocol import Clock
from device.errors import DeviceFault
from device.scanner.camera import Camera, CameraFormat
from device.scanner.evidence import EVIDENCE_SECONDS, Evidence
from device.scanner.repeat_filter import GONE_SECONDS, RepeatFilter
from device.scanner.watch import FROZEN, CameraWatch
from device.vocabulary import Part
from device.work import Post

if TYPE_CHECKING:
    from device.scanner.coach import Coach, Hint
    from device.scanner.eyes import Eyes, Glance, LiveDecoder
    from device.scanner.frame import Frame

RETRY_SECONDS_LEAST: Final = 0.5
RETRY_SECONDS_MOST: Final = 10.0
REOPEN_FROZEN_SECONDS: Final = 30.0
TRIES_BEFORE_TELLING: Final = 2
"""One failed capture may be a hiccup; the camera is opened anew before anybody is told."""
_GONE_LOOKS: Final = 3
"""A code seen in one plane alone is looked for at every second frame: so few without it do not make it gone."""
_KEY_BYTES: Final = 32
_log = logging.getLogger(__name__)


class FrameCost(Struct, frozen=True, kw_only=True):
    """How long the newest frame took."""

    capture_seconds: float
    look_seconds: float


class ScannerWorker:
    """The worker behind the camera; `rescan` may be called from any thread."""

    name: Final = "scanner"
    limit_seconds: Final = 15.0

    def __init__(
        self,
        *,
        open_camera: Callable[[], Camera],
        read_code: Callable[[str, str, bool], Event | None],
        post: Post,
        frames_per_second: float,
        random_bytes: Callable[[int], bytes],
        clock: Clock,
        decoder: "LiveDecoder | None" = None,
    ) -> None:
        """Build the worker; nothing is opened before the first step.

        `read_code` gets a text, the decoder that read it and whether an earlier frame gave the same text; it gives the
        event, or None where this counts for nothing, or not yet.
        """
        self._open_camera, self._read_code, self._post = open_camera, read_code, post
        self._period = 1.0 / frames_per_second
        self._clock, self._decoder = clock, decoder
        self._eyes: Eyes | None = None
        self._coach: Coach | None = None
        gone_seconds = max(GONE_SECONDS, _GONE_LOOKS * self._period)
        self._repeats = RepeatFilter(random_bytes(_KEY_BYTES), gone_seconds=gone_seconds)
        witness_seconds = max(EVIDENCE_SECONDS, _GONE_LOOKS * self._period)
        self._evidence = Evidence(random_bytes(_KEY_BYTES), lasting_seconds=witness_seconds)
        self._watch = CameraWatch()
        self._camera: Camera | None = None
        self._failures = 0
        self._retry_seconds = RETRY_SECONDS_LEAST
        self._reopen_at = 0.0
        self._is_told = False
        self._lock = Lock()
        self._must_rescan = False
        self.hint: Hint | None = None
        """What would help the code in view to be read; may be read from any thread."""
        self.cost = FrameCost(capture_seconds=0.0, look_seconds=0.0)
        """May be read from any thread."""

    def rescan(self) -> None:
        """Report whatever is in view anew, even if it never left."""
        with self._lock:
            self._must_rescan = True

    def step(self, now: float) -> float:
        """Look at one frame; give the time of the next."""
        began = self._clock.monotonic()
        self._repeats.let_go(now)
        self._evidence.let_go(now)
        try:
            camera = self._camera or self._open_camera()
            self._camera = camera
            frame = camera.capture()
        except DeviceFault as error:
            return self._failed(error, now)
        captured = self._clock.monotonic()
        from device.scanner.frame import is_sane  # noqa: PLC0415 - numpy, which the camera has loaded by now

        if not is_sane(frame):
            return self._failed(CameraFormat("the camera gives frames of a wrong form"), now)
        self._failures, self._retry_seconds = 0, RETRY_SECONDS_LEAST
        self._judge_health(frame, now)
        if not self._watch.is_same_frame:  # a code in it may be that of somebody who has gone
            self._look(frame, now)
        elif self._watch.stands_still(now):
            self.hint = None
        looked = self._clock.monotonic()
        self.cost = FrameCost(capture_seconds=captured - began, look_seconds=looked - captured)
        return now + self._period

    def close(self) -> None:
        """Give the camera back."""
        self._drop_camera()

    def _look(self, frame: "Frame", now: float) -> None:
        with self._lock:
            must_rescan, self._must_rescan = self._must_rescan, False
        self._eyes = self._eyes or self._opened_eyes()
        if must_rescan:
            self._repeats.forget()
            self._eyes.forget_pictures()
        glance = self._eyes.look(frame)
        for code in glance.look.codes:
            if not self._repeats.is_new(code.text, now):
                continue
            was_read_before = self._evidence.was_read_before(code.text, now)
            event = self._read_code(code.text, code.decoder, was_read_before)
            if event is None:
                self._repeats.withdraw(code.text)  # the next frame or the other decoder may give the same text
            else:
                self._post(event)
        self._advise(glance, now)

    def _advise(self, glance: "Glance", now: float) -> None:
        from device.scanner.coach import Coach  # noqa: PLC0415 - with the decoder, which is loaded by now

        self._coach = self._coach or Coach()
        sight = glance.sight(self._watch.brightness)
        if sight.look.codes or sight.look.unread:
            self._watch.see_code(is_soft=sight.is_soft and not sight.look.codes, now=now)
        self.hint = self._coach.see(sight, now)

    def _opened_eyes(self) -> "Eyes":
        """Load the decoder with the first frame, on this thread: the gate's start does not wait for it."""
        from device.scanner.eyes import Eyes  # noqa: PLC0415
        from device.scanner.ladder import Ladder  # noqa: PLC0415

        return Eyes(self._decoder or Ladder(self._clock.monotonic))

    def _judge_health(self, frame: "Frame", now: float) -> None:
        trouble = self._watch.look(frame.luma, now)
        if trouble is not None:
            self._tell_failed(trouble, f"the camera is {trouble}")
        elif self._is_told and self._watch.is_clear(now):
            self._is_told = False
            _log.warning("the camera sees again")
            self._post(PartRecovered(part=Part.CAMERA))
        if trouble == FROZEN and now >= self._reopen_at:
            self._reopen_at = now + REOPEN_FROZEN_SECONDS
            self._drop_camera()

    def _failed(self, error: DeviceFault, now: float) -> float:
        self._drop_camera()
        self._failures += 1
        if self._failures >= TRIES_BEFORE_TELLING:
            self._tell_failed(error.detail, str(error))
        pause, self._retry_seconds = self._retry_seconds, min(self._retry_seconds * 2, RETRY_SECONDS_MOST)
        return now + pause

    def _drop_camera(self) -> None:
        camera, self._camera = self._camera, None
        self._watch.begin_anew()
        self._eyes = self._coach = None  # what they remember was seen by that camera
        self.hint = None
        if camera is not None:
            with suppress(DeviceFault):  # it is given up; whether another can be opened shows at once
                camera.close()

    def _tell_failed(self, trouble: str, text: str) -> None:
        if not self._is_told:
            self._is_told = True
            _log.error("the camera failed: %s", text)
            self._post(PartFailed(part=Part.CAMERA, detail=trouble))
