"""Switches one GPIO output through gpiozero, high for on.

Never on at construction or release: the line is claimed low, and let go of low. Letting go makes it a floating input,
so a relay needs its own pull-down resistor. Active-low relay boards are not supported: a Raspberry Pi holds GPIO 9 to
27 low from power-on until the firmware runs, which would energise such a board's coil on every boot.

gpiozero 2.0.1, "API - Output Devices", `initial_value`.
"""

import contextlib

from gpiozero.output_devices import OutputDevice

from device.gate.outputs import AbsentOutput, Output
from device.gate.pin_factory import PinFactory
from device.gate.pin_fault import PinFault


class OutputPin:
    """A GPIO line that is an output."""

    def __init__(self, pin: int, pins: PinFactory) -> None:
        self._place = f"GPIO {pin}"
        self._failures = pins.failures
        try:
            self._device = OutputDevice(pin, active_high=True, initial_value=False, pin_factory=pins.factory)
        except self._failures as error:
            raise PinFault(f"{self._place} does not become an output: {error}") from error

    def write(self, on: bool) -> None:
        """Switch at once."""
        try:
            self._device.value = on
        except self._failures as error:
            raise PinFault(f"{self._place} does not switch: {error}") from error

    def close(self) -> None:
        """Switch off, then let the line float."""
        with contextlib.suppress(*self._failures):  # a line that cannot be switched off is the resistor's
            self._device.off()
        with contextlib.suppress(*self._failures):
            self._device.close()


def output(pin: int, pins: PinFactory) -> Output:
    """The output at BCM number `pin`; 0 means not fitted."""
    return OutputPin(pin, pins) if pin else AbsentOutput()
