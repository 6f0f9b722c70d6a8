"""Holds what an installer knows about one thermometer in one housing: its optics, its supply, and who it looks at.

Never holds what a person's body does; that is in `body_temperature`.
"""

from enum import StrEnum

from msgspec import Struct

from device.sensors.face_site import Site
from device.sensors.mlx90614_variants import VARIANTS, Variant


class CoreModel(StrEnum):
    """How a forehead's temperature is turned into a core temperature."""

    REFERENCE = "reference"
    """The maker's reference curve."""
    LINEAR = "linear"
    """One straight line fitted to a published study."""


class Installation(Struct, frozen=True, kw_only=True):
    """Everything the corrections need besides the readings."""

    variant: Variant = VARIANTS["mlx90614-dci"]
    supply_volts: float = 3.3
    emissivity: float = 0.98
    near_mm: int = 100
    """Nearer than this is too near; this distance itself is not."""
    far_mm: int = 300
    """Further than this is too far; this distance itself is not."""
    forehead_radius_mm: float = 35.0
    """A bare forehead as a disc: what fills the spot."""
    housing_celsius: float = 0.3
    """How much warmer the chip is than the room, once settled."""
    offset_celsius: float = 0.0
    """Added to what the chip says, from a black-body calibration."""
    core_model: CoreModel = CoreModel.REFERENCE
    site: Site = Site.CENTRE
    """Where on the face the thermometer looks."""
