"""Gives every emulated part on the bus what all have: a cable, a supply, and knobs for what is hidden or wrong.

Never measures and knows no register; the part itself says what power-on means to it.
"""

from dataclasses import replace
from typing import Protocol, TypeVar

from device.simulation.i2c_bus import Slave

Knobs = TypeVar("Knobs")


class EmulatedPart(Slave, Protocol[Knobs]):
    """One part on one bus; `plug_in` after `unplug` is a power cycle."""

    knobs: Knobs
    """A frozen dataclass, exchanged whole, so that any thread may turn one."""
    is_plugged: bool = True
    """Whether its cable is in."""

    def power_cycle(self) -> None:
        """Begin as after power-on or a brown-out."""

    def turn(self, **changes: float | bool | int | None) -> None:
        """Turn knobs by name."""
        self.knobs = replace(self.knobs, **changes)  # type: ignore[type-var]  # the knobs of every part are a dataclass

    def unplug(self) -> None:
        """Take it off the bus and its supply."""
        self.is_plugged = False

    def plug_in(self) -> None:
        """Put it back: it starts anew."""
        self.is_plugged = True
        self.power_cycle()

    def end(self) -> None:
        """Nothing is pending in most parts after a stop."""
        return

    def overhear(self, now: float) -> None:  # noqa: ARG002 - the shape is the wires'
        """Most parts do not mind traffic."""
        return
