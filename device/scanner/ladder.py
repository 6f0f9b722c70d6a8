"""Reads one plane of a live picture: quickly first, and harder where a code shows that could not be read.

Never begins an attempt after its budget, nor one that would likely end after the hard stop. The place of an unread code
is remembered for a few looks, so that what showed once in an unsteady hand is tried again there even in a frame that
does not show it. A code whose finder lies under a reflection shows to no decoder: every second pair of planes is
searched for a pattern as fine as a code's, and zbar, which needs its finders less, reads there.
"""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec.structs import replace

from device.scanner.busy_place import busy_place
from device.scanner.decoders import (
    CODES_MOST,
    Corner,
    Decoder,
    Look,
    UnreadCode,
    ZbarDecoder,
    ZxingDecoder,
    can_show_a_code,
    middle,
    side_pixels,
)
from device.scanner.frame import Plane
from device.scanner.views import View, bent, darker, enlarged, leaning, part, within

BUDGET_SECONDS: Final = 0.04
HARD_STOP_SECONDS: Final = 0.06
"""An attempt but the first that would end later, by what it took the last time, is left out; the goal is 80 ms."""
_SECONDS_PER_PIXEL: Final = 1.2e-7
"""What an attempt is taken to cost for every pixel of the part, before it was made once."""
REMEMBERED_LOOKS: Final = 6
VAIN_LOOKS_MOST: Final = 30
"""So many looks in a row at the same unread code in vain, and it is tried rarely: half a poster may hang there."""
_RARELY: Final = 15
_THOROUGH_EVERY: Final = 9
"""One look in so many is thorough even with nothing in view: a blurred large code shows only in a shrunk picture.

Odd, so that luma and blue both have their turn.
"""
_MARGIN_SHARE: Final = 0.25
"""Of the code's own extent, on each side of it: the quiet zone and what the hand moved."""
_PART_SIDE_PIXELS: Final = 480
_ENLARGED_BELOW_PIXELS: Final = 360
_LEAN_SHARE: Final = 0.035
_BEND_SHARE: Final = 0.02
_Attempt = tuple[int, Callable[[View], View], Decoder]
"""A number by which its cost is remembered, a view, and who looks at it."""


class Ladder:
    """Looks at planes one after the other; `monotonic` gives seconds and measures the budget."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        *,
        budget_seconds: float = BUDGET_SECONDS,
        quick: Decoder | None = None,
        hard: Decoder | None = None,
        second: Decoder | None = None,
    ) -> None:
        """`quick` and `hard` are zxing-cpp and `second` is zbar unless others are given."""
        self._monotonic, self._budget_seconds = monotonic, budget_seconds
        self._quick = quick or ZxingDecoder(thorough=False)
        self._quickest = quick or ZxingDecoder(thorough=False, inverts=False)
        self._hard = hard or ZxingDecoder()
        self._by_histogram = ZxingDecoder(by_histogram=True)
        self._second = second or ZbarDecoder()
        self._suspect: UnreadCode | None = None
        self._looks_left = self._vain_looks = 0
        self._looks = 0
        self._turn = 0
        self._busy = _Patience()
        self._pixel_seconds: dict[int, float] = {}

    def look(self, plane: Plane) -> Look:
        """Give every code in `plane`, and those that show unread."""
        end = self._monotonic() + self._budget_seconds
        self._looks += 1
        look = self._first_decoder().look(plane)
        if look.unread:
            self._suspects(look.unread[0])
        elif look.codes:
            self._suspect = None
        if self._suspect is None:
            return look if look.codes else self._try_where_it_is_busy(plane, end)
        if not self._is_worth_trying():
            return look
        found = self._try_hard(self._near(plane, self._suspect), self._attempts(), end)
        if found.codes:
            self._suspect, self._vain_looks = None, 0
            known = {code.text for code in look.codes}
            more = tuple(code for code in found.codes if code.text not in known)
            return replace(look, codes=(*look.codes, *more)[:CODES_MOST])
        return look

    def _first_decoder(self) -> Decoder:
        """Give the quickest that will do: a light code on a dark screen may wait for every second pair of planes."""
        if self._suspect is not None or self._looks % _THOROUGH_EVERY == 0:
            return self._hard
        return self._quickest if self._is_second_pair() else self._quick

    def _is_second_pair(self) -> bool:
        return (self._looks - 1) % 4 >= 2  # noqa: PLR2004 - luma and blue make a pair

    def _suspects(self, unread: UnreadCode) -> None:
        """Remember where a code shows; one that moved is worth new tries."""
        if self._suspect is not None and _has_moved(self._suspect.corners, unread.corners):
            self._vain_looks = 0
        self._suspect, self._looks_left = unread, REMEMBERED_LOOKS

    def _is_worth_trying(self) -> bool:
        self._looks_left -= 1
        if self._looks_left < 0:
            self._suspect, self._vain_looks = None, 0
            return False
        self._vain_looks += 1
        return self._vain_looks <= VAIN_LOOKS_MOST or self._vain_looks % _RARELY == 0

    def _try_where_it_is_busy(self, plane: Plane, end: float) -> Look:
        corners = busy_place(plane) if self._is_second_pair() else None
        if corners is None or not self._busy.is_worth_trying():
            return Look()
        found = self._try_hard(
            self._near(plane, UnreadCode(corners=corners, modules=None)), self._blind_attempts(), end
        )
        if found.codes:
            self._busy = _Patience()
        return Look(codes=found.codes)

    def _try_hard(self, near: View, attempts: Iterator[_Attempt], end: float) -> Look:
        if not can_show_a_code(near.plane):  # remembered from a larger picture
            return Look()
        hard_stop = end - self._budget_seconds + HARD_STOP_SECONDS
        for place, (number, change, decoder) in enumerate(attempts):
            began = self._monotonic()
            likely = near.plane.size * self._pixel_seconds.get(number, _SECONDS_PER_PIXEL) if place else 0.0
            if began >= end or began + likely >= hard_stop:
                continue
            view = change(near)
            found = view.home(decoder.look(view.plane))
            self._pixel_seconds[number] = (self._monotonic() - began) / near.plane.size
            if found.codes:
                return found
        return Look()

    def _near(self, plane: Plane, suspect: UnreadCode) -> View:
        columns, rows = zip(*suspect.corners, strict=True)
        margin = round(max(max(columns) - min(columns), max(rows) - min(rows)) * _MARGIN_SHARE)
        near = part(
            plane,
            left=min(columns) - margin,
            top=min(rows) - margin,
            right=max(columns) + margin,
            bottom=max(rows) + margin,
        )
        return within(near, _PART_SIDE_PIXELS)

    def _attempts(self) -> Iterator[_Attempt]:
        """Give what helps most often, then a leaning or bent view: another one at every look."""
        yield 0, _larger, self._hard
        yield 1, darker, self._hard
        yield 2, _as_it_is, self._second
        yield 3, darker, self._by_histogram
        side = (1, -1)[self._turn % 2]
        self._turn += 1
        yield 4, (lambda view: leaning(view, top=side * _LEAN_SHARE)), self._by_histogram
        yield 5, (lambda view: darker(bent(view, across=side * _BEND_SHARE, down=_BEND_SHARE))), self._hard
        yield 6, (lambda view: bent(view, across=side * _BEND_SHARE, down=-_BEND_SHARE)), self._by_histogram

    def _blind_attempts(self) -> Iterator[_Attempt]:
        """Give what helps where no finder shows."""
        yield 7, darker, self._second
        yield 8, _larger, self._hard


class _Patience:
    """Says how often a place is worth trying where nothing was ever read."""

    def __init__(self) -> None:
        self._vain = 0

    def is_worth_trying(self) -> bool:
        """Claim that it is worth another try; every question counts as one."""
        self._vain += 1
        return self._vain <= VAIN_LOOKS_MOST or self._vain % _RARELY == 0


def _has_moved(before: tuple[Corner, ...], after: tuple[Corner, ...]) -> bool:
    """Claim that the middle moved by more than half the code's side."""
    (old_x, old_y), (new_x, new_y) = middle(before), middle(after)
    return max(abs(old_x - new_x), abs(old_y - new_y)) > side_pixels(after) / 2


def _as_it_is(view: View) -> View:
    """Give the view as it is."""
    return view


def _larger(view: View) -> View:
    return enlarged(view) if max(view.plane.shape) < _ENLARGED_BELOW_PIXELS else view
