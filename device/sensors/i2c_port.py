"""Opens one I2C bus for one driver and moves its bytes with smbus2.

Never lets an OSError out, and never mixes drivers: the kernel keeps the packet error check per open file, for every
address, so each driver has a port of its own. Linux kernel documentation, "i2c/dev-interface".
"""

from typing import Final

from smbus2 import I2cFunc, SMBus, i2c_msg

from device.errors import DeviceFault
from device.sensors.faults import BusMissing, CorruptFrame, fault_of

_CORRUPT_LENGTH: Final = "fewer bytes than asked for"


class I2cPort:
    """One open bus, opened when first needed."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._bus: SMBus | None = None

    @property
    def path(self) -> str:
        """The bus, for example `/dev/i2c-1`."""
        return self._path

    def open(self) -> None:
        """Open the bus; harmless when it is open.

        Raises:
            BusMissing: there is no such bus, or this program may not use it.
        """
        if self._bus is not None:
            return
        bus = SMBus()
        try:
            bus.open(self._path)
        except OSError as error:
            # smbus2 keeps the file open where it opens but is no I2C bus; a retry must not leak one each time.
            bus.close()
            raise BusMissing(f"{self._path}: {error.strerror or error}") from error
        self._bus = bus

    def close(self) -> None:
        """Give the bus back; harmless when it is closed."""
        bus, self._bus = self._bus, None
        if bus is None:
            return
        try:
            bus.close()
        except OSError as error:
            raise fault_of(error, self._path) from error

    @property
    def can_combine(self) -> bool:
        """Whether the bus can write and read with a repeated start in between (`I2C_FUNCS`)."""
        return bool(self._opened().funcs & I2cFunc.I2C)

    @property
    def can_check(self) -> bool:
        """Whether the kernel can check packet error codes on this bus."""
        return bool(self._opened().funcs & I2cFunc.SMBUS_PEC)

    def exchange(self, address: int, write: bytes, count: int) -> bytes:
        """Write, repeat the start, and read `count` bytes.

        Raises:
            DeviceFault: by its errno, see `device.sensors.faults`.
        """
        answer = i2c_msg.read(address, count)
        self._combined(address, i2c_msg.write(address, write), answer)
        received = bytes(answer)
        if len(received) != count:
            raise CorruptFrame(f"{self._where(address)}: {_CORRUPT_LENGTH}")
        return received

    def write(self, address: int, write: bytes) -> None:
        """Write.

        Raises:
            DeviceFault: by its errno, see `device.sensors.faults`.
        """
        self._combined(address, i2c_msg.write(address, write))

    def read_word(self, address: int, command: int, *, checked: bool) -> int:
        """Read an SMBus word; with `checked` the kernel checks the packet error code.

        Raises:
            DeviceFault: by its errno, see `device.sensors.faults`.
        """
        bus = self._opened()
        try:
            if bool(bus.pec) != checked:
                bus.pec = int(checked)
            return bus.read_word_data(address, command)
        except OSError as error:
            raise self._fault(error, address) from error

    def _combined(self, address: int, *messages: i2c_msg) -> None:
        try:
            self._opened().i2c_rdwr(*messages)
        except OSError as error:
            raise self._fault(error, address) from error

    def _opened(self) -> SMBus:
        if self._bus is None:
            self.open()
        assert self._bus is not None  # noqa: S101 - `open` either opens or raises
        return self._bus

    def _where(self, address: int) -> str:
        return f"{self._path} address 0x{address:02x}"

    def _fault(self, error: OSError, address: int) -> DeviceFault:
        return fault_of(error, self._where(address))
