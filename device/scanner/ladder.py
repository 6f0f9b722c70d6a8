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
    Decoder,
    Look,
    ReadCode,
    UnreadCode,
    ZbarDecoder,
    ZxingDecoder,
    can_show_a_code,
)
from device.scanner.dim_pair import DimPair, Pair
from device.scanner.first_look import FirstLook
from device.scanner.frame import Plane
from device.scanner.pace import Pace, Way
from device.scanner.stillness import Stillness
from device.scanner.suspects import Suspects, is_worth_a_try
from device.scanner.views import View, part, within

BUDGET_SECONDS: Final = 0.04
HARD_STOP_SECONDS: Final = 0.075
"""An attempt that would end later, at the dearest it is known to be, waits for the next frame.

Of the 80 ms that a frame may take; the rest are for the blue plane, the watch over the camera and the coach.
"""
_POSTER_LOOKS: Final = 30
"""Codes read in so many looks in a row hang there: what is held up beside them is looked for again."""
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
        self._hard = hard or ZxingDecoder()
        second = second or BoundedDecoder(ZbarDecoder(), seconds=HARD_STOP_SECONDS - BUDGET_SECONDS)
        self._attempts = Attempts(hard=self._hard, second=second)
        self._pace = Pace()
        self._first = FirstLook(monotonic, self._pace, seconds_most=HARD_STOP_SECONDS, quick=quick, thorough=self._hard)
        self._suspects, self._stillness = Suspects(), Stillness()
        self._looks = self._looks_with_codes = 0
        self._saw_nothing = False
        self._busy = _Patience()
        self._pairs = pairs or DimPair()

    def look(self, plane: Plane, *, again: bool = False) -> Look:
        """Give every code in `plane`, and those that show unread.

        `again`: nothing is yellow, and luma has the blue plane's turn as well. Where it was empty and is as it was,
        that look is saved, unless it is one of the rare thorough ones or in so little light that two are laid together.
        """
        began = self._monotonic()
        self._looks += 1
        pair, is_still = self._pairs.see(plane, began), self._stillness.is_as_before(plane)
        is_saved = again and is_still and self._saw_nothing and pair is None
        if is_saved and not self._suspects.is_any() and not self._first.is_thorough(self._looks):
            return Look()
        look = self._first.look(plane, number=self._looks, a_code_showed=self._suspects.is_any())
        self._suspects.see(look)
        self._saw_nothing = not look.codes and not look.unread
        self._looks_with_codes = self._looks_with_codes + 1 if look.codes else 0
        more = self._look_harder(plane, pair, {code.text for code in look.codes}, began)
        return replace(look, codes=(*look.codes, *more)[:CODES_MOST]) if more else look

    def forget_pictures(self) -> None:
        """Lay nothing seen until now over what comes: it may be another person's turn."""
        self._pairs.forget()

    def _look_harder(self, plane: Plane, pair: Pair | None, known: set[str], began: float) -> tuple[ReadCode, ...]:
        """Give codes other than those `known` of, which may hang in view for ever."""
        suspect = self._suspects.next()
        if suspect is not None:
            near = self._near(plane, suspect.code)
            found = self._try_hard(near, self._attempts.where_one_shows(near), known, began)
            if found:
                self._suspects.was_read(suspect)
                return found
        if known and self._looks_with_codes < _POSTER_LOOKS:
            return ()
        found = () if suspect is not None else self._try_where_it_is_busy(plane, known, began)
        return found or self._try_two_together(pair, known, began)

    def _is_second_pair(self) -> bool:
        return (self._looks - 1) % 4 >= 2  # noqa: PLR2004 - luma and blue make a pair

    def _try_where_it_is_busy(self, plane: Plane, known: set[str], began: float) -> tuple[ReadCode, ...]:
        corners = busy_place(plane) if self._is_second_pair() else None
        if corners is None or not self._busy.is_worth_trying():
            return ()
        near = self._near(plane, UnreadCode(corners=corners, modules=None))
        found = self._try_hard(near, self._attempts.where_none_shows(near), known, began)
        if found:
            self._busy = _Patience()
        return found

    def _try_two_together(self, pair: Pair | None, known: set[str], began: float) -> tuple[ReadCode, ...]:
        """In little light, look at two pictures laid over each other: ink lasts, grain does not."""
        if pair is None:
            return ()
        now = self._monotonic()
        if now + self._pace.likely_seconds(Way.AVERAGED, pair.pixels) > began + HARD_STOP_SECONDS:
            self._pace.leave_out(Way.AVERAGED)
            return ()
        both = pair.together()
        found = Look() if both is None else both.home(self._hard.look(both.plane))
        self._pace.learn(Way.AVERAGED, pair.pixels, self._monotonic() - now)
        return _new(found, known)

    def _try_hard(self, near: View, attempts: list[Attempt], known: set[str], began: float) -> tuple[ReadCode, ...]:
        if not can_show_a_code(near.plane):  # remembered from a larger picture
            return ()
        for attempt in attempts:
            now = self._monotonic()
            is_late = now >= began + self._budget_seconds
            if is_late or now + self._pace.likely_seconds(attempt.way, attempt.pixels) > began + HARD_STOP_SECONDS:
                self._pace.leave_out(attempt.way)
                self._attempts.waits(attempt.way)
                continue
            view = attempt.change(near)
            found = _new(view.home(attempt.decoder.look(view.plane)), known)
            self._pace.learn(attempt.way, attempt.pixels, self._monotonic() - now)
            self._attempts.was_tried(attempt.way)
            if found:
                self._attempts.worked(attempt.way)
                return found
        return ()

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
        return is_worth_a_try(self._vain)


def _new(look: Look, known: set[str]) -> tuple[ReadCode, ...]:
    """Give the codes whose texts are not known of: a neighbour's code is often within the margin."""
    return tuple(code for code in look.codes if code.text not in known)
