"""Finds the nearest face in a thermal picture: where its forehead is, whether it is covered, and who stands beside it.

Never says how warm anybody is inside: an array is good to a degree or two, which tells skin from cloth and wall and no
more. What it finds helps somebody to stand rightly and decides nothing.

A face is a group of columns that are nearly as warm as the warmest skin in view. The middle of the face is where it is
widest; the forehead is looked for where a forehead of that width must be, warm or not, so that a cap shows.
"""

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from device.guidance.coach import Face
from device.sensors.mlx90640_calibration import COLUMNS, ROWS, Numbers

SKIN_CELSIUS: Final = 27.0
"""Nothing colder is taken for a face."""
HOT_CELSIUS: Final = 40.0
"""No face is as warm; a cup in somebody's hand says nothing about how warm skin is here."""
ABOVE_ROOM_CELSIUS: Final = 1.5
WARM_SHARE: Final = 0.7
"""How far between the room and the warmest skin a pixel must be to count as face."""
COLUMNS_LEAST: Final = 4
"""A face that is narrower stands further away than anybody who is measured."""
BESIDE_SHARE: Final = 0.6
"""Somebody beside counts from this share of the nearest face's width; who waits behind is smaller."""
_WARMEST_PIXELS: Final = 12
_ROOM_PERCENT: Final = 20
_ROWS_LEAST: Final = 3
_TALL: Final = 1.3
"""A face from hairline to chin is so much taller than wide."""
_WIDE_SHARE: Final = 0.85
_BROW_ABOVE: Final = 0.6
_CHEEKS_BELOW: Final = 0.25
_PATCH: Final = 0.15
"""Places on a face and half the height of what is looked at there, in parts of half its height."""


class Optics(Struct, frozen=True, kw_only=True):
    """How the array looks at the lane."""

    width_degrees: float = 110.0
    height_degrees: float = 75.0
    mark_right_degrees: float = 0.0
    """Where in its picture the thermometer looks, right of the middle."""
    mark_below_degrees: float = 0.0
    is_upside_down: bool = False


class _Found(Struct, frozen=True, kw_only=True):
    """One face, in pixels."""

    middle_column: float
    middle_row: float
    half_width: float
    breadth: float
    """Tangents from edge to edge: the true width in parts of the distance, also at the side of the picture."""


def nearest_face(celsius: Numbers, optics: Optics) -> Face | None:
    """Give the widest face of a picture of 24 rows and 32 columns; None: there is none near enough."""
    if optics.is_upside_down:
        celsius = celsius[::-1, ::-1]
    held = np.minimum(celsius, HOT_CELSIUS)
    living = held[held < HOT_CELSIUS]
    if living.size < _WARMEST_PIXELS:
        return None
    room = float(np.percentile(held, _ROOM_PERCENT))
    warmest = float(np.partition(living, -_WARMEST_PIXELS)[-_WARMEST_PIXELS:].mean())
    if warmest < SKIN_CELSIUS or warmest - room < ABOVE_ROOM_CELSIUS:
        return None
    found = _faces(held >= room + WARM_SHARE * (warmest - room), optics.width_degrees / COLUMNS)
    if not found:
        return None
    widest = max(found, key=lambda face: face.breadth)
    beside = sum(face.breadth >= BESIDE_SHARE * widest.breadth for face in found)
    return _described(held, widest, optics, beside)


def _faces(warm: NDArray[np.bool_], column_degrees: float) -> list[_Found]:
    """Every group of neighbouring columns that is warm in some rows."""
    is_face = np.count_nonzero(warm, axis=0) >= _ROWS_LEAST
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_face, [False])).astype(np.int8)))
    found = []
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        if end - first < COLUMNS_LEAST:
            continue
        widths = np.count_nonzero(warm[:, first:end], axis=1)
        wide = np.flatnonzero(widths >= _WIDE_SHARE * widths.max())
        middle = float(wide.mean())
        columns = np.flatnonzero(warm[round(middle), first:end])
        centre = float(columns.mean()) if columns.size else (end - first - 1) / 2
        left, right = np.tan(np.radians((np.array([first, end]) - COLUMNS / 2) * column_degrees))
        found.append(
            _Found(
                middle_column=float(first + centre),
                middle_row=middle,
                half_width=float(widths.max() / 2),
                breadth=float(right - left),
            )
        )
    return found


def _described(held: Numbers, face: _Found, optics: Optics, faces: int) -> Face:
    column_degrees, row_degrees = optics.width_degrees / COLUMNS, optics.height_degrees / ROWS
    half_height = face.half_width * _TALL * column_degrees / row_degrees
    brow_row = face.middle_row - _BROW_ABOVE * half_height
    return Face(
        aside_degrees=(face.middle_column - (COLUMNS - 1) / 2) * column_degrees - optics.mark_right_degrees,
        below_degrees=(brow_row - (ROWS - 1) / 2) * row_degrees - optics.mark_below_degrees,
        brow_celsius=_patch(held, brow_row, half_height, face),
        cheeks_celsius=_patch(held, face.middle_row + _CHEEKS_BELOW * half_height, half_height, face),
        faces=faces,
    )


def _patch(held: Numbers, row: float, half_height: float, face: _Found) -> float:
    """Median of a place on the face; of its nearest visible row where it lies outside the picture."""
    first = min(max(round(row - _PATCH * half_height), 0), ROWS - 1)
    last = min(max(round(row + _PATCH * half_height), first), ROWS - 1)
    left = max(round(face.middle_column - face.half_width / 2), 0)
    right = min(round(face.middle_column + face.half_width / 2), COLUMNS - 1)
    return float(np.median(held[first : last + 1, left : right + 1]))
