"""Lays one picture over the one before it where both show the same thing, so that grain shrinks and ink stays.

Never invents anything, and never looks at more than two pictures: further back a hand has come nearer or tilted, and
four pictures laid over each other are read less often than one. They are shifted, not turned or scaled. The shift is
where the two agree best (phase correlation: Kuglin and Hines, 1975), to a sixteenth of a pixel.
"""

from typing import Final

import numpy as np

from device.scanner.frame import Plane

SHIFT_PIXELS_MOST: Final = 24
"""Between two pictures; a hand that moves faster smears each of them."""
_SIDE_PIXELS: Final = 256
"""Of the middle that is compared."""
_PARTS: Final = 16


def averaged(before: Plane, after: Plane) -> Plane | None:
    """Give the mean of `after` and `before` moved onto it; None where they do not fit or moved too far."""
    if before.shape != after.shape or min(after.shape) <= 2 * SHIFT_PIXELS_MOST:
        return None
    down, across = shift_between(before, after)
    if max(abs(down), abs(across)) > SHIFT_PIXELS_MOST:
        return None
    moved = _moved(before, down, across)
    return ((moved + after + 1) >> 1).astype(np.uint8)


def shift_between(before: Plane, after: Plane) -> tuple[float, float]:
    """Give by how many rows and columns what shows in `before` moved until `after`; both are of one shape."""
    rows, columns = (min(side, _SIDE_PIXELS) for side in after.shape)
    top, left = (after.shape[0] - rows) // 2, (after.shape[1] - columns) // 2
    window = np.outer(np.hanning(rows), np.hanning(columns))
    one, other = (plane[top : top + rows, left : left + columns].astype(np.float64) for plane in (before, after))
    there, here = (np.fft.rfft2((plane - plane.mean()) * window) for plane in (one, other))
    both = here * np.conj(there)
    agreement = np.fft.irfft2(both / (np.sqrt(np.abs(both)) + 1e-3), s=(rows, columns))
    row, column = (int(place) for place in np.unravel_index(int(agreement.argmax()), agreement.shape))
    down = row + _between(*(agreement[(row + step) % rows, column] for step in (-1, 0, 1)))
    across = column + _between(*(agreement[row, (column + step) % columns] for step in (-1, 0, 1)))
    return (down - rows if down > rows / 2 else down), (across - columns if across > columns / 2 else across)


def _between(before: float, peak: float, after: float) -> float:
    """Give where a parabola through three values one apart has its peak, from the middle one."""
    bend = before - 2 * peak + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < 0 else 0.0


def _moved(plane: Plane, down: float, across: float) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    """Give `plane` moved by that much, its edges drawn out; interpolated between neighbours."""
    rows, columns = plane.shape
    whole_down, whole_across = int(np.floor(down)), int(np.floor(across))
    part_down, part_across = round((down - whole_down) * _PARTS), round((across - whole_across) * _PARTS)
    edge = SHIFT_PIXELS_MOST + 2
    wide = np.pad(plane, edge, mode="edge").astype(np.uint32)

    def cut(further_down: int, further_across: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
        top, left = edge - whole_down - further_down, edge - whole_across - further_across
        return wide[top : top + rows, left : left + columns]

    total = cut(0, 0) * ((_PARTS - part_down) * (_PARTS - part_across))
    total += cut(1, 0) * (part_down * (_PARTS - part_across))
    total += cut(0, 1) * ((_PARTS - part_down) * part_across)
    total += cut(1, 1) * (part_down * part_across)
    return total // (_PARTS * _PARTS)
