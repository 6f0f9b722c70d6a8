"""Turns the words an MLX90632 holds into temperatures, with the numbers its maker's own library gives.

Never touches a bus and never rounds to be nicer than the maker: for the object both preprocessed quantities are cut
to whole numbers first, as the library's 32-bit integers do, which is worth up to 0.008 C. MLX90632 datasheet,
"Temperature calculation"; names of the constants as there. Scaling: 32-bit and 16-bit fixed point, two's complement.
"""

from typing import Final

from msgspec import Struct

_ZERO_CELSIUS: Final = 273.15
_REFERENCE_CELSIUS: Final = 25.0
_FULL_SCALE: Final = float(2**19)
_PER_CONVERSION: Final = 12.0
_ITERATIONS: Final = 5
"""The datasheet says three, the library does five; they differ by 0.003 C at most."""


class Calibration(Struct, frozen=True, kw_only=True):
    """The constants of one part as they stand in its EEPROM: signed whole numbers."""

    p_r: int
    p_g: int
    p_t: int
    p_o: int
    ea: int
    eb: int
    fa: int
    fb: int
    ga: int
    gb: int
    ka: int
    ha: int
    hb: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether no constant that divides or scales is nought, nor all of them alike, as in an empty EEPROM."""
        values = {getattr(self, name) for name in self.__struct_fields__}
        return len(values) > 1 and 0 not in (self.p_g, self.ea, self.fa, self.ha)


def preprocessed_ambient(ambient_new: int, ambient_old: int, calibration: Calibration) -> float:
    """Give the ambient quantity of both words, before it is cut."""
    share = ambient_new / _PER_CONVERSION
    return share / (ambient_old + calibration.gb * 2.0**-10 * share) * _FULL_SCALE


def preprocessed_object(
    object_new: int, object_old: int, ambient_new: int, ambient_old: int, calibration: Calibration
) -> float:
    """Give the object quantity of two measurements, before it is cut."""
    middle = whole_half(object_new + object_old)
    return preprocessed_extended(middle, ambient_new, ambient_old, calibration)


def preprocessed_extended(raw: int, ambient_new: int, ambient_old: int, calibration: Calibration) -> float:
    """Give the object quantity of one measurement over the extended range, before it is cut."""
    reference = ambient_old + calibration.ka * 2.0**-10 * (ambient_new / _PER_CONVERSION)
    return raw / _PER_CONVERSION / reference * _FULL_SCALE


def ambient_celsius(ambient_new: int, ambient_old: int, calibration: Calibration) -> float:
    """Temperature of the chip itself."""
    beyond = preprocessed_ambient(ambient_new, ambient_old, calibration) - calibration.p_r * 2.0**-8
    linear = beyond / (calibration.p_g * 2.0**-20)
    return calibration.p_o * 2.0**-8 + linear + calibration.p_t * 2.0**-44 * beyond * beyond


def die_celsius(ambient: float, calibration: Calibration) -> float:
    """Temperature of the detector, by the constants of the object calculation."""
    return (ambient - calibration.eb * 2.0**-8) / (calibration.ea * 2.0**-16) + _REFERENCE_CELSIUS


def sensitivity(object_celsius: float, detector_celsius: float, calibration: Calibration) -> float:
    """How much of the object quantity a difference of fourth powers makes, at these temperatures."""
    by_object = calibration.ga * 2.0**-36 * (object_celsius - _REFERENCE_CELSIUS)
    by_detector = calibration.fb * 2.0**-36 * (detector_celsius - _REFERENCE_CELSIUS)
    return calibration.fa * 2.0**-46 * calibration.ha * 2.0**-14 * (1.0 + by_object + by_detector)


def object_celsius(
    *,
    object_quantity: float,
    ambient_quantity: float,
    calibration: Calibration,
    emissivity: float = 1.0,
    reflected_celsius: float | None = None,
    extended: bool = False,
) -> float:
    """Temperature of what fills the field of view, from the two preprocessed quantities.

    `reflected_celsius`: what the object mirrors; None: as warm as the detector. `extended`: the quantity was measured
    over the extended range, at half the sensitivity.

    Raises:
        ValueError: no temperature makes these quantities; a word has been altered.
    """
    cut = int(object_quantity)
    detector = die_celsius(int(ambient_quantity), calibration)
    mirrored = (detector + _ZERO_CELSIUS) ** 4
    if reflected_celsius is not None:
        # Put so that with nothing mirrored (emissivity 1) only the detector's own warmth remains.
        around = (reflected_celsius + _ZERO_CELSIUS) ** 4
        mirrored = around - (around - mirrored) / emissivity
    found = _REFERENCE_CELSIUS
    for _ in range(_ITERATIONS):
        scale = emissivity * sensitivity(found, detector, calibration) * (0.5 if extended else 1.0)
        fourth = cut / scale + mirrored if scale else -1.0
        if fourth <= 0.0:
            raise ValueError("no temperature makes these words")
        found = float(fourth**0.25) - _ZERO_CELSIUS - calibration.hb * 2.0**-10
    return found


def whole_half(total: int) -> int:
    """Half of a sum, cut towards nought as whole-number division in C does."""
    return int(total / 2)
