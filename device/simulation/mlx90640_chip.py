"""Behaves like an MLX90640 thermal array on the bus: 16-bit registers, sub-pages, status, EEPROM, and its weaknesses.

Never knows the firmware: it looks at the scene, at the time, and at what is written to it. Melexis, "MLX90640 32x24 IR
array Datasheet", revision 11 (3 August 2018): reading patterns 10.3, address map 10.4, registers 10.5.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from device.clock.protocol import Clock
from device.simulation.emulated_part import EmulatedPart
from device.simulation.mlx90640_words import COLUMNS, FACTORY_CONTROL, ROWS, FactoryArray, auxiliary_words
from device.simulation.scene import Stage
from device.simulation.thermal_picture import thermal_picture
from device.simulation.word_transfer import WordTransfer

_POWER_ON_SECONDS: Final = 0.08
_RAM: Final = range(0x0400, 0x0740)
_EEPROM: Final = range(0x2400, 0x2740)
_STATUS: Final = 0x8000
_CONTROL: Final = 0x800D
_FACTORY_CONTROL_CELL: Final = 12
_NEW_DATA: Final = 0x0008
_OVERWRITE: Final = 0x0010
_CHESS: Final = 0x1000
_PLACE: Final = np.arange(ROWS * COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mlx90640Knobs:
    """Everything hidden in the part or wrong with it."""

    width_degrees: float = 110.0
    height_degrees: float = 75.0
    noise_words: float = 1.0
    """Of one pixel, rms, in steps of its converter: about 0.1 C at a face."""
    offset_celsius: float = 0.0
    """Calibration error of every pixel."""
    housing_celsius: float = 8.0
    """How much warmer than the room the chip is."""
    supply_volts: float = 3.3
    silent: bool = False
    """Does not acknowledge."""
    frozen: bool = False
    """Answers and never finishes a sub-page."""
    altered_every: int = 0
    """Every n-th word read has a flipped bit; 0: none."""
    garbage: int | None = None
    """Every word is this."""


class Mlx90640Chip(EmulatedPart[Mlx90640Knobs]):
    """One part on one bus."""

    def __init__(
        self, *, clock: Clock, stage: Stage, seed: int = 1, address: int = 0x33, knobs: Mlx90640Knobs | None = None
    ) -> None:
        self._clock = clock
        self._stage = stage
        self._address = address
        self._random = np.random.default_rng(seed)
        self._part = FactoryArray(seed)
        self.knobs = knobs or Mlx90640Knobs()
        self.eeprom = self._part.eeprom()
        self.eeprom_writes = 0
        self._transfer = WordTransfer(read=self._read, write=self._write)
        self.power_cycle()

    def power_cycle(self) -> None:
        """Begin as after power-on or a brown-out: control from the EEPROM, nothing measured."""
        self._silent_until = self._clock.monotonic() + _POWER_ON_SECONDS
        self._control = self.eeprom[_FACTORY_CONTROL_CELL] or FACTORY_CONTROL
        self._status = 0
        self._ram = [0] * len(_RAM)
        self._subpage = 1
        self._next_at = self._silent_until
        self._transfer.start_over()

    # --- the wires ----------------------------------------------------------------------------------------------

    def answers(self, address: int) -> bool:
        """Whether it is there, started and meant."""
        if not self.is_plugged or self.knobs.silent or address != self._address:
            return False
        return self._clock.monotonic() >= self._silent_until

    def begin(self, *, reading: bool) -> None:
        """A write begins with a register address; a read goes on from the last one."""
        self._transfer.begin(reading=reading)
        self._measure()

    def take(self, byte: int) -> bool:
        """Take the register address, then words, high byte first."""
        self._transfer.take(byte)
        return True

    def give(self) -> int:
        """Give the next byte, the high one of a word first."""
        return self._transfer.give(altered_every=self.knobs.altered_every)

    # --- registers ----------------------------------------------------------------------------------------------

    def _read(self, register: int) -> int:
        if self.knobs.garbage is not None:
            return self.knobs.garbage
        if register in _RAM:
            return self._ram[register - _RAM.start]
        if register in _EEPROM:
            return self.eeprom[register - _EEPROM.start]
        return {_STATUS: self._status, _CONTROL: self._control}.get(register, 0)

    def _write(self, register: int, word: int) -> None:
        if register in _EEPROM:
            # There is no lock: a cell that was not erased keeps its ones, and the part's calibration is lost.
            self.eeprom_writes += 1
            cell = register - _EEPROM.start
            self.eeprom[cell] = self.eeprom[cell] | word if word else 0
        elif register == _STATUS:
            # New data can only be taken back.
            self._status = self._status & (word | ~_NEW_DATA) & ~_OVERWRITE | word & _OVERWRITE
        elif register == _CONTROL:
            self._control = word
            self._next_at = self._clock.monotonic()

    # --- physics ------------------------------------------------------------------------------------------------

    @property
    def _seconds(self) -> float:
        return 2.0 / (1 << (self._control >> 7 & 0b111))

    def _measure(self) -> None:
        """Finish the sub-pages that have ended by now; of many only the last two are still in the memory."""
        if self.knobs.frozen:
            return
        seconds = self._seconds
        ended = int((self._clock.monotonic() - self._next_at) / seconds)
        for missed in range(max(ended - 2, 0), ended):
            self._subpage = missed % 2 if ended > 2 else 1 - self._subpage  # noqa: PLR2004 - two sub-pages
            self._finish(self._next_at + (missed + 1) * seconds)
        self._next_at += max(ended, 0) * seconds

    def _finish(self, at: float) -> None:
        knobs, scene = self.knobs, self._stage.at(at)
        in_chess = bool(self._control & _CHESS)
        chip = scene.ambient_celsius + knobs.housing_celsius
        picture = thermal_picture(
            scene,
            width_degrees=knobs.width_degrees,
            height_degrees=knobs.height_degrees,
            rows=ROWS,
            columns=COLUMNS,
            at=at,
        )
        words = self._part.pixel_words(
            picture.ravel() + knobs.offset_celsius,
            chip_celsius=chip,
            supply_volts=knobs.supply_volts,
            in_chess=in_chess,
        )
        words = np.rint(words + self._random.normal(0.0, knobs.noise_words, words.size)).clip(-0x8000, 0x7FFF)
        odd_row = _PLACE // COLUMNS % 2
        page = odd_row ^ _PLACE % 2 if in_chess else odd_row
        for place in np.flatnonzero(page == self._subpage):
            self._ram[place] = int(words[place]) & 0xFFFF
        own = auxiliary_words(chip_celsius=chip, supply_volts=knobs.supply_volts, in_chess=in_chess)
        self._ram[ROWS * COLUMNS :] = [word & 0xFFFF for word in own]
        self._status = self._status & _OVERWRITE | _NEW_DATA | self._subpage
