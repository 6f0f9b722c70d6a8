"""Lets visitors come by themselves to an emulated gate: they see its signals and do what people do.

Never knows what the gate will decide and never waits: it is a `Worker` like any part of the gate, on real or virtual
time, and the same seed sends the same people.
"""

import heapq
import random
from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import Final

from device.simulation.entrance import PRESS_SECONDS, Entrance, ink_of
from device.simulation.play_codes import PlayCodes
from device.simulation.scenario_people import Person
from device.simulation.visitor_people import Party, Story, invent
from device.vocabulary import Signal

LOOK_SECONDS: Final = 0.1
PATIENCE_SECONDS: Final = 40.0
_INVITED_MOST: Final = 8
_HEALTHY_FIRST: Final = 2
MOVE_SECONDS: Final = 1.0
"""Between two steps of somebody who is asked to come closer."""
_MOVES: Final = {Signal.COME_CLOSER: -50.0, Signal.STEP_BACK: 50.0}
"""How many millimetres people move when they are asked to."""
_REFERRED: Final = (Signal.STEP_ASIDE, Signal.GO_TO_THE_DESK)
_CLOSED: Final = (Signal.LOCKED, Signal.OUT_OF_SERVICE, Signal.EMERGENCY, Signal.WARMING_UP, Signal.DARK)


class _Place(Enum):
    """Where the present party is."""

    AWAY = auto()
    BEFORE_THE_GATE = auto()
    GOING = auto()


class Agenda:
    """Calls what is due; `later` may be called while it does."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self.now = 0.0

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        """Call `call` after `seconds`."""
        self._count += 1
        heapq.heappush(self._heap, (self.now + seconds, self._count, call))

    def run(self, now: float) -> float | None:
        """Call everything due by `now`; give when the next is due."""
        self.now = now
        while self._heap and self._heap[0][0] <= now:
            heapq.heappop(self._heap)[2]()
        return self._heap[0][0] if self._heap else None


class Visitors:
    """The worker that sends them."""

    name: Final = "visitors"
    limit_seconds: Final = 2.0

    def __init__(
        self,
        *,
        entrance: Entrance,
        agenda: Agenda,
        codes: PlayCodes,
        signal: Callable[[], Signal],
        seed: int,
        pause_seconds: tuple[float, float] = (1.5, 8.0),
    ) -> None:
        """`agenda` gave the entrance its `later`; `pause_seconds` is the least and most between two parties."""
        self._entrance, self._agenda, self._codes, self._signal = entrance, agenda, codes, signal
        self._chance = random.Random(seed)  # noqa: S311 - a crowd, not a secret
        self._pause_seconds = pause_seconds
        self._place = _Place.AWAY
        self._party: Party | None = None
        self._came_at = 0.0
        self._next_at: float | None = None
        self._measured = 0
        self._is_admitted = False
        self._has_answered = False
        """The next of the group has stepped up, and the gate has not seen it yet."""
        self._distance_mm = 0.0
        self._moved_at = 0.0
        self._invited: deque[Story] = deque(maxlen=_INVITED_MOST)
        self.sent = 0
        """How many parties have come so far."""
        self.come_by_themselves = True
        """False: only who is invited comes."""

    def invite(self, story: Story) -> None:
        """Let the next party be of this sort; may be called from any thread."""
        self._invited.append(story)

    @property
    def are_away(self) -> bool:
        """Whether nobody of them is before the gate or on the way through."""
        return self._place is _Place.AWAY

    @property
    def story(self) -> Story | None:
        """What sort of party is there."""
        return None if self._party is None else self._party.story

    def dismiss(self) -> bool:
        """Let whoever stands there go home at once; claim that they did: nobody turns round halfway through."""
        if self._place is _Place.GOING and self._is_admitted:
            return False
        if self._party is not None:
            self._gone()
        self._next_at = None
        return True

    def step(self, now: float) -> float:
        """Let the party there look at the gate's signal, or send the next one."""
        self._agenda.run(now)
        if self._place is _Place.AWAY:
            self._send(now)
        elif self._place is _Place.BEFORE_THE_GATE:
            self._look(now)
        return now + LOOK_SECONDS

    def close(self) -> None:
        """Go home."""
        self._entrance.leave()

    def _send(self, now: float) -> None:
        if self._invited:
            if self._signal() is Signal.READY:
                self._come(now, self._invited.popleft())
        elif not self.come_by_themselves:
            self._next_at = None
        elif self._next_at is None:
            self._next_at = now + self._chance.uniform(*self._pause_seconds)
        elif now >= self._next_at and self._signal() is Signal.READY:
            self._come(now, None)

    def _come(self, now: float, story: Story | None) -> None:
        self.sent += 1
        if self.sent <= _HEALTHY_FIRST and story is None:
            story = Story.HEALTHY  # whoever begins to watch sees the gate open
        self._party = party = invent(self._chance, self.sent, story)
        self._is_admitted = False
        self._place, self._came_at, self._next_at, self._measured = _Place.BEFORE_THE_GATE, now, None, 0
        for person in party.people:
            self._codes.meet(person)
        self._entrance.arrive(party.people[0], party.distance_mm)
        self._distance_mm = party.distance_mm
        shown_at = self._chance.uniform(0.4, 1.5)
        for _ in party.people[1:]:  # one press a companion, then the codes
            self._later(shown_at, party, lambda: self._entrance.touch("companion", PRESS_SECONDS))
            shown_at += 0.6
        for person in party.people:
            if person.code is not None:
                self._later(shown_at, party, partial(self._show, person))
                shown_at += 1.5

    def _show(self, person: Person) -> None:
        if person.code is not None:
            self._entrance.hold_up(self._codes.code_of(person.id), person.code.picture, ink=ink_of(person.code))

    def _look(self, now: float) -> None:
        party, signal = self._party, self._signal()
        if party is None:
            return
        if signal is not Signal.NEXT_OF_GROUP:
            self._has_answered = False
        if signal is Signal.PASS:
            self._go_through(party)
        elif signal in _REFERRED:
            self._go_away(party, self._chance.uniform(1.5, 4.0))
        elif signal in _CLOSED or now - self._came_at > PATIENCE_SECONDS:
            self._go_away(party, 1.0)
        elif signal in _MOVES and now >= self._moved_at + MOVE_SECONDS:
            self._moved_at = now
            self._distance_mm += _MOVES[signal]
            self._entrance.move(self._distance_mm)
        elif signal is Signal.NEXT_OF_GROUP and not self._has_answered and self._measured + 1 < len(party.people):
            self._has_answered = True
            self._next_child(party)

    def _next_child(self, party: Party) -> None:
        self._measured += 1
        child = party.people[self._measured]
        self._place = _Place.GOING
        self._entrance.step_out()

        def step_up() -> None:
            self._distance_mm = party.distance_mm + 20.0 * (-1) ** self._measured
            self._entrance.arrive(child, self._distance_mm)
            self._place = _Place.BEFORE_THE_GATE

        self._later(0.8, party, step_up)

    def _go_through(self, party: Party) -> None:
        self._place, self._is_admitted = _Place.GOING, True
        if party.story is not Story.FORGETFUL:
            self._later(1.0, party, lambda: self._entrance.pass_through(len(party.people), apart_seconds=1.2))
        self._later(1.3, party, self._gone)

    def _go_away(self, party: Party, seconds: float) -> None:
        self._place = _Place.GOING
        self._later(seconds, party, self._gone)

    def _later(self, seconds: float, party: Party, call: Callable[[], None]) -> None:
        """Call `call` after `seconds`, unless the party went home before."""

        def call_if_here() -> None:
            if self._party is party:
                call()

        self._agenda.later(seconds, call_if_here)

    def _gone(self) -> None:
        self._entrance.leave()
        for person in self._party.people if self._party is not None else ():
            self._codes.forget(person.id)
        self._party, self._place = None, _Place.AWAY
