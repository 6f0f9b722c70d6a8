"""Knows what an MLX90632 stores: a factory's EEPROM, and the words that a temperature becomes.

Never imports the firmware's arithmetic: this is the datasheet's calculation turned round and written apart, so that a
mistake in one shows in a test. Constants of the part: those of the worked example in the maker's library.
"""

from collections.abc import Sequence
from typing import Final

AMBIENT_OLD: Final = 23030
"""The reference word of the second measurement; it hardly changes."""
_KELVIN: Final = 273.15
_EEPROM_START: Final = 0x2400
_LONG: Final = {
    0x240C: 0x00587F5B,
    0x240E: 0x04A10289,
    0x2410: -432392,
    0x2412: 0x1E0F,
    0x2424: 4859535,
    0x2426: 5686508,
    0x2428: 53855361,
    0x242A: 42874149,
    0x242C: -14556410,
}
_SHORT: Final = {
    0x2405: 0x1A2B,
    0x2406: 0x3C4D,
    0x2407: 0x5E6F,
    0x2409: 0x0101,
    0x240B: 0x0105,
    0x242E: 9728,
    0x242F: 10752,
    0x2481: 16384,
    0x2482: 0,
    0x24E1: 0x820D,
    0x24E2: 0x821D,
}


def factory_eeprom() -> list[int]:
    """Give the 256 words of a medical part as it is sold."""
    cells = [0] * 0x100
    for register, value in _LONG.items():
        place = register - _EEPROM_START
        cells[place], cells[place + 1] = value & 0xFFFF, value >> 16 & 0xFFFF
    for register, value in _SHORT.items():
        cells[register - _EEPROM_START] = value & 0xFFFF
    return cells


def words_of(eeprom: Sequence[int], object_celsius: float, die_celsius: float) -> tuple[int, int, int]:
    """Give both object words and the ambient word of one measurement."""
    share = _ambient_share(eeprom, die_celsius)
    ratio = share / (AMBIENT_OLD + _short(eeprom, 0x242E) / 1024 * share) * 2**19
    die = (ratio - _long(eeprom, 0x2426) / 2**8) / (_long(eeprom, 0x2424) / 2**16) + 25.0
    offset = _short(eeprom, 0x2482) / 1024
    scale = _long(eeprom, 0x2428) / 2**46 * _short(eeprom, 0x2481) / 2**14
    scale *= 1 + _long(eeprom, 0x242C) / 2**36 * (object_celsius - 25) + _long(eeprom, 0x242A) / 2**36 * (die - 25)
    quantity = scale * ((object_celsius + offset + _KELVIN) ** 4 - (die + _KELVIN) ** 4)
    raw = quantity / 2**19 * (AMBIENT_OLD + _short(eeprom, 0x242F) / 1024 * share) * 12
    middle = min(max(round(raw), -32760), 32760)
    return middle + 2, middle - 2, round(share * 12)


def _ambient_share(eeprom: Sequence[int], celsius: float) -> float:
    """Solve the ambient equation for a twelfth of the ambient word, by halving."""
    least, most = 1000.0, 2700.0
    for _ in range(40):
        middle = (least + most) / 2
        ratio = middle / (AMBIENT_OLD + _short(eeprom, 0x242E) / 1024 * middle) * 2**19
        beyond = ratio - _long(eeprom, 0x240C) / 2**8
        found = _long(eeprom, 0x2412) / 2**8 + beyond / (_long(eeprom, 0x240E) / 2**20)
        found += _long(eeprom, 0x2410) / 2**44 * beyond**2
        least, most = (middle, most) if found < celsius else (least, middle)
    return (least + most) / 2


def _short(eeprom: Sequence[int], register: int) -> int:
    word = eeprom[register - _EEPROM_START]
    return word - 0x10000 if word & 0x8000 else word


def _long(eeprom: Sequence[int], register: int) -> int:
    value = eeprom[register - _EEPROM_START] | eeprom[register + 1 - _EEPROM_START] << 16
    return value - (1 << 32) if value & 0x80000000 else value
