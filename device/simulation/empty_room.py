"""Draws what a camera sees with nothing held up: a room and somebody's coat, in the camera's own form.

Never loads a drawing library: an emulated gate that waits for people costs little more memory than a real one.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from device.scanner.frame import Plane

ROOM: Final = (96, 104, 112)
COAT: Final = (140, 120, 105)
Ink = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planes:
    """A drawn picture, YUV 4:2:0."""

    luma: Plane
    """Height x width."""
    chroma_u: Plane
    """Half of both."""


def coat_box(width: int, height: int) -> tuple[int, int, int, int]:
    """Give the coat's left, top, right and bottom in a picture of this size."""
    return width // 6 * 2, height // 4 * 2, width // 4 * 2, height // 2 * 2


def empty_room(width: int, height: int) -> Planes:
    """Give `width` x `height` pixels (both even) of the room."""
    left, top, right, bottom = coat_box(width, height)
    luma = np.full((height, width), _luma(ROOM), dtype=np.uint8)
    chroma_u = np.full((height // 2, width // 2), _blue_difference(ROOM), dtype=np.uint8)
    luma[top:bottom, left:right] = _luma(COAT)
    chroma_u[top // 2 : bottom // 2, left // 2 : right // 2] = _blue_difference(COAT)
    return Planes(luma=luma, chroma_u=chroma_u)


def _luma(ink: Ink) -> int:
    """ITU-R BT.601, full range."""
    red, green, blue = ink
    return round(0.299 * red + 0.587 * green + 0.114 * blue)


def _blue_difference(ink: Ink) -> int:
    return round(128 + 0.564 * (ink[2] - _luma(ink)))
