"""Makes the plane in which yellow ink is dark: half luma, half blue difference, the latter sharpened.

Never writes to the camera's memory. Yellow modules on white paper or glass hardly show in luma and are all there is in
blue difference (Cb of ITU-R BT.601), which has half the resolution each way: at three pixels a module it has one and a
half, so its edges are drawn sharper before it is interpolated. The sum is linear, because what a lamp's colour or the
sensor's grain adds then shifts both ink and paper, and it stays pale, because the decoder takes a contrast of 24 for
ink wherever it finds it, grain or not.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from device.scanner.frame import Frame, Plane

_GRAIN, _LIGHT_SHARE = 8, 8
"""Yellowish is what lacks more blue than three quarters of the picture, the sensor's grain, and an eighth of its luma.

A brown coat lacks less by day, and amber ink in near darkness more; a lamp's colour is in all of the picture.
"""
_YELLOW_SURELY: Final = 40
"""So little blue difference is yellow even where nearly all of the picture is: ink has 11."""
_NEUTRAL: Final = 128
_SAMPLE_STEP, _ROW_STEP = 24, 4
_YELLOW_PART_LEAST: Final = 4000
"""Of the pixels, one in so many must be yellowish: a health code of 2.5 pixels a module is 30 times as many."""
_CENTRE_TIMES, _SHIFT = 6, 2
"""(6 x itself - each of four neighbours) / 4: half of what is three times itself less twice their mean.

Sharper still would read more of what a sensor gives and less of what a USB camera has compressed.
"""
_HALF_MOST: Final = 127
Sums = npt.NDArray[np.int16]


class BluePlanes:
    """Makes one blue plane after another in the same memory: fresh memory costs more than the sums do."""

    def __init__(self) -> None:
        self._shape = (0, 0)

    def of(self, frame: Frame) -> Plane:
        """Give the blue plane, which is valid until the next is asked for; luma itself where nothing is yellowish.

        Neutral paper of luma 240 is 184 in it, and black 64 or so.
        """
        chroma = frame.chroma_u
        if chroma is None:
            return frame.luma
        if chroma.shape != self._shape:
            self._make_room(*chroma.shape)
        rows, columns = chroma.shape
        if not self._is_yellowish(frame.luma, chroma):
            return frame.luma
        self._interpolate(self._sharpened(chroma))
        luma = frame.luma[: rows * 2, : columns * 2]
        np.right_shift(luma, 1, out=self._half_luma)
        np.add(self._blue, self._half_luma, out=self._blue)
        return self._blue

    def _is_yellowish(self, luma: Plane, chroma: Plane) -> bool:
        light, room = _sorted_sample(luma), _sorted_sample(chroma)
        lack = _GRAIN + int(light[light.size // 2]) // _LIGHT_SHARE
        self._level.fill(max(min(int(room[room.size * 3 // 4]), _NEUTRAL) - lack, _YELLOW_SURELY))
        yellowish = np.count_nonzero(chroma[::_ROW_STEP] < self._level)
        return bool(yellowish * _ROW_STEP * _YELLOW_PART_LEAST >= chroma.size)

    def _make_room(self, rows: int, columns: int) -> None:
        self._shape = (rows, columns)
        # a row, because numpy is five times slower with a single number
        self._level = np.empty((1, columns), dtype=np.uint8)
        self._framed: Sums = np.empty((rows + 2, columns), dtype=np.int16)
        self._sums: Sums = np.empty((rows, columns), dtype=np.int16)
        self._centre: Sums = np.empty((rows, columns), dtype=np.int16)
        self._near, self._far, self._left, self._right = np.empty((4, rows, columns), dtype=np.uint8)
        self._pairs, self._right_halves = np.empty((2, rows, columns), dtype="<u2")
        self._wide_far: Plane = np.empty((rows, columns * 2), dtype=np.uint8)
        self._blue, self._half_luma = np.empty((2, rows * 2, columns * 2), dtype=np.uint8)

    def _sharpened(self, chroma: Plane) -> Plane:
        """Give half of blue difference with its edges drawn sharper, 0 to 127."""
        framed, sums, centre = self._framed, self._sums, self._centre
        framed[1:-1] = chroma
        framed[0], framed[-1] = framed[1], framed[-2]
        middle = framed[1:-1]
        np.add(framed[:-2], framed[2:], out=sums)
        sums[:, 1:] += middle[:, :-1]
        sums[:, 0] += middle[:, 0]
        sums[:, :-1] += middle[:, 1:]
        sums[:, -1] += middle[:, -1]
        np.multiply(middle, _CENTRE_TIMES, out=centre)
        np.subtract(centre, sums, out=centre)
        np.right_shift(centre, _SHIFT, out=centre)
        np.clip(centre, 0, _HALF_MOST, out=self._near, casting="unsafe")
        return self._near

    def _interpolate(self, near: Plane) -> None:
        """Draw it out to the size of luma: each pixel lies in the middle of four of luma (JPEG, MPEG-1).

        Weights are 3/4 and 1/4, each part rounded by itself: a byte never overflows.
        """
        far, left, right, wide_far = self._far, self._left, self._right, self._wide_far
        np.right_shift(near, 2, out=far)
        np.subtract(near, far, out=near)
        np.add(near[:, 1:], far[:, :-1], out=left[:, 1:])
        np.add(near[:, 0], far[:, 0], out=left[:, 0])
        np.add(near[:, :-1], far[:, 1:], out=right[:, :-1])
        np.add(near[:, -1], far[:, -1], out=right[:, -1])
        # two neighbours lie in one 16-bit word, low byte first: twice as fast as every second byte by itself
        pairs, right_halves = self._pairs, self._right_halves
        pairs[:] = left
        right_halves[:] = right
        np.left_shift(right_halves, 8, out=right_halves)
        np.bitwise_or(pairs, right_halves, out=pairs)
        wide = pairs.view(np.uint8)
        np.right_shift(wide, 2, out=wide_far)
        np.subtract(wide, wide_far, out=wide)
        large = self._blue.reshape(*self._shape[:1], 2, -1)
        np.add(wide[1:], wide_far[:-1], out=large[1:, 0])
        np.add(wide[0], wide_far[0], out=large[0, 0])
        np.add(wide[:-1], wide_far[1:], out=large[:-1, 1])
        np.add(wide[-1], wide_far[-1], out=large[-1, 1])


def _sorted_sample(plane: Plane) -> Plane:
    return np.sort(plane[::_SAMPLE_STEP, ::_SAMPLE_STEP], axis=None)
