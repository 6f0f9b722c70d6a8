"""Does what the kernel's I2C adapter does with the messages of a program: bytes onto the bus, error numbers back.

Never invents an answer: every byte comes from a chip on the emulated bus. After i2c-core-base.c, i2c-core-smbus.c and
the two Raspberry Pi drivers named in `adapter_profile`.
"""

import errno
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from device.sensors.packet_error_code import packet_error_code
from device.simulation.adapter_profile import BCM2835, AdapterProfile
from device.simulation.i2c_bus import EmulatedI2cBus

MESSAGES_MOST: Final = 42


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a transaction: bytes to write, or a number of bytes to read."""

    address: int
    write: bytes = b""
    read: int = 0

    @property
    def reads(self) -> bool:
        """Whether bytes come back."""
        return self.read > 0


class EmulatedI2cAdapter:
    """A controller of one profile with its bus."""

    def __init__(self, bus: EmulatedI2cBus, profile: AdapterProfile = BCM2835) -> None:
        self.bus = bus
        self.profile = profile
        self._lock = threading.Lock()

    def transfer(self, messages: Sequence[Message]) -> list[bytes]:
        """Carry out one transaction with repeated starts and one stop; give what each message read.

        Raises:
            OSError: EREMOTEIO (or the profile's own number) without an acknowledge, ETIMEDOUT on a stuck bus,
                EOPNOTSUPP for what this controller cannot do.
        """
        reading = [place for place, message in enumerate(messages) if message.reads]
        if self.profile.one_read_last and reading and reading != [len(messages) - 1]:
            raise _error(errno.EOPNOTSUPP)
        if not messages or len(messages) > MESSAGES_MOST:
            raise _error(errno.EINVAL)
        with self._lock:
            if self.bus.stuck:
                raise _error(errno.ETIMEDOUT)
            try:
                return [self._message(message) for message in messages]
            finally:
                self.bus.stop()

    def read_checked(self, address: int, write: bytes, count: int, *, checked: bool) -> bytes:
        """Write, repeat the start, read `count` bytes, and with `checked` one more that must be their code.

        Raises:
            OSError: as `transfer`; EBADMSG where the packet error code is wrong.
        """
        messages = [Message(address, write=write)] if write else []
        answer = self.transfer([*messages, Message(address, read=count + checked)])[-1]
        if not checked:
            return answer
        begin = (address << 1, *write) if write else ()
        if packet_error_code((*begin, address << 1 | 1, *answer[:count])) != answer[count]:
            raise _error(errno.EBADMSG)
        return answer[:count]

    def write_checked(self, address: int, write: bytes, *, checked: bool) -> None:
        """Write, and with `checked` append the packet error code.

        Raises:
            OSError: as `transfer`.
        """
        code = bytes((packet_error_code((address << 1, *write)),)) if checked else b""
        self.transfer([Message(address, write=write + code)])

    def _message(self, message: Message) -> bytes:
        bus = self.bus
        if not bus.start(message.address, reading=message.reads):
            raise _error(self.profile.silence)
        if message.reads:
            return bytes([bus.read() for _ in range(message.read)])
        for byte in message.write:
            if not bus.write(byte):
                raise _error(self.profile.silence)
        return b""


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))
