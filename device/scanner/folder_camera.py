"""Shows the image files of a folder one after the other as if a camera saw them: for a PC without a camera.

Each picture is seen twice, once for luma and once for the blue plane: a text that nothing proves counts when it was
read twice. Never writes to the folder. A file that is no picture, or no file, is left out; a folder without a readable
picture is a camera that is gone. The first pixel differs from frame to frame, as noise does: one picture shown for long
is not a frozen camera.
"""

import logging
from pathlib import Path
from time import monotonic
from typing import Final

import numpy as np
from PIL import Image

from device.errors import FileRefused
from device.scanner.camera import CameraGone
from device.scanner.frame import Frame
from device.scanner.picture_file import open_picture
from device.scanner.picture_folder import PICTURE_ENDINGS

FILES_MOST: Final = 10_000
_log = logging.getLogger(__name__)


class FolderCamera:
    """A camera that sees files (`device.scanner.camera.Camera`)."""

    name: Final = "folder"

    def __init__(self, folder: Path, *, width: int, height: int) -> None:
        """List the pictures of `folder`; each is fitted into `width` x `height`.

        Raises:
            CameraGone: there are none.
        """
        self._folder, self._size = folder, (width, height)
        try:
            found = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURE_ENDINGS)
        except OSError as error:
            raise CameraGone(f"{folder} cannot be read: {error.strerror}") from error
        self._files = found[:FILES_MOST]
        self._next = 0
        self._frames = 0

    def capture(self) -> Frame:
        """Give the next picture, each in two frames, the first again after the last.

        Raises:
            CameraGone: no file is a picture.
        """
        while self._files:
            self._next %= len(self._files)
            path = self._files[self._next]
            try:
                image = self._open(path)
            except FileRefused as error:
                _log.warning("a picture is left out: %s", error)
                del self._files[self._next]
            else:
                self._next += self._frames % 2
                return self._frame(image)
        raise CameraGone(f"{self._folder} holds no picture")

    def close(self) -> None:
        """Nothing is held."""

    def _open(self, path: Path) -> Image.Image:
        small = open_picture(path).image.convert("RGB")
        small.thumbnail(self._size)
        if min(small.size) < 2:  # noqa: PLR2004 - colour has half the resolution
            raise FileRefused(f"{path}: it is too small")
        return small

    def _frame(self, image: Image.Image) -> Frame:
        planes = image.crop((0, 0, image.width // 2 * 2, image.height // 2 * 2)).convert("YCbCr")
        luma, blue = np.array(planes.getchannel("Y")), np.array(planes.getchannel("Cb").reduce(2))
        self._frames += 1
        luma[0, 0] ^= self._frames & 1
        return Frame(luma=luma, chroma_u=blue, at=monotonic())
