"""Reads an MLX90632 infrared thermometer over I2C.

Never writes to the EEPROM: a wrong cell ruins the calibration. Only the control register (continuous measuring) and the
status register (new-data and brown-out bits) are written; both are forgotten without supply. MLX90632 datasheet:
"Memory map", "Operating modes", "Temperature calculation"; wiring SDA/SCL to the bus, 3.3 V.

The part has no packet error code, so every block is read twice and must be the same both times. A reading is the mean
of the two latest measurements; the part's own supply correction is contained in it.
"""

import math
from typing import Final

from device.sensors.faults import BusStuck, ChipFaulty, CorruptFrame, WrongAddress
from device.sensors.i2c_port import I2cPort
from device.sensors.mlx90614_variants import Variant
from device.sensors.mlx90632_arithmetic import (
    Calibration,
    ambient_celsius,
    object_celsius,
    preprocessed_ambient,
    preprocessed_object,
    whole_half,
)
from device.sensors.protocols import Identity, RawSample

FACTORY_ADDRESS: Final = 0x3A
_SERIAL: Final = 0x2405
_PRODUCT_CODE: Final = 0x2409
_MEDICAL: Final = 1
_VERSION: Final = 0x240B
_DSP_VERSION: Final = 0x05
_CONSTANTS: Final = 0x240C
_CONSTANTS_WORDS: Final = 36
_CUSTOMER: Final = 0x2481
_RATES: Final = 0x24E1
_CONTROL: Final = 0x3001
_MODE_AND_TABLE: Final = 0x01F6
_CONTINUOUS_MEDICAL: Final = 0x0006
_STATUS: Final = 0x3FFF
_NEW_DATA: Final = 0x0001
_BROWN_OUT: Final = 0x0100
"""Reads 0 after the supply dipped; set once it has been noticed."""
_EEPROM_BUSY: Final = 0x0200
_MEASURED: Final = 0x4003
_LONGEST_SECONDS: Final = 2.0
SLOW: Final = "slow_measurements"
"""Fewer than eight measurements a second, as the part is sold; the rate stands in the EEPROM and nowhere else."""
_SETTLING_SECONDS_MOST: Final = 0.5
_NOISE_AT_2_HERTZ: Final = 0.05
_BODY_CELSIUS: Final = (-20.0, 100.0)
"""What the medical table can measure."""
_CHIP_CELSIUS: Final = (-20.0, 85.0)


def variant_at(rate_hertz: float = 2.0) -> Variant:
    """Settling and noise of a part that measures `rate_hertz` times a second (0.5 to 64; from the factory 2).

    Three measurements: the one that was under way at a change, and two whole ones. That noise grows with the root of
    the rate is a model, not the datasheet's word.
    """
    return Variant(
        name="mlx90632",
        settling_seconds=3.0 / rate_hertz,
        noise_celsius=_NOISE_AT_2_HERTZ * math.sqrt(max(rate_hertz, 2.0) / 2.0),
        field_of_view_degrees=50.0,
        medical=True,
    )


class Mlx90632:
    """One chip (`device.sensors.protocols.Thermometer`)."""

    def __init__(self, *, bus: str, variant: Variant | None = None, address: int = FACTORY_ADDRESS) -> None:
        self._port = I2cPort(bus)
        self._variant = variant or variant_at()
        self._address = address
        self._settling_seconds = self._variant.settling_seconds
        self._calibration: Calibration | None = None

    @property
    def name(self) -> str:
        """The part."""
        return self._variant.name

    @property
    def settling_seconds(self) -> float:
        """Three of the part's measurements, as long as its own rate says they take (known after `identify`)."""
        return self._settling_seconds

    def identify(self) -> Identity:
        """Open the bus, make sure that an MLX90632 answers, fetch its calibration and let it measure.

        Raises:
            DeviceFault: it does not.
        """
        self._port.open()
        self._calibration = None
        if self._status() & _EEPROM_BUSY:
            raise BusStuck(f"{self._where()}: EEPROM busy")
        version = self._words(_VERSION, 1)[0]
        if version & 0xFF != _DSP_VERSION:
            raise WrongAddress(f"{self._where()}: version 0x{version:04x} is not an MLX90632's")
        calibration = self._constants()
        rates = [word >> 8 & 0b111 for word in self._words(_RATES, 2)]
        own_seconds = 3.0 * _LONGEST_SECONDS / (1 << min(rates))
        self._settling_seconds = max(self._variant.settling_seconds, own_seconds)
        is_medical = self._words(_PRODUCT_CODE, 1)[0] & 0b111 == _MEDICAL
        is_slow = own_seconds > _SETTLING_SECONDS_MOST
        self._let_it_measure()
        self._calibration = calibration
        serial = "".join(f"{word:04x}" for word in reversed(self._words(_SERIAL, 3)))
        return Identity(
            text=f"{self.name} at {self._where()}, serial {serial}",
            degraded=(*(() if is_medical else ("consumer_part",)), *((SLOW,) if is_slow else ())),
        )

    def read(self) -> RawSample:
        """Give the mean of the two latest measurements, at least one of them new since the last call.

        Raises:
            DeviceFault: nothing new, the part lost its supply, the words are no temperature, or nobody answers.
        """
        if self._calibration is None:
            raise BusStuck(f"{self._where()}: not identified")
        for _ in range(2):
            status = self._status()
            if not status & _BROWN_OUT:
                self._calibration = None  # `identify` measures anew from an empty table
                raise BusStuck(f"{self._where()}: lost its supply for a moment")
            if not status & _NEW_DATA:
                raise BusStuck(f"{self._where()}: nothing new")
            self._write(_STATUS, status & ~_NEW_DATA)
            block = self._port.exchange(self._address, _MEASURED.to_bytes(2, "big"), 12)
            again = self._port.exchange(self._address, _MEASURED.to_bytes(2, "big"), 12)
            if block == again and not self._status() & _NEW_DATA:
                return self._sample(block, self._calibration)
            # A measurement ended in between, or a bit was altered: once more.
        raise CorruptFrame(f"{self._where()}: a block that was read twice differs")

    def close(self) -> None:
        """Give the bus back; the chip measures on."""
        self._port.close()

    def _sample(self, block: bytes, calibration: Calibration) -> RawSample:
        first, second, ambient_new, third, fourth, ambient_old = _signed(block)
        if not ambient_new or not ambient_old or set(block) == {0xFF}:
            raise CorruptFrame(f"{self._where()}: words as from a dead bus")
        halves = whole_half(first + second), whole_half(third + fourth)
        try:
            seen = object_celsius(
                object_quantity=preprocessed_object(*halves, ambient_new, ambient_old, calibration),
                ambient_quantity=preprocessed_ambient(ambient_new, ambient_old, calibration),
                calibration=calibration,
            )
            own = ambient_celsius(ambient_new, ambient_old, calibration)
        except (ArithmeticError, ValueError) as error:
            raise CorruptFrame(f"{self._where()}: no temperature makes these words") from error
        if not (_BODY_CELSIUS[0] <= seen <= _BODY_CELSIUS[1] and _CHIP_CELSIUS[0] <= own <= _CHIP_CELSIUS[1]):
            raise CorruptFrame(f"{self._where()}: {seen:.1f} C and {own:.1f} C are beyond the part")
        return RawSample(object_celsius=seen, ambient_celsius=own)

    def _constants(self) -> Calibration:
        words = self._words(_CONSTANTS, _CONSTANTS_WORDS)
        ha, hb = (_as_signed(word, 16) for word in self._words(_CUSTOMER, 2))

        def long(register: int) -> int:
            place = register - _CONSTANTS
            return _as_signed(words[place] | words[place + 1] << 16, 32)

        found = Calibration(
            p_r=long(0x240C),
            p_g=long(0x240E),
            p_t=long(0x2410),
            p_o=long(0x2412),
            ea=long(0x2424),
            eb=long(0x2426),
            fa=long(0x2428),
            fb=long(0x242A),
            ga=long(0x242C),
            gb=_as_signed(words[0x242E - _CONSTANTS], 16),
            ka=_as_signed(words[0x242F - _CONSTANTS], 16),
            ha=ha,
            hb=hb,
        )
        if not found.is_sound:
            raise ChipFaulty(f"{self._where()}: no calibration in its EEPROM")
        return found

    def _let_it_measure(self) -> None:
        control = self._words(_CONTROL, 1)[0]
        if control & _MODE_AND_TABLE != _CONTINUOUS_MEDICAL:
            self._write(_CONTROL, control & ~_MODE_AND_TABLE | _CONTINUOUS_MEDICAL)
        # What was measured before belongs to nobody, and a dip of the supply shows from now on.
        self._write(_STATUS, self._status() & ~_NEW_DATA | _BROWN_OUT)

    def _status(self) -> int:
        status = int.from_bytes(self._port.exchange(self._address, _STATUS.to_bytes(2, "big"), 2), "big")
        if status == 0xFFFF:  # noqa: PLR2004 - every line high: nobody drives the bus
            raise CorruptFrame(f"{self._where()}: status 0xffff, as from a dead bus")
        return status

    def _words(self, register: int, count: int) -> list[int]:
        begin = register.to_bytes(2, "big")
        block = self._port.exchange(self._address, begin, 2 * count)
        if block != self._port.exchange(self._address, begin, 2 * count):
            raise CorruptFrame(f"{self._where()}: register 0x{register:04x} reads differently each time")
        return [int.from_bytes(block[place : place + 2], "big") for place in range(0, 2 * count, 2)]

    def _write(self, register: int, word: int) -> None:
        self._port.write(self._address, register.to_bytes(2, "big") + word.to_bytes(2, "big"))

    def _where(self) -> str:
        return f"{self._port.path} address 0x{self._address:02x}"


def _signed(block: bytes) -> list[int]:
    return [int.from_bytes(block[place : place + 2], "big", signed=True) for place in range(0, len(block), 2)]


def _as_signed(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) else value
