"""Holds the authority's lists that were brought and not judged yet, whoever brought them.

Never lets one name crowd out another while it has more waiting itself, never lets withdrawn codes crowd out changed
colours or the other way round, and never drops one unseen: what had no room is counted and named.
"""

from collections import Counter, deque
from threading import Lock
from typing import Final

from msgspec import Struct

from device.health_code.standing_list import ListKind

WAITING_MOST: Final = {ListKind.REVOKED: 32, ListKind.COLOURS: 4}
NAMES_TOLD_MOST: Final = 64

ListName = tuple[ListKind, str]
"""Kind and scope."""


class Dropped(Struct, frozen=True, kw_only=True):
    """What had no room."""

    count: int = 0
    names: frozenset[ListName] = frozenset()
    """Of the first 64 names."""


class WaitingLists:
    """A waiting room for each kind; every method may be called from any thread and never blocks for long."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rooms: dict[ListKind, deque[tuple[str, bytes]]] = {kind: deque() for kind in ListKind}
        self._turn = deque(ListKind)
        self._dropped = Dropped()

    def put(self, kind: ListKind, scope: str, message: bytes) -> None:
        """Let a list wait; where there is no room, the oldest of the name with the most waiting gives way."""
        with self._lock:
            room = self._rooms[kind]
            room.append((scope, message))
            if len(room) > WAITING_MOST[kind]:
                self._drop_one(kind)

    def take(self) -> tuple[ListKind, str, bytes] | None:
        """Give the next, the two kinds by turns; None where none waits."""
        with self._lock:
            for _ in ListKind:
                kind = self._turn[0]
                self._turn.rotate(-1)
                if self._rooms[kind]:
                    return (kind, *self._rooms[kind].popleft())
        return None

    def dropped(self) -> Dropped:
        """Give what had no room since this was asked last."""
        with self._lock:
            told, self._dropped = self._dropped, Dropped()
        return told

    def _drop_one(self, kind: ListKind) -> None:
        room = self._rooms[kind]
        waiting = Counter(scope for scope, _ in room)
        crowd = max(waiting.values())
        place = next(place for place, (scope, _) in enumerate(room) if waiting[scope] == crowd)
        names = self._dropped.names
        if len(names) < NAMES_TOLD_MOST:
            names |= {(kind, room[place][0])}
        del room[place]
        self._dropped = Dropped(count=self._dropped.count + 1, names=names)
