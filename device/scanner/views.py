"""Shows a plane in another way to a decoder that could not read it: larger, darker, turned, leaning.

Never invents anything: each view is the same pixels seen otherwise, and says where in the plane its pixels lie.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from PIL import Image

from device.scanner.decoders import Corner, Look, ReadCode, UnreadCode
from device.scanner.frame import Plane

Points = npt.NDArray[np.float64]
"""One (column, row) a line."""
Back = Callable[[Points], Points]
_DARKER: Final[Plane] = (255 * (np.arange(256) / 255) ** 2).astype(np.uint8)
_BANDS: Final = 8
"""A curve is followed in this many straight pieces each way."""


class View(Struct, frozen=True, kw_only=True):
    """A plane made from another."""

    plane: Plane
    back: Back
    """Takes places in this plane to the places in the original that are shown there."""

    def home(self, look: Look) -> Look:
        """Give what was seen in this view with its corners in the original plane."""
        return Look(
            codes=tuple(
                ReadCode(text=code.text, decoder=code.decoder, corners=self._home(code.corners)) for code in look.codes
            ),
            unread=tuple(UnreadCode(corners=self._home(code.corners), modules=code.modules) for code in look.unread),
            too_long=look.too_long,
        )

    def _home(self, corners: tuple[Corner, ...]) -> tuple[Corner, ...]:
        if not corners:
            return ()
        places = self.back(np.array(corners, dtype=np.float64))
        return tuple((round(float(x)), round(float(y))) for x, y in places)

    def remade(self, plane: Plane, back: Back) -> "View":
        """Give a view made from this one, from whose places `back` leads to places in this one."""
        return View(plane=plane, back=lambda places: self.back(back(places)))


def whole(plane: Plane, times_smaller: float = 1.0) -> View:
    """Give the plane itself, which is so many times smaller than the picture it was made from."""
    return View(plane=plane, back=lambda places: places * times_smaller)


def part(plane: Plane, *, left: int, top: int, right: int, bottom: int) -> View:
    """Give a rectangle of the plane, cut to the plane's edges."""
    left, top = max(left, 0), max(top, 0)
    cut = plane[top : max(bottom, top), left : max(right, left)]
    corner = np.array([left, top])
    return View(plane=cut, back=lambda places: places + corner)


def within(view: View, side_pixels: int) -> View:
    """Give the view no longer than `side_pixels`; shrunk by averaging, never enlarged."""
    rows, columns = view.plane.shape
    if max(rows, columns) <= side_pixels:
        return view
    return _resized(view, side_pixels / max(rows, columns), Image.Resampling.BILINEAR)


def enlarged(view: View) -> View:
    """Give the view at twice its size, drawn out smoothly: small modules gain by it."""
    return _resized(view, 2.0, Image.Resampling.BICUBIC)


def darker(view: View) -> View:
    """Give the view with its middle tones pulled down: glare and pale print gain by it."""
    return View(plane=_DARKER[view.plane], back=view.back)


def leaning(view: View, *, top: float = 0.0, left: float = 0.0, times: int = 2) -> View:
    """Give the view `times` as large, its top (or left) edge drawn out and the opposite one drawn in by that share.

    A code that leans away gains by it, and so does one on cloth: lines stay straight, distances along them even.
    """
    rows, columns = view.plane.shape
    x, y = top * columns, left * rows
    north_west, north_east, south_east, south_west = (x, y), (columns - x, -y), (columns + x, rows + y), (-x, rows - y)
    factors = (*north_west, *south_west, *south_east, *north_east)
    plane = _transformed(view, times * columns, times * rows, Image.Transform.QUAD, factors)

    def back(places: Points) -> Points:
        u, v = (places / (times * columns, times * rows)).T
        across = x + (columns - 2 * x) * u + 2 * x * v * (2 * u - 1)
        down = y + (rows - 2 * y) * v + 2 * y * u * (2 * v - 1)
        return np.stack([across, down], axis=1)

    return view.remade(plane, back)


def bent(view: View, *, across: float = 0.0, down: float = 0.0, times: int = 2) -> View:
    """Give the view `times` as large, its middle pushed by that share: a sheet held in a curve gains by it."""
    rows, columns = view.plane.shape
    edges = [step / _BANDS for step in range(_BANDS + 1)]

    def source(u: float, v: float) -> tuple[float, float]:
        return (u + across * math.sin(math.pi * v)) * columns, (v + down * math.sin(math.pi * u)) * rows

    wide, high = times * columns, times * rows
    mesh = []
    for left, right in pairwise(edges):
        for upper, lower in pairwise(edges):
            box = (round(left * wide), round(upper * high), round(right * wide), round(lower * high))
            corners = (*source(left, upper), *source(left, lower), *source(right, lower), *source(right, upper))
            mesh.append((box, corners))
    plane = _transformed(view, wide, high, Image.Transform.MESH, mesh)

    def back(places: Points) -> Points:
        return np.array([source(float(u), float(v)) for u, v in places / (wide, high)])

    return view.remade(plane, back)


def turned(view: View, degrees: float) -> View:
    """Give the view turned about its middle, large enough to lose nothing."""
    rows, columns = view.plane.shape
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    wide = int(abs(columns * cos) + abs(rows * sin)) + 1
    high = int(abs(columns * sin) + abs(rows * cos)) + 1
    middle, turned_middle = np.array([columns / 2, rows / 2]), np.array([wide / 2, high / 2])
    turn = np.array([[cos, -sin], [sin, cos]])
    offset = middle - turn @ turned_middle
    factors = (cos, -sin, offset[0], sin, cos, offset[1])
    plane = _transformed(view, wide, high, Image.Transform.AFFINE, tuple(map(float, factors)))
    return view.remade(plane, lambda places: places @ turn.T + offset)


def _resized(view: View, times: float, by: Image.Resampling) -> View:
    rows, columns = view.plane.shape
    wide, high = max(round(columns * times), 1), max(round(rows * times), 1)
    plane = np.asarray(Image.fromarray(view.plane).resize((wide, high), by))
    return view.remade(plane, lambda places: places * (columns / wide, rows / high))


def _transformed(view: View, columns: int, rows: int, how: Image.Transform, factors: Sequence[Any]) -> Plane:
    ground = int(np.median(view.plane[::8, ::8]))
    image = Image.fromarray(view.plane)
    return np.asarray(image.transform((columns, rows), how, factors, Image.Resampling.BICUBIC, 1, ground))
