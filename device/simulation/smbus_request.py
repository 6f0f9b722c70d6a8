"""Turns one SMBus request of a program into bytes on the emulated bus, as the kernel's SMBus emulation does.

Never supports more than the adapter's profile says. After i2c-core-smbus.c; numbers from linux/i2c.h.
"""

import errno
import os
from typing import Any, Final

from smbus2 import I2cFunc

from device.simulation.i2c_adapter import EmulatedI2cAdapter

_QUICK: Final = 0
_BYTE: Final = 1
_BYTE_DATA: Final = 2
_WORD_DATA: Final = 3
_I2C_BLOCK: Final = 8
_READ: Final = 1
_NEEDS: Final = {
    (_QUICK, False): I2cFunc.SMBUS_QUICK,
    (_BYTE, True): I2cFunc.SMBUS_READ_BYTE,
    (_BYTE, False): I2cFunc.SMBUS_WRITE_BYTE,
    (_BYTE_DATA, True): I2cFunc.SMBUS_READ_BYTE_DATA,
    (_BYTE_DATA, False): I2cFunc.SMBUS_WRITE_BYTE_DATA,
    (_WORD_DATA, True): I2cFunc.SMBUS_READ_WORD_DATA,
    (_WORD_DATA, False): I2cFunc.SMBUS_WRITE_WORD_DATA,
    (_I2C_BLOCK, True): I2cFunc.SMBUS_READ_I2C_BLOCK,
    (_I2C_BLOCK, False): I2cFunc.SMBUS_WRITE_I2C_BLOCK,
}


def smbus_request(adapter: EmulatedI2cAdapter, address: int, request: Any, *, checked: bool) -> None:  # noqa: ANN401
    """Carry out one `i2c_smbus_ioctl_data`; what is read is put into it.

    Raises:
        OSError: as the adapter's, and EOPNOTSUPP for what its profile lacks.
    """
    reads = request.read_write == _READ
    needed = _NEEDS.get((request.size, reads))
    if needed is None or not adapter.profile.functions & needed:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))
    checked = checked and bool(adapter.profile.functions & I2cFunc.SMBUS_PEC)
    if request.size == _QUICK:
        adapter.write_checked(address, b"", checked=False)
        return
    contents = request.data.contents
    command = bytes((request.command,))
    match (request.size, reads):
        case (1, True):
            contents.byte = adapter.read_checked(address, b"", 1, checked=checked)[0]
        case (1, False):
            adapter.write_checked(address, command, checked=checked)
        case (2, True):
            contents.byte = adapter.read_checked(address, command, 1, checked=checked)[0]
        case (2, False):
            adapter.write_checked(address, command + bytes((contents.byte,)), checked=checked)
        case (3, True):
            contents.word = int.from_bytes(adapter.read_checked(address, command, 2, checked=checked), "little")
        case (3, False):
            adapter.write_checked(address, command + int(contents.word).to_bytes(2, "little"), checked=checked)
        case (8, True):
            # The packet error code does not exist for I2C blocks.
            block = adapter.read_checked(address, command, contents.block[0], checked=False)
            contents.block[1 : len(block) + 1] = list(block)
        case _:
            count = contents.block[0]
            adapter.write_checked(address, command + bytes(contents.block[1 : count + 1]), checked=False)
