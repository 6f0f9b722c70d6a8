"""Says who stands before the gate from distances, or from warmth where the distance sensor has failed.

Never asks a sensor and never knows a person; observations with their times go in, events come out. A blip shorter than
the debounce times changes nothing, in either direction.
"""

from enum import Enum, auto
from itertools import pairwise
from typing import Final

from msgspec import Struct

from device.checkpoint.events import Event, PersonStepped, PresenceBegan, PresenceLost, StandsTooFar, StandsTooNear

BEGAN_SECONDS: Final = 0.1
LOST_SECONDS: Final = 0.25
_ROUNDING_SECONDS: Final = 0.001
"""Rangings come on a grid of time: one exactly at the end of a debounce counts as after it."""
STEP_MM: Final = 60
"""A jump at least this long between consecutive rangings, and staying, is another person."""
STILL_MM: Final = 30
"""Somebody who moves less than this between rangings stands; only from standing to standing can there be a jump."""
CONSECUTIVE_SECONDS: Final = 0.2
"""Rangings further apart than this are not consecutive: somebody may simply have walked."""
EDGE_MM: Final = 15
"""Who stands at a limit must move this far beyond it to count as outside: no flicker at the edge."""

_JUMP_MEMORY: Final = 3
"""Rangings before the newest: two standing, one after the jump."""


class Zones(Struct, frozen=True, kw_only=True):
    """Where somebody counts as present, and where the thermometer's optics work; each limit belongs to the inside."""

    near_mm: int
    far_mm: int
    presence_mm: int

    @property
    def edge_mm(self) -> float:
        """Reluctance at the limits; never so much that somebody in the middle of a narrow zone counts as outside."""
        return min(EDGE_MM, (self.far_mm - self.near_mm) / 4.0)


class _Zone(Enum):
    NEAR = auto()
    RIGHT = auto()
    FAR = auto()


class Presence:
    """Whoever stands before the gate, debounced."""

    def __init__(self, zones: Zones) -> None:
        self._zones = zones
        self._present = False
        self._differs_since: float | None = None
        self._zone = _Zone.RIGHT
        self._zone_told = _Zone.RIGHT
        self._zone_since = 0.0
        self._right_since: float | None = None
        self._distances: list[tuple[float, int]] = []
        self._distance_mm: int | None = None

    @property
    def is_present(self) -> bool:
        """Whether somebody stands there."""
        return self._present

    @property
    def distance_mm(self) -> int | None:
        """The last distance at which somebody was seen; None without a distance."""
        return self._distance_mm

    @property
    def right_since(self) -> float | None:
        """Since when somebody has stood within the optics' limits without a break; None: nobody does."""
        return self._right_since

    @property
    def is_too_far(self) -> bool:
        """Whether somebody stands further than the optics allow."""
        return self._present and self._zone is _Zone.FAR

    @property
    def is_too_near(self) -> bool:
        """Whether somebody stands nearer than the optics allow."""
        return self._present and self._zone is _Zone.NEAR

    def at_distance(self, now: float, distance_mm: int | None) -> list[Event]:
        """Take a ranging; None: nothing within the sensor's range."""
        near_enough = self._zones.presence_mm + (EDGE_MM if self._present else 0)
        occupied = distance_mm is not None and distance_mm <= near_enough
        events: list[Event] = []
        if occupied and distance_mm is not None:
            self._distance_mm = distance_mm
            self._enter_zone(now, self._zone_of(distance_mm))
            stepped = self._stepped(now, distance_mm)
            events = self._observe(now, occupied=True)
            if self._present:
                events += stepped
                events += self._tell_zone(now)
        else:
            events = self._observe(now, occupied=False)
        return events

    def by_warmth(self, now: float, *, is_warm: bool) -> list[Event]:
        """Take what the thermometer sees instead of a distance; where somebody stands is then not known."""
        self._distance_mm = None
        self._distances.clear()
        if is_warm:
            self._enter_zone(now, _Zone.RIGHT)
        return self._observe(now, occupied=is_warm)

    # --- presence -----------------------------------------------------------------------------------------------

    def _observe(self, now: float, *, occupied: bool) -> list[Event]:
        if occupied == self._present:
            self._differs_since = None
            return []
        if self._differs_since is None:
            self._differs_since = now
        if now - self._differs_since < (BEGAN_SECONDS if occupied else LOST_SECONDS) - _ROUNDING_SECONDS:
            return []
        self._differs_since = None
        self._present = occupied
        if occupied:
            self._zone_told = _Zone.RIGHT
            return [PresenceBegan(distance_mm=self._distance_mm)]
        self._right_since = None
        self._distance_mm = None
        self._distances.clear()
        return [PresenceLost()]

    # --- where --------------------------------------------------------------------------------------------------

    def _zone_of(self, distance_mm: int) -> _Zone:
        near = self._zones.near_mm + (self._zones.edge_mm if self._zone is _Zone.NEAR else 0)
        far = self._zones.far_mm - (self._zones.edge_mm if self._zone is _Zone.FAR else 0)
        if distance_mm < near:
            return _Zone.NEAR
        return _Zone.FAR if distance_mm > far else _Zone.RIGHT

    def _enter_zone(self, now: float, zone: _Zone) -> None:
        if zone is not self._zone:
            self._zone = zone
            self._zone_since = now
        if zone is not _Zone.RIGHT:
            self._right_since = None
        elif self._right_since is None:
            self._right_since = now

    def _tell_zone(self, now: float) -> list[Event]:
        if self._zone is self._zone_told or now - self._zone_since < BEGAN_SECONDS - _ROUNDING_SECONDS:
            return []
        self._zone_told = self._zone
        if self._zone is _Zone.FAR:
            return [StandsTooFar()]
        return [StandsTooNear()] if self._zone is _Zone.NEAR else []

    # --- another person -----------------------------------------------------------------------------------------

    def _stepped(self, now: float, distance_mm: int) -> list[Event]:
        self._distances = [*self._distances[-_JUMP_MEMORY:], (now, distance_mm)]
        if len(self._distances) <= _JUMP_MEMORY:
            return []
        times, places = zip(*self._distances, strict=True)
        if any(later - earlier > CONSECUTIVE_SECONDS for earlier, later in pairwise(times)):
            return []
        stood_before = abs(places[1] - places[0]) < STILL_MM
        jumped = abs(places[2] - places[1]) >= STEP_MM
        stays = abs(places[3] - places[2]) < STILL_MM
        if not (stood_before and jumped and stays):
            return []
        self._right_since = now if self._zone is _Zone.RIGHT else None
        return [PersonStepped(distance_mm=distance_mm)]
