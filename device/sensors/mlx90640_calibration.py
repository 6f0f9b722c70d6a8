"""Unpacks what an MLX90640's EEPROM says about the part and each of its 768 pixels.

Never touches a chip: 832 words in, a calibration or None out. Melexis, "MLX90640 32x24 IR array Datasheet", revision 11
(3 August 2018): EEPROM map 10.6, restoring calibration data 11.1.
"""

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

ROWS: Final = 24
COLUMNS: Final = 32
PIXELS: Final = ROWS * COLUMNS
EEPROM_WORDS: Final = 832
_FIRST_PIXEL: Final = 64
_FLOOR_CELSIUS: Final = -40.0

Numbers = NDArray[np.float64]


class PixelCalibration(Struct, frozen=True, kw_only=True):
    """One value a pixel, 768 each, row by row."""

    offset: Numbers
    offset_per_celsius: Numbers
    offset_per_volt: Numbers
    sensitivity: Numbers
    is_bad: NDArray[np.bool_]


class ArrayCalibration(Struct, frozen=True, kw_only=True):
    """One part's constants, in the datasheet's names where no word says more."""

    k_vdd: int
    vdd_25: int
    kv_ptat: float
    kt_ptat: float
    v_ptat_25: int
    alpha_ptat: float
    gain: int
    tgc: float
    """How much of the compensation pixel is taken from every other."""
    ks_ta: float
    ks_to: tuple[float, ...]
    corners_celsius: tuple[float, ...]
    """Where each slope in `ks_to` begins."""
    resolution: int
    calibrated_in_chess: bool
    chess_offsets: tuple[float, float, float]
    compensation_sensitivity: tuple[float, float]
    compensation_offset: tuple[int, int]
    compensation_per_celsius: float
    compensation_per_volt: float
    pixels: PixelCalibration


def unpacked(words: NDArray[np.int64]) -> ArrayCalibration | None:
    """Give the calibration of 832 EEPROM words; None: there is none in them."""
    cells = [int(word) for word in words[:_FIRST_PIXEL]]
    scale_1, scale_2 = (cells[56] >> 4 & 0xF) + 8, cells[56] & 0xF
    per_volt_scale = cells[56] >> 8 & 0xF
    first_sensitivity = _signed(cells[57] & 0x3FF, 10) / 2 ** ((cells[32] >> 12) + 27)
    compensation_sensitivity = (
        first_sensitivity,
        (1 + _signed(cells[57] >> 10, 6) / 128) * first_sensitivity,
    )
    compensation_offset = _signed(cells[58] & 0x3FF, 10)
    step = (cells[63] >> 12 & 0b11) * 10
    third = (cells[63] >> 4 & 0xF) * step
    to_scale = 2 ** ((cells[63] & 0xF) + 8)
    found = ArrayCalibration(
        k_vdd=_signed(cells[51] >> 8, 8) * 32,
        vdd_25=((cells[51] & 0xFF) - 256) * 32 - 8192,
        kv_ptat=_signed(cells[50] >> 10, 6) / 4096,
        kt_ptat=_signed(cells[50] & 0x3FF, 10) / 8,
        v_ptat_25=_signed(cells[49], 16),
        alpha_ptat=(cells[16] >> 12) / 4 + 8,
        gain=_signed(cells[48], 16),
        tgc=_signed(cells[60] & 0xFF, 8) / 32,
        ks_ta=_signed(cells[60] >> 8, 8) / 8192,
        ks_to=(
            _signed(cells[61] & 0xFF, 8) / to_scale,
            _signed(cells[61] >> 8, 8) / to_scale,
            _signed(cells[62] & 0xFF, 8) / to_scale,
            _signed(cells[62] >> 8, 8) / to_scale,
        ),
        corners_celsius=(_FLOOR_CELSIUS, 0.0, float(third), float(third + (cells[63] >> 8 & 0xF) * step)),
        resolution=cells[56] >> 12 & 0b11,
        calibrated_in_chess=not cells[10] & 0x0800,
        chess_offsets=(
            _signed(cells[53] & 0x3F, 6) / 16,
            _signed(cells[53] >> 6 & 0x1F, 5) / 2,
            _signed(cells[53] >> 11, 5) / 8,
        ),
        compensation_sensitivity=compensation_sensitivity,
        compensation_offset=(compensation_offset, compensation_offset + _signed(cells[58] >> 10, 6)),
        compensation_per_celsius=_signed(cells[59] & 0xFF, 8) / 2**scale_1,
        compensation_per_volt=_signed(cells[59] >> 8, 8) / 2**per_volt_scale,
        pixels=_pixels(words, cells, scale_1, scale_2),
    )
    return found if _is_sound(found) else None


def _is_sound(found: ArrayCalibration) -> bool:
    return bool(
        found.k_vdd and found.kt_ptat and found.gain > 0 and np.all(found.pixels.sensitivity[~found.pixels.is_bad] > 0)
    )


def _pixels(words: NDArray[np.int64], cells: list[int], scale_1: int, scale_2: int) -> PixelCalibration:
    each = words[_FIRST_PIXEL:EEPROM_WORDS]
    place = np.arange(PIXELS)
    row, column = place // COLUMNS, place % COLUMNS
    # Four kinds of pixels: odd or even row by odd or even column; the cells begin at odd, odd.
    kind = 2 * (row % 2) + column % 2
    per_celsius = np.array(
        [_signed(cells[cell] >> shift & 0xFF, 8) for cell, shift in ((54, 8), (55, 8), (54, 0), (55, 0))]
    )
    per_volt = np.array([_signed(cells[52] >> shift & 0xF, 4) for shift in (12, 4, 8, 0)], dtype=np.float64)
    offset = (
        _signed(cells[17], 16)
        + _nibbles(cells[18:24])[row] * 2.0 ** (cells[16] >> 8 & 0xF)
        + _nibbles(cells[24:32])[column] * 2.0 ** (cells[16] >> 4 & 0xF)
        + _signed_each(each >> 10, 6) * 2.0 ** (cells[16] & 0xF)
    )
    sensitivity = (
        cells[33]
        + _nibbles(cells[34:40])[row] * 2.0 ** (cells[32] >> 8 & 0xF)
        + _nibbles(cells[40:48])[column] * 2.0 ** (cells[32] >> 4 & 0xF)
        + _signed_each(each >> 4 & 0x3F, 6) * 2.0 ** (cells[32] & 0xF)
    ) / 2.0 ** ((cells[32] >> 12) + 30)
    return PixelCalibration(
        offset=offset,
        offset_per_celsius=(per_celsius[kind] + _signed_each(each >> 1 & 0b111, 3) * 2.0**scale_2) / 2.0**scale_1,
        offset_per_volt=per_volt[kind] / 2.0 ** (cells[56] >> 8 & 0xF),
        sensitivity=sensitivity,
        is_bad=(each == 0) | (each & 1 == 1),
    )


def _nibbles(cells: list[int]) -> Numbers:
    """Signed nibbles, the lowest of each cell first."""
    return np.array([_signed(cell >> shift & 0xF, 4) for cell in cells for shift in (0, 4, 8, 12)], dtype=np.float64)


def _signed(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) else value


def _signed_each(values: NDArray[np.int64], bits: int) -> Numbers:
    return np.where(values >> (bits - 1), values - (1 << bits), values).astype(np.float64)
