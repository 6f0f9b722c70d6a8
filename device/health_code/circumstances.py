"""Holds what a code is judged by besides its own text: keys, time and place.

Never changes while a code is judged; a new trust list or another minute is a new value.
"""

from typing import Final

from msgspec import Struct

from device.health_code.standing import NO_STANDING, Standing
from device.health_code.trust import TrustedKey, TrustSnapshot
from device.vocabulary import ClockQuality

PAPER_GRACE_SECONDS: Final = 24 * 3600
"""How long the colour printed on paper counts as fresh."""


class Circumstances(Struct, frozen=True, kw_only=True):
    """The moment, the place and the keys."""

    trust: TrustSnapshot
    venue_key: TrustedKey | None
    """The only key that may sign tickets and badges here; None where there are none."""
    now: int
    """Seconds since the epoch."""
    clock: ClockQuality
    checkpoint: str | None = None
    """Whose tickets count; None judges a ticket without asking what it is for."""
    paper_grace_seconds: int = PAPER_GRACE_SECONDS
    standing: Standing = NO_STANDING
    """What the authority has said since."""
