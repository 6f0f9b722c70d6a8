"""Knows what an MLX90640 stores: a factory's EEPROM, and the words that a thermal picture becomes.

Never imports the firmware's arithmetic: this is the datasheet's calculation (revision 11, 11.1 and 11.2.2) turned round
and written apart, from the factory's numbers and not from the packed cells, so that a mistake in one shows in a test.
"""

import random
from typing import Final

import numpy as np
from numpy.typing import NDArray

ROWS: Final = 24
COLUMNS: Final = 32
FACTORY_CONTROL: Final = 0x1901
"""Chess pattern, 18 bits, two sub-pages a second."""
BROKEN_PIXEL: Final = 333
OUTLIER_PIXEL: Final = 500
_KELVIN: Final = 273.15
_GAIN: Final = 6383
_GAIN_NOW: Final = 6273
_K_VDD, _VDD_25 = -3168, -13056
_KV_PTAT, _KT_PTAT, _V_PTAT_25 = 22 / 4096, 338 / 8, 12273
_PTAT: Final = 1711
_TGC: Final = 8 / 32
_KS_TA: Final = -16 / 8192
_KS_TO: Final = (-97 / 2**17, -97 / 2**17, -90 / 2**17, -88 / 2**17)
_CORNERS: Final = (-40.0, 0.0, 160.0, 320.0)
_PER_CELSIUS_KINDS: Final = {(1, 1): 84, (1, 0): 80, (0, 1): 83, (0, 0): 79}
"""Row odd, column odd: in 1/2^14 of the offset a degree."""
_PER_VOLT_KINDS: Final = {(1, 1): 5, (1, 0): 4, (0, 1): 4, (0, 0): 3}
_CHESS: Final = (9 / 16, -3 / 2, 5 / 8)
_CP_SENSITIVITY: Final = (40 / 2**34, 40 / 2**34 * (1 + 6 / 128))
_CP_OFFSET: Final = (-75, -77)
_CP_PER_CELSIUS, _CP_PER_VOLT = 75 / 2**14, 4 / 8


class FactoryArray:
    """One part as its maker measured it: the numbers, and the EEPROM they are packed into."""

    def __init__(self, seed: int = 1) -> None:
        chance = random.Random(seed)  # noqa: S311 - a part's scatter, not a secret
        self._rows = [chance.randint(-5, 5) for _ in range(ROWS)]
        self._columns = [chance.randint(-5, 5) for _ in range(COLUMNS)]
        self._row_gains = [chance.randint(-3, 3) for _ in range(ROWS)]
        self._column_gains = [chance.randint(-3, 3) for _ in range(COLUMNS)]
        count = ROWS * COLUMNS
        self._left_offsets = [chance.randint(-20, 20) for _ in range(count)]
        self._left_gains = [chance.randint(-20, 20) for _ in range(count)]
        self._left_per_celsius = [chance.randint(-1, 1) for _ in range(count)]
        self.offset, self.sensitivity, self.per_celsius, self.per_volt = (np.empty(count) for _ in range(4))
        for place in range(count):
            row, column = divmod(place, COLUMNS)
            kind = row % 2, column % 2
            self.offset[place] = -75 + 4 * self._rows[row] + 2 * self._columns[column] + self._left_offsets[place]
            self.sensitivity[place] = (
                12100 + 512 * self._row_gains[row] + 256 * self._column_gains[column] + 16 * self._left_gains[place]
            ) / 2**37
            self.per_celsius[place] = (_PER_CELSIUS_KINDS[kind] + 8 * self._left_per_celsius[place]) / 2**14
            self.per_volt[place] = _PER_VOLT_KINDS[kind] / 8

    def eeprom(self) -> list[int]:
        """Give the 832 words of the part as it is sold."""
        cells = [0] * 832
        cells[7:10] = [0x4B31, 0x9A02, 0x0185]
        cells[12], cells[15] = FACTORY_CONTROL, 0xBE33
        cells[16] = (9 - 8) * 4 << 12 | 2 << 8 | 1 << 4 | 0
        cells[17] = -75 & 0xFFFF
        cells[18:24], cells[24:32] = _nibbles(self._rows), _nibbles(self._columns)
        cells[32] = (37 - 30) << 12 | 9 << 8 | 8 << 4 | 4
        cells[33] = 12100
        cells[34:40], cells[40:48] = _nibbles(self._row_gains), _nibbles(self._column_gains)
        cells[48], cells[49] = _GAIN, _V_PTAT_25
        cells[50] = 22 << 10 | 338
        cells[51] = _K_VDD // 32 << 8 & 0xFF00 | (_VDD_25 + 8192) // 32 + 256
        volt, warm = _PER_VOLT_KINDS, _PER_CELSIUS_KINDS
        cells[52] = volt[1, 1] << 12 | volt[0, 1] << 8 | volt[1, 0] << 4 | volt[0, 0]
        cells[53] = 5 << 11 | (-3 & 0x1F) << 6 | 9
        cells[54] = warm[1, 1] << 8 | warm[0, 1]
        cells[55] = warm[1, 0] << 8 | warm[0, 0]
        cells[56] = 2 << 12 | 3 << 8 | (14 - 8) << 4 | 3
        cells[57] = 6 << 10 | 40
        cells[58] = (-2 & 0x3F) << 10 | -75 & 0x3FF
        cells[59] = 4 << 8 | 75
        cells[60] = -16 << 8 & 0xFF00 | 8
        cells[61] = (-97 & 0xFF) << 8 | -97 & 0xFF
        cells[62] = (-88 & 0xFF) << 8 | -90 & 0xFF
        cells[63] = 2 << 12 | 8 << 8 | 8 << 4 | 9
        for place in range(ROWS * COLUMNS):
            left = self._left_offsets[place], self._left_gains[place], self._left_per_celsius[place]
            cells[64 + place] = (left[0] & 0x3F) << 10 | (left[1] & 0x3F) << 4 | (left[2] & 0b111) << 1
        cells[64 + BROKEN_PIXEL] = 0
        cells[64 + OUTLIER_PIXEL] |= 1
        return cells

    def pixel_words(
        self, picture: NDArray[np.float64], *, chip_celsius: float, supply_volts: float, in_chess: bool
    ) -> NDArray[np.float64]:
        """Give what each pixel's converter says (not yet rounded) of black surfaces of these 768 temperatures."""
        warmer, volts = chip_celsius - 25.0, supply_volts - 3.3
        place = np.arange(ROWS * COLUMNS)
        odd_row = place // COLUMNS % 2
        page = odd_row ^ place % 2 if in_chess else odd_row
        coupled = np.array(_CP_SENSITIVITY)[page] * _TGC
        zone = np.digitize(picture, _CORNERS[1:])
        steps = (
            1 / (1 + 40 * _KS_TO[0]),
            1.0,
            1 + 160 * _KS_TO[1],
            (1 + 160 * _KS_TO[1]) * (1 + 160 * _KS_TO[2]),
        )
        bend = 1 + np.array(_KS_TO)[zone] * (picture - np.array(_CORNERS)[zone])
        strength = (self.sensitivity - coupled) * (1 + _KS_TA * warmer) * np.array(steps)[zone] * bend
        seen = strength * ((picture + _KELVIN) ** 4 - (chip_celsius + _KELVIN) ** 4)
        if not in_chess:
            down = np.array([0, -1, 0, 1])[place % 4]  # the converter's pattern over four neighbours
            seen = seen - _CHESS[2] * (2 * odd_row - 1) + _CHESS[1] * down * np.where(odd_row, -1, 1)
        words: NDArray[np.float64] = (
            seen + self.offset * (1 + self.per_celsius * warmer) * (1 + self.per_volt * volts)
        ) / (_GAIN / _GAIN_NOW)
        return words


def auxiliary_words(*, chip_celsius: float, supply_volts: float, in_chess: bool) -> list[int]:
    """Give the 64 words about the part itself that follow the pixels."""
    words = [0] * 64
    share = ((chip_celsius - 25.0) * _KT_PTAT + _V_PTAT_25) * (1 + _KV_PTAT * (supply_volts - 3.3))
    words[0], words[32] = round(_PTAT * (2**18 / share - 9.0)), _PTAT
    drift = (1 + _CP_PER_CELSIUS * (chip_celsius - 25.0)) * (1 + _CP_PER_VOLT * (supply_volts - 3.3))
    second = _CP_OFFSET[1] + (0.0 if in_chess else _CHESS[0])
    words[8] = round(_CP_OFFSET[0] * drift / (_GAIN / _GAIN_NOW))
    words[40] = round(second * drift / (_GAIN / _GAIN_NOW))
    words[10] = _GAIN_NOW
    words[42] = round((supply_volts - 3.3) * _K_VDD + _VDD_25)
    return words


def _nibbles(values: list[int]) -> list[int]:
    return [
        sum((value & 0xF) << 4 * place for place, value in enumerate(values[first : first + 4]))
        for first in range(0, len(values), 4)
    ]
