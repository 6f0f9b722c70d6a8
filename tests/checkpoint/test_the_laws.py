"""Laws of the core that hold whatever happens, in whatever order."""

from collections import Counter
from typing import ClassVar

import pytest
from core_driver import a_code, a_reading
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from device.checkpoint import actions as a
from device.checkpoint import events as e
from device.checkpoint.machine import Checkpoint
from device.checkpoint.memory import Memory
from device.checkpoint.orders import Order
from device.checkpoint.policy import Policy
from device.checkpoint.records import Alert, CheckIn, Correction, Movement, Record, Result, Service
from device.checkpoint.situation import Purpose
from device.journal.situation_text import read_situation, write_situation
from device.vocabulary import (
    AlertState,
    Band,
    ClockQuality,
    Colour,
    Kind,
    Mode,
    MovementCause,
    OrderName,
    OrderStatus,
    Outcome,
    Part,
    Reason,
    State,
)

PLAIN_EVENTS = (
    e.PresenceBegan(),
    e.PresenceLost(),
    e.PersonStepped(distance_mm=300),
    e.StandsTooFar(),
    e.StandsTooNear(),
    e.NotAHealthCode(looks_like="poster"),
    e.Passed(),
    e.PassedBackwards(),
    e.DoorOpened(),
    e.DoorClosed(),
    e.BeamBlocked(),
    e.BeamCleared(),
    e.ExitPressed(),
    e.FireBegan(),
    e.FireEnded(),
    e.TamperBegan(),
    e.TamperEnded(),
    e.KeyAdmit(),
    e.KeyReset(),
    e.CompanionPressed(),
    e.EmergencyEnded(),
    e.PartsReady(),
    e.WarmingUp(),
    e.WarmedUp(),
    e.StorageLow(),
    e.StorageRecovered(),
    e.JournalFound(),
    e.DriftSuspected(offset_celsius=0.4),
    e.LinkUp(),
    e.LinkDown(),
    e.SessionTakenOver(),
    e.InspectorsLive(count=0),
    e.InspectorsLive(count=2),
    e.BadgeSeen(inspector="wang"),
    e.ClockChanged(quality=ClockQuality.UNSET, generation=2),
    e.ClockChanged(quality=ClockQuality.SYNCHRONISED, generation=3),
    e.TrustChanged(generation=2, stale=True),
    e.CodeUnresolved(ref="k-a"),
)
MENDING: tuple[e.Event, ...] = (
    e.PartsReady(),
    e.FireEnded(),
    e.KeyReset(),
    e.WarmedUp(),
    e.InspectorsLive(count=1),
    e.BeamCleared(),
    e.DoorClosed(),
    e.TamperEnded(),
    e.StorageRecovered(),
    e.LinkUp(),
)
HANDS: tuple[e.Event | OrderName, ...] = (
    e.KeyAdmit(),
    e.BadgeSeen(inspector="wang"),
    OrderName.ADMIT,
    OrderName.REFUSE,
    OrderName.CORRECT_BAND,
    OrderName.CLAIMED,
)
NOT_ENTRY = (MovementCause.EXIT_BUTTON, MovementCause.FIRE_INPUT)
QUEUE_MOST = 64
"""As the journal's own queue: what comes when it is full is refused at once."""
TWIN_EVERY = 4
"""Every so many events the situation is written down, read back, and must answer alike."""
EMERGENCY_ENDERS = (e.KeyReset, e.EmergencyEnded)


class Laws(RuleBasedStateMachine):
    """A gate to which anything may happen."""

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

    # --- what may happen ----------------------------------------------------------------------------------------

    @rule(
        core=st.sampled_from([36.5, 36.5, 36.5, 37.2, 37.35, 39.0]),
        holder=st.sampled_from(["a", "b", "c"]),
        colour=st.sampled_from([Colour.GREEN, Colour.GREEN, Colour.GREEN, Colour.YELLOW, Colour.RED]),
        kind=st.sampled_from([Kind.LIVE, Kind.LIVE, Kind.TICKET]),
        then=st.tuples(st.booleans(), st.integers(min_value=0, max_value=2)),
    )
    def somebody_comes(self, core: float, holder: str, colour: Colour, kind: Kind, then: tuple[bool, int]) -> None:
        prompt, passes = then
        self._feed(e.PresenceLost())
        self.time_passes(1.0)
        self._feed(e.PresenceBegan())
        self._feed(e.CodeSeen(code=a_code(holder, colour=colour, kind=kind, tag=f"{holder}-{self.now}")))
        self._feed(e.ReadingTaken(token=self.token, reading=a_reading(core)))
        if core > 37.2:
            self.time_passes(1.0)
            self._feed(e.ReadingTaken(token=self.token, reading=a_reading(core)))
        while prompt and self.commits:
            self.the_disk_answers(works=True)
        for _ in range(passes):
            self._feed(e.Passed())

    @rule()
    def everything_is_mended(self) -> None:
        if self.core.situation.state is State.STOPPING:
            self.the_power_is_cut()
        for event in MENDING:
            self._feed(event)
        for part in Part:
            self._feed(e.PartRecovered(part=part))
        self.orders += 1
        self._feed(e.OrderReceived(order=Order(id=f"o-{self.orders}", name=OrderName.UNLOCK, by="operator:li")))
        self._the_disk_keeps_up()

    def _the_disk_keeps_up(self) -> None:
        while self.commits:
            self.the_disk_answers(works=True)

    def teardown(self) -> None:
        """Whatever happened: once everything is mended, a healthy person gets in."""
        if not hasattr(self, "core"):
            return
        for _ in range(2):  # a restart that was ordered comes first
            self.everything_is_mended()
            self._feed(e.PresenceLost())
            for _ in range(12):  # every opening that waits takes its time
                self.time_passes(8.0)
                self._the_disk_keeps_up()
        here = self.core.situation
        assert here.state == State.IDLE, f"stuck in {here.state}"
        assert not here.unwritten, "the disk works and was not given everything"
        entries = sum(type(self).reached[f"opening {cause}"] for cause in MovementCause)
        kind = Kind.TICKET if here.policy.mode is Mode.TEMPERATURE_AND_TICKET else Kind.LIVE
        self._feed(e.PresenceBegan())
        self._feed(e.CodeSeen(code=a_code("healthy", kind=kind, tag=f"healthy-{self.now}")))
        self._feed(e.ReadingTaken(token=self.token, reading=a_reading(36.5)))
        self._the_disk_keeps_up()
        assert here.opening is not None, f"a healthy person stands before {here.state}"
        assert sum(type(self).reached[f"opening {cause}"] for cause in MovementCause) == entries + 1

    @rule(core=st.sampled_from([36.5, 36.5, 37.35, 39.0]), people=st.integers(min_value=2, max_value=7))
    def a_family_comes(self, core: float, people: int) -> None:
        self._feed(e.PresenceLost())
        self.time_passes(1.0)
        self._feed(e.PresenceBegan())
        self._feed(e.CodeSeen(code=a_code("mother", tag=f"mother-{self.now}")))
        for number in range(people - 1):
            child = a_code(f"child{number}", kind=Kind.FAMILY, guardian="mother", tag=f"child{number}-{self.now}")
            self._feed(e.CodeSeen(code=child))
        for _ in range(people):
            self._feed(e.ReadingTaken(token=self.token, reading=a_reading(core)))
            if core > 37.2:
                self.time_passes(1.0)
                self._feed(e.ReadingTaken(token=self.token, reading=a_reading(core)))
            self._feed(e.PersonStepped(distance_mm=300))
        self.time_passes(2.5)

    @rule(
        goes=st.booleans(),
        works=st.booleans(),
    )
    def somebody_is_referred_and_a_hand_decides(self, goes: bool, works: bool) -> None:
        hand = HANDS[self.fed % len(HANDS)]
        self.everything_is_mended()
        self.somebody_comes(core=36.5, holder="ill", colour=Colour.RED, kind=Kind.LIVE, then=(True, 0))
        if goes:
            self.time_passes(8.0)
        if isinstance(hand, OrderName):
            self.an_order_comes(name=hand, about="case", again=False, band=Band.NORMAL)
        else:
            self._feed(hand)
        self._feed(e.ReadingTaken(token=self.token, reading=a_reading(36.5)))
        while self.commits:
            self.the_disk_answers(works=works)
            works = True

    @rule(name=st.sampled_from([OrderName.OPEN, OrderName.GROUP, OrderName.RESTART]), breaks=st.booleans())
    def an_order_comes_while_somebody_is_screened(self, name: OrderName, breaks: bool) -> None:
        self.everything_is_mended()
        self._feed(e.PresenceBegan())
        self.an_order_comes(name=name, about="visit", again=False, band=Band.NORMAL)
        if breaks:
            self._feed(e.PartFailed(part=Part.BARRIER, detail="cable"))
            self.time_passes(60.0)
        self._feed(e.PresenceLost())
        self.time_passes(10.0)
        self._the_disk_keeps_up()

    @rule(core=st.sampled_from([36.5, 39.0]))
    def somebody_is_measured_again(self, core: float) -> None:
        self.everything_is_mended()
        self.somebody_comes(core=39.0, holder="warm", colour=Colour.GREEN, kind=Kind.LIVE, then=(True, 0))
        self.an_order_comes(name=OrderName.MEASURE_AGAIN, about="case", again=False, band=Band.NORMAL)
        for _ in range(2):
            self._feed(e.ReadingTaken(token=self.token, reading=a_reading(core)))
            self.time_passes(1.0)
        self._the_disk_keeps_up()

    @rule(mended=st.booleans())
    def the_gate_is_closed_or_stands_open(self, mended: bool) -> None:
        if mended:
            self.everything_is_mended()
        if self.fed % 2:
            self._feed(e.FireBegan())
        else:
            self.an_order_comes(name=OrderName.LOCK, about="nobody", again=False, band=Band.NORMAL)

    @rule()
    def the_thermometer_warms_up(self) -> None:
        self.everything_is_mended()
        self._feed(e.PresenceLost())
        self.time_passes(10.0)
        self._the_disk_keeps_up()
        self._feed(e.WarmingUp())

    @rule(people=st.integers(min_value=2, max_value=6), answers=st.booleans())
    def a_family_gets_in(self, people: int, answers: bool) -> None:
        self.the_rules_change(mode=Mode.TEMPERATURE_AND_CODE)
        self.everything_is_mended()
        self.a_family_comes(core=36.5, people=people)
        if not answers:
            self.time_passes(10.0)  # the disk stalls
        self._the_disk_keeps_up()
        for _ in range(people - 1):
            self._feed(e.Passed())

    @precondition(lambda self: self.fed > 20)
    @rule()
    def the_daemon_is_told_to_end(self) -> None:
        self._feed(e.StopRequested())

    @rule(event=st.sampled_from(PLAIN_EVENTS))
    def something_happens(self, event: e.Event) -> None:
        self._feed(event)

    @rule(core=st.sampled_from([35.9, 36.5, 37.2, 37.35, 37.8, 39.0]), late=st.booleans())
    def a_reading_comes(self, core: float, late: bool) -> None:
        self._feed(e.ReadingTaken(token=self.token - late, reading=a_reading(core)))

    @rule(reason=st.sampled_from([Reason.TEMPERATURE_MOTION, Reason.TEMPERATURE_TOO_COLD]))
    def a_reading_fails(self, reason: Reason) -> None:
        self._feed(e.ReadingFailed(token=self.token, reason=reason))

    @rule(
        holder=st.sampled_from(["a", "b", "c"]),
        colour=st.sampled_from([Colour.GREEN, Colour.GREEN, Colour.YELLOW, Colour.RED, Colour.UNKNOWN]),
        kind=st.sampled_from([Kind.LIVE, Kind.FAMILY, Kind.TICKET, Kind.FOREIGN]),
        guardian=st.sampled_from([None, "a"]),
        forged=st.booleans(),
    )
    def a_code_is_shown(self, holder: str, colour: Colour, kind: Kind, guardian: str | None, forged: bool) -> None:
        reasons = (Reason.CODE_SIGNATURE_BAD,) if forged else ()
        self._feed(e.CodeSeen(code=a_code(holder, colour=colour, kind=kind, guardian=guardian, reasons=reasons)))

    @rule(part=st.sampled_from([Part.THERMOMETER, Part.DISTANCE, Part.CAMERA, Part.BARRIER, Part.JOURNAL]))
    def a_part_fails(self, part: Part) -> None:
        self._feed(e.PartFailed(part=part, detail="cable"))

    @rule(part=st.sampled_from([Part.THERMOMETER, Part.DISTANCE, Part.CAMERA, Part.BARRIER, Part.JOURNAL]))
    def a_part_recovers(self, part: Part) -> None:
        self._feed(e.PartRecovered(part=part))

    @rule(mode=st.sampled_from(Mode))
    def the_rules_change(self, mode: Mode) -> None:
        self._feed(e.SettingsChanged(policy=_with(self.policy, mode)))

    @rule(
        name=st.sampled_from(OrderName),
        about=st.sampled_from(["visit", "case", "nobody"]),
        again=st.booleans(),
        band=st.sampled_from([Band.NORMAL, Band.FEVER]),
    )
    def an_order_comes(self, name: OrderName, about: str, again: bool, band: Band) -> None:
        self.orders += not again
        here = self.core.situation
        subject = "v-none"
        if about == "visit" and here.visit is not None:
            subject = here.visit.ids[0]
        if about == "case" and here.cases:
            subject = here.cases[-1].id
        order = Order(
            id=f"o-{self.orders}", name=name, by="inspector:wang", subject=subject, band=band, people=2, reason=""
        )
        self._feed(e.OrderReceived(order=order))

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

    # --- what always holds --------------------------------------------------------------------------------------

    @invariant()
    def an_emergency_is_a_state_and_the_state_is_an_emergency(self) -> None:
        here = self.core.situation
        assert here.emergency == (here.state is State.EMERGENCY_OPEN) or here.state is State.STOPPING
        assert here.emergency == self.held_open

    @invariant()
    def what_a_state_needs_is_there(self) -> None:
        here = self.core.situation
        assert (here.state is State.SCREENING) <= (here.visit is not None)
        assert (here.state is State.ADMITTING) == (here.opening is not None)
        assert (here.state is State.COMMITTING) == (here.admission is not None)
        if here.state in (State.IDLE, State.LOCKED, State.OUT_OF_SERVICE, State.WARMING_UP, State.EMERGENCY_OPEN):
            assert here.visit is None

    @invariant()
    def a_referral_holds_the_lane_for_eight_seconds_at_most(self) -> None:
        if self.core.situation.state is State.REFERRED:
            assert self.referred_since is not None
            assert self.now - self.referred_since <= self.core.situation.policy.referral_hold_seconds

    @invariant()
    def when_the_disk_has_everything_the_books_agree(self) -> None:
        here = self.core.situation
        if self.commits or here.unwritten:
            return
        assert here.deferred == []
        assert self.cases_told == {case.id for case in here.cases}
        wanted = {visit for case in here.cases for visit in case.visits} | set(here.visits_open)
        wanted |= set(here.visit.ids) if here.visit is not None else set()
        assert set(here.check_ins) <= wanted
        assert self.openings_waiting == (here.opening is not None)
        assert not self.interrupted
        unfinished = [order for order in here.orders_executing if order.name is not OrderName.RESTART]
        assert len(unfinished) == (here.opening is not None and here.opening.order is not None)

    @invariant()
    def nothing_grows_without_bound(self) -> None:
        here = self.core.situation
        assert len(here.cases) <= self.policy.cases_most
        assert len(here.waiting) <= QUEUE_MOST
        assert len(here.check_ins) <= 6 * (QUEUE_MOST + self.policy.cases_most) + 512
        assert len(here.orders_taken) <= 256
        assert len(here.unwritten) <= 512


def _with(policy: Policy, mode: Mode) -> Policy:
    values = {name: getattr(policy, name) for name in Policy.__struct_fields__}
    return Policy(**(values | {"mode": mode}))


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


MUST_BE_REACHED = (
    *(f"state {state}" for state in State if state is not State.STARTING),
    *(f"check-in {outcome}" for outcome in (Outcome.ADMITTED, Outcome.REFERRED, Outcome.ABANDONED)),
    *(f"opening {cause}" for cause in MovementCause if cause not in NOT_ENTRY),
    *(f"order {status}" for status in OrderStatus),
    *(f"order {name}" for name in OrderName if name is not OrderName.IDENTIFY),
    "group",
    "interrupted opening",
    "late durable",
    "measured again",
    "opening for a group",
    "refused commit",
    "reopened case",
    "second attempt",
)


def hold_the_laws(examples: int, *, derandomize: bool) -> Counter[str]:
    """Try `examples` lives of a gate, and give what they came to."""

    class CountedLaws(Laws):
        reached: ClassVar[Counter[str]] = Counter()

    run_state_machine_as_test(
        CountedLaws,
        settings=settings(
            max_examples=examples,
            stateful_step_count=60,
            deadline=None,
            derandomize=derandomize,
            database=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
    return CountedLaws.reached


def test_the_laws_hold_whatever_happens() -> None:
    reached = hold_the_laws(60, derandomize=True)
    missed = [what for what in MUST_BE_REACHED if not reached[what]]
    assert not missed, "the laws did not look there"


@pytest.mark.long
def test_the_laws_hold_for_as_long_as_anybody_looks() -> None:
    assert hold_the_laws(3000, derandomize=False)
