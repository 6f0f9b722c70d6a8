"""Runs a core through whatever comes and keeps books of what it did, each entry checked as it is made.

Never chooses what comes: `random_life` does. What always holds is said in `test_the_laws`.
"""

from collections import Counter
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)
from msgspec.structs import replace

from device.checkpoint import actions as a
from device.checkpoint import events as e
from device.checkpoint.machine import Checkpoint
from device.checkpoint.memory import Memory
from device.checkpoint.policy import Policy
from device.checkpoint.records import Alert, CheckIn, Correction, Movement, Record, Result, Service
from device.checkpoint.situation import Purpose
from device.journal.situation_text import read_situation, write_situation
from device.vocabulary import (
    AlertState,
    Band,
    Colour,
    Mode,
    MovementCause,
    OrderStatus,
    Outcome,
    Part,
    State,
)

NOT_ENTRY = (MovementCause.EXIT_BUTTON, MovementCause.FIRE_INPUT)
QUEUE_MOST = 64
"""As the journal's own queue: what comes when it is full is refused at once."""
TWIN_EVERY = 4
"""Every so many events the situation is written down, read back, and must answer alike."""
EMERGENCY_ENDERS = (e.KeyReset, e.EmergencyEnded)


class BookedGate(RuleBasedStateMachine):
    """A gate whose disk, power and time are played, and whose every action is looked at."""

    reached: ClassVar[Counter[str]]
    """What all the examples of one test together came to; given by the test."""

    @initialize(
        mode=st.sampled_from(Mode),
        strict=st.booleans(),
        colours=st.sampled_from([(Colour.GREEN,), (Colour.GREEN, Colour.YELLOW, Colour.RED)]),
    )
    def begin(self, mode: Mode, strict: bool, colours: tuple[Colour, ...]) -> None:
        self.policy = Policy(mode=mode, strict=strict, accepted_colours=colours)
        self.now = 0.0
        self.orders = 0
        self.seq = 0
        self.runs = 0
        self.fed = 0
        self.opened_for: set[int] = set()
        self.seq_of: dict[str, int] = {}
        self.cases_told: set[str] = set()
        self.was_refused = False
        self.openings_waiting = 0
        self.cases_before = 0
        self.memory = Memory()
        self._start()
        self._feed(e.PartsReady())

    def _start(self) -> None:
        self.runs += 1
        self.commits: list[a.Commit] = []
        self.turned_away: list[a.Commit] = []
        self.token = 0
        self.held_open = False
        self.was_refused = False
        self.referred_since: float | None = None
        self.openings_waiting = 0
        self.interrupted = self.memory.opening is not None
        self.core, actions = Checkpoint.restored(f"{self.runs:08x}", self.policy, self.memory, self.now)
        self._take(actions, None)

    def _feed(self, event: e.Event) -> None:
        before = self.core.situation.state
        waiting = self.core.situation.waiting.get(event.ticket) if isinstance(event, e.Durable) else None
        is_late = waiting is not None and waiting.purpose is Purpose.ADMIT and before is not State.COMMITTING
        type(self).reached["late durable"] += is_late
        self.fed += 1
        text = write_situation(self.core.situation) if self.fed % TWIN_EVERY == 0 else None
        actions = self.core.handle(event, self.now)
        if text is not None:
            twin = Checkpoint(read_situation(text))
            assert twin.handle(event, self.now) == actions, "the same situation, event and time gave other actions"
            assert twin.situation == self.core.situation
        self._note(event, before)
        assert not any(isinstance(action, a.Report) and "order" not in action.event for action in actions), (
            f"no row for {type(event).__name__} in {before}"
        )
        if isinstance(event, e.FireBegan) and not self.held_open:
            assert isinstance(actions[0], a.HoldBarrierOpen), "fire opens first"
        if isinstance(event, e.ExitPressed) and not self.held_open:
            assert isinstance(actions[0], a.OpenBarrier), "exit opens first"
        self._take(actions, event)
        if a.Restart() in actions:
            self._feed(e.StopRequested())
        while self.turned_away:
            self._feed(e.WriteFailed(ticket=self.turned_away.pop(0).ticket))

    def _note(self, event: e.Event, before: State) -> None:
        here, reached = self.core.situation, type(self).reached
        reached[f"state {here.state}"] += here.state is not before
        if here.state is State.REFERRED and before is not State.REFERRED:
            self.referred_since = self.now
        if here.visit is not None:
            reached["group"] += here.visit.group is not None and before is not State.SCREENING
            attempts = max((one.attempt for one in here.visit.measured), default=0)
            reached["second attempt"] += isinstance(event, e.ReadingTaken) and attempts > 1
            reached["measured again"] += here.visit.checked_in and here.state is State.SCREENING
        reached["reopened case"] += isinstance(event, e.Durable | e.WriteFailed) and len(here.cases) > self.cases_before
        self.cases_before = len(here.cases)

    def _take(self, actions: list[a.Action], event: e.Event | None) -> None:
        for action in actions:
            match action:
                case a.OpenBarrier(cause=MovementCause.EXIT_BUTTON):
                    assert isinstance(event, e.ExitPressed)
                case a.OpenBarrier():
                    self._opened_for_entry(action, event)
                case a.HoldBarrierOpen():
                    self.held_open = True
                case a.CloseBarrier():
                    if self.held_open:
                        assert isinstance(event, EMERGENCY_ENDERS), "only a hand ends an emergency opening"
                    self.held_open = False
                case a.Measure(token=token):
                    self.token = token
                case a.Commit():
                    self._look_at(action)
                    queue = self.commits if len(self.commits) < QUEUE_MOST else self.turned_away
                    queue.append(action)
                    self.was_refused = self.was_refused or queue is self.turned_away
                case _:
                    pass

    def _opened_for_entry(self, action: a.OpenBarrier, event: e.Event | None) -> None:
        assert isinstance(event, e.Durable), "entry waits for the disk"
        here = self.core.situation
        assert not here.locked, "locked refuses entry"
        assert not {Part.BARRIER, Part.JOURNAL} & set(here.faults), "out of service comes before any visit"
        type(self).reached[f"opening {action.cause}"] += 1
        type(self).reached["opening for a group"] += action.people > 1
        assert event.ticket not in self.opened_for, "one commit opens once"
        self.opened_for.add(event.ticket)
        commit = self.answered
        self.openings_waiting += 1
        if action.cause is MovementCause.CHECK_IN:
            self._justified_by_check_ins(action, commit)
        else:
            assert action.cause in (MovementCause.ORDER, MovementCause.KEY_SWITCH, MovementCause.BADGE)
            decided = [r for r in commit.records if isinstance(r, CheckIn | Correction) and r.decided_by != "device"]
            ordered = [r for r in commit.records if isinstance(r, Result) and r.status is OrderStatus.EXECUTING]
            by_hand = [r for r in commit.records if isinstance(r, Service) and r.what == "admitted_by_hand"]
            assert decided or ordered or by_hand, "somebody's durable word stands behind it"

    def _justified_by_check_ins(self, action: a.OpenBarrier, commit: a.Commit) -> None:
        check_ins = [r for r in commit.records if isinstance(r, CheckIn)]
        if not check_ins:  # measured again by an inspector's order: the check-in came before
            admitted = [r for r in commit.records if isinstance(r, Correction) and r.outcome is Outcome.ADMITTED]
            assert admitted
            if self.core.situation.policy.mode is not Mode.CODE_ALONE:
                assert all(r.band is Band.NORMAL for r in admitted)
            return
        assert action.people == len(check_ins) <= self.policy.group_people_most
        for check_in in check_ins:
            assert check_in.outcome is Outcome.ADMITTED
            if self.core.situation.policy.mode is not Mode.CODE_ALONE:
                assert check_in.band is Band.NORMAL
            if check_in.code is not None:
                assert check_in.code.colour not in (Colour.RED, Colour.UNKNOWN, Colour.INVALID)
                assert not check_in.code.reasons

    def _look_at(self, commit: a.Commit) -> None:
        for record in commit.records:
            if isinstance(record, Correction):
                assert record.corrects == self.seq_of.get(record.visit), "a correction is of the visit's own check-in"
            if isinstance(record, CheckIn):
                assert record.outcome is not Outcome.REFUSED, "the device itself never refuses"

    @rule(seconds=st.sampled_from([0.1, 0.6, 1.0, 2.5, 8.0, 30.0, 400.0, 1800.0]))
    def time_passes(self, seconds: float) -> None:
        end = self.now + seconds
        for _ in range(2000):
            due = self.core.deadline
            if due is None or due > end:
                break
            self.now = max(self.now, due)
            self._feed(e.DeadlineReached())
            assert self.core.deadline is None or self.core.deadline > self.now, "a deadline that came stays due"
        else:
            raise AssertionError("the core never comes to rest")
        self.now = end

    @precondition(lambda self: self.commits)
    @rule(works=st.sampled_from([True, True, True, False]))
    def the_disk_answers(self, works: bool) -> None:
        commit = self.commits.pop(0)
        self.answered = commit
        if not works:
            self.was_refused = True
            type(self).reached["refused commit"] += 1
            self._feed(e.WriteFailed(ticket=commit.ticket))
            return
        for number, record in enumerate(commit.records, self.seq + 1):
            self._written(record, number)
        seqs = tuple(range(self.seq + 1, self.seq + 1 + len(commit.records)))
        self.seq += len(commit.records)
        self.memory = commit.memory
        self._feed(e.Durable(ticket=commit.ticket, seqs=seqs))

    def _written(self, record: Record, number: int) -> None:
        match record:
            case CheckIn():
                assert record.visit not in self.seq_of, "one check-in a visit"
                self.seq_of[record.visit] = number
                type(self).reached[f"check-in {record.outcome}"] += 1
            case Movement() if record.cause not in NOT_ENTRY and record.closed_at is None:
                assert self.interrupted, "only an opening that a restart cut off has no end"
                self.interrupted = False
                type(self).reached["interrupted opening"] += 1
            case Movement() if record.cause not in NOT_ENTRY:
                self.openings_waiting -= 1
                assert self.openings_waiting >= 0, "a movement without an opening"
            case Alert(case=str(case), state=AlertState.RAISED):
                self.cases_told.add(case)
            case Alert(case=str(case), state=AlertState.CLEARED):
                assert case in self.cases_told or self.was_refused, "an alert of a case is cleared once"
                self.cases_told.discard(case)
            case Result():
                type(self).reached[f"order {record.status}"] += 1
                type(self).reached[f"order {record.name}"] += record.status is OrderStatus.SUCCESSFUL
            case _:
                pass

    @rule()
    def the_power_is_cut(self) -> None:
        self.now += 5.0
        self.memory = _numbered(self.memory, self.seq_of)
        if self.was_refused:  # what the disk refused is lost with the power
            self.cases_told = {case.id for case in self.memory.cases}
        self.opened_for = set()
        self._start()
        self._feed(e.PartsReady())


def _numbered(memory: Memory, known: dict[str, int]) -> Memory:
    """Do as the edge does: find the numbers of check-ins that were written together with the memory."""
    return replace(
        memory,
        visits_open=tuple((visit, seq or known.get(visit, 0)) for visit, seq in memory.visits_open),
        cases=tuple(
            replace(
                case,
                check_ins=tuple(
                    seq or known.get(visit, 0) for visit, seq in zip(case.visits, case.check_ins, strict=True)
                ),
            )
            for case in memory.cases
        ),
    )
