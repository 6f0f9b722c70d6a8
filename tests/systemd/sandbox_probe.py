"""Tries, inside the unit's sandbox, what the daemon must be able to do and what it must not; prints one JSON object.

Run by the container's Python in place of the daemon; it uses the standard library alone.
"""

import ctypes
import json
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

OF_OTHERS = "/tmp/of-others"  # noqa: S108 - a file that must not be seen


def attempt(action: Callable[[], object]) -> str:
    """`ok`, or the name of the error."""
    try:
        action()
    except OSError as error:
        return type(error).__name__
    return "ok"


def call_back() -> None:
    """Lets C call Python, as a driver's library may."""
    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    numbers = (ctypes.c_int * 3)(3, 1, 2)
    library = ctypes.CDLL(None)
    library.qsort(numbers, 3, ctypes.sizeof(ctypes.c_int), kind(lambda one, other: _int(one) - _int(other)))
    if list(numbers) != [1, 2, 3]:
        raise OSError("not sorted")


def ask_the_time() -> None:
    """Asks the kernel about the clock, without changing anything."""
    if ctypes.CDLL(None).adjtimex((ctypes.c_byte * 512)()) < 0:
        raise OSError("refused")


def write_in(folder: str) -> None:
    """Writes a file and removes it."""
    file = Path(folder) / "probe"
    file.write_text("x", encoding="ascii")
    file.unlink()


def open_socket(family: int, kind: int) -> None:
    """Opens a socket and closes it."""
    socket.socket(family, kind).close()


def start_namespace() -> None:
    """Asks for a user namespace of its own."""
    if ctypes.CDLL(None, use_errno=True).unshare(0x10000000) < 0:
        raise OSError("refused")


def _int(address: int) -> int:
    return ctypes.c_int.from_address(address).value


ATTEMPTS: dict[str, Callable[[], object]] = {
    "write in its state folder": lambda: write_in("/var/lib/menshen"),
    "write in its run folder": lambda: write_in("/run/menshen"),
    "let C call Python": call_back,
    "ask the kernel about the clock": ask_the_time,
    "reach the network": lambda: open_socket(socket.AF_INET, socket.SOCK_STREAM),
    "read its credential": lambda: Path(os.environ["CREDENTIALS_DIRECTORY"], "venue_secret").read_bytes(),
    "read the processor's name": lambda: Path("/proc/cpuinfo").read_text(encoding="utf-8"),
    "set the clock": lambda: time.clock_settime(time.CLOCK_REALTIME, time.time()),
    "write in /etc": lambda: write_in("/etc"),
    "write in its own program": lambda: write_in("/opt/menshen"),
    "write in /tmp of others": lambda: Path(OF_OTHERS).read_text(encoding="ascii"),
    "read the secrets' own files": lambda: Path("/etc/menshen/secrets/venue_secret").read_bytes(),
    "look into /root": lambda: next(Path("/root").iterdir()),
    "see other processes": lambda: Path("/proc/1/cmdline").read_bytes(),
    "open a raw socket": lambda: open_socket(socket.AF_PACKET, socket.SOCK_RAW),
    "make a namespace": start_namespace,
    "become another user": lambda: os.setuid(1),
    "change kernel settings": lambda: Path("/proc/sys/kernel/hostname").write_text("x", encoding="ascii"),
}


if __name__ == "__main__":
    json.dump({name: attempt(action) for name, action in ATTEMPTS.items()}, sys.stdout)
