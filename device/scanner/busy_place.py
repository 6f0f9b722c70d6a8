"""Finds where in a plane something is as finely patterned as a code, for codes whose finders cannot be seen.

Never reads anything: a checked coat is finely patterned too. A reflection on one of the three finders leaves a decoder
nothing to begin with, while the pattern beside it is there for all to see.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from device.scanner.decoders import Corner
from device.scanner.frame import Plane

CELL_PIXELS: Final = 32
Cells = npt.NDArray[np.bool_]
_ROW_STEP: Final = 8
_NEIGHBOUR_PIXELS: Final = 3
"""About a module: neighbours so far apart are dark and light in every second place of a code."""
_CONTRAST_LEAST: Final = 16
_BUSY_SHARE: Final = 0.22
"""Of a cell's places: a code has 0.3 to 0.5, lettering 0.1 to 0.2, cloth and walls less."""
_CELLS_LEAST, _CELLS_MOST = 3, 16


def busy_place(plane: Plane) -> tuple[Corner, ...] | None:
    """Give the corners of the busiest upright rectangle of a code's size, clockwise, or None."""
    down, across = plane.shape[0] // CELL_PIXELS, (plane.shape[1] - _NEIGHBOUR_PIXELS) // CELL_PIXELS
    if min(down, across) < _CELLS_LEAST:
        return None
    rows = plane[: down * CELL_PIXELS : _ROW_STEP]
    wide = across * CELL_PIXELS
    here, there = rows[:, :wide], rows[:, _NEIGHBOUR_PIXELS : wide + _NEIGHBOUR_PIXELS]
    differs = (np.maximum(here, there) - np.minimum(here, there) > np.uint8(_CONTRAST_LEAST)).view(np.uint64)
    # eight places of one byte, each 0 or 1, lie in a word; few enough words are added for no byte to overflow
    words = differs.reshape(down, CELL_PIXELS // _ROW_STEP, across, CELL_PIXELS // 8).sum(axis=(1, 3))
    counts = np.ascontiguousarray(words).view(np.uint8).reshape(down, across, 8).sum(axis=2, dtype=np.uint16)
    is_busy = counts >= _BUSY_SHARE * CELL_PIXELS * CELL_PIXELS / _ROW_STEP
    if np.count_nonzero(is_busy) < _CELLS_LEAST * _CELLS_LEAST - 2:
        return None
    top, bottom, left, right = _grown(is_busy, *_middle_cell(is_busy))
    if not all(_CELLS_LEAST <= cells <= _CELLS_MOST for cells in (bottom - top, right - left)):
        return None
    low_x, low_y, high_x, high_y = (cell * CELL_PIXELS for cell in (left, top, right, bottom))
    return ((low_x, low_y), (high_x, low_y), (high_x, high_y), (low_x, high_y))


def _middle_cell(is_busy: Cells) -> tuple[int, int]:
    """Give the cell with the most busy ones around it."""
    padded = np.pad(is_busy.astype(np.uint8), 1)
    columns = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    around = columns[:-2] + columns[1:-1] + columns[2:]
    row, column = np.unravel_index(int(around.argmax()), around.shape)
    return int(row), int(column)


def _grown(is_busy: Cells, row: int, column: int) -> tuple[int, int, int, int]:
    """Give top, bottom, left and right (ends not included) of the rectangle around a cell that is busy to its edges."""
    rows, columns = is_busy.shape
    top, bottom, left, right = row, row + 1, column, column + 1
    while True:
        before = (top, bottom, left, right)
        across, down = slice(max(left - 1, 0), right + 1), slice(max(top - 1, 0), bottom + 1)
        top -= top > 0 and bool(is_busy[top - 1, across].sum() * 3 >= right - left)
        bottom += bottom < rows and bool(is_busy[bottom, across].sum() * 3 >= right - left)
        left -= left > 0 and bool(is_busy[down, left - 1].sum() * 3 >= bottom - top)
        right += right < columns and bool(is_busy[down, right].sum() * 3 >= bottom - top)
        if (top, bottom, left, right) == before:
            return before
