"""Tells the MLX90614 variants apart: settling, noise, field of view and accuracy, as the datasheet states them.

Never reads a chip: the letters on the part are the installer's to state. Datasheet MLX90614 rev. 013 (2019-09-13),
tables 5 to 7 (accuracy), 13 (settling times) and sections 8.4.8 and 10 (factory defaults, noise, field of view).
"""

from typing import Final

from msgspec import Struct

GRADIENT_SETTLING_SECONDS: Final = {
    0b100: (0.06, 0.07, 0.10, 0.14),
    0b101: (0.20, 0.24, 0.34, 0.54),
    0b110: (0.38, 0.48, 0.67, 1.10),
    0b111: (0.42, 0.53, 0.75, 1.20),
    0b000: (0.47, 0.60, 0.84, 1.33),
    0b001: (1.1, 1.4, 2.0, 3.2),
    0b010: (1.8, 2.2, 3.2, 5.0),
    0b011: (2.4, 3.0, 4.3, 7.0),
}
"""By IIR setting, for FIR 128, 256, 512 and 1024; dual zone and gradient compensated parts."""
SINGLE_SETTLING_SECONDS: Final = {
    0b100: (0.04, 0.05, 0.06, 0.10),
    0b101: (0.12, 0.16, 0.22, 0.35),
    0b110: (0.24, 0.30, 0.43, 0.70),
    0b111: (0.26, 0.34, 0.48, 0.78),
    0b000: (0.30, 0.37, 0.54, 0.86),
    0b001: (0.70, 0.88, 1.3, 2.0),
    0b010: (1.1, 1.4, 2.0, 3.3),
    0b011: (1.5, 1.9, 2.8, 4.5),
}
"""The same for single zone parts."""
_LEAST_FIR: Final = 0b100
_INDUSTRIAL_ACCURACY: Final = 0.5
_MEDICAL_ACCURACY: Final = ((36.0, 38.0, 0.2), (22.0, 40.0, 0.3))
"""Narrowest range first, both ends included."""


class Variant(Struct, frozen=True, kw_only=True):
    """One variant with its factory settings."""

    name: str
    settling_seconds: float
    noise_celsius: float
    """Of one reading, rms."""
    field_of_view_degrees: float
    """Full angle at 50 % sensitivity."""
    medical: bool = False
    gradient_compensated: bool = False

    def accuracy_celsius(self, object_celsius: float) -> float:
        """Limit of error the datasheet states for a uniform object that fills the field of view."""
        if not self.medical:
            return _INDUSTRIAL_ACCURACY
        for least, most, accuracy in _MEDICAL_ACCURACY:
            if least <= object_celsius <= most:
                return accuracy
        return _INDUSTRIAL_ACCURACY

    def settling_for(self, config_1: int) -> float:
        """Settling time for a chip whose Config Register 1 is `config_1`; never below the factory's own."""
        fir = config_1 >> 8 & 0b111
        table = GRADIENT_SETTLING_SECONDS if self.gradient_compensated else SINGLE_SETTLING_SECONDS
        stated = table[config_1 & 0b111][max(fir, _LEAST_FIR) - _LEAST_FIR]
        return max(stated, self.settling_seconds)


def _variant(
    letters: str, settling: float, noise: float, degrees: float, *, medical: bool = False, gradient: bool = False
) -> Variant:
    return Variant(
        name=f"mlx90614-{letters}",
        settling_seconds=settling,
        noise_celsius=noise,
        field_of_view_degrees=degrees,
        medical=medical,
        gradient_compensated=gradient,
    )


VARIANTS: Final = {
    variant.name: variant
    for variant in (
        _variant("baa", 0.10, 0.05, 90.0),
        _variant("bcc", 0.14, 0.18, 35.0, gradient=True),
        _variant("bci", 0.65, 0.10, 5.0, gradient=True),
        _variant("daa", 0.10, 0.05, 90.0, medical=True),
        _variant("dcc", 0.14, 0.18, 35.0, medical=True, gradient=True),
        _variant("dch", 0.65, 0.10, 12.0, medical=True, gradient=True),
        _variant("dci", 0.65, 0.10, 5.0, medical=True, gradient=True),
    )
}
"""Every variant this firmware drives, by the name that stands in settings and entries."""
