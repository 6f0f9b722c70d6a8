"""Defines what an output is to the gate: something that is switched on and off, and can be absent.

Never knows which pin, lamp or relay it is; `output_pin` is the real one.
"""

from typing import Protocol


class Output(Protocol):
    """One switched output."""

    def write(self, on: bool) -> None:
        """Switch at once, in the caller's thread.

        Raises:
            PinFault: the line does not take it; try again later.
        """

    def close(self) -> None:
        """Switch off and let go of the line; called once, does not raise."""


class AbsentOutput:
    """An output that is not fitted (pin 0): takes everything, does nothing."""

    def write(self, on: bool) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""
