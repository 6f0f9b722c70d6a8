"""Holds how the gate's own parts can go wrong and come back, one dataclass a deed.

Never performs any of it: the stage of the scenario player does.
"""

from dataclasses import dataclass
from typing import Annotated

from device.simulation.scenario_fields import About
from device.simulation.scenario_words import Plug, PowerAfter


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplug:
    """A cable is pulled."""

    part: Annotated[Plug, About(meaning="which part")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlugIn:
    """A pulled cable is put back."""

    part: Annotated[Plug, About(meaning="which part")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeCamera:
    """The camera goes on delivering one and the same frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThawCamera:
    """The camera delivers what is before it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverCamera:
    """Something covers the lens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UncoverCamera:
    """The lens is free again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DimLight:
    """The light at the entrance fails; the lens is free, and hardly anything falls into it."""

    share: Annotated[float, About(meaning="of the daylight that is left", least=0, most=1)] = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class LightAgain:
    """The light at the entrance is as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlurLens:
    """The lens loses its focus, or somebody touched it with a greasy finger."""

    pixels: Annotated[float, About(meaning="standard deviation of what becomes of a point", least=0, most=20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WipeLens:
    """The lens is sharp again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FillDisk:
    """No room is left on the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeDisk:
    """There is room on the disk again, and it is quick again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowDisk:
    """Each write takes this long, as a worn SD card does."""

    seconds: Annotated[float, About(meaning="for one write", unit="s", least=0, most=60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerCut:
    """The power goes; whatever was not on the disk is lost. The gate boots when it comes back."""

    seconds: Annotated[float, About(meaning="until it comes back", unit="s", least=0.1, most=86_400)] = 5.0
    clock: Annotated[PowerAfter, About(meaning="what the board knows of the time afterwards")] = PowerAfter.HOLDOVER


LensDeed = FreezeCamera | ThawCamera | CoverCamera | UncoverCamera | DimLight | LightAgain | BlurLens | WipeLens
"""What becomes of the camera's pictures."""

CableDeed = Unplug | PlugIn | LensDeed | FillDisk | FreeDisk | SlowDisk
"""What leaves the gate its power."""

PartDeed = CableDeed | PowerCut
