"""Reads QR codes in one plane of a picture: zxing-cpp first, zbar where a code shows but was not read.

Never raises because of what is in a picture. zbar silently corrupts Chinese text, so what only zbar read says so and
counts only where its own format proves it. No other symbology is looked for: in two thirds of other barcodes zbar with
everything on reads something that is not there.
"""

from dataclasses import dataclass
from typing import Final, Protocol

import zxingcpp

from device.scanner.frame import Plane

TEXT_CHARACTERS_MOST: Final = 4296
"""What a QR code of version 40-L holds at most in alphanumeric mode (ISO/IEC 18004, table 7)."""
CODES_MOST: Final = 16
"""More in one picture are a wallpaper, not people."""
ZXING: Final = "zxing"
ZBAR: Final = "zbar"
Corner = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCode:
    """One code that was read."""

    text: str
    decoder: str
    corners: tuple[Corner, ...]
    """Four corners in pixels of the plane (column, row), from the top left clockwise as the code stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at a plane gave."""

    codes: tuple[ReadCode, ...]
    shows_unread: bool
    """A code is there and could not be read."""


class Decoder(Protocol):
    """Reads one plane."""

    def look(self, plane: Plane) -> Look:
        """Give every code in `plane`."""


class ZxingDecoder:
    """zxing-cpp, QR codes alone; `thorough` also turns, inverts and shrinks the picture."""

    def __init__(self, *, thorough: bool = True) -> None:
        self._thorough = thorough

    def look(self, plane: Plane) -> Look:
        """Give every code in `plane` and whether one shows that has errors."""
        found = zxingcpp.read_barcodes(
            plane,
            formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
            try_rotate=self._thorough,
            try_downscale=self._thorough,
            try_invert=self._thorough,
            text_mode=zxingcpp.TextMode.Plain,
            return_errors=True,
        )
        codes = []
        shows_unread = False
        for barcode in found[:CODES_MOST]:
            if not barcode.valid or not barcode.text:
                shows_unread = True
            elif len(barcode.text) <= TEXT_CHARACTERS_MOST:
                at = barcode.position
                corners = tuple((p.x, p.y) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left))
                codes.append(ReadCode(text=barcode.text, decoder=ZXING, corners=corners))
        return Look(codes=tuple(codes), shows_unread=shows_unread and not codes)


class ZbarDecoder:
    """pyzbar, QR codes alone; its library is loaded when it is first needed."""

    def look(self, plane: Plane) -> Look:
        """Give every code in `plane`."""
        from pyzbar import pyzbar  # noqa: PLC0415 - loads libzbar, which only few pictures need

        rows, columns = plane.shape
        found = pyzbar.decode((plane.tobytes(), columns, rows), symbols=[pyzbar.ZBarSymbol.QRCODE])
        codes = []
        for symbol in found[:CODES_MOST]:
            try:
                text = symbol.data.decode("utf-8")
            except UnicodeDecodeError:
                continue
            if 0 < len(text) <= TEXT_CHARACTERS_MOST:
                corners = tuple((point.x, point.y) for point in symbol.polygon)
                codes.append(ReadCode(text=text, decoder=ZBAR, corners=corners))
        return Look(codes=tuple(codes), shows_unread=False)


class Ladder:
    """Asks zxing-cpp, and zbar where zxing-cpp saw a code that it could not read."""

    def __init__(self, first: Decoder | None = None, second: Decoder | None = None) -> None:
        self._first = first or ZxingDecoder()
        self._second = second or ZbarDecoder()

    def look(self, plane: Plane) -> Look:
        """Give every code in `plane`."""
        look = self._first.look(plane)
        if look.codes or not look.shows_unread:
            return look
        second = self._second.look(plane)
        return second if second.codes else look
