"""Runs `menshen` where libcamera's virtual pipeline stands for the camera: the stored frames come through picamera2.

Bridges what picamera2 0.3.38 expects of a camera and libcamera 0.4's virtual pipeline lacks: raw modes, the length of
a filled buffer, and the display library of a Pi with a screen. The project's own adapter runs unchanged.
"""

import mmap
import sys
import types
from contextlib import suppress
from typing import Any


class _AnyName(type):
    def __getattr__(cls, name: str) -> str:
        return name


class _PixelFormat(metaclass=_AnyName):
    """Stands for pykms.PixelFormat, which picamera2 names and only a preview on a screen uses."""


pykms: Any = types.ModuleType("pykms")
pykms.PixelFormat = _PixelFormat
sys.modules["pykms"] = pykms

import libcamera  # noqa: E402 - after its stand-in
from picamera2 import Picamera2  # noqa: E402
from picamera2.allocators import LibcameraAllocator  # noqa: E402

_modes_of_a_sensor = Picamera2._get_raw_modes


def _modes(camera: Any) -> Any:  # noqa: ANN401 - picamera2 has no types
    if camera.camera.generate_configuration([libcamera.StreamRole.Raw]) is not None:
        return _modes_of_a_sensor(camera)
    formats = camera.camera.generate_configuration([libcamera.StreamRole.VideoRecording]).at(0).formats
    return [
        {"format": str(form), "size": (size.width, size.height)}
        for form in formats.pixel_formats
        for size in formats.sizes(form)
    ]


class _WholeBuffer:
    """Maps a buffer by the length of its planes: the virtual pipeline says that none of it is used."""

    def __init__(self, _allocator: object, buffer: Any, _write: bool) -> None:  # noqa: ANN401 - picamera2 has no types
        self._planes = buffer.planes

    def __enter__(self) -> mmap.mmap:
        end = max(plane.offset + plane.length for plane in self._planes)
        self._map = mmap.mmap(self._planes[0].fd, end, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)
        return self._map

    def __exit__(self, *_: object) -> None:
        with suppress(BufferError):  # somebody still looks at it; it goes with them
            self._map.close()


class _Allocator(LibcameraAllocator):  # type: ignore[misc]  # picamera2 has no types
    def __init__(self, camera: object) -> None:
        super().__init__(camera)
        self.sync = _WholeBuffer


_begin = Picamera2.__init__


def _with_our_allocator(self: Any) -> None:  # noqa: ANN401 - picamera2 has no types
    _begin(self)
    self.allocator = _Allocator(self.camera)


Picamera2._get_raw_modes = _modes
Picamera2.__init__ = _with_our_allocator

from device.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
