"""Holds everything the core knows at one moment, as plain data that can be written down and restored.

Rules change it; nothing outside the core does. It holds no person: codes are handles, holders are keyed tags.
"""

from enum import StrEnum

from msgspec import Struct, field

from device.checkpoint.facts import CodeFacts, Reading
from device.checkpoint.memory import RememberedOrder
from device.checkpoint.orders import Order
from device.checkpoint.policy import Policy
from device.checkpoint.records import Record
from device.vocabulary import AlertKind, Band, MovementCause, Outcome, Part, Reason, Signal, State


class Timer(StrEnum):
    """A deadline of the core's own; the table has a row for each where it can be due."""

    PRESENCE = "presence"
    DECISION = "decision"
    ATTEMPT = "attempt"
    VOID = "void"
    SETTLE = "settle"
    GAP = "gap"
    COMMIT = "commit"
    PASSAGE = "passage"
    EXIT = "exit"
    HOLD = "hold"
    HINT = "hint"
    CASES = "cases"
    HELP = "help"
    DOOR = "door"
    PENDING = "pending"
    NEXT = "next"
    UNSEEN = "unseen"


class Measured(Struct, kw_only=True):
    """One person's temperature, as far as it is known."""

    band: Band | None = None
    """None until it is final."""
    reading: Reading | None = None
    """The reading that counts; for two attempts the later one with the combined estimate."""
    attempt: int = 0
    """Attempts concluded."""
    first: Reading | None = None
    first_at: float = 0.0
    """Monotonic second at which `first` came."""
    reasons: list[Reason] = field(default_factory=list)


class Visit(Struct, kw_only=True):
    """What stands before the gate: one person, or a group that is decided as a whole."""

    ids: list[str]
    """One visit id a person, in code order."""
    group: str | None = None
    codes: list[CodeFacts] = field(default_factory=list)
    codes_at: list[float] = field(default_factory=list)
    """Monotonic second at which each code was judged."""
    measured: list[Measured] = field(default_factory=list)
    measured_at: float = 0.0
    expected: int | None = None
    """How many people were announced by button or order."""
    companion: bool = False
    next_may_measure: bool = True
    """In a group: a gap or a step showed that the next person stands there."""
    unresolved: list[str] = field(default_factory=list)
    """Handles of the codes about which the authority is being asked."""
    case: str | None = None
    """Set once the visit was referred: what follows are corrections."""
    checked_in: bool = False
    measurable: bool = True
    """False once presence broke, or clock or trust list changed, after the referral: no new reading belongs to it."""


class Opening(Struct, kw_only=True):
    """One opening of the barrier for entry."""

    cause: MovementCause
    opened_at: float
    people: int
    visits: list[str]
    passed: int = 0
    order: RememberedOrder | None = None


class Case(Struct, kw_only=True):
    """A referral that lives on after the lane is free."""

    id: str
    visits: list[str]
    kind: AlertKind
    attempt: int
    opened_at: float
    claimed_by: str | None = None
    refs: list[str] = field(default_factory=list)
    tickets: tuple[tuple[str, int], ...] = ()
    """Pass tickets this person showed, used up once they are admitted: tag, and the second (epoch) each ends."""


class Purpose(StrEnum):
    """Why a commit is waited for."""

    KEEP = "keep"
    ADMIT = "admit"
    RESTART = "restart"


class Waiting(Struct, kw_only=True):
    """A commit that is not answered yet."""

    purpose: Purpose
    records: list[Record]
    case: Case | None = None
    """The case this closes; open again if nobody is admitted after all."""


class Admission(Struct, kw_only=True):
    """What is to be opened once its commit is durable."""

    cause: MovementCause
    people: int
    visits: list[str]
    ticket: int = 0
    """Number of the commit; given when it is made."""
    order: RememberedOrder | None = None
    refs: list[str] = field(default_factory=list)
    tickets: list[str] = field(default_factory=list)
    """Tickets this uses up; given back if the commit fails."""
    needs_presence: bool = True
    """A check-in opens only for somebody who still stands there; a person admitted by hand may have stepped aside."""


class Deferred(Struct, kw_only=True):
    """A correction that waits for the sequence number of its check-in."""

    visit: str
    case: str | None
    outcome: Outcome
    reasons: list[Reason]
    decided_by: str
    band: Band | None = None
    reading: Reading | None = None
    attempt: int | None = None


class Asked(Struct, kw_only=True):
    """An opening for entry that waits for the next idle moment."""

    cause: MovementCause
    decided_by: str
    case: str | None
    asked_at: float
    order: Order | None = None


class Situation(Struct, kw_only=True):
    """All of it."""

    prefix: str
    """First 8 hex digits of this run's session; part of every id."""
    policy: Policy
    state: State = State.STARTING
    signal: Signal = Signal.DARK
    numbers: int = 0
    """Last number given to a visit, case or group."""
    tickets: int = 0
    tokens: int = 0
    measuring: int | None = None
    """Token of the measurement under way."""
    present: bool = False
    fresh: bool = False
    """Whoever stands there has not been dealt with yet."""
    ready: bool = False
    warming_up: bool = False
    locked: bool = False
    emergency: bool = False
    emergency_since: float | None = None
    emergency_passages: int = 0
    fire: bool = False
    visit: Visit | None = None
    lane_case: str | None = None
    """Case of the person who was referred and still stands on the lane."""
    seen_holders: list[str] = field(default_factory=list)
    """Who was referred last; showing the same code again does not begin a new visit."""
    unseen_whose: str = ""
    """Holder of the code that was shown last while nobody was to be seen; keyed, as everywhere in here."""
    unseen_since: float = 0.0
    unseen_at: float = 0.0
    """First and last second at which it was."""
    admission: Admission | None = None
    opening: Opening | None = None
    exit_since: float | None = None
    exit_passages: int = 0
    tailgate_until: float = 0.0
    door_open: bool = False
    beam: bool = False
    cases: list[Case] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    orders_executing: list[RememberedOrder] = field(default_factory=list)
    orders_taken: list[str] = field(default_factory=list)
    tickets_used: list[tuple[str, int]] = field(default_factory=list)
    entered: list[tuple[str, float]] = field(default_factory=list)
    """Whom the gate admitted lately, keyed, and the monotonic second; empty where the venue sets no limit."""
    visits_open: list[str] = field(default_factory=list)
    check_ins: dict[str, int] = field(default_factory=dict)
    """Sequence number of each check-in that may still be corrected; 0 until the journal told it."""
    waiting: dict[int, Waiting] = field(default_factory=dict)
    deferred: list[Deferred] = field(default_factory=list)
    unwritten: list[Record] = field(default_factory=list)
    unwritten_lost: int = 0
    faults: dict[Part, str] = field(default_factory=dict)
    reduced: dict[Part, tuple[str, ...]] = field(default_factory=dict)
    """How a part that works is not as it should be (`slow_measurements`): shown in the status, decides nothing."""
    alerts: list[AlertKind] = field(default_factory=list)
    """Conditions of the gate itself that are raised now."""
    inspectors: int = 0
    without_inspector_since: float = 0.0
    calling: bool = False
    policy_next: Policy | None = None
    timers: dict[Timer, float] = field(default_factory=dict)
    told: tuple[State, tuple[str, ...], int] | None = None
    """What was last published as status."""
