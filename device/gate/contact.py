"""Turns the bouncing of one contact into at most one event for each thing that happened.

Never delays the first edge of a contact whose `begin_seconds` is 0 (exit, fire, beam), and never loses an edge: a
level that held long enough counts, even if nobody looked until it was over.
"""

import math

from msgspec import Struct

from device.checkpoint.events import Event


class ContactRule(Struct, frozen=True, kw_only=True):
    """What a contact tells, and how long a level must hold to be believed."""

    began: Event
    ended: Event | None = None
    begin_seconds: float = 0.03
    end_seconds: float = 0.05
    tells_at_start: bool = True
    """Whether a contact found switched at start is told; a key left turned must not admit anybody after a power cut."""


class Contact:
    """One contact; `asserted` everywhere means that what it watches for is so."""

    def __init__(self, rule: ContactRule, *, asserted: bool, now: float) -> None:
        self._rule = rule
        self._level = asserted
        self._changed_at = now
        self._told = asserted and not rule.tells_at_start

    @property
    def due(self) -> float:
        """When a level that is not told yet will have held long enough."""
        return math.inf if self._level is self._told else self._changed_at + self._settle_seconds()

    def see(self, asserted: bool, now: float) -> tuple[Event, ...]:
        """Take in the level at `now`; what there is to tell, oldest first."""
        told = self.settle(now)
        if asserted is not self._level:
            self._level = asserted
            self._changed_at = now
            told += self.settle(now)
        return told

    def settle(self, now: float) -> tuple[Event, ...]:
        """Tell a level that has held long enough by `now`."""
        return self._tell() if self.due <= now else ()

    def announce(self) -> tuple[Event, ...]:
        """Tell what is so at start, settled or not."""
        return self._tell() if self._level and self._rule.tells_at_start else ()

    def _tell(self) -> tuple[Event, ...]:
        if self._level is self._told:
            return ()
        self._told = self._level
        event = self._rule.began if self._level else self._rule.ended
        return () if event is None else (event,)

    def _settle_seconds(self) -> float:
        return self._rule.begin_seconds if self._level else self._rule.end_seconds
