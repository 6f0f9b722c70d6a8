"""Notices a camera that gives pictures and yet sees nothing: a covered lens, a scene that does not change at all.

Never looks at what is in a picture. A real sensor is noisy: two frames alike to the last bit are the same frame.
"""

import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from device.scanner.frame import Plane

PATIENCE_SECONDS: Final = 8.0
"""How long a condition must last; told within 10 s of its beginning."""
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
        self._print: int | None = None
        self._since: dict[str, float] = {}

    def look(self, luma: "Plane", now: float) -> str | None:
        """Give what is wrong (`covered`, `frozen`) once it has lasted, or None.

        A covered lens counts first: where no light falls, two frames may well be alike.
        """
        sample = luma[::_SAMPLE_STEP, ::_SAMPLE_STEP]
        fingerprint = zlib.crc32(sample.tobytes())
        is_dark = float(sample.mean()) < DARK_LEVEL or float(sample.std()) < FLAT_DEVIATION
        self._note(COVERED, is_dark, now)
        self._note(FROZEN, fingerprint == self._print, now)
        self._print = fingerprint
        lasting = [word for word, since in self._since.items() if now - since >= PATIENCE_SECONDS]
        return COVERED if COVERED in lasting else (FROZEN if FROZEN in lasting else None)

    def begin_anew(self) -> None:
        """Forget what was seen: the camera is another one."""
        self._print = None
        self._since.clear()

    def _note(self, word: str, holds: bool, now: float) -> None:
        if holds:
            self._since.setdefault(word, now)
        else:
            self._since.pop(word, None)
