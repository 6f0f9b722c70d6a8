"""Describes what an I2C controller and its kernel driver can and cannot do.

Never holds behaviour. After i2c-bcm2835.c, i2c-designware-master.c and i2c-stub.c; numbers from linux/i2c.h.
"""

import errno
from dataclasses import dataclass
from typing import Final

from smbus2 import I2cFunc


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterProfile:
    """One kind of controller."""

    name: str
    functions: int
    """As `I2C_FUNCS` tells it."""
    silence: int = errno.EREMOTEIO
    """Error number when nobody acknowledges."""
    one_read_last: bool = False
    """In a combined transaction only one message may read, and only the last."""


_PLAIN: Final = I2cFunc.SMBUS_BYTE | I2cFunc.SMBUS_BYTE_DATA | I2cFunc.SMBUS_WORD_DATA | I2cFunc.SMBUS_I2C_BLOCK

BCM2835: Final = AdapterProfile(name="bcm2835", functions=int(I2cFunc.I2C | I2cFunc.SMBUS_EMUL), one_read_last=True)
"""Raspberry Pi 1 to 4: the kernel computes the packet error code."""
RP1: Final = AdapterProfile(
    name="rp1", functions=int(I2cFunc.I2C | I2cFunc.ADDR_10BIT | _PLAIN | I2cFunc.SMBUS_BLOCK_DATA)
)
"""Raspberry Pi 5 (DesignWare): no packet error code in the kernel."""
I2C_STUB: Final = AdapterProfile(name="i2c-stub", functions=int(I2cFunc.SMBUS_QUICK | _PLAIN), silence=errno.ENODEV)
"""The kernel's test adapter: plain SMBus, neither combined transactions nor a packet error code."""
SMBUS_ONLY: Final = AdapterProfile(name="smbus-only", functions=int(I2cFunc.SMBUS_QUICK | _PLAIN | I2cFunc.SMBUS_PEC))
"""A controller that speaks SMBus with a packet error code and nothing else."""
