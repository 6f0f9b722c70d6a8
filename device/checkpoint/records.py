"""What the core wants kept: drafts of journal entries, without names, wall-clock times or hashes.

The performer joins a draft with what only the edge knows (masked name, wall clock, venue) and the journal gives it
its place in the chain.
"""

from msgspec import Struct, field

from device.checkpoint.facts import CodeFacts, Reading
from device.vocabulary import (
    AlertKind,
    AlertState,
    Band,
    MovementCause,
    OrderName,
    OrderStatus,
    Outcome,
    Reason,
    Severity,
)


class CheckIn(Struct, frozen=True, kw_only=True):
    """The one check-in of a visit."""

    visit: str
    case: str | None
    outcome: Outcome
    reasons: tuple[Reason, ...]
    decided_by: str
    group: str | None
    companion: bool
    band: Band
    reading: Reading | None
    attempt: int
    code: CodeFacts | None


class Correction(Struct, frozen=True, kw_only=True):
    """What followed a check-in."""

    visit: str
    case: str | None
    corrects: int
    """Sequence number of the check-in."""
    outcome: Outcome
    reasons: tuple[Reason, ...]
    decided_by: str
    band: Band | None = None
    reading: Reading | None = None
    attempt: int | None = None


class Alert(Struct, frozen=True, kw_only=True):
    """Something an inspector or operator must know."""

    kind: AlertKind
    severity: Severity
    state: AlertState
    visit: str | None = None
    case: str | None = None
    code: CodeFacts | None = None
    """For a referral: whose masked name and declaration the performer adds to the details."""
    details: tuple[tuple[str, str | int | float | bool | None], ...] = ()


class Movement(Struct, frozen=True, kw_only=True):
    """One opening of the barrier; times are monotonic seconds, turned into wall time at the edge."""

    visit: str | None
    cause: MovementCause
    opened_at: float
    closed_at: float | None
    """None where a restart hides the moment."""
    passages: int
    order: str | None = None


class Result(Struct, frozen=True, kw_only=True):
    """How far an order has come."""

    order: str
    name: OrderName
    status: OrderStatus
    reason: str
    by: str
    visit: str | None = None
    case: str | None = None


class Service(Struct, frozen=True, kw_only=True):
    """A change in the gate's own life."""

    what: str
    """A machine word: `locked`, `unlocked`, `emergency_ended`, `restarted`, `settings_applied`, ..."""
    details: tuple[tuple[str, str | int | float | bool | None], ...] = field(default=())


Record = CheckIn | Correction | Alert | Movement | Result | Service
