"""Notices a camera that gives pictures and yet sees nothing: a covered lens, a scene that does not change at all.

Never looks at what is in a picture. A real sensor is noisy: two frames alike to the last bit are the same frame.
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
FLAT_DEVIATION: Final = 2.5
"""Deviation of a luma plane below which nothing at all is to be seen: a thumb, a sticker."""
_SAMPLE_STEP: Final = 16
COVERED: Final = "covered"
FROZEN: Final = "frozen"


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

    def look(self, luma: "Plane", now: float) -> str | None:
        """Give what is wrong (`covered`, `frozen`) once it has lasted, or None.

        A lens covered so well that no noise is left is covered, not frozen.
        """
        sample = luma[::_SAMPLE_STEP, ::_SAMPLE_STEP]
        fingerprint = zlib.crc32(sample.tobytes())
        self.brightness = float(sample.mean())
        self._note(COVERED, self.brightness < DARK_LEVEL or float(sample.std()) < FLAT_DEVIATION, now)
        self.is_same_frame = fingerprint == self._print
        self._note(FROZEN, self.is_same_frame, now)
        is_clear = self._print is not None and not self._since
        self._print = fingerprint
        if not is_clear:
            self._clear_since = None
        elif self._clear_since is None:
            self._clear_since = now
        lasting = {word for word, since in self._since.items() if now - since >= PATIENCE_SECONDS}
        return COVERED if COVERED in lasting else next(iter(lasting), None)

    def is_clear(self, now: float) -> bool:
        """Claim that nothing has been wrong for a second; what has just begun to be wrong counts."""
        return self._clear_since is not None and now - self._clear_since >= CLEAR_SECONDS

    def begin_anew(self) -> None:
        """Forget what was seen: the camera is another one."""
        self._print = self._clear_since = None
        self._since.clear()

    def _note(self, word: str, holds: bool, now: float) -> None:
        if holds:
            self._since.setdefault(word, now)
        else:
            self._since.pop(word, None)
