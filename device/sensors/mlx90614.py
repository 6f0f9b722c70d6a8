"""Reads an MLX90614 infrared thermometer over SMBus.

Never writes to the chip: a wrong EEPROM cell ruins its calibration, so emissivity and supply are corrected in
software. Datasheet MLX90614 rev. 013 (2019-09-13): SMBus protocol 8.4, RAM and EEPROM addresses 8.3; wiring SDA/SCL to
the bus, 3.0 V supply (3.3 V reads 0.18 C high, see `corrections`).

The transaction is chosen by what the bus can do: a combined transfer whose packet error code is checked here (every
Raspberry Pi); else an SMBus word checked by the kernel; else a plain word, only where `require_pec` is off, and said to
be degraded.
"""

from typing import Final

from device.sensors.faults import AdapterUnable, ChipFaulty, CorruptFrame, WrongAddress
from device.sensors.i2c_port import I2cPort
from device.sensors.mlx90614_variants import Variant
from device.sensors.packet_error_code import packet_error_code
from device.sensors.protocols import Identity, RawSample

FACTORY_ADDRESS: Final = 0x5A
_RAM_AMBIENT: Final = 0x06
_RAM_OBJECT: Final = 0x07
_EEPROM_EMISSIVITY: Final = 0x24
_EEPROM_CONFIG: Final = 0x25
_EEPROM_ADDRESS: Final = 0x2E
_EEPROM_SERIAL: Final = (0x3C, 0x3D, 0x3E, 0x3F)
_ERROR_FLAG: Final = 0x8000
_GARBAGE: Final = (0x0000, 0xFFFF)
_KELVIN_PER_STEP: Final = 0.02
_ZERO_CELSIUS: Final = 273.15
_FULL_EMISSIVITY: Final = 0xFFFF


def celsius_of(word: int) -> float:
    """Temperature of a RAM word: steps of 0.02 K from absolute zero."""
    return word * _KELVIN_PER_STEP - _ZERO_CELSIUS


class Mlx90614:
    """One chip (`device.sensors.protocols.Thermometer`)."""

    def __init__(self, *, bus: str, variant: Variant, address: int = FACTORY_ADDRESS, require_pec: bool = True) -> None:
        self._port = I2cPort(bus)
        self._variant = variant
        self._address = address
        self._require_pec = require_pec
        self._settling_seconds = variant.settling_seconds

    @property
    def name(self) -> str:
        """Part and variant."""
        return self._variant.name

    @property
    def settling_seconds(self) -> float:
        """Of the variant, or longer where the chip's own filter setting says so (known after `identify`)."""
        return self._settling_seconds

    def identify(self) -> Identity:
        """Open the bus and make sure that an MLX90614 of this address answers.

        Raises:
            DeviceFault: it does not.
        """
        self._port.open()
        if self._require_pec and not (self._port.can_combine or self._port.can_check):
            raise AdapterUnable(f"{self._port.path}: cannot check frames, and require_pec is on")
        degraded = [] if self._require_pec else ["unchecked_frames"]
        # The part has no identity register; the address cell of its EEPROM must hold the address it answers at.
        if self._word(_EEPROM_ADDRESS) & 0x7F != self._address:
            raise WrongAddress(f"{self._where()}: not an MLX90614")
        self._settling_seconds = self._variant.settling_for(self._word(_EEPROM_CONFIG))
        if self._word(_EEPROM_EMISSIVITY) != _FULL_EMISSIVITY:
            degraded.append("emissivity_altered")
        serial = "".join(f"{self._word(cell):04x}" for cell in _EEPROM_SERIAL)
        return Identity(text=f"{self.name} at {self._where()}, serial {serial}", degraded=tuple(degraded))

    def read(self) -> RawSample:
        """Read the chip's own and the object's temperature.

        Raises:
            DeviceFault: the frame is corrupt, the chip says so, or nobody answers.
        """
        ambient = self._temperature(_RAM_AMBIENT)
        return RawSample(object_celsius=self._temperature(_RAM_OBJECT), ambient_celsius=ambient)

    def close(self) -> None:
        """Give the bus back."""
        self._port.close()

    def _temperature(self, command: int) -> float:
        word = self._word(command)
        if word in _GARBAGE:
            raise CorruptFrame(f"{self._where()}: word 0x{word:04x}, as from a dead bus")
        if word & _ERROR_FLAG:
            raise ChipFaulty(f"{self._where()}: error flag set")
        return celsius_of(word)

    def _word(self, command: int) -> int:
        try:
            return self._word_once(command)
        except CorruptFrame:
            # A flipped bit is repeated at once; two altered frames in a row are the worker's business.
            return self._word_once(command)

    def _word_once(self, command: int) -> int:
        if not self._port.can_combine:
            return self._port.read_word(self._address, command, checked=self._require_pec)
        low, high, code = self._port.exchange(self._address, bytes((command,)), 3)
        frame = (self._address << 1, command, self._address << 1 | 1, low, high)
        if packet_error_code(frame) != code and self._require_pec:
            raise CorruptFrame(f"{self._where()}: packet error code 0x{code:02x} does not fit")
        return low | high << 8

    def _where(self) -> str:
        return f"{self._port.path} address 0x{self._address:02x}"
