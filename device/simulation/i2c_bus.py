"""Moves single bytes over an emulated I2C bus: start, address, acknowledge, byte, repeated start, stop.

Never knows what a byte means; that is the chips' business. Each bit takes 10 microseconds of bus time (100 kHz), which
is counted, not slept. UM10204 (I2C-bus specification, rev. 7), section 3.1.
"""

from typing import Final, Protocol

from device.clock.protocol import Clock

BIT_SECONDS: Final = 10e-6
_BYTE_BITS: Final = 9
OPEN_BUS: Final = 0xFF
"""What a controller reads when nobody pulls the data line down."""


class Slave(Protocol):
    """A chip on the bus, as the wires see it."""

    def answers(self, address: int) -> bool:
        """Whether it acknowledges this 7-bit address now."""

    def begin(self, *, reading: bool) -> None:
        """It was addressed, after a start or a repeated start."""

    def take(self, byte: int) -> bool:
        """Take a byte; False is a missing acknowledge."""

    def give(self) -> int:
        """Give the next byte."""

    def end(self) -> None:
        """The controller sent a stop."""

    def overhear(self, now: float) -> None:
        """The clock line moved at `now`, for this chip or another."""


class EmulatedI2cBus:
    """Two wires with chips on them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._slaves: tuple[Slave, ...] = ()
        self._addressed: Slave | None = None
        self.stuck = False
        """The data line is held low by somebody: nothing moves until this is False again."""
        self.busy_seconds = 0.0
        """Bus time used so far."""
        self.transactions = 0

    def attach(self, slave: Slave) -> None:
        """Solder `slave` to the wires."""
        self._slaves = (*self._slaves, slave)

    def start(self, address: int, *, reading: bool) -> bool:
        """Send a start (or, within a transaction, a repeated start) and an address; True if a chip acknowledges."""
        self.busy_seconds += (1 + _BYTE_BITS) * BIT_SECONDS
        now = self._clock.monotonic()
        addressed = None
        for slave in self._slaves:
            slave.overhear(now)
            if addressed is None and slave.answers(address):
                addressed = slave
        self._addressed = addressed
        if addressed is None:
            return False
        addressed.begin(reading=reading)
        return True

    def write(self, byte: int) -> bool:
        """Send a byte; True if it is acknowledged."""
        self.busy_seconds += _BYTE_BITS * BIT_SECONDS
        return self._addressed is not None and self._addressed.take(byte)

    def read(self) -> int:
        """Fetch a byte."""
        self.busy_seconds += _BYTE_BITS * BIT_SECONDS
        return OPEN_BUS if self._addressed is None else self._addressed.give()

    def stop(self) -> None:
        """Send a stop."""
        self.busy_seconds += BIT_SECONDS
        self.transactions += 1
        if self._addressed is not None:
            self._addressed.end()
            self._addressed = None
