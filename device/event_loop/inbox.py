"""Takes events from every thread and hands them to the deciding one, fire and exit first.

Never blocks the one who posts. What a full inbox drops is written down here and nowhere else: hints, codes that will be
read again, and orders that their giver will repeat. What opens, closes or proves something is never dropped.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Final

from device.checkpoint.events import (
    BadgeSeen,
    CodeSeen,
    Event,
    ExitPressed,
    FireBegan,
    FireEnded,
    NotAHealthCode,
    OrderReceived,
    StandsTooFar,
    StandsTooNear,
)

ROOM: Final = 512
FIRST: Final = (FireBegan, FireEnded, ExitPressed)
"""The end of a fire goes the same way as its beginning: it must not overtake, nor be overtaken by, a new alarm."""
DROPPED_WHEN_FULL: Final = (NotAHealthCode, StandsTooFar, StandsTooNear, CodeSeen, BadgeSeen, OrderReceived)


class Inbox:
    """The one way into the deciding thread."""

    def __init__(self, wake: Callable[[], None], room: int = ROOM) -> None:
        self._wake = wake
        self._room = room
        self._lock = Lock()
        self._urgent: deque[Event] = deque()
        self._events: deque[Event] = deque()
        self._dropped = 0

    def post(self, event: Event) -> None:
        """Put `event` in line; may be called from any thread, never blocks."""
        with self._lock:
            if isinstance(event, FIRST):
                self._urgent.append(event)
            elif len(self._events) >= self._room and isinstance(event, DROPPED_WHEN_FULL):
                self._dropped += 1
            else:
                self._events.append(event)
        self._wake()

    def take(self) -> Event | None:
        """Give the next event, or None."""
        with self._lock:
            if self._urgent:
                return self._urgent.popleft()
            return self._events.popleft() if self._events else None

    def dropped(self) -> int:
        """How many events were dropped since this was last asked."""
        with self._lock:
            count, self._dropped = self._dropped, 0
            return count
