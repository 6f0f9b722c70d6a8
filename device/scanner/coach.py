"""Says what would help a code to be read: one hint at a time, and not another with every frame.

Never keeps a picture: it goes by how bright one is, by the codes that show in it unread, and by their sharpness and
glare. A code that was read needs no hint.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from device.scanner.decoders import Look, UnreadCode, side_pixels
from device.scanner.frame import Plane
from device.scanner.sharpness import has_glare, is_soft

DARK_LEVEL: Final = 40.0
"""Mean luma below which a paper code cannot be read with a short exposure."""
MODULE_PIXELS_LEAST: Final = 3.0
"""What a code should have at least; 2.5 is the floor."""
LARGE_SHARE: Final = 0.85
"""Of the shorter side of the picture: a code beyond this loses its corners with every movement."""
_SMALL_SHARE: Final = 0.2
"""Below this a code counts as far away where its number of modules could not be made out."""
_EDGE_SHARE: Final = 0.01
SETTLE_SECONDS: Final = 0.4
"""A hint must be right for so long before it is given."""
HOLD_SECONDS: Final = 1.2
"""A hint given stays so long, or nobody could follow it."""


class Hint(StrEnum):
    """What the person with the code might do."""

    CLOSER = "closer"
    FURTHER = "further"
    HOLD_STILL = "hold_still"
    TOO_DARK = "too_dark"
    WHOLE_CODE = "whole_code"
    GLARE = "glare"
    """Tilt it away from the light."""


class Sight(Struct, frozen=True, kw_only=True):
    """What is known of one picture."""

    look: Look
    brightness: float
    """Mean of the luma plane, 0 to 255."""
    columns: int
    rows: int
    is_soft: bool = False
    """The largest unread code has no sharp edge."""
    has_glare: bool = False
    """A reflection lies over the largest unread code."""


def sight_of(look: Look, plane: Plane, luma: Plane, brightness: float) -> Sight:
    """Give what is known of a plane that was looked at; its pixels are looked at only where a code shows unread.

    A reflection burns out luma, which may be another plane than the one in which the code shows.
    """
    rows, columns = plane.shape
    if look.codes or not look.unread:
        return Sight(look=look, brightness=brightness, columns=columns, rows=rows)
    corners = look.unread[0].corners
    return Sight(
        look=look,
        brightness=brightness,
        columns=columns,
        rows=rows,
        is_soft=is_soft(plane, corners),
        has_glare=has_glare(luma, corners),
    )


def hint_for(sight: Sight) -> Hint | None:
    """Give what would help with this picture, or None where a code was read or none shows."""
    if sight.look.codes:
        return None
    if not sight.look.unread:
        return Hint.TOO_DARK if sight.brightness < DARK_LEVEL else None
    code = sight.look.unread[0]
    shorter = min(sight.columns, sight.rows)
    side = side_pixels(code.corners)
    if side > LARGE_SHARE * shorter:
        return Hint.FURTHER
    if _touches_the_edge(code, sight):
        return Hint.WHOLE_CODE
    if side < (_SMALL_SHARE * shorter if code.modules is None else code.modules * MODULE_PIXELS_LEAST):
        return Hint.CLOSER
    if sight.has_glare:
        return Hint.GLARE
    return Hint.TOO_DARK if sight.brightness < DARK_LEVEL else Hint.HOLD_STILL


class Coach:
    """Steadies the hints of picture after picture."""

    def __init__(self) -> None:
        self._given: Hint | None = None
        self._given_at = 0.0
        self._next: Hint | None = None
        self._next_since = 0.0
        self._showed = False
        self._for_a_code: Hint | None = None

    def see(self, sight: Sight, now: float) -> Hint | None:
        """Give the hint that holds now, monotonic second `now`.

        A code may show in every second plane alone: one plane without it changes nothing.
        """
        if sight.look.codes:
            self._given = self._next = self._for_a_code = None
            return None
        wanted, shows = hint_for(sight), bool(sight.look.unread)
        if shows:
            self._for_a_code = wanted
        elif self._showed:
            wanted = self._for_a_code
        self._showed = shows
        if wanted != self._next:
            self._next, self._next_since = wanted, now
        has_settled = now - self._next_since >= SETTLE_SECONDS
        was_held = self._given is None or now - self._given_at >= HOLD_SECONDS
        if wanted != self._given and has_settled and was_held:
            self._given, self._given_at = wanted, now
        return self._given


def _touches_the_edge(code: UnreadCode, sight: Sight) -> bool:
    margin = _EDGE_SHARE * min(sight.columns, sight.rows)
    return any(
        x < margin or y < margin or x > sight.columns - margin or y > sight.rows - margin for x, y in code.corners
    )
