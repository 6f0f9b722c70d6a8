"""Feeds events to the core, one at a time, has its actions carried out, and feeds the watchdog: the deciding thread.

Never decides anything itself and never waits for a network, a disk or a chip.
"""

import logging
from collections.abc import Callable
from typing import Protocol

from device.checkpoint.actions import Action
from device.checkpoint.events import DeadlineReached, Event, PartsReady
from device.checkpoint.machine import Checkpoint
from device.clock.protocol import Clock
from device.event_loop.inbox import Inbox
from device.event_loop.liveness import Liveness

WATCH_SECONDS = 1.0
"""How often the deciding thread looks whether every part still answers."""
_log = logging.getLogger(__name__)


class Performs(Protocol):
    """Carries actions out."""

    def perform(self, actions: list[Action], now: float) -> None:
        """Carry out `actions` in order; never blocks."""


class Records(Protocol):
    """Keeps events so that the run can be replayed."""

    def keep(self, event: Event, now: float, actions: list[Action]) -> None:
        """Keep one event and what came of it; never blocks for long."""


class EventLoop:
    """The worker that decides; its `step` is a turn."""

    name = "checkpoint"
    limit_seconds = 5.0

    def __init__(
        self,
        *,
        core: Checkpoint,
        inbox: Inbox,
        clock: Clock,
        performer: Performs,
        recorder: Records,
        liveness: Liveness,
        ready: Callable[[], None],
        alive: Callable[[], None],
        look: Callable[[float], None] = lambda _: None,
    ) -> None:
        """`look` is called as often as the parts are looked at, with the monotonic second; it must never block."""
        self._core, self._inbox, self._clock = core, inbox, clock
        self._performer, self._recorder, self._liveness = performer, recorder, liveness
        self._ready, self._alive, self._look = ready, alive, look
        self._has_begun = False
        self._parts_answered = False
        self._watch_at = 0.0
        self._stuck: tuple[str, ...] = ()

    def step(self, now: float) -> float:
        """Answer everything that is there; give the core's next deadline."""
        if not self._has_begun:
            self._has_begun = True
            self._ready()
        if not self._parts_answered and self._liveness.all_answered():
            self._parts_answered = True
            self._answer(PartsReady())
        self._answer_deadline()  # first: what a stalled disk or a frozen machine answers late must not open late
        while (event := self._inbox.take()) is not None:
            self._answer(event)
            self._answer_deadline()
        self._look_after(now)
        deadline = self._core.deadline
        return self._watch_at if deadline is None else min(deadline, self._watch_at)

    def close(self) -> None:
        """Nothing is held."""

    def _answer(self, event: Event) -> None:
        now = self._clock.monotonic()
        actions = self._core.handle(event, now)
        self._performer.perform(actions, now)
        self._recorder.keep(event, now, actions)

    def _answer_deadline(self) -> None:
        deadline = self._core.deadline
        if deadline is not None and deadline <= self._clock.monotonic():
            self._answer(DeadlineReached())

    def _look_after(self, now: float) -> None:
        if now < self._watch_at:
            return
        self._watch_at = now + WATCH_SECONDS
        self._look(now)
        dropped = self._inbox.dropped()
        if dropped:
            _log.warning("the inbox was full: %d hints, codes or orders were dropped", dropped)
        stuck = self._liveness.stuck(now)
        if stuck != self._stuck:
            self._stuck = stuck
            if stuck:
                _log.error("no answer from %s within its limit; the watchdog is not fed", ", ".join(stuck))
        if not stuck:
            self._alive()
