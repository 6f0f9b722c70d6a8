"""Reads an MLX90640 thermal array over I2C, half a picture at a time.

Never writes to the EEPROM: there is no lock before it, and one stray word ruins the calibration. Only the control
register (rate, pattern) and the status register (new data) are written; both are forgotten without supply. Melexis,
"MLX90640 32x24 IR array Datasheet", revision 11 (3 August 2018): measurement flow 10.2.3, registers 10.5, EEPROM 10.6;
wiring SDA/SCL to the bus, 3.3 V.

The part has no packet error code. The EEPROM is read twice; a half picture once, because it only aims: a flipped bit
makes one pixel wrong, and what the part says of itself must be possible. The memory is fetched in short blocks, so that
a distance sensor on the same bus waits milliseconds for its turn, not the 150 that a whole half picture takes.
"""

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from device.sensors.faults import BusStuck, ChipFaulty, CorruptFrame, WrongAddress
from device.sensors.i2c_port import I2cPort
from device.sensors.mlx90640_arithmetic import FRAME_WORDS, PartState, half_picture
from device.sensors.mlx90640_calibration import COLUMNS, EEPROM_WORDS, ROWS, ArrayCalibration, Numbers, unpacked
from device.sensors.protocols import Identity

FACTORY_ADDRESS: Final = 0x33
HALF_PICTURE_SECONDS: Final = 0.5
"""At the two sub-pages a second that the driver sets."""
_RAM: Final = 0x0400
_EEPROM: Final = 0x2400
_SERIAL: Final = slice(7, 10)
_STATUS: Final = 0x8000
_CONTROL: Final = 0x800D
_TWICE_A_SECOND_IN_CHESS: Final = 0x1901
_NEW_DATA: Final = 0x0008
_TAKE_NEXT: Final = 0x0030
"""Takes the flag of new data back and lets the part go on overwriting."""
_BLOCK_WORDS: Final = 64
_EEPROM_READS_MOST: Final = 3
_SUPPLY_VOLTS: Final = (2.6, 4.0)
_CHIP_CELSIUS: Final = (-40.0, 125.0)
_GAIN: Final = (0.7, 1.4)
_BAD_PIXELS_MOST: Final = 8


class Picture(Struct, frozen=True, kw_only=True):
    """What the array sees, as if every surface were black."""

    celsius: Numbers
    """24 rows from the top, 32 columns."""
    chip_celsius: float


class Mlx90640:
    """One chip."""

    def __init__(self, *, bus: str, address: int = FACTORY_ADDRESS) -> None:
        self._port = I2cPort(bus)
        self._address = address
        self._calibration: ArrayCalibration | None = None
        self._celsius: Numbers = np.full(ROWS * COLUMNS, np.nan)

    @property
    def name(self) -> str:
        """The part."""
        return "mlx90640"

    def identify(self) -> Identity:
        """Open the bus, fetch the calibration, and let the part measure twice a second.

        Raises:
            DeviceFault: it does not answer, or is no MLX90640; call `close` and try again later.
        """
        self._port.open()
        self._calibration = None
        words = self._stored()
        serial = words[_SERIAL]
        if (serial == serial[0]).all():  # an open bus, an empty cell, or another chip that says one thing only
            raise WrongAddress(f"{self._where()}: no MLX90640's serial number")
        calibration = unpacked(words)
        if calibration is None:
            raise ChipFaulty(f"{self._where()}: no calibration in its EEPROM")
        bad = int(np.count_nonzero(calibration.pixels.is_bad))
        if bad > _BAD_PIXELS_MOST:
            raise ChipFaulty(f"{self._where()}: {bad} pixels are marked as bad")
        if self._word(_CONTROL) != _TWICE_A_SECOND_IN_CHESS:
            self._write(_CONTROL, _TWICE_A_SECOND_IN_CHESS)
        self._write(_STATUS, _TAKE_NEXT)
        self._celsius = np.full(ROWS * COLUMNS, np.nan)
        self._calibration = calibration
        text = "".join(f"{word:04x}" for word in serial)
        return Identity(text=f"{self.name} at {self._where()}, serial {text}")

    def read(self) -> Picture | None:
        """Give the picture with its newest half; None: no new half has come, or the first whole one is not there yet.

        Raises:
            DeviceFault: the words are no picture, or nobody answers.
        """
        calibration = self._calibration
        if calibration is None:
            raise BusStuck(f"{self._where()}: not identified")
        status = self._status()
        if not status & _NEW_DATA:
            return None
        self._write(_STATUS, _TAKE_NEXT)
        frame = self._words(_RAM, FRAME_WORDS)
        control = self._word(_CONTROL)
        if control != _TWICE_A_SECOND_IN_CHESS:
            self._calibration = None  # `identify` sets it again
            raise BusStuck(f"{self._where()}: lost its supply for a moment")
        if self._status() & _NEW_DATA:
            return None  # overwritten while it was fetched; the next one is ready
        half = half_picture(
            np.where(frame & 0x8000, frame - 0x10000, frame),
            control=control,
            subpage=status & 1,
            calibration=calibration,
        )
        if half is None or not _is_possible(half.state):
            raise CorruptFrame(f"{self._where()}: what the part says of itself is impossible")
        self._celsius = np.where(half.mine, half.celsius, self._celsius)
        is_bad = calibration.pixels.is_bad | ~np.isfinite(self._celsius)
        if np.count_nonzero(is_bad) > _BAD_PIXELS_MOST:
            return None
        return Picture(celsius=_mended(self._celsius, is_bad), chip_celsius=half.state.chip_celsius)

    def close(self) -> None:
        """Give the bus back; the chip measures on."""
        self._port.close()

    def _stored(self) -> NDArray[np.int64]:
        words = self._words(_EEPROM, EEPROM_WORDS)
        for _ in range(_EEPROM_READS_MOST - 1):
            before, words = words, self._words(_EEPROM, EEPROM_WORDS)
            if (before == words).all():
                return words
        raise CorruptFrame(f"{self._where()}: its EEPROM reads differently each time")

    def _status(self) -> int:
        status = self._word(_STATUS)
        if status == 0xFFFF:  # noqa: PLR2004 - every line high: nobody drives the bus
            raise CorruptFrame(f"{self._where()}: status 0xffff, as from a dead bus")
        return status

    def _word(self, register: int) -> int:
        return int(self._words(register, 1)[0])

    def _words(self, register: int, count: int) -> NDArray[np.int64]:
        blocks = [
            self._port.exchange(
                self._address, begin.to_bytes(2, "big"), 2 * min(_BLOCK_WORDS, register + count - begin)
            )
            for begin in range(register, register + count, _BLOCK_WORDS)
        ]
        return np.frombuffer(b"".join(blocks), dtype=">u2").astype(np.int64)

    def _write(self, register: int, word: int) -> None:
        self._port.write(self._address, register.to_bytes(2, "big") + word.to_bytes(2, "big"))

    def _where(self) -> str:
        return f"{self._port.path} address 0x{self._address:02x}"


def _is_possible(state: PartState) -> bool:
    return (
        _SUPPLY_VOLTS[0] <= state.supply_volts <= _SUPPLY_VOLTS[1]
        and _CHIP_CELSIUS[0] <= state.chip_celsius <= _CHIP_CELSIUS[1]
        and _GAIN[0] <= state.gain <= _GAIN[1]
    )


def _mended(celsius: Numbers, is_bad: NDArray[np.bool_]) -> Numbers:
    """Give each bad pixel the mean of its nearest sound ones in the row, as the datasheet asks (section 9)."""
    mended = celsius.copy()
    for place in np.flatnonzero(is_bad):
        begin = place // COLUMNS * COLUMNS
        sound = begin + np.flatnonzero(~is_bad[begin : begin + COLUMNS])
        nearest = sound[np.argsort(np.abs(sound - place), kind="stable")[:2]]
        mended[place] = celsius[nearest].mean()
    return mended.reshape(ROWS, COLUMNS)
