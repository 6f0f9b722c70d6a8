"""Says whether a moment lies between a beginning and an end, as two clocks that differ a little see it.

Never reads a clock. Both ends are inside, and so is the leeway; an open side is None.
"""

from typing import Final

LEEWAY_SECONDS: Final = 60
"""How far two honest clocks may differ."""
TIME_LARGEST: Final = 4_102_444_800
"""The year 2100: no time of a code, a key or a list lies behind it."""


def holds_at(now: int, *, not_before: int | None, not_after: int | None) -> bool:
    """Claim that second `now` lies between the two, within the leeway."""
    begun = not_before is None or now + LEEWAY_SECONDS >= not_before
    return begun and (not_after is None or now - LEEWAY_SECONDS <= not_after)
