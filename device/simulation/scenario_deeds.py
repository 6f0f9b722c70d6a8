"""Joins everything that can happen in a scenario to one closed union, and names each as a scenario file writes it.

Never performs any of it: the stage of the scenario player does.
"""

from typing import Final

from device.simulation.deeds_at_the_barrier import (
    BlockBeam,
    BreakFireLoop,
    CloseDoor,
    CloseHousing,
    EndEmergency,
    FreeBeam,
    MendFireLoop,
    OpenDoor,
    OpenHousing,
    PassThrough,
    Press,
    TurnKey,
)
from device.simulation.deeds_at_the_lane import (
    Arrive,
    HoldUp,
    Leave,
    Move,
    PlaceObject,
    Replace,
    SkinChanges,
    StepAside,
    TakeAway,
    TakeObjectAway,
)
from device.simulation.deeds_from_afar import (
    BrokerAway,
    BrokerBack,
    GiveOrder,
    Inspectors,
    LoseTimeServer,
    StepClock,
    TimeServerBack,
)
from device.simulation.deeds_to_the_parts import (
    CoverCamera,
    FillDisk,
    FreeDisk,
    FreezeCamera,
    PlugIn,
    PowerCut,
    SlowDisk,
    ThawCamera,
    UncoverCamera,
    Unplug,
)

Deed = (
    Arrive
    | Replace
    | Move
    | Leave
    | StepAside
    | SkinChanges
    | PlaceObject
    | TakeObjectAway
    | HoldUp
    | TakeAway
    | PassThrough
    | OpenDoor
    | CloseDoor
    | BlockBeam
    | FreeBeam
    | Press
    | TurnKey
    | BreakFireLoop
    | MendFireLoop
    | OpenHousing
    | CloseHousing
    | EndEmergency
    | Unplug
    | PlugIn
    | FreezeCamera
    | ThawCamera
    | CoverCamera
    | UncoverCamera
    | FillDisk
    | FreeDisk
    | SlowDisk
    | PowerCut
    | BrokerAway
    | BrokerBack
    | Inspectors
    | LoseTimeServer
    | TimeServerBack
    | StepClock
    | GiveOrder
)

VERBS: Final[dict[str, type[Deed]]] = {
    "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in deed.__name__).lstrip("_"): deed
    for deed in Deed.__args__
}
"""How a scenario file writes each deed: `Arrive` is `arrive`, `HoldUp` is `hold_up`."""
