"""Shows a plane in another way to a decoder that could not read it: larger, darker, turned, leaning.

Never invents anything: each view is the same pixels seen otherwise, and says where in the plane its pixels lie.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from device.scanner.decoders import Corner, Look, ReadCode, UnreadCode
from device.scanner.frame import Plane

Matrix = npt.NDArray[np.float64]
_DARKER: Final[Plane] = (255 * (np.arange(256) / 255) ** 2).astype(np.uint8)
_BANDS: Final = 8
"""A curve is followed in this many straight pieces each way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A plane made from another."""

    plane: Plane
    back: Matrix
    """3 x 3; takes (column, row, 1) of this plane to the one it was made from."""

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
        at = self.back @ np.array([(column, row, 1) for column, row in corners], dtype=np.float64).T
        return tuple((round(float(x)), round(float(y))) for x, y in (at[:2] / at[2]).T)


def whole(plane: Plane, times_smaller: float = 1.0) -> View:
    """Give the plane itself, which is so many times smaller than the picture it was made from."""
    return View(plane=plane, back=np.diag([times_smaller, times_smaller, 1.0]))


def part(plane: Plane, *, left: int, top: int, right: int, bottom: int) -> View:
    """Give a rectangle of the plane, cut to the plane's edges."""
    left, top = max(left, 0), max(top, 0)
    back = np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], dtype=np.float64)
    return View(plane=plane[top : max(bottom, top), left : max(right, left)], back=back)


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


def leaning(view: View, *, top: float = 0.0, left: float = 0.0) -> View:
    """Give the view at twice its size, its top (or left) edge drawn out and the opposite one drawn in by that share.

    A code that leans away gains by it, and so does one on cloth: lines stay straight, distances along them even.
    """
    rows, columns = view.plane.shape
    x, y = top * columns, left * rows
    sources = [(x, y), (columns - x, -y), (columns + x, rows + y), (-x, rows - y)]
    north_west, north_east, south_east, south_west = sources
    factors = (*north_west, *south_west, *south_east, *north_east)
    plane = _transformed(view, 2 * columns, 2 * rows, Image.Transform.QUAD, factors)
    return View(plane=plane, back=view.back @ homography(_box(2 * columns, 2 * rows), sources))


def bent(view: View, *, across: float = 0.0, down: float = 0.0) -> View:
    """Give the view at twice its size, its middle pushed by that share: a sheet held in a curve gains by it.

    Corners found in it are true to that share only.
    """
    rows, columns = view.plane.shape
    edges = [step / _BANDS for step in range(_BANDS + 1)]

    def source(u: float, v: float) -> tuple[float, float]:
        return (u + across * math.sin(math.pi * v)) * columns, (v + down * math.sin(math.pi * u)) * rows

    wide, high = 2 * columns, 2 * rows
    mesh = []
    for left, right in pairwise(edges):
        for upper, lower in pairwise(edges):
            box = (round(left * wide), round(upper * high), round(right * wide), round(lower * high))
            corners = (*source(left, upper), *source(left, lower), *source(right, lower), *source(right, upper))
            mesh.append((box, corners))
    plane = _transformed(view, wide, high, Image.Transform.MESH, mesh)
    return View(plane=plane, back=view.back @ np.diag([0.5, 0.5, 1.0]))


def turned(view: View, degrees: float) -> View:
    """Give the view turned about its middle, large enough to lose nothing."""
    rows, columns = view.plane.shape
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    wide = int(abs(columns * cos) + abs(rows * sin)) + 1
    high = int(abs(columns * sin) + abs(rows * cos)) + 1
    to_middle = np.array([[1, 0, -wide / 2], [0, 1, -high / 2], [0, 0, 1]])
    turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    from_middle = np.array([[1, 0, columns / 2], [0, 1, rows / 2], [0, 0, 1]])
    return _warped(view, from_middle @ turn @ to_middle, wide, high)


def homography(corners: list[tuple[float, float]], sources: list[tuple[float, float]]) -> Matrix:
    """Give the 3 x 3 matrix that takes four corners to four sources."""
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, sources, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return np.append(np.linalg.solve(np.array(rows), np.array(values)), 1.0).reshape(3, 3)


def _box(columns: int, rows: int) -> list[tuple[float, float]]:
    return [(0.0, 0.0), (float(columns), 0.0), (float(columns), float(rows)), (0.0, float(rows))]


def _resized(view: View, times: float, by: Image.Resampling) -> View:
    rows, columns = view.plane.shape
    wide, high = max(round(columns * times), 1), max(round(rows * times), 1)
    plane = np.asarray(Image.fromarray(view.plane).resize((wide, high), by))
    return View(plane=plane, back=view.back @ np.diag([columns / wide, rows / high, 1.0]))


def _warped(view: View, matrix: Matrix, columns: int, rows: int) -> View:
    factors = tuple(float(value) for value in (matrix / matrix[2, 2]).flat[:8])
    plane = _transformed(view, columns, rows, Image.Transform.PERSPECTIVE, factors)
    return View(plane=plane, back=view.back @ matrix)


def _transformed(view: View, columns: int, rows: int, how: Image.Transform, factors: Sequence[Any]) -> Plane:
    ground = int(np.median(view.plane[::8, ::8]))
    image = Image.fromarray(view.plane)
    return np.asarray(image.transform((columns, rows), how, factors, Image.Resampling.BICUBIC, 1, ground))
