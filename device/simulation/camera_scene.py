"""Holds what is before an emulated camera, and how that camera is doing.

Never draws: `device.simulation.emulated_camera` does, and loads what it needs for that when a camera is opened.
"""

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

    from device.simulation.code_picture import CodePicture


class CameraScene:
    """What is before the camera; changed by a player or a page, read by every camera opened on it."""

    def __init__(self, *, width: int = 1280, height: int = 720) -> None:
        self.width, self.height = width, height
        self._lock = Lock()
        self._shown: tuple[CodePicture, ...] | Image.Image = ()
        self.frozen = False
        """One and the same frame is delivered again and again."""
        self.covered = False
        """Something lies over the lens."""
        self.light = 1.0
        """Share of the daylight that falls on what is before the lens."""
        self.lens_blur_pixels = 0.0
        """Standard deviation of what a lens out of focus, or a greasy one, makes of a point."""
        self.silent = False
        """No frame comes: every capture times out."""
        self.gone = False
        """No camera answers."""

    def hold_up(self, *pictures: "CodePicture") -> None:
        """Show codes, or nothing."""
        with self._lock:
            self._shown = pictures

    def show_image(self, image: "Image.Image") -> None:
        """Show a photograph, fitted into the frame."""
        from PIL import Image  # noqa: PLC0415 - only where a photograph is shown

        fitted = Image.new("RGB", (self.width, self.height), (96, 104, 112))
        small = image.convert("RGB")
        small.thumbnail((self.width, self.height))
        fitted.paste(small, ((self.width - small.width) // 2, (self.height - small.height) // 2))
        with self._lock:
            self._shown = fitted

    def restore(self) -> None:
        """Bring light, lens and camera back to an ordinary morning."""
        self.frozen = self.covered = self.silent = self.gone = False
        self.light, self.lens_blur_pixels = 1.0, 0.0

    def shown(self) -> "tuple[CodePicture, ...] | Image.Image":
        """Give what is held up."""
        with self._lock:
            return self._shown
