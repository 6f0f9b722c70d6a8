"""Turns one half picture of an MLX90640 into temperatures.

Never touches a chip. Melexis, "MLX90640 32x24 IR array Datasheet", revision 11 (3 August 2018): calculating the object
temperature 11.2.2. A sub-page is every other pixel, in a chess pattern or row by row.
"""

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from device.sensors.mlx90640_calibration import COLUMNS, PIXELS, ArrayCalibration, Numbers

FRAME_WORDS: Final = 832
"""768 pixels, then 64 words about the part itself."""
SUPPLY_VOLTS: Final = 3.3
_VBE: Final = 768
_COMPENSATION: Final = (776, 808)
_GAIN: Final = 778
_PTAT: Final = 800
_VDD: Final = 810
_KELVIN: Final = 273.15
_CHESS: Final = 0x1000
_PLACE: Final = np.arange(PIXELS)
_ROW_IS_ODD: Final = _PLACE // COLUMNS % 2
_IN_CHESS: Final = _ROW_IS_ODD ^ _PLACE % 2
_CONVERSION: Final = ((_PLACE + 2) // 4 - (_PLACE + 3) // 4 + (_PLACE + 1) // 4 - _PLACE // 4) * (1 - 2 * _ROW_IS_ODD)


class PartState(Struct, frozen=True, kw_only=True):
    """What a frame says about the part itself."""

    supply_volts: float
    chip_celsius: float
    gain: float
    """The factory's over the present one; near 1."""


class HalfPicture(Struct, frozen=True, kw_only=True):
    """Temperatures of one sub-page."""

    mine: NDArray[np.bool_]
    """Which of the 768 pixels belong to it."""
    celsius: Numbers
    """All 768; only `mine` mean anything, and of those NaN where no temperature makes the word."""
    state: PartState


def part_state(frame: NDArray[np.int64], control: int, calibration: ArrayCalibration) -> PartState | None:
    """Supply, own temperature and gain; None: the words are those of no working part."""
    gain_word, ptat, vbe = int(frame[_GAIN]), int(frame[_PTAT]), int(frame[_VBE])
    if gain_word <= 0 or ptat <= 0 or ptat * calibration.alpha_ptat + vbe <= 0:
        return None
    resolution = 2.0 ** (calibration.resolution - (control >> 10 & 0b11))
    supply = (resolution * int(frame[_VDD]) - calibration.vdd_25) / calibration.k_vdd + SUPPLY_VOLTS
    share = ptat / (ptat * calibration.alpha_ptat + vbe) * 2**18
    own = share / (1 + calibration.kv_ptat * (supply - SUPPLY_VOLTS)) - calibration.v_ptat_25
    return PartState(
        supply_volts=supply, chip_celsius=own / calibration.kt_ptat + 25.0, gain=calibration.gain / gain_word
    )


def half_picture(
    frame: NDArray[np.int64],
    *,
    control: int,
    subpage: int,
    calibration: ArrayCalibration,
    emissivity: float = 1.0,
    reflected_celsius: float = 25.0,
) -> HalfPicture | None:
    """Give the temperatures of sub-page 0 or 1 from 832 signed words; None: the words are those of no working part.

    With `emissivity` 1 nothing is mirrored and `reflected_celsius` does not matter.
    """
    state = part_state(frame, control, calibration)
    if state is None:
        return None
    warmer, more_volts = state.chip_celsius - 25.0, state.supply_volts - SUPPLY_VOLTS
    in_chess = bool(control & _CHESS)
    is_other_pattern = in_chess != calibration.calibrated_in_chess
    pixels, (first, conversion, row) = calibration.pixels, calibration.chess_offsets
    compensation = int(frame[_COMPENSATION[subpage]]) * state.gain - (
        calibration.compensation_offset[subpage] + (first if is_other_pattern and subpage else 0.0)
    ) * (1 + calibration.compensation_per_celsius * warmer) * (1 + calibration.compensation_per_volt * more_volts)
    seen = frame[:PIXELS] * state.gain - pixels.offset * (1 + pixels.offset_per_celsius * warmer) * (
        1 + pixels.offset_per_volt * more_volts
    )
    if is_other_pattern:
        seen += row * (2 * _ROW_IS_ODD - 1) - conversion * _CONVERSION
    seen = (seen - calibration.tgc * compensation) / emissivity
    sensitivity = (pixels.sensitivity - calibration.tgc * calibration.compensation_sensitivity[subpage]) * (
        1 + calibration.ks_ta * warmer
    )
    mirrored = (reflected_celsius + _KELVIN) ** 4
    surrounding = mirrored - (mirrored - (state.chip_celsius + _KELVIN) ** 4) / emissivity
    return HalfPicture(
        mine=(_IN_CHESS if in_chess else _ROW_IS_ODD) == subpage,
        celsius=celsius_of(seen, sensitivity, surrounding, calibration),
        state=state,
    )


def rough_celsius(seen: Numbers, sensitivity: Numbers, surrounding: float, slope: float) -> Numbers:
    """Temperatures as if the slope of 0 to about 160 C held everywhere (11.2.2.9)."""
    bent = slope * (sensitivity**3 * (seen + sensitivity * surrounding)) ** 0.25
    found: Numbers = (seen / (sensitivity * (1 - slope * _KELVIN) + bent) + surrounding) ** 0.25 - _KELVIN
    return found


def celsius_of(seen: Numbers, sensitivity: Numbers, surrounding: float, calibration: ArrayCalibration) -> Numbers:
    """Temperatures of corrected signals; `surrounding` is what chip and surroundings radiate, kelvin to the fourth."""
    slopes, corners = calibration.ks_to, calibration.corners_celsius
    with np.errstate(invalid="ignore", divide="ignore"):
        roughly = rough_celsius(seen, sensitivity, surrounding, slopes[1])
        steps = (
            1 / (1 + slopes[0] * (corners[1] - corners[0])),
            1.0,
            1 + slopes[1] * (corners[2] - corners[1]),
            (1 + slopes[1] * (corners[2] - corners[1])) * (1 + slopes[2] * (corners[3] - corners[2])),
        )
        zone = np.searchsorted(np.array(corners[1:]), roughly, side="right")
        at_corner = sensitivity * np.array(steps)[zone]
        bend = 1 + np.array(slopes)[zone] * (roughly - np.array(corners)[zone])
        found: Numbers = (seen / (at_corner * bend) + surrounding) ** 0.25 - _KELVIN
    return found
