"""Feeds events to the table and hands out actions: the deciding core of the gate.

Laws:
1. `handle(event, now)` is a function of the situation, the event and the time: no I/O, clock, thread or chance.
2. The barrier opens for entry only in answer to `durable`; fire and exit open at once.
3. A pair of state and event that is not in the table changes nothing and is reported.
4. A rule that leads where its row does not say is a defect, and ends the daemon rather than the person.
"""

from device.checkpoint import ordering
from device.checkpoint.actions import Action, Report
from device.checkpoint.beginning import begin_anew
from device.checkpoint.commits import finish
from device.checkpoint.events import DeadlineReached, Event, OrderReceived
from device.checkpoint.memory import Memory
from device.checkpoint.policy import Policy
from device.checkpoint.situation import Case, Situation
from device.checkpoint.table import TABLE, Key, apply
from device.checkpoint.turn import Turn
from device.vocabulary import State


class Checkpoint:
    """The state machine of one gate."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation

    @classmethod
    def restored(cls, prefix: str, policy: Policy, memory: Memory, now: float) -> tuple["Checkpoint", list[Action]]:
        """Begin a run with what the last one left; give the core and its first actions.

        `prefix` is the first 8 hex digits of the run's random session. Times in `memory` are on this run's time line.
        """
        situation = Situation(
            prefix=prefix,
            policy=policy,
            locked=memory.locked,
            emergency=memory.emergency,
            cases=[
                Case(
                    id=case.id,
                    visits=list(case.visits),
                    kind=case.kind,
                    attempt=case.attempt,
                    opened_at=case.opened_at,
                    claimed_by=case.claimed_by,
                    tickets=case.tickets,
                )
                for case in memory.cases
            ],
            orders_taken=list(memory.orders_taken),
            orders_executing=list(memory.orders_unfinished),
            tickets_used=list(memory.tickets_used),
            visits_open=[visit for visit, _ in memory.visits_open],
            check_ins=dict(memory.visits_open)
            | {visit: seq for case in memory.cases for visit, seq in zip(case.visits, case.check_ins, strict=True)},
        )
        core = cls(situation)
        turn = Turn(situation, now)
        situation.state = begin_anew(turn, memory)
        return core, finish(turn)

    @property
    def deadline(self) -> float | None:
        """Monotonic second at which `DeadlineReached` must come, or None."""
        return min(self.situation.timers.values(), default=None)

    def handle(self, event: Event, now: float) -> list[Action]:
        """Answer `event` at monotonic second `now`; time never runs backwards between calls."""
        if isinstance(event, DeadlineReached):
            return self._deadlines(now)
        turn = Turn(self.situation, now)
        if isinstance(event, OrderReceived):
            if ordering.take(turn, event.order):
                self._answer(turn, event.order.name, event)
        else:
            self._answer(turn, type(event), event)
        return finish(turn)

    def _deadlines(self, now: float) -> list[Action]:
        turn = Turn(self.situation, now)
        due = sorted((when, timer) for timer, when in self.situation.timers.items() if when <= now)
        for when, timer in due:
            if self.situation.timers.get(timer) == when:
                del self.situation.timers[timer]
                self._answer(turn, timer, None)
        return finish(turn)

    def _answer(self, turn: Turn, key: Key, event: Event | None) -> None:
        before = self.situation.state
        row = TABLE.get((before, key))
        if row is None:
            name = key.__name__ if isinstance(key, type) else str(key)
            turn.do(Report(state=before, event=name))
            return
        after = apply(row, turn, event)
        if after is not before and after not in row.to:
            raise AssertionError(f"{row.rule.__name__} led from {before} to {after}, which its row does not say")
        if after is not before:
            self._stop_timers_without_an_answer(after)
        self.situation.state = after

    def _stop_timers_without_an_answer(self, state: State) -> None:
        """A deadline lives only in the states that answer it."""
        timers = self.situation.timers
        for timer in [timer for timer in timers if (state, timer) not in TABLE]:
            del timers[timer]
