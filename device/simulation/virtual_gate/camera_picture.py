"""Gives what the emulated camera sees as a small picture for the page, drawn anew only when something else is shown.

Never writes it anywhere: it lives in memory until the next one.
"""

import io
import threading
from typing import Final

from PIL import Image

from device.simulation.camera_scene import CameraScene
from device.simulation.code_picture import CodePicture, picture_of

KIND: Final = "image/jpeg"
_WIDTH: Final = 480
_QUALITY: Final = 62


class CameraPicture:
    """The newest picture and its number."""

    def __init__(self, scene: CameraScene) -> None:
        self._scene = scene
        self._lock = threading.Lock()
        self._shown: object = None
        self._drawn: tuple[int, bytes] = (-1, b"")
        self.number = 0
        """Grows whenever something else is before the camera."""

    def look(self) -> int:
        """Give the number of what is before the camera now."""
        state = (self._scene.shown(), self._scene.covered, self._scene.gone)
        with self._lock:
            # a tuple of pictures compares by value, a photograph by itself
            if state != self._shown:
                self._shown = state
                self.number += 1
            return self.number

    def holds(self) -> str | None:
        """Name what is held up: an ink, `picture`, or nothing."""
        shown = self._scene.shown()
        if isinstance(shown, tuple):
            return shown[0].ink if shown else None
        return "picture"

    def jpeg(self) -> bytes:
        """Draw it; for a thread that may take its time."""
        number, shown = self.look(), self._scene.shown()
        with self._lock:
            if self._drawn[0] == number:
                return self._drawn[1]
        picture = self._small(shown)
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=_QUALITY)
        with self._lock:
            self._drawn = (number, written.getvalue())
            return self._drawn[1]

    def _small(self, shown: tuple[CodePicture, ...] | Image.Image) -> Image.Image:
        width, height = self._scene.width, self._scene.height
        size = (_WIDTH, round(_WIDTH * height / width))
        if self._scene.covered or self._scene.gone:
            return Image.new("RGB", size, (6, 6, 8))
        whole = picture_of(shown, width, height) if isinstance(shown, tuple) else shown
        return whole.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
