"""Stands in for `/dev/i2c-*` under the real smbus2: the library runs unchanged, its system calls end here.

Never touches the operating system: while installed, only the names `os` and `ioctl` inside smbus2's own module are
others; a path that is not emulated goes on to the real ones. Requests and structures after linux/i2c-dev.h.
"""

import ctypes
import errno
import importlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace, TracebackType
from typing import Any, Final, Self

from device.simulation.i2c_adapter import EmulatedI2cAdapter, Message
from device.simulation.smbus_request import smbus_request

_SLAVE: Final = 0x0703
_FUNCTIONS: Final = 0x0705
_SLAVE_FORCE: Final = 0x0706
_COMBINED: Final = 0x0707
_CHECKED: Final = 0x0708
_SMBUS: Final = 0x0720
_READ_FLAG: Final = 0x0001
_FIRST_DESCRIPTOR: Final = 1_000_000


@dataclass(slots=True)
class _OpenDevice:
    """What the kernel remembers for one open file."""

    adapter: EmulatedI2cAdapter
    address: int = 0
    checked: bool = False


class EmulatedI2cDevices:
    """Several I2C device files, there while the context is entered."""

    def __init__(self, adapters: Mapping[str, EmulatedI2cAdapter]) -> None:
        self._adapters = dict(adapters)
        self._open: dict[int, _OpenDevice] = {}
        self._next = _FIRST_DESCRIPTOR
        self._before: dict[str, Any] = {}
        self._missing: frozenset[str] = frozenset()

    def remove(self, path: str) -> None:
        """Take the device file away, as when I2C is switched off."""
        self._missing |= {path}

    def put_back(self, path: str) -> None:
        """Let the device file be there again."""
        self._missing -= {path}

    def install(self) -> None:
        """Answer for smbus2 from now on."""
        names = _smbus2_names()
        self._before = {"os": names["os"], "ioctl": names["ioctl"]}
        names["os"] = SimpleNamespace(open=self._open_device, close=self._close_device, O_RDWR=os.O_RDWR)
        names["ioctl"] = self._control

    def uninstall(self) -> None:
        """Let smbus2 speak to what it spoke to before."""
        _smbus2_names().update(self._before)
        self._open.clear()

    def __enter__(self) -> Self:
        self.install()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.uninstall()

    def _open_device(self, path: str, flags: int) -> int:
        if path in self._missing:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        adapter = self._adapters.get(path)
        if adapter is None:
            opened: int = self._before["os"].open(path, flags)
            return opened
        self._next += 1
        self._open[self._next] = _OpenDevice(adapter)
        return self._next

    def _close_device(self, descriptor: int) -> None:
        if self._open.pop(descriptor, None) is None:
            self._before["os"].close(descriptor)

    def _control(self, descriptor: int, request: int, argument: Any) -> int:  # noqa: ANN401 - as ioctl takes it
        opened = self._open.get(descriptor)
        if opened is None:
            before: Callable[[int, int, Any], int] = self._before["ioctl"]
            return before(descriptor, request, argument)
        if request == _COMBINED:
            _combined(opened.adapter, argument)
        elif request == _SMBUS:
            smbus_request(opened.adapter, opened.address, argument, checked=opened.checked)
        elif request in (_SLAVE, _SLAVE_FORCE):
            opened.address = int(argument)
        elif request == _FUNCTIONS:
            argument.value = opened.adapter.profile.functions
        elif request == _CHECKED:
            opened.checked = bool(argument)
        else:
            raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))
        return 0


def _smbus2_names() -> dict[str, Any]:
    return vars(importlib.import_module("smbus2.smbus2"))


def _combined(adapter: EmulatedI2cAdapter, argument: Any) -> None:  # noqa: ANN401 - a ctypes structure
    structures = argument.msgs[: argument.nmsgs]
    messages = [
        Message(one.addr, read=one.len)
        if one.flags & _READ_FLAG
        else Message(one.addr, write=ctypes.string_at(one.buf, one.len))
        for one in structures
    ]
    for structure, answer in zip(structures, adapter.transfer(messages), strict=True):
        if answer:
            ctypes.memmove(structure.buf, answer, len(answer))
