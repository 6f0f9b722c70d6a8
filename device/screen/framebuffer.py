"""Shows pictures on a framebuffer of the Linux kernel: HDMI, and SPI or e-paper panels with a driver of the kernel's.

Never changes the panel's mode; it takes the size, depth and line length the kernel states.
Linux, Documentation/fb/api.rst and /sys/class/graphics/fb*/.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from device.screen.display import DisplayFault

if TYPE_CHECKING:
    from PIL.Image import Image

GRAPHICS: Final = Path("/sys/class/graphics")
_BITS: Final = (16, 32)
"""RGB565 and XRGB8888, little-endian: what the kernel's drivers give."""
_DEEP: Final = 32
_LINES_AT_ONCE: Final = 32
"""So few that what is looked up is still in the processor's cache when it is written."""
_SIDE_MOST: Final = 8192


class Mode(Struct, frozen=True, kw_only=True):
    """How the kernel keeps the picture."""

    width: int
    height: int
    bits: int
    line_bytes: int


class Framebuffer:
    """One framebuffer device; opened anew for each picture, so that a panel may come and go."""

    def __init__(self, device: Path, graphics: Path = GRAPHICS) -> None:
        self._device, self._about = device, graphics / device.name

    def mode(self) -> Mode:
        """Ask the kernel.

        Raises:
            DisplayFault: there is no such framebuffer, or its pixels are of an unknown form.
        """
        try:
            width, height = (int(word) for word in self._said("virtual_size").split(","))
            bits, line = int(self._said("bits_per_pixel")), int(self._said("stride"))
        except OSError as error:
            raise DisplayFault(f"{self._device} is no framebuffer: {error.strerror or error}") from error
        except ValueError as error:
            raise DisplayFault(f"{self._device}: the kernel states no size: {error}") from error
        if bits not in _BITS:
            raise DisplayFault(f"{self._device}: {bits} bits a pixel; 16 or 32 are known")
        if not (0 < width <= _SIDE_MOST and 0 < height <= _SIDE_MOST and line >= width * bits // 8):
            raise DisplayFault(f"{self._device}: {width} x {height} in lines of {line} bytes is no size")
        return Mode(width=width, height=height, bits=bits, line_bytes=line)

    def size(self) -> tuple[int, int]:
        """Give width and height in pixels."""
        mode = self.mode()
        return mode.width, mode.height

    def show(self, picture: "Image") -> None:
        """Write a picture of the panel's size, in numbers of its palette."""
        mode = self.mode()
        if picture.size != (mode.width, mode.height):
            raise DisplayFault(f"{self._device} is {mode.width} x {mode.height} now")
        try:
            with self._device.open("r+b", buffering=0) as file:
                for lines in _pixels(picture, mode):
                    file.write(lines)
        except OSError as error:
            raise DisplayFault(f"{self._device} cannot be written: {error.strerror or error}") from error

    def close(self) -> None:
        """Hold nothing."""

    def _said(self, name: str) -> str:
        return (self._about / name).read_text(encoding="ascii").strip()


def _pixels(picture: "Image", mode: Mode) -> Iterator[memoryview]:
    """Give the panel's own pixels, a few lines at a time; each is good until the next is asked for."""
    import numpy as np  # noqa: PLC0415 - on the screen's thread, where the panel wants it

    numbers = np.asarray(picture)
    red, green, blue = np.array(picture.getpalette("RGB"), dtype=np.uint32).reshape(-1, 3).T
    if mode.bits == _DEEP:
        table = (red << 16 | green << 8 | blue).astype("<u4")
    else:
        table = ((red >> 3) << 11 | (green >> 2) << 5 | blue >> 3).astype("<u2")
    lines = np.zeros((_LINES_AT_ONCE, mode.line_bytes // table.itemsize), dtype=table.dtype)
    for top in range(0, mode.height, _LINES_AT_ONCE):
        some = numbers[top : top + _LINES_AT_ONCE]
        lines[: len(some), : mode.width] = table[some]
        yield lines[: len(some)].data
