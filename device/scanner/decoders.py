"""Reads QR codes in one plane of a picture, with zxing-cpp or with zbar.

Never raises because of what is in a picture. zbar silently corrupts Chinese text unless it is asked for bytes, and it
misreads more than zxing-cpp does, so what it read says so and counts only where its own format proves it. No other
symbology is looked for: in two thirds of other barcodes zbar with everything on reads something that is not there.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

import zxingcpp
from msgspec import Struct

from device.scanner.frame import PIXELS_MOST, Plane

if TYPE_CHECKING:
    from device.scanner.zbar_symbols import Symbol

TEXT_CHARACTERS_MOST: Final = 4296
"""What a QR code of version 40-L holds at most in alphanumeric mode (ISO/IEC 18004, table 7)."""
CODES_MOST: Final = 16
"""More in one picture are a wallpaper, not people; the largest count."""
ZXING: Final = "zxing"
ZBAR: Final = "zbar"
Corner = tuple[int, int]
_log = logging.getLogger(__name__)
_SIDE_LEAST: Final = 21
"""Modules of the smallest QR code: a narrower plane shows none."""


class ReadCode(Struct, frozen=True, kw_only=True):
    """One code that was read."""

    text: str
    decoder: str
    corners: tuple[Corner, ...]
    """Four corners in pixels of the plane (column, row), from the top left clockwise as the code stands."""


class UnreadCode(Struct, frozen=True, kw_only=True):
    """One code that shows and could not be read."""

    corners: tuple[Corner, ...]
    modules: int | None
    """Modules along one side, where that much could be made out."""


class Look(Struct, frozen=True, kw_only=True):
    """What one look at a plane gave; the largest code first."""

    codes: tuple[ReadCode, ...] = ()
    unread: tuple[UnreadCode, ...] = ()
    too_long: int = 0
    """Codes that were read and refused, because no QR code of text is that long."""


class Decoder(Protocol):
    """Reads one plane."""

    def look(self, plane: Plane) -> Look:
        """Give every code in `plane`."""


class ZxingDecoder:
    """zxing-cpp, QR codes of model 2 alone, however they are turned.

    `inverts` also reads light on dark, for a quarter more time; `thorough` also looks at the picture shrunk and turned
    by a right angle, for half as much again; `by_histogram` takes one threshold for the whole picture in place of one
    for every neighbourhood.
    """

    def __init__(self, *, thorough: bool = True, inverts: bool = True, by_histogram: bool = False) -> None:
        self._thorough, self._inverts = thorough, inverts
        ways = zxingcpp.Binarizer
        self._binarizer = ways.GlobalHistogram if by_histogram else ways.LocalAverage

    def look(self, plane: Plane) -> Look:
        """Give every code in `plane` and those that show but have errors."""
        if not can_show_a_code(plane):
            return Look()
        found = zxingcpp.read_barcodes(
            plane,
            formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2),
            try_rotate=self._thorough,
            try_downscale=self._thorough,
            try_invert=self._inverts,
            text_mode=zxingcpp.TextMode.Plain,
            binarizer=self._binarizer,
            return_errors=True,
        )
        codes, unread, too_long = [], [], 0
        for barcode in found:
            corners = _corners(barcode.position)
            if not barcode.valid:
                unread.append(UnreadCode(corners=corners, modules=_modules(barcode.extra)))
            elif len(barcode.text) > TEXT_CHARACTERS_MOST:
                too_long += 1
            elif barcode.text:
                codes.append(ReadCode(text=barcode.text, decoder=ZXING, corners=corners))
        return Look(
            codes=tuple(sorted(codes, key=_smallness)[:CODES_MOST]),
            unread=tuple(sorted(unread, key=_smallness)[:CODES_MOST]),
            too_long=too_long,
        )


class ZbarDecoder:
    """libzbar, QR codes dark on light alone; loaded when it is first needed, told of once where it is missing."""

    def __init__(self) -> None:
        self._read: Callable[[Plane], list[Symbol]] | None = None

    def look(self, plane: Plane) -> Look:
        """Give every code in `plane`; what is not UTF-8 is left out."""
        if not can_show_a_code(plane):
            return Look()
        self._read = self._read or _zbar_or_nothing()
        codes, too_long = [], 0
        for content, corners in self._read(plane):
            try:
                text = content.decode("utf-8")
            except UnicodeDecodeError:
                continue
            if len(text) > TEXT_CHARACTERS_MOST:
                too_long += 1
            elif text:
                clockwise = corners[:1] + corners[:0:-1]
                codes.append(ReadCode(text=text, decoder=ZBAR, corners=clockwise))
        return Look(codes=tuple(sorted(codes, key=_smallness)[:CODES_MOST]), too_long=too_long)


def _zbar_or_nothing() -> "Callable[[Plane], list[Symbol]]":
    try:
        from device.scanner.zbar_symbols import read_symbols  # noqa: PLC0415 - loads libzbar, which few pictures need
    except ImportError as error:
        _log.warning("hard codes are read by one decoder instead of two: apt install libzbar0 (%s)", error)
        return lambda _plane: []
    return read_symbols


def can_show_a_code(plane: Plane) -> bool:
    """Claim that the plane is neither too small for any code nor larger than any camera's."""
    rows, columns = plane.shape
    return min(rows, columns) >= _SIDE_LEAST and plane.size <= PIXELS_MOST


def side_pixels(corners: tuple[Corner, ...]) -> float:
    """Give the side of a square as large as the area within `corners` (the shoelace rule)."""
    after = corners[1:] + corners[:1]
    doubled = sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in zip(corners, after, strict=True))
    return float((abs(doubled) / 2) ** 0.5)


def middle(corners: tuple[Corner, ...]) -> tuple[float, float]:
    """Give the mean of the corners."""
    return sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)


def is_near(one: tuple[Corner, ...], other: tuple[Corner, ...]) -> bool:
    """Claim that their middles are no further apart than half the side of `other`; without corners nothing is near."""
    if not one or not other:
        return False
    (one_x, one_y), (other_x, other_y) = middle(one), middle(other)
    return max(abs(one_x - other_x), abs(one_y - other_y)) <= side_pixels(other) / 2


def _smallness(code: ReadCode | UnreadCode) -> float:
    return -side_pixels(code.corners)


def _corners(at: zxingcpp.Position) -> tuple[Corner, ...]:
    return tuple((point.x, point.y) for point in (at.top_left, at.top_right, at.bottom_right, at.bottom_left))


def _modules(extra: object) -> int | None:
    version = extra.get("Version") if isinstance(extra, dict) else None
    return 17 + 4 * int(version) if isinstance(version, str) and version.isdecimal() else None
