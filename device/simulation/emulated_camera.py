"""Plays a camera: shows whatever is held up, with a little noise that differs from frame to frame.

Never paces itself: the scanner asks for a frame when it wants one. The same seed gives the same frames.
"""

import random
from typing import TYPE_CHECKING, Final

import numpy as np

from device.clock.protocol import Clock
from device.scanner.camera import CameraGone, CameraTimeout
from device.scanner.frame import Frame, Plane
from device.simulation.camera_scene import CameraScene
from device.simulation.empty_room import Planes, empty_room

if TYPE_CHECKING:
    from PIL.Image import Image

    from device.simulation.code_picture import CodePicture

_NOISE_LEVELS: Final = 4
_NOISE_SHIFTS: Final = 61
"""The grain is drawn once and moves by a row from frame to frame: no two are alike, and it costs one addition."""
_COVERED_LEVEL: Final = 3
_NEUTRAL: Final = 128
_Optics = tuple[bool, float, float]
"""Whether the lens is covered, the share of the daylight, the lens's blur in pixels."""


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
        rows = scene.height + _NOISE_SHIFTS
        # numpy's own generators would cost an emulated gate 7 MB of memory
        chance = random.Random(seed).randbytes(rows * scene.width)  # noqa: S311 - grain protects nothing
        self._grain: Plane = np.frombuffer(chance, np.uint8).reshape(rows, scene.width) % _NOISE_LEVELS
        self._frames = 0
        self._drawn: tuple[object, _Optics, Planes] | None = None
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
        self._last = Frame(luma=self._with_grain(planes.luma), chroma_u=planes.chroma_u, at=now)
        return self._last

    def close(self) -> None:
        """Forget everything."""
        self._drawn = self._last = None

    def _planes(self) -> Planes:
        """Give what is before the lens, dark enough for the grain to fit above it; drawn anew only when it changed."""
        shown, scene = self._scene.shown(), self._scene
        optics: _Optics = (scene.covered, scene.light, scene.lens_blur_pixels)
        if self._drawn is None or self._drawn[0] is not shown or self._drawn[1] != optics:
            planes = _through(optics, _drawn(shown, scene.width, scene.height))
            luma = np.minimum(planes.luma, 256 - _NOISE_LEVELS).astype(np.uint8)
            self._drawn = (shown, optics, Planes(luma=luma, chroma_u=planes.chroma_u))
        return self._drawn[2]

    def _with_grain(self, luma: Plane) -> Plane:
        rows, columns = luma.shape
        shift = self._frames % _NOISE_SHIFTS
        return luma + self._grain[shift : shift + rows, :columns]


def _drawn(shown: "tuple[CodePicture, ...] | Image", width: int, height: int) -> Planes:
    if not shown:
        return empty_room(width, height)
    from device.simulation.code_picture import draw, planes_of  # noqa: PLC0415 - only where something is held up

    return draw(shown, width, height) if isinstance(shown, tuple) else planes_of(shown)


def _through(optics: _Optics, planes: Planes) -> Planes:
    """Give what a lens in this light makes of `planes`."""
    is_covered, light, blur_pixels = optics
    luma, blue = planes.luma, planes.chroma_u
    if is_covered:
        return Planes(luma=np.full_like(luma, _COVERED_LEVEL), chroma_u=np.full_like(blue, _NEUTRAL))
    if blur_pixels > 0:
        from PIL import Image, ImageFilter  # noqa: PLC0415 - only where the lens is out of focus

        luma, blue = (
            np.asarray(Image.fromarray(plane).filter(ImageFilter.GaussianBlur(pixels)))
            for plane, pixels in ((luma, blur_pixels), (blue, blur_pixels / 2))
        )
    if light < 1:
        luma = (luma * light).astype(np.uint8)
        blue = (_NEUTRAL + (blue.astype(np.float32) - _NEUTRAL) * light).astype(np.uint8)
    return Planes(luma=luma, chroma_u=blue)
