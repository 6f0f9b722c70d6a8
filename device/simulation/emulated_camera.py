"""Plays a camera: shows whatever is held up, with a little noise that differs from frame to frame.

Never paces itself: the scanner asks for a frame when it wants one. The same seed gives the same frames.
"""

from typing import Final

import numpy as np
from PIL import Image

from device.clock import Clock
from device.scanner.camera import CameraGone, CameraTimeout
from device.scanner.frame import Frame, Plane
from device.simulation.camera_scene import CameraScene
from device.simulation.code_picture import Planes, draw, planes_of

_NOISE_ROWS: Final = 48
"""Noise is laid over a few rows that move from frame to frame: enough for no two frames to be alike, and cheap."""
_NOISE_LEVELS: Final = 3


class EmulatedCamera:
    """A camera opened on a scene (`device.scanner.camera.Camera`)."""

    name: Final = "emulated"

    def __init__(self, scene: CameraScene, clock: Clock, *, seed: int = 1) -> None:
        """Open the camera.

        Raises:
            CameraGone: the scene says there is none.
        """
        if scene.gone:
            raise CameraGone("no camera answers; look at its ribbon cable")
        self._scene, self._clock = scene, clock
        rng = np.random.default_rng(seed)
        self._noise: Plane = rng.integers(0, _NOISE_LEVELS, (_NOISE_ROWS * 2, scene.width), dtype=np.uint8)
        self._frames = 0
        self._drawn: tuple[object, Planes] | None = None
        self._last: Frame | None = None

    def capture(self) -> Frame:
        """Give the newest frame.

        Raises:
            DeviceFault: a knob of the scene says so.
        """
        if self._scene.gone:
            raise CameraGone("no camera answers; look at its ribbon cable")
        if self._scene.silent:
            raise CameraTimeout("no frame within 2 s")
        now = self._clock.monotonic()
        if self._scene.frozen and self._last is not None:
            self._last = Frame(luma=self._last.luma, chroma_u=self._last.chroma_u, at=now)
            return self._last
        self._frames += 1
        planes = self._planes()
        luma = np.full_like(planes.luma, 3) if self._scene.covered else planes.luma.copy()
        self._add_noise(luma)
        self._last = Frame(luma=luma, chroma_u=None if self._scene.covered else planes.chroma_u, at=now)
        return self._last

    def close(self) -> None:
        """Forget everything."""
        self._drawn = self._last = None

    def _planes(self) -> Planes:
        shown = self._scene.shown()
        if self._drawn is None or self._drawn[0] is not shown:
            if isinstance(shown, Image.Image):
                self._drawn = (shown, planes_of(shown))
            else:
                self._drawn = (shown, draw(shown, self._scene.width, self._scene.height))
        return self._drawn[1]

    def _add_noise(self, luma: Plane) -> None:
        """Disturb a few rows; the rows and the noise move on, every frame is another."""
        rows = min(_NOISE_ROWS, luma.shape[0])
        shift = self._frames % _NOISE_ROWS
        luma[:rows, : self._noise.shape[1]] += self._noise[shift : shift + rows, : luma.shape[1]]
