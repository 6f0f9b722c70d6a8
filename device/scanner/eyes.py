"""Shows a decoder one plane of every frame, luma and blue in turn, because a yellow code does not show in luma.

Never looks at both planes of a frame: at 25 frames a second the other comes 40 ms later.
"""

from typing import Protocol

from msgspec import Struct

from device.scanner.blue_plane import BluePlanes
from device.scanner.coach import Sight, sight_of
from device.scanner.decoders import Look
from device.scanner.frame import Frame, Plane


class LiveDecoder(Protocol):
    """Reads one plane after another of a live picture."""

    def look(self, plane: Plane, *, again: bool) -> Look:
        """Give every code in `plane`; `again`: nothing is yellow, and luma has the blue plane's turn as well."""

    def forget_pictures(self) -> None:
        """Let no picture seen until now help to read what comes."""


class Glance(Struct, frozen=True, kw_only=True):
    """What one plane of one frame gave."""

    look: Look
    plane: Plane
    luma: Plane
    """Of the same frame, whichever plane was looked at."""

    def sight(self, brightness: float) -> Sight:
        """Give what the coach wants to know of it; `brightness` is the mean of luma."""
        return sight_of(self.look, self.plane, self.luma, brightness)


class Eyes:
    """Remembers which plane is next."""

    def __init__(self, decoder: LiveDecoder) -> None:
        """`decoder` is shown every second plane from the same memory."""
        self._decoder = decoder
        self._blue_planes = BluePlanes()
        self._takes_blue = False

    def forget_pictures(self) -> None:
        """Let no picture seen until now help to read what comes: it may be another person's turn."""
        self._decoder.forget_pictures()

    def look(self, frame: Frame) -> Glance:
        """Look at the plane whose turn it is."""
        plane = self._blue_planes.of(frame) if self._takes_blue else frame.luma
        look = self._decoder.look(plane, again=self._takes_blue and plane is frame.luma)
        self._takes_blue = not self._takes_blue
        return Glance(look=look, plane=plane, luma=frame.luma)
