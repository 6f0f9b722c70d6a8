"""Watches one GPIO input through gpiozero: a contact to ground with the Pi's own pull-up.

Never filters: bounce handling lies in `contact`, where it can be stepped through time, because gpiozero's own
`bounce_time` delays the first edge on lgpio and does nothing on mock pins. The internal pull-up is about 50 kohm; a
long line wants 1 kohm to 3.3 V and 100 nF beside the Pi.

gpiozero 2.0.1, "API - Input Devices", `pull_up`; BCM2711 ARM Peripherals, 5.2 GPIO pull-up/down.
"""

import contextlib
from collections.abc import Callable

from gpiozero.input_devices import DigitalInputDevice

from device.gate.pin_factory import PinFactory
from device.gate.pin_fault import PinFault


class InputPin:
    """A GPIO line that is an input; `on_edge(closed)` is called in the factory's thread."""

    def __init__(self, pin: int, pins: PinFactory, on_edge: Callable[[bool], None]) -> None:
        self._place = f"GPIO {pin}"
        self._failures = pins.failures
        try:
            self._device = DigitalInputDevice(pin, pull_up=True, bounce_time=None, pin_factory=pins.factory)
            self._device.when_activated = lambda: on_edge(True)
            self._device.when_deactivated = lambda: on_edge(False)
        except self._failures as error:
            raise PinFault(f"{self._place} does not become an input: {error}") from error

    def contact_is_closed(self) -> bool:
        """Whether the contact connects to ground at this moment.

        Raises:
            PinFault: the line cannot be read.
        """
        try:
            return bool(self._device.is_active)
        except self._failures as error:
            raise PinFault(f"{self._place} cannot be read: {error}") from error

    def close(self) -> None:
        """Let go of the line."""
        with contextlib.suppress(*self._failures):
            self._device.close()
