"""Shows the image files of a folder one after the other as if a camera saw them: for a PC without a camera.

Never writes to the folder. A folder without a readable picture is a camera that is gone.
"""

from itertools import count
from pathlib import Path
from time import monotonic
from typing import Final

import numpy as np
from PIL import Image

from device.scanner.camera import CameraGone
from device.scanner.frame import Frame

FILES_MOST: Final = 10_000
_ENDINGS: Final = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"})


class FolderCamera:
    """A camera that sees files (`device.scanner.camera.Camera`)."""

    name: Final = "folder"

    def __init__(self, folder: Path, *, width: int, height: int) -> None:
        """List the pictures of `folder`; each is fitted into `width` x `height`.

        Raises:
            CameraGone: there are none.
        """
        self._size = (width, height)
        try:
            found = sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)
        except OSError as error:
            raise CameraGone(f"{folder} cannot be read: {error.strerror}") from error
        if not found:
            raise CameraGone(f"{folder} holds no picture")
        self._files = found[:FILES_MOST]
        self._numbers = count()

    def capture(self) -> Frame:
        """Give the next picture, the first again after the last.

        Raises:
            CameraGone: the file is no picture.
        """
        path = self._files[next(self._numbers) % len(self._files)]
        try:
            with Image.open(path) as image:
                image.thumbnail(self._size)
                planes = image.convert("YCbCr")
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            raise CameraGone(f"{path} is no picture: {error}") from error
        even = planes.crop((0, 0, planes.width // 2 * 2, planes.height // 2 * 2))
        luma, blue, _ = even.split()
        return Frame(luma=np.asarray(luma), chroma_u=np.asarray(blue)[::2, ::2].copy(), at=monotonic())

    def close(self) -> None:
        """Nothing is held."""
