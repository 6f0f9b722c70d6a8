"""Drives the pure core as the edges would: answers measurements and commits, and keeps what the gate did."""

from dataclasses import dataclass, field

from device.checkpoint import actions as a
from device.checkpoint import events as e
from device.checkpoint.facts import CodeFacts, Reading
from device.checkpoint.machine import Checkpoint
from device.checkpoint.memory import Memory
from device.checkpoint.orders import Order
from device.checkpoint.policy import Policy
from device.checkpoint.records import Alert, CheckIn, Correction, Movement, Record, Result, Service
from device.vocabulary import (
    AlertKind,
    AlertState,
    Assurance,
    ClockQuality,
    Colour,
    Kind,
    OrderName,
    Outcome,
    Reason,
    Signal,
)


def a_reading(core: float, *, surface: float | None = None, uncertainty: float = 0.15) -> Reading:
    return Reading(
        core_celsius=core,
        surface_celsius=surface if surface is not None else core - 2.0,
        raw_celsius=core - 2.3,
        ambient_celsius=24.0,
        uncertainty_celsius=uncertainty,
        samples=5,
        sensor="mlx90614-dci",
        algorithm="1",
    )


def a_code(
    holder: str = "zhang",
    *,
    colour: Colour = Colour.GREEN,
    kind: Kind = Kind.LIVE,
    guardian: str | None = None,
    reasons: tuple[Reason, ...] = (),
    expires_at: int = 2000,
    tag: str | None = None,
) -> CodeFacts:
    return CodeFacts(
        ref=f"k-{holder}",
        format="phc1",
        colour=colour,
        kind=kind,
        assurance=Assurance.UNVERIFIED if reasons else Assurance.SIGNED_OFFLINE,
        reasons=reasons,
        holder=holder,
        guardian=guardian,
        tag=tag or f"tag-{holder}",
        issued_at=1000,
        expires_at=expires_at,
        trust_age_seconds=60,
        clock=ClockQuality.SYNCHRONISED,
    )


def an_order(name: OrderName, subject: str | None = None, *, id: str = "o-1", **more: object) -> e.OrderReceived:  # noqa: A002 - the contract's word
    return e.OrderReceived(order=Order(id=id, name=name, by="inspector:wang", subject=subject, **more))  # type: ignore[arg-type]  # keywords of one dataclass


@dataclass
class Lane:
    """One gate without its edges."""

    policy: Policy = field(default_factory=Policy)
    memory: Memory = field(default_factory=Memory)
    now: float = 100.0
    disk_answers: bool = True
    disk_works: bool = True

    def __post_init__(self) -> None:
        self.core, first = Checkpoint.restored("0123abcd", self.policy, self.memory, self.now)
        self.done: list[a.Action] = []
        self.records: list[Record] = []
        self.commits: list[a.Commit] = []
        self.seq = 0
        self.token = 0
        self.barrier = "closed"
        self._take(first)

    def start(self) -> "Lane":
        self.tell(e.PartsReady())
        self.tell(e.LinkUp())
        self.tell(e.InspectorsLive(count=1))
        return self

    def tell(self, *events: e.Event) -> list[a.Action]:
        before = len(self.done)
        for event in events:
            self._take(self.core.handle(event, self.now))
        return self.done[before:]

    def wait(self, seconds: float) -> list[a.Action]:
        """Let time pass; every deadline comes when it is due."""
        before, end = len(self.done), self.now + seconds
        while self.core.deadline is not None and self.core.deadline <= end:
            self.now = max(self.now, self.core.deadline)
            self._take(self.core.handle(e.DeadlineReached(), self.now))
        self.now = end
        return self.done[before:]

    def read(self, core: float, **more: float) -> list[a.Action]:
        return self.tell(e.ReadingTaken(token=self.token, reading=a_reading(core, **more)))

    def fail_to_read(self, reason: Reason = Reason.TEMPERATURE_MOTION) -> list[a.Action]:
        return self.tell(e.ReadingFailed(token=self.token, reason=reason))

    def show_code(self, *holders: str, **more: object) -> list[a.Action]:
        return self.tell(*(e.CodeSeen(code=a_code(holder, **more)) for holder in holders))  # type: ignore[arg-type]  # keywords of one function

    def answer_disk(self) -> list[a.Action]:
        """Answer every commit that waits."""
        waiting, self.commits = self.commits, []
        before = len(self.done)
        for commit in waiting:
            self._answer(commit)
        return self.done[before:]

    def _take(self, actions: list[a.Action]) -> None:
        self.done.extend(actions)
        for action in actions:
            match action:
                case a.Measure(token=token):
                    self.token = token
                case a.OpenBarrier() | a.HoldBarrierOpen():
                    self.barrier = "open"
                case a.CloseBarrier():
                    self.barrier = "closed"
                case a.Commit():
                    self.commits.append(action)
                case _:
                    pass
        if self.disk_answers:
            self.answer_disk()

    def _answer(self, commit: a.Commit) -> None:
        if not self.disk_works:
            self._take(self.core.handle(e.WriteFailed(ticket=commit.ticket), self.now))
            return
        seqs = tuple(range(self.seq + 1, self.seq + 1 + len(commit.records)))
        self.seq += len(commit.records)
        self.records.extend(commit.records)
        self.memory = commit.memory
        self._take(self.core.handle(e.Durable(ticket=commit.ticket, seqs=seqs), self.now))

    # --- what a test asks ---------------------------------------------------------------------------------------

    @property
    def state(self) -> str:  # a word, so that a type checker does not take the last answer for granted
        return self.core.situation.state

    @property
    def signal(self) -> Signal:
        return next(action.signal for action in reversed(self.done) if isinstance(action, a.Show))

    def check_ins(self) -> list[CheckIn]:
        return [record for record in self.records if isinstance(record, CheckIn)]

    def corrections(self) -> list[Correction]:
        return [record for record in self.records if isinstance(record, Correction)]

    def movements(self) -> list[Movement]:
        return [record for record in self.records if isinstance(record, Movement)]

    def results(self) -> list[Result]:
        return [record for record in self.records if isinstance(record, Result)]

    def services(self) -> list[str]:
        return [record.what for record in self.records if isinstance(record, Service)]

    def alerts(self, state: AlertState = AlertState.RAISED) -> list[AlertKind]:
        return [record.kind for record in self.records if isinstance(record, Alert) and record.state is state]

    def openings(self) -> int:
        return sum(isinstance(action, a.OpenBarrier) for action in self.done)

    def outcomes(self) -> list[Outcome]:
        return [record.outcome for record in self.check_ins()]

    def case(self) -> str:
        return self.core.situation.cases[-1].id
