"""Draws what is told on the panel, on a thread of its own.

Never in anybody's way: only the newest telling is drawn, and a panel that fails leaves a line in the log,
shows in the status and is tried again. Pillow and the font are loaded here, with the first picture.
"""

import logging
import math
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from device.checkpoint.events import PartFailed, PartRecovered
from device.errors import ProgramMissing
from device.guidance.sentences import Language, Sentence
from device.guidance.telling import Telling
from device.screen.display import Display, DisplayFault
from device.screen.inks import Ground
from device.vocabulary import Part, Signal
from device.work import Post, Wakeable

if TYPE_CHECKING:
    from device.screen.layout import Panel
    from device.screen.painter import Painter

RETRY_SECONDS: Final = 5.0
_log = logging.getLogger(__name__)


class ScreenWorker:
    """The worker (`device.work.Worker`) behind the panel; `tell` and `arrived` may be called from any thread."""

    name: Final = "screen"
    limit_seconds: Final = 10.0

    def __init__(
        self,
        *,
        display: Display,
        ground: Ground,
        first: Language,
        pause_seconds: float,
        check_in_rows: Callable[[], tuple[str, ...]],
        post: Post,
        wake: Wakeable,
    ) -> None:
        """`pause_seconds` is the least between two pictures; `check_in_rows` gives the check-in page's QR code."""
        self._display, self._ground, self._first = display, ground, first
        self._pause, self._check_in_rows = pause_seconds, check_in_rows
        self._post, self._wake = post, wake
        self._lock = threading.Lock()
        self._telling = Telling(signal=Signal.DARK, sentence=Sentence.DARK)
        self._shown: Telling | None = None
        self._free_at = -math.inf
        self._painter: Painter | None = None
        self._panel: Panel | None = None
        self._has_failed = False

    def tell(self, telling: Telling, now: float) -> None:  # noqa: ARG002 - a screen shows what holds, whenever it was told
        """Show this from now on."""
        with self._lock:
            self._telling = telling
        self._wake()

    def arrived(self, now: float) -> None:
        """What is shown is there for whoever comes."""

    def step(self, now: float) -> float:
        """Draw what is told, if it is not on the panel yet; return when to look again."""
        with self._lock:
            telling = self._telling
        if telling == self._shown:
            return math.inf
        if now < self._free_at:
            return self._free_at
        self._free_at = now + self._pause
        try:
            self._draw(telling)
        except (DisplayFault, ProgramMissing) as error:
            return self._failed(error, now)
        self._shown = telling
        if self._has_failed:
            self._has_failed = False
            self._post(PartRecovered(part=Part.SCREEN))
        return math.inf

    def close(self) -> None:
        """Leave a dark panel."""
        if self._painter is not None:
            try:
                self._draw(Telling(signal=Signal.DARK, sentence=Sentence.DARK))
            except DisplayFault as error:
                _log.info("the screen stays as it is: %s", error)
        self._display.close()

    def _draw(self, telling: Telling) -> None:
        from device.screen.layout import Panel, scene  # noqa: PLC0415 - with the first picture, on this thread

        if self._painter is None:
            from device.screen.painter import Painter  # noqa: PLC0415

            self._painter = Painter(self._ground)
        width, height = self._display.size()
        if self._panel is None or (self._panel.width, self._panel.height) != (width, height):
            rows = self._check_in_rows()
            self._panel = Panel(width=width, height=height, first=self._first, check_in_rows=rows)
        self._display.show(self._painter.paint(scene(telling, self._panel)))

    def _failed(self, error: DisplayFault | ProgramMissing, now: float) -> float:
        self._free_at = now + RETRY_SECONDS
        if not self._has_failed:
            self._has_failed = True
            _log.warning("the gate has no screen: %s", error)
            detail = error.detail if isinstance(error, DisplayFault) else "program_missing"
            self._post(PartFailed(part=Part.SCREEN, detail=detail))
        return self._free_at
