"""Chooses what drives the pins: lgpio on the Pi, by name, or a factory that was given.

Never falls back to another library in silence: gpiozero's own choice does, with a warning nobody reads, and a gate on
the wrong factory misses edges. Every error of the library leaves here and the pin files as a `DeviceFault`.

gpiozero 2.0.1, "API - Pins"; lgpio 0.2.2. lgpio makes a pipe in its working directory when it is imported: under a
sandbox `LG_WD` has to name a folder it may write. Importing gpiozero costs about 90 ms, whichever of its modules is
asked for (half of it `importlib.metadata`), so only this file, `output_pin` and `input_pin` import it, and nothing
but `assembly` imports those.
"""

import importlib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

import gpiozero
from gpiozero.exc import GPIOZeroError
from msgspec import Struct

from device.errors import DeviceFault, ProgramMissing

OLDEST_GPIOZERO: Final = 2
"""Debian 12 carries 1.6.2, whose lgpio support loses edges on newer boards."""


class PinsUnavailable(DeviceFault):
    """The GPIO chip does not open: rights on /dev/gpiochip*, another board, or no Raspberry Pi at all."""

    detail = "gpiochip"


class PinFactory(Struct, frozen=True, kw_only=True):
    """A gpiozero factory, its name for `doctor`, and what it raises when a chip or line fails."""

    name: str
    description: str
    """One line for a person: library, version, chip and board."""
    factory: Any
    failures: tuple[type[Exception], ...] = (GPIOZeroError, OSError)

    def close(self) -> None:
        """Turn every pin into an input and let go of the chip; outputs float, a resistor holds the relay."""
        self.factory.close()


def open_lgpio(chip: int | None = None) -> PinFactory:
    """Open the header's GPIO chip with lgpio; `chip` left out: gpiochip0, or gpiochip4 where a Pi 5 has it there.

    Raises:
        ProgramMissing: lgpio or a gpiozero of version 2 is not installed.
        PinsUnavailable: the chip does not open, or this is no Raspberry Pi.
    """
    if _major(gpiozero_version()) < OLDEST_GPIOZERO:
        raise ProgramMissing(f"gpiozero {gpiozero_version()} is too old: install gpiozero 2.0.1 in the environment")
    try:
        lgpio = importlib.import_module("lgpio")
        module = importlib.import_module("gpiozero.pins.lgpio")
    except ImportError as error:
        raise ProgramMissing(f"lgpio does not load ({error}): install Debian's package python3-lgpio") from error
    except OSError as error:
        raise PinsUnavailable(f"lgpio cannot make its pipe ({error}): let LG_WD name a folder it may write") from error
    failures = (GPIOZeroError, OSError, lgpio.error)
    factory = _opened(lambda: module.LGPIOFactory(chip), failures)
    board = _opened(lambda: factory.board_info.description, failures)
    described = f"lgpio {_library_version('lgpio')}, gpiochip{factory.chip}, {board}, gpiozero {gpiozero_version()}"
    return PinFactory(name="lgpio", description=described, factory=factory, failures=failures)


def gpiozero_version() -> str:
    """Version of gpiozero in use."""
    return str(getattr(gpiozero, "__version__", None) or version("gpiozero"))


def _opened(opening: Callable[[], Any], failures: tuple[type[Exception], ...]) -> Any:  # noqa: ANN401 - gpiozero is untyped
    try:
        return opening()
    except failures as error:
        raise PinsUnavailable(
            f"the GPIO chip does not open (it needs a Raspberry Pi and the group gpio): {error}"
        ) from error


def _library_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "of unknown version"


def _major(text: str) -> int:
    digits = text.split(".", 1)[0]
    return int(digits) if digits.isdigit() else 0
