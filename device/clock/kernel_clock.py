"""Asks the Linux kernel for the time, and whether somebody keeps it right.

Never sets a clock and never judges: `device.clock.system_clock` does the judging.
adjtimex(2), clock_gettime(2); /sys/class/rtc (kernel documentation, admin-guide/rtc).
"""

import ctypes
import time
from pathlib import Path
from typing import Final, Protocol

_STA_UNSYNC: Final = 0x0040
_TIME_ERROR: Final = 5
_ROOM_BYTES: Final = 512
"""More than `struct timex` on any architecture (208 bytes on 64 bit)."""


class Kernel(Protocol):
    """What the system clock needs to know from below."""

    def monotonic_seconds(self) -> float:
        """Seconds that only grow, standing still while the machine sleeps."""

    def boot_seconds(self) -> float:
        """Seconds since the machine started, sleep included."""

    def wall_seconds(self) -> float:
        """Seconds since 1970 as the machine believes, right or wrong."""

    def is_synchronised(self) -> bool:
        """Whether a time service keeps the clock right at this moment."""

    def boot_id(self) -> str:
        """Random name of this start of the machine."""

    def real_time_clock_seconds(self) -> int | None:
        """Seconds since 1970 by the battery-backed clock; None where there is none or it does not answer."""


class _Timex(ctypes.Structure):
    """The beginning of `struct timex`, up to the field that matters."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("room", ctypes.c_byte * _ROOM_BYTES),
    )


class LinuxKernel:
    """The kernel this program runs on."""

    def __init__(
        self,
        *,
        boot_id_file: Path = Path("/proc/sys/kernel/random/boot_id"),
        real_time_clock_file: Path = Path("/sys/class/rtc/rtc0/since_epoch"),
    ) -> None:
        self._library = ctypes.CDLL(None, use_errno=True)
        self._boot_id_file = boot_id_file
        self._real_time_clock_file = real_time_clock_file

    def monotonic_seconds(self) -> float:
        """See `Kernel`."""
        return time.monotonic()

    def boot_seconds(self) -> float:
        """See `Kernel`."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def wall_seconds(self) -> float:
        """See `Kernel`."""
        return time.time()

    def is_synchronised(self) -> bool:
        """See `Kernel`; a kernel that refuses to say is not synchronised."""
        timex = _Timex()  # modes = 0: only ask
        state: int = self._library.adjtimex(ctypes.byref(timex))
        return 0 <= state < _TIME_ERROR and not timex.status & _STA_UNSYNC

    def boot_id(self) -> str:
        """See `Kernel`; empty where the kernel does not say."""
        try:
            return self._boot_id_file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def real_time_clock_seconds(self) -> int | None:
        """See `Kernel`. The clock may sit on the thermometer's bus: ask at the start only."""
        try:
            return int(self._real_time_clock_file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
