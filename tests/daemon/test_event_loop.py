"""The deciding thread: in which order it answers, when it feeds the watchdog, and what it passes on."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import pytest

from device.checkpoint.actions import Action, CloseBarrier
from device.checkpoint.events import (
    DeadlineReached,
    Durable,
    Event,
    ExitPressed,
    FireBegan,
    NotAHealthCode,
    PartsReady,
    Passed,
)
from device.checkpoint.machine import Checkpoint
from device.clock.protocol import Clock
from device.event_loop.event_loop import WATCH_SECONDS, EventLoop
from device.event_loop.inbox import Inbox
from device.event_loop.liveness import Liveness, Watched


@dataclass
class Turns:
    """A loop over a core, hands and a recorder that only take down what they are given."""

    now: float = 100.0
    deadline: float | None = None
    answered: list[tuple[Event, float]] = field(default_factory=list)
    performed: list[Action] = field(default_factory=list)
    recorded: list[Event] = field(default_factory=list)
    ready: int = 0
    fed: int = 0

    def __post_init__(self) -> None:
        self.liveness = Liveness()
        self.inbox = Inbox(lambda: None, room=4)
        self.loop = EventLoop(
            core=cast(Checkpoint, self),
            inbox=self.inbox,
            clock=cast(Clock, SimpleNamespace(monotonic=lambda: self.now)),
            performer=self,
            recorder=self,
            liveness=self.liveness,
            ready=lambda: setattr(self, "ready", self.ready + 1),
            alive=lambda: setattr(self, "fed", self.fed + 1),
        )

    # --- the core

    def handle(self, event: Event, now: float) -> list[Action]:
        self.answered.append((event, now))
        if isinstance(event, DeadlineReached):
            self.deadline = None
        return [CloseBarrier()]

    # --- the hands and the recorder

    def perform(self, actions: list[Action], _now: float) -> None:
        self.performed.extend(actions)

    def keep(self, event: Event, _now: float, _actions: list[Action]) -> None:
        self.recorded.append(event)

    def turn(self, *events: Event) -> float:
        for event in events:
            self.inbox.post(event)
        return self.loop.step(self.now)

    def events(self) -> list[Event]:
        return [event for event, _ in self.answered]


class Part:
    """A worker whose step may take long."""

    name, limit_seconds = "part", 2.0

    def __init__(self, during: list[object] | None = None) -> None:
        self.during = during or []

    def step(self, now: float) -> float:
        for call in self.during:
            assert callable(call)
            call()
        return now

    def close(self) -> None:
        """Hold nothing."""


@pytest.fixture
def turns() -> Turns:
    made = Turns()
    made.turn()
    made.answered.clear()
    made.performed.clear()
    made.recorded.clear()
    return made


def test_the_gate_is_up_with_the_first_turn_and_the_parts_are_ready_when_each_has_answered() -> None:
    made = Turns()
    part = Watched(Part(), made.liveness, lambda: None)
    made.turn()
    assert (made.ready, made.events()) == (1, [])
    part.step(made.now)
    made.turn()
    made.turn()
    assert (made.ready, made.events()) == (1, [PartsReady()])


def test_every_event_is_answered_carried_out_and_recorded_in_the_order_it_came(turns: Turns) -> None:
    events = (Passed(), Durable(ticket=1, seqs=(1,)), NotAHealthCode(looks_like="poster"))
    turns.turn(*events)
    assert turns.events() == list(events) == turns.recorded
    assert turns.performed == [CloseBarrier()] * 3


def test_fire_and_exit_are_answered_before_everything_that_waits(turns: Turns) -> None:
    turns.turn(Passed(), ExitPressed(), FireBegan())
    assert turns.events() == [ExitPressed(), FireBegan(), Passed()]


def test_a_deadline_that_has_passed_is_answered_before_what_came_in_late(turns: Turns) -> None:
    """A disk's late answer, or any answer after the machine stood still, must not open for somebody long gone."""
    turns.deadline = turns.now + 10.0
    turns.turn()
    assert turns.answered == []
    turns.now += 60.0
    turns.turn(Durable(ticket=1, seqs=(1,)))
    assert turns.events() == [DeadlineReached(), Durable(ticket=1, seqs=(1,))]


def test_a_deadline_that_an_event_brings_about_at_once_is_answered_before_the_next_event(turns: Turns) -> None:
    turns.inbox.post(Passed())
    turns.inbox.post(Passed())
    original = turns.handle

    def handle(event: Event, now: float) -> list[Action]:
        actions = original(event, now)
        if len(turns.answered) == 1:
            turns.deadline = now
        return actions

    turns.handle = handle  # type: ignore[method-assign]  # one core that sets itself a deadline
    turns.turn()
    assert turns.events() == [Passed(), DeadlineReached(), Passed()]


def test_the_loop_is_due_at_the_next_deadline_or_the_next_look_at_its_parts(turns: Turns) -> None:
    assert turns.turn() == pytest.approx(turns.now + WATCH_SECONDS)
    turns.deadline = turns.now + 0.25
    assert turns.turn() == turns.now + 0.25


def test_the_watchdog_is_fed_once_a_second_at_most(turns: Turns) -> None:
    fed = turns.fed
    for _ in range(10):
        turns.turn(Passed())
    assert turns.fed == fed
    turns.now += WATCH_SECONDS
    turns.turn()
    assert turns.fed == fed + 1


def test_the_watchdog_starves_while_a_part_is_stuck_and_is_fed_again_when_it_answers(
    turns: Turns, caplog: pytest.LogCaptureFixture
) -> None:
    def stand_still() -> None:
        for _ in range(4):
            turns.now += WATCH_SECONDS
            turns.turn()

    before = turns.fed
    stuck = Watched(Part([stand_still]), turns.liveness, lambda: None)
    stuck.step(turns.now)
    assert turns.fed - before == 2  # within its limit of 2 s the part is not stuck
    assert caplog.text.count("no answer from part within its limit") == 1
    turns.now += WATCH_SECONDS
    turns.turn()
    assert turns.fed - before == 3


def test_what_a_full_inbox_dropped_is_said(turns: Turns, caplog: pytest.LogCaptureFixture) -> None:
    turns.now += WATCH_SECONDS
    turns.turn(*(NotAHealthCode(looks_like="poster") for _ in range(7)))
    assert len(turns.answered) == 4
    assert "3 hints, codes or orders were dropped" in caplog.text
