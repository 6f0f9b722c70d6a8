"""Behaves like a VL53L1X time-of-flight sensor on the bus: a register file, ranging in the background, an interrupt.

Never knows the firmware. Registers after ST's ultra lite driver (STSW-IMG009, UM2510) and datasheet DS12385: 16-bit
register addresses, most significant byte first, counting on while bytes follow.
"""

import random
from dataclasses import dataclass
from typing import Final

from device.clock.protocol import Clock
from device.simulation.emulated_part import EmulatedPart
from device.simulation.scene import Stage

_SIZE: Final = 0x200
_ADDRESS_BYTES: Final = 2
_DEVICE_ADDRESS: Final = 0x0001
_INTERRUPT_POLARITY: Final = 0x0030
_INTERRUPT_STATUS: Final = 0x0031
_PERIOD: Final = 0x006C
_INTERRUPT_CLEAR: Final = 0x0086
_MODE: Final = 0x0087
_RANGING: Final = 0x40
_RESULT: Final = 0x0089
_DISTANCE: Final = 0x0096
_OSCILLATOR: Final = 0x00DE
_BOOTED: Final = 0x00E5
_MODEL: Final = 0x010F
_VALID: Final = 9
_NO_SIGNAL: Final = 4
_HARDWARE: Final = 3
_BOOT_SECONDS: Final = 0.0012
_OSCILLATOR_VALUE: Final = 566
_FIRST_RANGE_SECONDS: Final = 0.040


@dataclass(frozen=True, slots=True, kw_only=True)
class Vl53l1xKnobs:
    """Everything hidden in the part or wrong with it."""

    noise_mm: float = 2.0
    offset_mm: float = 0.0
    reach_mm: float = 1300.0
    """Further away nothing is seen (short distance mode)."""
    silent: bool = False
    """Does not acknowledge."""
    frozen: bool = False
    """Acknowledges but never has a new result."""
    broken_laser: bool = False
    """Every result says hardware fault."""
    model: int = 0xEACC


class Vl53l1xChip(EmulatedPart[Vl53l1xKnobs]):
    """One part on one bus."""

    def __init__(
        self, *, clock: Clock, stage: Stage, seed: int = 2, address: int = 0x29, knobs: Vl53l1xKnobs | None = None
    ) -> None:
        self._clock = clock
        self._stage = stage
        self._random = random.Random(seed)  # noqa: S311 - sensor noise, not a secret
        self._fixed_address = address
        self.knobs = knobs or Vl53l1xKnobs()
        self.power_cycle()

    def power_cycle(self) -> None:
        """Begin as after power-on: not ranging, registers at rest."""
        self._powered_at = self._clock.monotonic()
        self._registers = bytearray(_SIZE)
        self._registers[_DEVICE_ADDRESS] = self._fixed_address
        self._registers[_INTERRUPT_POLARITY] = 0x11
        self._put(_OSCILLATOR, _OSCILLATOR_VALUE)
        self._registers[_MODEL + 2] = 0x10
        self._ready_from: float | None = None
        self._ready = False
        self._address_bytes: list[int] = []
        self._pointer = 0

    # --- the wires ----------------------------------------------------------------------------------------------

    def answers(self, address: int) -> bool:
        """Whether it is there, started and meant."""
        if not self.is_plugged or self.knobs.silent:
            return False
        if self._clock.monotonic() - self._powered_at < _BOOT_SECONDS:
            return False
        return address == self._registers[_DEVICE_ADDRESS]

    def begin(self, *, reading: bool) -> None:
        """A write begins with a register address; a read goes on from the last one."""
        if not reading:
            self._address_bytes = []
        self._range()

    def take(self, byte: int) -> bool:
        """Take the register address, then values."""
        if len(self._address_bytes) < _ADDRESS_BYTES:
            self._address_bytes.append(byte)
            if len(self._address_bytes) == _ADDRESS_BYTES:
                self._pointer = (self._address_bytes[0] << 8 | self._address_bytes[1]) % _SIZE
            return True
        self._write(self._pointer, byte)
        self._pointer = (self._pointer + 1) % _SIZE
        return True

    def give(self) -> int:
        """Give the next register."""
        value = self._read(self._pointer)
        self._pointer = (self._pointer + 1) % _SIZE
        return value

    # --- registers ----------------------------------------------------------------------------------------------

    def _put(self, register: int, word: int) -> None:
        self._registers[register : register + 2] = word.to_bytes(2, "big")

    def _read(self, register: int) -> int:
        if register == _INTERRUPT_STATUS:
            active_low = self._registers[_INTERRUPT_POLARITY] >> 4 & 1
            return (self._registers[register] & 0xFE) | (int(self._ready) ^ active_low)
        if register == _BOOTED:
            return 0x03
        if register in (_MODEL, _MODEL + 1):
            return self.knobs.model >> (8 if register == _MODEL else 0) & 0xFF
        return self._registers[register]

    def _write(self, register: int, value: int) -> None:
        self._registers[register] = value
        now = self._clock.monotonic()
        if register == _MODE:
            self._ready = False
            self._ready_from = now + _FIRST_RANGE_SECONDS if value & _RANGING else None
        elif register == _INTERRUPT_CLEAR and value & 1:
            self._registers[_INTERRUPT_CLEAR] = 0
            if self._ready and self._ready_from is not None:
                period = self._period_seconds()
                missed = max(0, int((now - self._ready_from) / period))
                self._ready_from += (missed + 1) * period
            self._ready = False

    def _period_seconds(self) -> float:
        ticks = int.from_bytes(self._registers[_PERIOD : _PERIOD + 4], "big")
        return max(ticks / (_OSCILLATOR_VALUE * 1.075) / 1000.0, _FIRST_RANGE_SECONDS)

    # --- physics ------------------------------------------------------------------------------------------------

    def _range(self) -> None:
        if self._ready or self._ready_from is None or self.knobs.frozen:
            return
        if self._clock.monotonic() < self._ready_from:
            return
        self._ready = True
        body = self._stage.at(self._ready_from).body
        status, distance = _NO_SIGNAL, 0
        if body is not None and body.distance_mm <= self.knobs.reach_mm:
            measured = body.distance_mm + self.knobs.offset_mm + self._random.gauss(0.0, self.knobs.noise_mm)
            status, distance = _VALID, max(round(measured), 0)
        if self.knobs.broken_laser:
            status, distance = _HARDWARE, 0
        self._registers[_RESULT] = status
        self._put(_DISTANCE, distance)
