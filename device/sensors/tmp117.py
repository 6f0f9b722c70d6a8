"""Reads a TMP117, the reference for the room's temperature beside an infrared thermometer.

Never writes to its EEPROM and changes nothing but the measuring mode, which it forgets without supply. TMP117 datasheet
SNOSD82: register map 7.6, conversion cycle 7.3.2; wiring SDA/SCL to the bus, address by ADD0 (0x48 to 0x4B), 3.3 V,
away from the Pi's warmth.

The part has no packet error code: a temperature counts when it has been read the same twice in a row.
"""

from typing import Final

from device.sensors.faults import BusStuck, CorruptFrame, WrongAddress
from device.sensors.i2c_port import I2cPort
from device.sensors.protocols import Identity

FACTORY_ADDRESS: Final = 0x48
CONVERSION_SECONDS: Final = 1.0
"""Of a part as it is sold: eight measurements averaged, once a second."""
_TEMPERATURE: Final = 0x00
_CONFIGURATION: Final = 0x01
_OFFSET: Final = 0x07
_DEVICE: Final = 0x0F
_MODEL: Final = 0x117
_DATA_READY: Final = 0x2000
_EEPROM_BUSY: Final = 0x1000
_MODE: Final = 0x0C00
_SOFT_RESET: Final = 0x0002
_CELSIUS_PER_STEP: Final = 0.0078125
_NOTHING_YET: Final = 0x8000
"""What the temperature register holds before the first conversion."""
_CELSIUS: Final = (-55.0, 150.0)
_READS_MOST: Final = 3


def celsius_of(word: int) -> float:
    """Temperature of a register word: two's complement in steps of 1/128 C."""
    return (word - 0x10000 if word & 0x8000 else word) * _CELSIUS_PER_STEP


class Tmp117:
    """One chip."""

    def __init__(self, *, bus: str, address: int = FACTORY_ADDRESS) -> None:
        self._port = I2cPort(bus)
        self._address = address

    @property
    def name(self) -> str:
        """The part."""
        return "tmp117"

    def identify(self) -> Identity:
        """Open the bus, make sure that a TMP117 answers, and let it measure all the time.

        Raises:
            DeviceFault: it does not; call `close` and try again later.
        """
        self._port.open()
        model = self._word(_DEVICE)
        if model & 0x0FFF != _MODEL:
            raise WrongAddress(f"{self._where()}: device 0x{model:04x} is not a TMP117")
        configuration = self._word(_CONFIGURATION)
        if configuration & _EEPROM_BUSY:
            raise BusStuck(f"{self._where()}: EEPROM busy")
        if configuration & _MODE:
            word = configuration & ~(_MODE | _SOFT_RESET)
            self._port.write(self._address, bytes((_CONFIGURATION, word >> 8, word & 0xFF)))
        degraded = ("offset_altered",) if self._word(_OFFSET) else ()
        return Identity(text=f"{self.name} at {self._where()}, revision {model >> 12}", degraded=degraded)

    def read(self) -> float | None:
        """Give the room's temperature in degrees Celsius; None: no conversion has finished since the last one.

        Raises:
            DeviceFault: the words are no temperature, or nobody answers.
        """
        # Reading the configuration takes the flag back, so a conversion is given once.
        configuration = self._word(_CONFIGURATION)
        if configuration == 0xFFFF:  # noqa: PLR2004 - every line high: nobody drives the bus
            raise CorruptFrame(f"{self._where()}: word 0xffff, as from a dead bus")
        if not configuration & _DATA_READY:
            return None
        word = self._word(_TEMPERATURE)
        for _ in range(_READS_MOST - 1):
            before, word = word, self._word(_TEMPERATURE)
            if before == word:
                return self._celsius(word)
        raise CorruptFrame(f"{self._where()}: a temperature reads differently each time")

    def close(self) -> None:
        """Give the bus back; the chip measures on."""
        self._port.close()

    def _celsius(self, word: int) -> float | None:
        if word == _NOTHING_YET:
            return None
        found = celsius_of(word)
        if not _CELSIUS[0] <= found <= _CELSIUS[1]:
            raise CorruptFrame(f"{self._where()}: {found:.1f} C is beyond the part")
        return found

    def _word(self, register: int) -> int:
        return int.from_bytes(self._port.exchange(self._address, bytes((register,)), 2), "big")

    def _where(self) -> str:
        return f"{self._port.path} address 0x{self._address:02x}"
