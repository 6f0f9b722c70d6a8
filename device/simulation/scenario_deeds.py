"""Joins everything that can happen in a scenario to one closed union, and names each as a scenario file writes it.

Never performs any of it: the stage of the scenario player does.
"""

from typing import Final

from device.simulation.deeds_at_the_barrier import BarrierDeed
from device.simulation.deeds_at_the_lane import LaneDeed
from device.simulation.deeds_from_afar import AfarDeed
from device.simulation.deeds_to_the_parts import PartDeed

Deed = LaneDeed | BarrierDeed | PartDeed | AfarDeed

VERBS: Final[dict[str, type[Deed]]] = {
    "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in deed.__name__).lstrip("_"): deed
    for deed in Deed.__args__
}
"""How a scenario file writes each deed: `Arrive` is `arrive`, `HoldUp` is `hold_up`."""
