"""Gives the ways in which a code that shows unread may be read: what has worked first, then what had to wait.

Never tries anything itself: the ladder does, as long as there is time.
"""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from device.scanner.decoders import Decoder, ZxingDecoder
from device.scanner.pace import Way
from device.scanner.views import View, bent, darker, enlarged, leaning

_SMALL_PIXELS: Final = 360
"""A part with a longer side has modules enough for its size: drawn out it costs four times as much and gains little."""
_QUICK: Final = (Way.LARGER, Way.DARKER)
"""These help most often and cost least: only what has waited long goes before them."""
_LONG_WAITED_LOOKS: Final = 3
_LEAN_SHARE: Final = 0.035
_BEND_SHARE: Final = 0.02


class Attempt(Struct, frozen=True, kw_only=True):
    """One way to look at the part of a plane where a code shows."""

    way: Way
    pixels: int
    """Of the view it looks at, by which its cost is told."""
    change: Callable[[View], View]
    decoder: Decoder


class Attempts:
    """The attempts at one code after another; `hard` is zxing-cpp and `second` zbar."""

    def __init__(self, *, hard: Decoder, second: Decoder) -> None:
        self._hard, self._second = hard, second
        self._by_histogram = ZxingDecoder(by_histogram=True)
        self._turn = 0
        self._worked: Way | None = None
        self._waited: dict[Way, int] = {}

    def where_one_shows(self, near: View) -> list[Attempt]:
        """Give what helps most often in a part of a plane, then leaning and bent views: others at every look."""
        side = (1, -1)[self._turn % 2]
        times = 2 if max(near.plane.shape) < _SMALL_PIXELS else 1
        self._turn += 1

        def lean(view: View) -> View:
            return leaning(view, top=side * _LEAN_SHARE, times=times)

        def bend(view: View) -> View:
            return darker(bent(view, across=side * _BEND_SHARE, down=_BEND_SHARE, times=times))

        def bend_back(view: View) -> View:
            return bent(view, across=side * _BEND_SHARE, down=-_BEND_SHARE, times=times)

        small = near.plane.size
        large = small * times * times
        return self._in_order(
            Attempt(way=Way.LARGER, pixels=large, change=_larger, decoder=self._hard),
            Attempt(way=Way.DARKER, pixels=small, change=darker, decoder=self._hard),
            Attempt(way=Way.SECOND, pixels=small, change=_as_it_is, decoder=self._second),
            Attempt(way=Way.HISTOGRAM, pixels=small, change=darker, decoder=self._by_histogram),
            Attempt(way=Way.LEANING, pixels=large, change=lean, decoder=self._by_histogram),
            Attempt(way=Way.BENT, pixels=large, change=bend, decoder=self._hard),
            Attempt(way=Way.BENT_BACK, pixels=large, change=bend_back, decoder=self._by_histogram),
        )

    def where_none_shows(self, near: View) -> list[Attempt]:
        """Give what helps in a part of a plane where no finder shows."""
        small = near.plane.size
        large = small * 4 if max(near.plane.shape) < _SMALL_PIXELS else small
        return self._in_order(
            Attempt(way=Way.UNSEEN_SECOND, pixels=small, change=darker, decoder=self._second),
            Attempt(way=Way.UNSEEN_LARGER, pixels=large, change=_larger, decoder=self._hard),
        )

    def worked(self, way: Way) -> None:
        """Remember what read a code: the same hand, light and paper are likely to need it again."""
        self._worked = way

    def was_tried(self, way: Way) -> None:
        """Put an attempt back into its usual place."""
        self._waited.pop(way, None)

    def waits(self, way: Way) -> None:
        """Put an attempt off to the next look; the longer it waits, the sooner it comes there."""
        self._waited[way] = self._waited.get(way, 0) + 1

    def _in_order(self, *attempts: Attempt) -> list[Attempt]:
        def place(attempt: Attempt) -> tuple[bool, bool, bool, int]:
            way, waited = attempt.way, self._waited.get(attempt.way, 0)
            return way != self._worked, waited < _LONG_WAITED_LOOKS, way not in _QUICK, -waited

        return sorted(attempts, key=place)


def _as_it_is(view: View) -> View:
    """Give the view as it is."""
    return view


def _larger(view: View) -> View:
    return enlarged(view) if max(view.plane.shape) < _SMALL_PIXELS else view
