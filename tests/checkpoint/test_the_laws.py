"""Laws of the core that hold whatever happens, in whatever order."""

from core_driver import a_code, a_reading
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from device.checkpoint import actions as a
from device.checkpoint import events as e
from device.checkpoint.machine import Checkpoint
from device.checkpoint.memory import Memory
from device.checkpoint.orders import Order
from device.checkpoint.policy import Policy
from device.checkpoint.records import CheckIn, Correction, Movement, Result, Service
from device.situation_text import read_situation, write_situation
from device.vocabulary import (
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
EMERGENCY_ENDERS = (e.KeyReset, e.EmergencyEnded)


class Laws(RuleBasedStateMachine):
    """A gate to which anything may happen."""

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
        self.opened_for: set[int] = set()
        self.visits_checked_in: set[str] = set()
        self.openings_waiting = 0
        self.memory = Memory()
        self._start()
        self._feed(e.PartsReady())

    def _start(self) -> None:
        self.runs += 1
        self.commits: list[a.Commit] = []
        self.token = 0
        self.held_open = False
        self.openings_waiting = 0
        self.core, actions = Checkpoint.restored(f"{self.runs:08x}", self.policy, self.memory, self.now)
        self._take(actions, None)

    def _feed(self, event: e.Event) -> None:
        before = self.core.situation.state
        twin = Checkpoint(read_situation(write_situation(self.core.situation)))
        actions = self.core.handle(event, self.now)
        assert twin.handle(event, self.now) == actions, "the same situation, event and time gave other actions"
        assert twin.situation == self.core.situation
        assert not any(isinstance(action, a.Report) and "order" not in action.event for action in actions), (
            f"no row for {type(event).__name__} in {before}"
        )
        if isinstance(event, e.FireBegan) and not self.held_open:
            assert isinstance(actions[0], a.HoldBarrierOpen), "fire opens first"
        if isinstance(event, e.ExitPressed) and not self.held_open:
            assert isinstance(actions[0], a.OpenBarrier), "exit opens first"
        self._take(actions, event)

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
                    self.commits.append(action)
                    self._look_at(action)
                case _:
                    pass

    def _opened_for_entry(self, action: a.OpenBarrier, event: e.Event | None) -> None:
        assert isinstance(event, e.Durable), "entry waits for the disk"
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
            assert any(isinstance(r, Correction) and r.outcome is Outcome.ADMITTED for r in commit.records)
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
                assert record.corrects > 0
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
        for event in (e.FireEnded(), e.KeyReset(), e.WarmedUp(), e.InspectorsLive(count=1)):
            self._feed(event)
        for part in Part:
            self._feed(e.PartRecovered(part=part))
        self.orders += 1
        self._feed(e.OrderReceived(order=Order(id=f"o-{self.orders}", name=OrderName.UNLOCK, by="operator:li")))
        while self.commits:
            self.the_disk_answers(works=True)

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
            self._feed(e.WriteFailed(ticket=commit.ticket))
            return
        for record in commit.records:
            if isinstance(record, CheckIn):
                assert record.visit not in self.visits_checked_in, "one check-in a visit"
                self.visits_checked_in.add(record.visit)
            if isinstance(record, Movement) and record.cause not in (
                MovementCause.EXIT_BUTTON,
                MovementCause.FIRE_INPUT,
            ):
                self.openings_waiting -= 1
                assert self.openings_waiting >= 0, "a movement without an opening"
        seqs = tuple(range(self.seq + 1, self.seq + 1 + len(commit.records)))
        self.seq += len(commit.records)
        self.memory = commit.memory
        self._feed(e.Durable(ticket=commit.ticket, seqs=seqs))

    @rule()
    def the_power_is_cut(self) -> None:
        self.now += 5.0
        known = {visit: self.seq + 1 for visit, _ in self.memory.visits_open}
        self.memory = _numbered(self.memory, known)
        self.opened_for = set()
        self._start()
        self._feed(e.PartsReady())

    # --- what always holds --------------------------------------------------------------------------------------

    @invariant()
    def an_emergency_is_a_state_and_the_state_is_an_emergency(self) -> None:
        here = self.core.situation
        assert here.emergency == (here.state is State.EMERGENCY_OPEN)
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
    def nothing_grows_without_bound(self) -> None:
        here = self.core.situation
        assert len(here.cases) <= self.policy.cases_most
        assert len(here.check_ins) <= 128
        assert len(here.orders_taken) <= 256
        assert len(here.unwritten) <= 512


def _with(policy: Policy, mode: Mode) -> Policy:
    values = {name: getattr(policy, name) for name in Policy.__dataclass_fields__}
    return Policy(**(values | {"mode": mode}))


def _numbered(memory: Memory, known: dict[str, int]) -> Memory:
    values = {name: getattr(memory, name) for name in Memory.__dataclass_fields__}
    opened = tuple((visit, seq or known[visit]) for visit, seq in memory.visits_open)
    return Memory(**(values | {"visits_open": opened}))


Laws.TestCase.settings = settings(
    max_examples=120, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTheLaws = Laws.TestCase
