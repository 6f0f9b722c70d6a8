"""Behaves like an MLX90632 infrared thermometer on the bus: 16-bit registers, measuring cycle, status, its weaknesses.

Never knows the firmware: it looks at the scene, at the time, and at what is written to it. MLX90632 datasheet: "Memory
map", "Operating modes", "Status register", "Addressed reset". Only the medical table is measured.
"""

import math
import random
from dataclasses import dataclass
from typing import Final

from device.clock.protocol import Clock
from device.simulation.emulated_part import EmulatedPart
from device.simulation.infrared import received_celsius
from device.simulation.mlx90632_words import AMBIENT_OLD, factory_eeprom, words_of
from device.simulation.scene import Stage
from device.simulation.word_transfer import WordTransfer

_POWER_ON_SECONDS: Final = 0.064
_RESET_SECONDS: Final = 0.0004
"""After an addressed reset it does not acknowledge for this long."""
_EEPROM_SECONDS: Final = 0.01
_EEPROM: Final = range(0x2400, 0x2500)
_CUSTOMER: Final = range(0x2480, 0x2500)
_RATES: Final = 0x24E1
_CONTROL: Final = 0x3001
_COMMAND: Final = 0x3005
_RESET: Final = 0x0006
_UNLOCK: Final = 0x554C
_STATUS: Final = 0x3FFF
_MEASURED: Final = 0x4003
_MODE: Final = 0b110
_CONTINUOUS: Final = 0b110
_HALT: Final = 0b000
_TABLE: Final = 0x01F0
_ONE: Final = 0x0008
_WHOLE: Final = 0x0800
_LOOKS: Final = 4
"""Moments of the scene that one measurement averages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mlx90632Knobs:
    """Everything hidden in the part or wrong with it."""

    field_of_view_degrees: float = 50.0
    noise_celsius: float = 0.07
    """Of one measurement, rms; a reading is the mean of two."""
    offset_celsius: float = 0.0
    """Calibration error; a scenario lets it grow for a drifting part."""
    housing_celsius: float = 0.3
    """How much warmer than the room the chip is once everything has settled."""
    warm_up_celsius: float = 0.0
    """How much colder than that the chip is at power-on."""
    warm_up_seconds: float = 120.0
    warm_up_error: float = 0.4
    """Error of the reading per degree that is still missing."""
    silent: bool = False
    """Does not acknowledge."""
    eeprom_busy: bool = False
    """Its EEPROM never gets ready."""
    frozen: bool = False
    """Answers and never finishes a measurement."""
    altered_every: int = 0
    """Every n-th word read has a flipped bit; 0: none."""
    garbage: int | None = None
    """Every word is this."""


class Mlx90632Chip(EmulatedPart[Mlx90632Knobs]):
    """One part on one bus."""

    def __init__(
        self, *, clock: Clock, stage: Stage, seed: int = 1, address: int = 0x3A, knobs: Mlx90632Knobs | None = None
    ) -> None:
        self._clock = clock
        self._stage = stage
        self._address = address
        self._random = random.Random(seed)  # noqa: S311 - sensor noise, not a secret
        self.knobs = knobs or Mlx90632Knobs()
        self.eeprom = factory_eeprom()
        self.eeprom_writes = 0
        """Attempts, also those that the lock refused."""
        self._transfer = WordTransfer(read=self._read, write=self._write)
        self._control = self._status = 0
        self._ram: dict[int, int] = {}
        self.power_cycle()

    def power_cycle(self) -> None:
        """Begin as after power-on or a brown-out: registers at rest, nothing measured, the part is cold."""
        self._powered_at = self._clock.monotonic()
        self._silent_until = self._powered_at + _POWER_ON_SECONDS
        self._eeprom_busy_until = 0.0
        self._start_over()

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
        if register in _EEPROM:
            return self.eeprom[register - _EEPROM.start]
        if register == _STATUS:
            busy = self.knobs.eeprom_busy or self._clock.monotonic() < self._eeprom_busy_until
            measuring = self._control & _MODE == _CONTINUOUS or self._wanted > 0
            return self._status | busy << 9 | measuring << 10
        if register == _CONTROL:
            return self._control
        return self._ram.get(register, 0)

    def _write(self, register: int, word: int) -> None:
        if register in _EEPROM:
            self._write_eeprom(register, word)
        elif register == _STATUS:
            # New data and end of conversion can only be taken back, brown-out only be set.
            self._status = self._status & (word | ~0b11) | word & 0x0100
        elif register == _CONTROL:
            self._control = word & ~(_ONE | _WHOLE)
            self._next_at = self._clock.monotonic()
            self._wanted = 2 if word & _WHOLE else 1 if word & _ONE else 0
            if word & _WHOLE:
                self._position = 0
        elif register == _COMMAND and word == _RESET:
            self._silent_until = self._clock.monotonic() + _RESET_SECONDS
            self._start_over()
        elif register == _COMMAND:
            self._unlocked = word == _UNLOCK

    def _write_eeprom(self, register: int, word: int) -> None:
        self.eeprom_writes += 1
        unlocked, self._unlocked = self._unlocked, False
        busy = self._clock.monotonic() < self._eeprom_busy_until
        if not unlocked or busy or register not in _CUSTOMER:
            return
        cell = register - _EEPROM.start
        self.eeprom[cell] = self.eeprom[cell] | word if word else 0  # a cell that was not erased keeps its ones
        self._eeprom_busy_until = self._clock.monotonic() + _EEPROM_SECONDS

    def _start_over(self) -> None:
        self._control = _CONTINUOUS
        self._status = 0
        self._ram = {}
        self._unlocked = False
        self._wanted = 0
        self._position = 0
        self._next_at = self._silent_until
        self._transfer.start_over()

    # --- physics ------------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        """Finish every measurement that has ended by now."""
        now = self._clock.monotonic()
        while self._is_measuring():
            seconds = 2.0 / (1 << (self.eeprom[_RATES - _EEPROM.start + self._position] >> 8 & 0b111))
            ended_at = self._next_at + seconds
            if ended_at > now:
                return
            self._finish(self._next_at, seconds)
            self._next_at = ended_at
            self._wanted = max(self._wanted - 1, 0)

    def _is_measuring(self) -> bool:
        if self.knobs.frozen or self._control & _TABLE or self._control & _MODE == _HALT:
            return False
        return self._control & _MODE == _CONTINUOUS or self._wanted > 0

    def _finish(self, began_at: float, seconds: float) -> None:
        knobs = self.knobs
        scene = self._stage.at(began_at + seconds)
        missing = knobs.warm_up_celsius * math.exp(-(began_at - self._powered_at) / knobs.warm_up_seconds)
        die = scene.ambient_celsius + knobs.housing_celsius - missing
        moments = [began_at + seconds * (look + 0.5) / _LOOKS for look in range(_LOOKS)]
        seen = sum(received_celsius(self._stage.at(at), knobs.field_of_view_degrees, at) for at in moments) / _LOOKS
        error = knobs.offset_celsius - knobs.warm_up_error * missing + self._random.gauss(0.0, knobs.noise_celsius)
        position = self._position + 1
        first, second, ambient = words_of(self.eeprom, seen + error, die)
        place = _MEASURED + 3 * (position - 1)
        self._ram.update({place: first & 0xFFFF, place + 1: second & 0xFFFF})
        self._ram.update({_MEASURED + 2: ambient & 0xFFFF, _MEASURED + 5: AMBIENT_OLD})
        self._status = self._status & 0x0102 | position << 2 | 0x0001 | (0b10 if position == 2 else 0)  # noqa: PLR2004
        self._position = position % 2
