"""Notices a camera that gives pictures and yet sees nothing: covered, frozen, in the dark, out of focus.

Never looks at what is in a picture. A real sensor is noisy: frames alike to the last bit are the same frame. Focus is
judged by codes alone, and only where one shows unread: the lens is set for 200 mm, and the room is rightly blurred.
"""

import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from device.scanner.frame import Plane

PATIENCE_SECONDS: Final = 8.0
"""How long a condition must last; told within 10 s of its beginning."""
CLEAR_SECONDS: Final = 1.0
"""How long nothing may be wrong before the camera counts as well again."""
DARK_LEVEL: Final = 12.0
"""Mean of a luma plane, 0 to 255, below which the lens is covered (a dark room with any lamp in it is above)."""
DIM_LEVEL: Final = 20.0
"""Mean of a luma plane below which no paper can be read though something is to be seen: the light has failed."""
FLAT_DEVIATION: Final = 2.5
"""Deviation of a luma plane below which nothing at all is to be seen: a thumb, a sticker."""
STILL_SECONDS: Final = 1.0
"""After so long nothing of what was seen before counts; a camera may repeat single frames."""
SOFT_SECONDS: Final = 3.0
"""So long after a soft code was last seen, another person may hold up another."""
SOFT_TOLD_SECONDS: Final = 60.0
"""The same once it is told: without any code nobody knows whether the lens is well again."""
_SAMPLE_STEP: Final = 16
COVERED: Final = "covered"
FROZEN: Final = "frozen"
DARK: Final = "dark"
DEFOCUS: Final = "defocus"
_ORDER: Final = (COVERED, FROZEN, DARK, DEFOCUS)


class CameraWatch:
    """Looks at a few pixels of every frame."""

    def __init__(self) -> None:
        self.brightness = 0.0
        """Mean luma of the newest frame, 0 to 255."""
        self.is_same_frame = False
        """Claim that the newest frame is the one before it once more: what it shows is not there now."""
        self._print: int | None = None
        self._since: dict[str, float] = {}
        self._clear_since: float | None = None
        self._soft_at = 0.0

    def look(self, luma: "Plane", now: float) -> str | None:
        """Give what is wrong (`covered`, `frozen`, `dark`, `defocus`) once it has lasted, or None.

        A lens covered so well that no noise is left is covered, not frozen.
        """
        sample = luma[::_SAMPLE_STEP, ::_SAMPLE_STEP]
        fingerprint = zlib.crc32(sample.tobytes())
        self.brightness = float(sample.mean())
        is_covered = self.brightness < DARK_LEVEL or float(sample.std()) < FLAT_DEVIATION
        self._note(COVERED, is_covered, now)
        self._note(DARK, self.brightness < DIM_LEVEL and not is_covered, now)
        self._forget_soft(now)
        self.is_same_frame = fingerprint == self._print
        self._note(FROZEN, self.is_same_frame, now)
        is_clear = self._print is not None and not self._since
        self._print = fingerprint
        if not is_clear:
            self._clear_since = None
        elif self._clear_since is None:
            self._clear_since = now
        return next((word for word in _ORDER if self._lasts(word, now)), None)

    def see_code(self, *, is_soft: bool, now: float) -> None:
        """Learn of a code that shows unread without a sharp edge, or of one that was read or is sharp."""
        self._note(DEFOCUS, is_soft, now)
        self._soft_at = now

    def is_clear(self, now: float) -> bool:
        """Claim that nothing has been wrong for a second; what has just begun to be wrong counts."""
        return self._clear_since is not None and now - self._clear_since >= CLEAR_SECONDS

    def stands_still(self, now: float) -> bool:
        """Claim that the same frame came again and again, for a second."""
        since = self._since.get(FROZEN)
        return since is not None and now - since >= STILL_SECONDS

    def begin_anew(self) -> None:
        """Begin to judge anew, for the camera was opened anew; a frame it gave before is still no new one."""
        self._clear_since = None
        self._since.clear()

    def _lasts(self, word: str, now: float) -> bool:
        since = self._since.get(word)
        return since is not None and now - since >= PATIENCE_SECONDS

    def _forget_soft(self, now: float) -> None:
        if now - self._soft_at > (SOFT_TOLD_SECONDS if self._lasts(DEFOCUS, now) else SOFT_SECONDS):
            self._note(DEFOCUS, False, now)

    def _note(self, word: str, holds: bool, now: float) -> None:
        if holds:
            self._since.setdefault(word, now)
        else:
            self._since.pop(word, None)
