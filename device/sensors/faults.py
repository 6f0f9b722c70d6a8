"""Names what can be wrong with a sensor by what somebody has to do about it.

    DeviceFault
    ├── NoAnswer            cable: nobody acknowledges at the address; look at plug, supply and pull-ups
    ├── WrongAddress        wrong_address: a chip answers, but not the one that is meant; look at the settings
    ├── CorruptFrame        corrupt_frame: bytes arrive altered; shorten or shield the cable, lower the bus speed
    ├── BusStuck            power_cycle: the bus or the chip hangs; take its supply away and give it back
    ├── ChipFaulty          replace: the chip reports its own failure, again and again
    ├── BusMissing          bus_missing: there is no such bus; switch I2C on, look at the settings and rights
    └── AdapterUnable       adapter_unable: this bus cannot do what the driver needs (for example a checksum)

Never an OSError: a driver turns every one of those into one of these.
"""

import errno
from typing import Final

from device.errors import DeviceFault


class NoAnswer(DeviceFault):
    """Nobody acknowledges at the address."""

    detail = "cable"


class WrongAddress(DeviceFault):
    """Another chip than the one that is meant answers."""

    detail = "wrong_address"


class CorruptFrame(DeviceFault):
    """The checksum does not fit, or the word is one that no sound chip sends."""

    detail = "corrupt_frame"


class BusStuck(DeviceFault):
    """The bus or the chip hangs."""

    detail = "power_cycle"


class ChipFaulty(DeviceFault):
    """The chip says of itself that it cannot measure."""

    detail = "replace"


class BusMissing(DeviceFault):
    """The bus itself is not there or may not be opened."""

    detail = "bus_missing"


class AdapterUnable(DeviceFault):
    """The bus cannot do what the driver needs."""

    detail = "adapter_unable"


_MEANINGS: Final[dict[int | None, type[DeviceFault]]] = {
    errno.EREMOTEIO: NoAnswer,
    errno.ENXIO: NoAnswer,
    errno.ENODEV: NoAnswer,
    errno.EBADMSG: CorruptFrame,
    errno.EPROTO: CorruptFrame,
    errno.EOPNOTSUPP: AdapterUnable,
    errno.ENOTTY: AdapterUnable,
    errno.EINVAL: AdapterUnable,
    errno.ENOENT: BusMissing,
    errno.EACCES: BusMissing,
    errno.EPERM: BusMissing,
}


def fault_of(error: OSError, where: str) -> DeviceFault:
    """Give the fault an operating system's error means; what is not known is a hanging bus."""
    kind = _MEANINGS.get(error.errno, BusStuck)
    return kind(f"{where}: {error.strerror or error}")
