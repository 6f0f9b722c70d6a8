"""Says what a panel is to the screen: it has a size and takes whole pictures.

Never decides what is shown. HDMI and the usual SPI panels, e-paper too, are framebuffers of the kernel
(`framebuffer.py`); a panel of another kind needs a class of this shape and nothing else.
"""

from typing import TYPE_CHECKING, Protocol

from device.errors import DeviceFault

if TYPE_CHECKING:
    from PIL.Image import Image


class DisplayFault(DeviceFault):
    """The panel does not take the picture; it is tried again."""

    detail = "panel"


class Display(Protocol):
    """A panel."""

    def size(self) -> tuple[int, int]:
        """Give width and height in pixels.

        Raises:
            DisplayFault: the panel is not there.
        """

    def show(self, picture: "Image") -> None:
        """Show a picture of that size, with a palette (Pillow's mode P).

        Raises:
            DisplayFault: the panel does not take it.
        """

    def close(self) -> None:
        """Let go."""
