"""Reads the bytes of QR codes with libzbar as they are encoded, not as libzbar takes them for text.

Never lets libzbar guess an encoding: it takes Chinese names for Big5 or Latin and corrupts two in five without a word.
pyzbar has no parameter for that, so its own bindings are called with the setting added (zbar.h: ZBAR_CFG_BINARY = 4).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import string_at
from typing import Any, Final

from pyzbar import wrapper

from device.scanner.frame import Plane

_BINARY: Final = 4
_GREY: Final = 0x30303859
"""The format code `Y800`: one byte a pixel."""
Symbol = tuple[bytes, tuple[tuple[int, int], ...]]


def read_symbols(plane: Plane) -> list[Symbol]:
    """Give bytes and corners (column, row) of every QR code; nothing where this libzbar cannot give bytes."""
    rows, columns = plane.shape
    pixels = plane.tobytes()
    with _scanner() as scanner, _image() as image:
        if wrapper.zbar_image_scanner_set_config(scanner, wrapper.ZBarSymbol.QRCODE, _BINARY, 1):
            return []
        wrapper.zbar_image_set_format(image, _GREY)
        wrapper.zbar_image_set_size(image, columns, rows)
        wrapper.zbar_image_set_data(image, pixels, len(pixels), None)
        if wrapper.zbar_scan_image(scanner, image) < 0:
            return []
        return [_taken_apart(symbol) for symbol in _symbols(image)]


@contextmanager
def _scanner() -> Iterator[Any]:
    scanner = wrapper.zbar_image_scanner_create()
    try:
        wrapper.zbar_image_scanner_set_config(scanner, 0, wrapper.ZBarConfig.CFG_ENABLE, 0)  # 0: every symbology
        wrapper.zbar_image_scanner_set_config(scanner, wrapper.ZBarSymbol.QRCODE, wrapper.ZBarConfig.CFG_ENABLE, 1)
        yield scanner
    finally:
        wrapper.zbar_image_scanner_destroy(scanner)


@contextmanager
def _image() -> Iterator[Any]:
    image = wrapper.zbar_image_create()
    try:
        yield image
    finally:
        wrapper.zbar_image_destroy(image)


def _symbols(image: Any) -> Iterator[Any]:  # noqa: ANN401 - a pointer of ctypes
    symbol = wrapper.zbar_image_first_symbol(image)
    while symbol:
        yield symbol
        symbol = wrapper.zbar_symbol_next(symbol)


def _taken_apart(symbol: Any) -> Symbol:  # noqa: ANN401 - a pointer of ctypes
    content = string_at(wrapper.zbar_symbol_get_data(symbol), wrapper.zbar_symbol_get_data_length(symbol))
    corners = tuple(
        (wrapper.zbar_symbol_get_loc_x(symbol, number), wrapper.zbar_symbol_get_loc_y(symbol, number))
        for number in range(wrapper.zbar_symbol_get_loc_size(symbol))
    )
    return content, corners
