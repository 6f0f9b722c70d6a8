"""Behaves like an MLX90614 infrared thermometer on the bus: registers, filter, packet error code, and its weaknesses.

Never knows the firmware: it looks at the scene, its own supply and the clock line. Datasheet MLX90614 rev. 013
(2019-09-13): SMBus protocol 8.4, EEPROM 8.3, RAM 8.3.5, settling times table 13, supply dependence 10.1.3,
bus noise 8.4.9.
"""

import math
import random
from dataclasses import dataclass
from typing import Final

from device.clock.protocol import Clock
from device.sensors.packet_error_code import packet_error_code
from device.simulation.emulated_part import EmulatedPart
from device.simulation.infrared import received_celsius
from device.simulation.scene import Stage

_KELVIN: Final = 273.15
_STEP: Final = 0.02
_POWER_ON_SECONDS: Final = 0.25
_ERROR_FLAG: Final = 0x8000
_FILTER: Final = {
    0b100: 1.0,
    0b101: 0.8,
    0b110: 2 / 3,
    0b111: 0.57,
    0b000: 0.5,
    0b001: 0.25,
    0b010: 1 / 6,
    0b011: 0.125,
}
_EEPROM: Final = 0x20
_ADDRESS_CELL: Final = 0x0E
_EMISSIVITY_CELL: Final = 0x04
_CONFIG_CELL: Final = 0x05
_WRITABLE: Final = frozenset((0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x0E, 0x0F, 0x19))
_FLAGS: Final = 0xF0
_SLEEP: Final = 0xFF
_WRITE_BYTES: Final = 4
"""Command, low byte, high byte, packet error code."""
_CYCLES_MOST: Final = 40
"""More cycles than this are never remembered by any filter setting that is emulated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mlx90614Knobs:
    """Everything hidden in the part or wrong with it."""

    field_of_view_degrees: float = 5.0
    cycle_seconds: float = 0.135
    """One internal measurement: FIR 1024, gradient compensated."""
    noise_celsius: float = 0.10
    """Of a reading, rms."""
    offset_celsius: float = 0.0
    """Calibration error; a scenario lets it grow for a drifting part."""
    supply_volts: float = 3.3
    housing_celsius: float = 0.3
    """How much warmer than the room the chip is once everything has settled."""
    warm_up_celsius: float = 0.0
    """How much colder than that the chip is at power-on."""
    warm_up_seconds: float = 120.0
    """Time constant with which that passes."""
    warm_up_error: float = 0.4
    """Error of the reading per degree that is still missing."""
    clock_line_celsius: float = 0.15
    """What traffic on the clock line during an internal measurement adds to it."""
    silent: bool = False
    """Does not acknowledge."""
    wrong_code_every: int = 0
    """Every n-th read carries a wrong packet error code; 0: none, 1: all."""
    error_flag: bool = False
    """Object temperatures carry the error flag, bit 15."""
    garbage: int | None = None
    """Every word is this, with a sound code: 0xFFFF or 0x0000 as from a dead part."""


class Mlx90614Chip(EmulatedPart[Mlx90614Knobs]):
    """One part on one bus."""

    def __init__(
        self, *, clock: Clock, stage: Stage, seed: int = 1, address: int = 0x5A, knobs: Mlx90614Knobs | None = None
    ) -> None:
        self._clock = clock
        self._stage = stage
        self._random = random.Random(seed)  # noqa: S311 - sensor noise, not a secret
        self.knobs = knobs or Mlx90614Knobs()
        self.eeprom: list[int] = [0] * 32
        self.eeprom[_ADDRESS_CELL] = address
        self.eeprom[_EMISSIVITY_CELL] = 0xFFFF
        self.eeprom[_CONFIG_CELL] = 0x9F75  # FIR 1024, IIR 80 %
        self.eeprom[0x1C:] = [0x5678, 0x1234, 0x9ABC, 0xDEF0]
        self._reads = 0
        self.power_cycle()

    def power_cycle(self) -> None:
        """Begin as after power-on: settings are taken from the EEPROM, the filter is empty, the part is cold."""
        self._powered_at = self._clock.monotonic()
        self._address = self.eeprom[_ADDRESS_CELL] & 0x7F
        self._emissivity = max(self.eeprom[_EMISSIVITY_CELL], 1) / 0xFFFF
        self._weight = _FILTER[self.eeprom[_CONFIG_CELL] & 0b111]
        self._asleep = False
        self._cycle = 0
        self._object = 0.0
        self._die = 0.0
        self._disturbed: set[int] = set()
        self._frame: list[int] = []
        self._answer: list[int] = []
        self._erased: set[int] = set()

    # --- the wires ----------------------------------------------------------------------------------------------

    def answers(self, address: int) -> bool:
        """Whether it is there, awake, started and meant; address 0 means every MLX90614."""
        if not self.is_plugged or self.knobs.silent or self._asleep:
            return False
        if self._clock.monotonic() - self._powered_at < _POWER_ON_SECONDS:
            return False
        return address in (self._address, 0)

    def begin(self, *, reading: bool) -> None:
        """Prepare the answer to the command, if one was sent without a stop in between."""
        if not reading:
            self._frame = []
            self._answer = []
            return
        self._answer = self._word_answer(self._frame[0]) if len(self._frame) == 1 else []

    def take(self, byte: int) -> bool:
        """Take a command, then a word and its code."""
        self._frame.append(byte)
        if len(self._frame) != _WRITE_BYTES:
            return len(self._frame) < _WRITE_BYTES
        right = packet_error_code((self._address << 1, *self._frame[:3])) == byte
        if right:
            self._write_word(self._frame[0], self._frame[1] | self._frame[2] << 8)
        return right

    def give(self) -> int:
        """Give the next byte of the answer; an open bus after its end."""
        return self._answer.pop(0) if self._answer else 0xFF

    def end(self) -> None:
        """Forget the command; a sleep command takes effect."""
        sleep = [_SLEEP, packet_error_code((self._address << 1, _SLEEP))]
        self._asleep = self._asleep or self._frame == sleep
        self._frame = []
        self._answer = []

    def overhear(self, now: float) -> None:
        """The clock line couples into whatever is being measured now."""
        self._disturbed.add(int((now - self._powered_at) / self.knobs.cycle_seconds))

    # --- registers ----------------------------------------------------------------------------------------------

    def _word_answer(self, command: int) -> list[int]:
        word = self._word(command) if self.knobs.garbage is None else self.knobs.garbage
        low, high = word & 0xFF, word >> 8 & 0xFF
        code = packet_error_code((self._address << 1, command, self._address << 1 | 1, low, high))
        self._reads += 1
        every = self.knobs.wrong_code_every
        if every and self._reads % every == 0:
            code ^= 0x55
        return [low, high, code]

    def _word(self, command: int) -> int:
        if command & 0xE0 == _EEPROM:
            return self.eeprom[command & 0x1F]
        if command == _FLAGS:
            return 0x0010
        self._measure()
        match command:
            case 0x04 | 0x05:
                difference = round((self._object - self._die) * 60.0)
                return difference if difference >= 0 else -difference | 0x8000
            case 0x06:
                return _raw(self._die)
            case 0x07 | 0x08:
                return _raw(self._object) | (_ERROR_FLAG if self.knobs.error_flag else 0)
            case _:
                return 0

    def _write_word(self, command: int, word: int) -> None:
        cell = command & 0x1F
        if command & 0xE0 != _EEPROM or cell not in _WRITABLE:
            return
        if word == 0:
            self._erased.add(cell)
            self.eeprom[cell] = 0
        elif cell in self._erased:
            self._erased.discard(cell)
            self.eeprom[cell] = word
        else:
            self.eeprom[cell] |= word  # a cell that was not erased first keeps its ones

    # --- physics ------------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        knobs = self.knobs
        due = int((self._clock.monotonic() - self._powered_at) / knobs.cycle_seconds)
        first = max(self._cycle, due - _CYCLES_MOST)
        fresh = self._cycle == 0
        # Noise is stated for the filtered reading; the filter averages it down by this much.
        spread = knobs.noise_celsius * ((2.0 - self._weight) / self._weight) ** 0.5
        for cycle in range(first, due):
            at = self._powered_at + (cycle + 1) * knobs.cycle_seconds
            scene = self._stage.at(at)
            missing = knobs.warm_up_celsius * math.exp(-(at - self._powered_at) / knobs.warm_up_seconds)
            supply = 0.6 * (knobs.supply_volts - 3.0)
            seen = received_celsius(scene, knobs.field_of_view_degrees, at)
            die = scene.ambient_celsius + knobs.housing_celsius - missing
            heard = knobs.clock_line_celsius if cycle in self._disturbed else 0.0
            error = knobs.offset_celsius + supply + heard - knobs.warm_up_error * missing
            value = self._through_emissivity(seen, die) + error + self._random.gauss(0.0, spread)
            self._die = die + supply + self._random.gauss(0.0, 0.01)
            self._object = value if fresh else self._object + self._weight * (value - self._object)
            fresh = False
        if due > self._cycle:
            self._cycle = due
            self._disturbed = {cycle for cycle in self._disturbed if cycle >= due}

    def _through_emissivity(self, seen: float, die: float) -> float:
        if self._emissivity == 1.0:
            return seen
        mirrored = (1.0 - self._emissivity) * (die + _KELVIN) ** 4
        fourth = max((seen + _KELVIN) ** 4 - mirrored, 1.0) / self._emissivity
        return float(fourth**0.25) - _KELVIN


def _raw(celsius: float) -> int:
    return min(max(round((celsius + _KELVIN) / _STEP), 0), 0x7FFF)
