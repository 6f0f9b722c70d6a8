"""Reads the codes of one still picture, with as many views of it as its time allows.

Never looks at a picture longer than its budget and one view more. The long side is 640 pixels at first: most codes are
read so, and quickly; larger sizes and other views follow only where nothing was read or a code shows unread.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from msgspec import Struct

from device.scanner.decoders import (
    CODES_MOST,
    Decoder,
    Look,
    ReadCode,
    UnreadCode,
    ZbarDecoder,
    ZxingDecoder,
    is_near,
)
from device.scanner.frame import Plane
from device.scanner.views import View, bent, darker, enlarged, leaning, turned, whole, within

FIRST_SIDE_PIXELS: Final = 640
_LARGER_SIDES_PIXELS: Final = (1280, 2560)
_LEAN_SHARE: Final = 0.035
_BENDS_SHARE: Final = (0.015, -0.015, 0.03, -0.03)
_Try = tuple[View, Decoder]


class StillPicture(Struct, frozen=True, kw_only=True):
    """The planes of one picture; `blue` is None where the picture has no colour."""

    luma: Plane
    blue: Plane | None
    times_smaller: float = 1.0
    """How many pixels of the picture one pixel of the planes is wide; corners are told in the picture's."""


class StillReader:
    """Reads pictures one by one; `monotonic` measures how long one takes, in seconds."""

    def __init__(self, monotonic: Callable[[], float], *, budget_seconds: float = 0.5) -> None:
        self._monotonic, self._budget_seconds = monotonic, budget_seconds
        self._zxing, self._histogram = ZxingDecoder(), ZxingDecoder(by_histogram=True)
        self._zbar = ZbarDecoder()
        self._shows = False

    def read(self, picture: StillPicture) -> Look:
        """Give every code, and what shows unread where none was read."""
        end = self._monotonic() + self._budget_seconds
        codes: dict[str, ReadCode] = {}
        unread: tuple[UnreadCode, ...] = ()
        self._shows = False
        for views in self._stages(picture):
            stage_unread: tuple[UnreadCode, ...] = ()
            for view, decoder in views:
                look = view.home(decoder.look(view.plane))
                stage_unread += look.unread
                for code in look.codes:
                    codes.setdefault(code.text, code)
                if self._monotonic() >= end:
                    break
            stage_unread = tuple(code for code in stage_unread if not _is_one_of(code, codes.values()))
            unread = stage_unread or unread
            self._shows = bool(unread)
            if (codes and not stage_unread) or self._monotonic() >= end:
                break
        return Look(codes=tuple(codes.values())[:CODES_MOST], unread=() if codes else unread)

    def _stages(self, picture: StillPicture) -> Iterator[Iterator[_Try]]:
        """Give sets of views to try, each set as a whole, until one gives everything that shows."""
        planes = (picture.luma,) if picture.blue is None else (picture.luma, picture.blue)
        yield ((within(whole(plane, picture.times_smaller), FIRST_SIDE_PIXELS), self._zxing) for plane in planes)
        longest = max(planes[0].shape)
        for before, side in zip((FIRST_SIDE_PIXELS, *_LARGER_SIDES_PIXELS), _LARGER_SIDES_PIXELS, strict=False):
            if longest > before:
                yield ((within(whole(plane, picture.times_smaller), side), self._zxing) for plane in planes)
        smalls = [within(whole(plane, picture.times_smaller), FIRST_SIDE_PIXELS) for plane in planes]
        for small in smalls:
            yield from (iter([attempt]) for attempt in self._other_tones(small))
        if not self._shows:
            return
        for small in smalls:
            yield from (iter([attempt]) for attempt in self._other_shapes(small))

    def _other_tones(self, small: View) -> Iterator[_Try]:
        yield darker(small), self._zxing
        yield small, self._histogram
        yield darker(small), self._histogram
        yield enlarged(small), self._zxing
        yield small, self._zbar

    def _other_shapes(self, small: View) -> Iterator[_Try]:
        for top, left in ((_LEAN_SHARE, 0.0), (-_LEAN_SHARE, 0.0), (0.0, _LEAN_SHARE), (0.0, -_LEAN_SHARE)):
            lean = leaning(small, top=top, left=left)
            yield darker(lean), self._zxing
            yield lean, self._histogram
        for across in _BENDS_SHARE:
            for down in _BENDS_SHARE:
                bend = bent(small, across=across, down=down)
                yield darker(bend), self._zxing
                yield bend, self._histogram
        yield turned(small, 30.0), self._zxing
        yield enlarged(small), self._zbar


def _is_one_of(unread: UnreadCode, codes: Iterable[ReadCode]) -> bool:
    """Claim that a code was read where this one shows: in one plane it was unread, in another it was not."""
    return any(is_near(code.corners, unread.corners) for code in codes)
