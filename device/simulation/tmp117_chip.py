"""Behaves like a TMP117 thermometer on the bus: registers, conversion cycle, data-ready flag, and its weaknesses.

Never knows the firmware: it looks at the room, at the time, and at what is written to it. TMP117 datasheet SNOSD82:
register map 7.6, conversion cycle 7.3.2 (table 7-7). Alert limits are stored, not compared.
"""

import random
from dataclasses import dataclass
from typing import Final

from device.clock.protocol import Clock
from device.simulation.emulated_part import EmulatedPart
from device.simulation.scene import Stage

_POWER_ON_SECONDS: Final = 0.0015
_RESET_SECONDS: Final = 0.002
_STEP: Final = 0.0078125
_NOTHING_YET: Final = 0x8000
_TEMPERATURE: Final = 0x00
_CONFIGURATION: Final = 0x01
_DEVICE: Final = 0x0F
_UNLOCK: Final = 0x04
_FACTORY: Final = {0x02: 0x6000, 0x03: 0x8000, 0x05: 0x1234, 0x06: 0x5678, 0x08: 0x9ABC, _DEVICE: 0x0117}
_AT_REST: Final = 0x0220
"""Continuous, once a second, eight measurements averaged."""
_DATA_READY: Final = 0x2000
_WRITABLE: Final = 0x0FFE
_SOFT_RESET: Final = 0x0002
_ONE_SHOT: Final = 0b11
_CYCLE_SECONDS: Final = (0.0, 0.125, 0.25, 0.5, 1.0, 4.0, 8.0, 16.0)
_AVERAGES: Final = (1, 8, 32, 64)
_CONVERSION_SECONDS: Final = 0.0155


@dataclass(frozen=True, slots=True, kw_only=True)
class Tmp117Knobs:
    """Everything hidden in the part or wrong with it."""

    noise_celsius: float = 0.008
    """Of one conversion, rms; averaging divides it."""
    offset_celsius: float = 0.0
    """Calibration error, and warmth that reaches it from the Pi."""
    silent: bool = False
    """Does not acknowledge."""
    eeprom_busy: bool = False
    """Its EEPROM never gets ready."""
    frozen: bool = False
    """Answers and never finishes a conversion."""
    altered_every: int = 0
    """Every n-th word read has a flipped bit; 0: none."""
    garbage: int | None = None
    """Every word is this."""


class Tmp117Chip(EmulatedPart[Tmp117Knobs]):
    """One part on one bus."""

    def __init__(
        self, *, clock: Clock, stage: Stage, seed: int = 1, address: int = 0x48, knobs: Tmp117Knobs | None = None
    ) -> None:
        self._clock = clock
        self._stage = stage
        self._address = address
        self._random = random.Random(seed)  # noqa: S311 - sensor noise, not a secret
        self.knobs = knobs or Tmp117Knobs()
        self._words_read = 0
        self.eeprom_unlocked = False
        """Whether anybody has ever unlocked its EEPROM."""
        self._registers: dict[int, int] = {}
        self._frame: list[int] = []
        self._answer: list[int] = []
        self.power_cycle()

    def power_cycle(self) -> None:
        """Begin as after power-on: settings from the factory, nothing converted."""
        self._start_over(_POWER_ON_SECONDS)

    # --- the wires ----------------------------------------------------------------------------------------------

    def answers(self, address: int) -> bool:
        """Whether it is there, started and meant."""
        if not self.is_plugged or self.knobs.silent or address != self._address:
            return False
        return self._clock.monotonic() >= self._silent_until

    def begin(self, *, reading: bool) -> None:
        """A write begins with a register; a read gives the register named last, again and again."""
        self._convert()
        if reading:
            word = self._read(self._pointer)
            self._answer = [word >> 8, word & 0xFF]
        else:
            self._frame = []

    def take(self, byte: int) -> bool:
        """Take the register, then a word, high byte first."""
        self._frame.append(byte)
        self._pointer = self._frame[0]
        if len(self._frame) == 3:  # noqa: PLR2004 - register, high byte, low byte
            self._write(self._pointer, self._frame[1] << 8 | byte)
        return True

    def give(self) -> int:
        """Give the next byte of the word; an open bus after its end."""
        return self._answer.pop(0) if self._answer else 0xFF

    # --- registers ----------------------------------------------------------------------------------------------

    def _read(self, register: int) -> int:
        if self.knobs.garbage is not None:
            return self.knobs.garbage
        word = self._registers.get(register, 0)
        if register == _CONFIGURATION:
            word |= self.knobs.eeprom_busy << 12
        if register in (_CONFIGURATION, _TEMPERATURE):
            self._registers[_CONFIGURATION] &= ~_DATA_READY  # taken back by either
        self._words_read += 1
        every = self.knobs.altered_every
        return word ^ 0x0100 if every and self._words_read % every == 0 else word

    def _write(self, register: int, word: int) -> None:
        if register == _CONFIGURATION and word & _SOFT_RESET:
            self._start_over(_RESET_SECONDS)
        elif register == _CONFIGURATION:
            kept = self._registers[_CONFIGURATION] & ~_WRITABLE
            self._registers[_CONFIGURATION] = kept | word & _WRITABLE
            self._begun_at = self._clock.monotonic()
        elif register == _UNLOCK:
            self.eeprom_unlocked = self.eeprom_unlocked or bool(word & 0x8000)
        elif register not in (_TEMPERATURE, _DEVICE):
            self._registers[register] = word

    def _start_over(self, silent_seconds: float) -> None:
        self._silent_until = self._begun_at = self._clock.monotonic() + silent_seconds
        self._registers = {**_FACTORY, _TEMPERATURE: _NOTHING_YET, _CONFIGURATION: _AT_REST}
        self._pointer = 0
        self._answer = []
        self._frame = []

    # --- physics ------------------------------------------------------------------------------------------------

    def _convert(self) -> None:
        """Finish the latest conversion that has ended by now."""
        configuration = self._registers[_CONFIGURATION]
        mode = configuration >> 10 & 0b11
        if self.knobs.frozen or mode == 0b01:
            return
        averages = _AVERAGES[configuration >> 5 & 0b11]
        active = averages * _CONVERSION_SECONDS
        ended = self._clock.monotonic() - self._begun_at - active
        if ended < 0.0:
            return
        seconds = active if mode == _ONE_SHOT else max(active, _CYCLE_SECONDS[configuration >> 7 & 0b111])
        done = int(ended / seconds)
        at = self._begun_at + done * seconds + active
        noise = self._random.gauss(0.0, self.knobs.noise_celsius / averages**0.5)
        found = self._stage.at(at).ambient_celsius + self.knobs.offset_celsius + noise
        self._registers[_TEMPERATURE] = round(min(max(found, -256.0), 255.0) / _STEP) & 0xFFFF
        self._registers[_CONFIGURATION] |= _DATA_READY
        self._begun_at += (done + 1) * seconds
        if mode == _ONE_SHOT:
            self._registers[_CONFIGURATION] = self._registers[_CONFIGURATION] & ~0x0C00 | 0x0400
