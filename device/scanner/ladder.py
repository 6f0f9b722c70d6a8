"""Reads one plane of a live picture: quickly first, and harder where a code shows that could not be read.

Never begins an attempt after its budget, nor one that would likely end after the hard stop: it waits for the next
frame. The place of an unread code is remembered for a few looks, so that what showed once in an unsteady hand is tried
again there even in a frame that does not show it. A code whose finder lies under a reflection shows to no decoder:
every second pair of planes is searched for a pattern as fine as a code's, and zbar, which needs its finders less, reads
there. Where nothing shows in little light, two pictures are laid over each other (`dim_pair`).
"""

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from device.scanner.attempts import Attempt, Attempts
from device.scanner.bounded_decoder import BoundedDecoder
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
from device.scanner.dim_pair import DimPair, Pair
from device.scanner.frame import Plane
from device.scanner.pace import Pace, Way
from device.scanner.views import View, part, within

BUDGET_SECONDS: Final = 0.04
HARD_STOP_SECONDS: Final = 0.075
"""An attempt that would end later, at the dearest it is known to be, waits for the next frame.

Of the 80 ms that a frame may take; the rest are for the blue plane, the watch over the camera and the coach.
"""
REMEMBERED_LOOKS: Final = 6
VAIN_LOOKS_MOST: Final = 30
"""So many looks in a row at the same unread code in vain, and it is tried rarely: half a poster may hang there."""
_RARELY: Final = 15
_THOROUGH_EVERY: Final = 9
"""One look in so many is thorough even with nothing in view: a blurred large code shows only in a shrunk picture.

Odd, so that luma and blue both have their turn.
"""
_INVERTS_EVERY: Final = 4
_MARGIN_SHARE: Final = 0.25
"""Of the code's own extent, on each side of it: the quiet zone and what the hand moved."""
_PART_SIDE_PIXELS: Final = 480


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
        pairs: DimPair | None = None,
    ) -> None:
        """`quick` and `hard` are zxing-cpp and `second` is zbar, bounded in time, unless others are given."""
        self._monotonic, self._budget_seconds = monotonic, budget_seconds
        self._quick = quick or ZxingDecoder(thorough=False)
        self._quickest = quick or ZxingDecoder(thorough=False, inverts=False)
        self._hard = hard or ZxingDecoder()
        second = second or BoundedDecoder(ZbarDecoder(), seconds=HARD_STOP_SECONDS - BUDGET_SECONDS)
        self._attempts = Attempts(hard=self._hard, second=second)
        self._pace = Pace()
        self._suspect: UnreadCode | None = None
        self._looks_left = self._vain_looks = 0
        self._looks = 0
        self._busy = _Patience()
        self._pairs = pairs or DimPair()

    def look(self, plane: Plane) -> Look:
        """Give every code in `plane`, and those that show unread."""
        began = self._monotonic()
        self._looks += 1
        look = self._first_look(plane, began)
        if look.unread:
            self._suspects(look.unread[0])
        elif look.codes:
            self._suspect = None
        pair = self._pairs.see(plane)
        if self._suspect is None:
            if look.codes:
                return look
            found = self._try_where_it_is_busy(plane, began)
            return found if found.codes else self._try_two_together(pair, began)
        if not self._is_worth_trying():
            return look
        near = self._near(plane, self._suspect)
        found = self._try_hard(near, self._attempts.where_one_shows(near), began)
        if found.codes:
            self._suspect, self._vain_looks = None, 0
            known = {code.text for code in look.codes}
            more = tuple(code for code in found.codes if code.text not in known)
            return replace(look, codes=(*look.codes, *more)[:CODES_MOST])
        if look.codes:
            return look
        return replace(look, codes=self._try_two_together(pair, began).codes)

    def _first_look(self, plane: Plane, began: float) -> Look:
        """Look as quickly as will do: a light code on a dark screen waits for every second plane of luma."""
        if self._suspect is None and self._looks % _THOROUGH_EVERY:
            return (self._quick if self._looks % _INVERTS_EVERY == 1 else self._quickest).look(plane)
        if self._pace.likely_seconds(Way.THOROUGH, plane.size) > HARD_STOP_SECONDS:
            return self._quick.look(plane)
        look = self._hard.look(plane)
        self._pace.learn(Way.THOROUGH, max(plane.size, 1), self._monotonic() - began)
        return look

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

    def _try_where_it_is_busy(self, plane: Plane, began: float) -> Look:
        corners = busy_place(plane) if self._is_second_pair() else None
        if corners is None or not self._busy.is_worth_trying():
            return Look()
        near = self._near(plane, UnreadCode(corners=corners, modules=None))
        found = self._try_hard(near, self._attempts.where_none_shows(near), began)
        if found.codes:
            self._busy = _Patience()
        return Look(codes=found.codes)

    def _try_two_together(self, pair: Pair | None, began: float) -> Look:
        """In little light, look at two pictures laid over each other: ink lasts, grain does not."""
        now = self._monotonic()
        if pair is None or now + self._pace.likely_seconds(Way.AVERAGED, pair.pixels) > began + HARD_STOP_SECONDS:
            return Look()
        both = pair.together()
        found = Look() if both is None else both.home(self._hard.look(both.plane))
        self._pace.learn(Way.AVERAGED, pair.pixels, self._monotonic() - now)
        return Look(codes=found.codes)

    def _try_hard(self, near: View, attempts: list[Attempt], began: float) -> Look:
        if not can_show_a_code(near.plane):  # remembered from a larger picture
            return Look()
        for attempt in attempts:
            now = self._monotonic()
            is_late = now >= began + self._budget_seconds
            if is_late or now + self._pace.likely_seconds(attempt.way, attempt.pixels) > began + HARD_STOP_SECONDS:
                self._pace.leave_out(attempt.way)
                self._attempts.waits(attempt.way)
                continue
            view = attempt.change(near)
            found = view.home(attempt.decoder.look(view.plane))
            self._pace.learn(attempt.way, attempt.pixels, self._monotonic() - now)
            self._attempts.was_tried(attempt.way)
            if found.codes:
                self._attempts.worked(attempt.way)
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
