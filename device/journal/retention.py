"""Says which of the oldest entries must go, by age alone.

Never deletes and never looks at what an entry is about.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from device.journal.chain import ChainPoint

RETENTION_DAYS_MOST = 21


class Retention(Struct, frozen=True, kw_only=True):
    """How long entries are kept."""

    acked: timedelta = timedelta(hours=72)
    """An entry the system of record holds."""
    unacked: timedelta = timedelta(days=14)
    """An entry nobody acknowledged."""

    def __post_init__(self) -> None:
        """Refuse to keep anything longer than the law of the project allows."""
        if not timedelta() < self.acked <= self.unacked <= timedelta(days=RETENTION_DAYS_MOST):
            raise ValueError(f"entries are kept for more than nothing and at most {RETENTION_DAYS_MOST} days")


class OldEntry(Struct, frozen=True, kw_only=True):
    """What has to be known about an entry to delete it."""

    point: ChainPoint
    at: datetime


class Expired(Struct, frozen=True, kw_only=True):
    """The beginning of the journal that must go."""

    through: ChainPoint
    first_lost: int | None
    """The first of them that nobody acknowledged; None where the system of record holds them all."""


def expired(oldest: Sequence[OldEntry], *, acked_through: int, wall: datetime, retention: Retention) -> Expired | None:
    """Find how far the given oldest entries, in order, are over their age; None where none is.

    An entry that is younger than its followers holds them back: only a beginning can be taken off a chain. One from the
    future was written while the clock was wrong: it is as old as the first after it that is not.
    """
    ages = _ages(oldest, wall)
    through: ChainPoint | None = None
    first_lost: int | None = None
    for entry, age in zip(oldest, ages, strict=True):
        is_acked = entry.point.seq <= acked_through
        if age is None or age <= (retention.acked if is_acked else retention.unacked):
            break
        if not is_acked and first_lost is None:
            first_lost = entry.point.seq
        through = entry.point
    return None if through is None else Expired(through=through, first_lost=first_lost)


def _ages(oldest: Sequence[OldEntry], wall: datetime) -> list[timedelta | None]:
    """Give how old each entry is at least; None where nothing tells."""
    ages: list[timedelta | None] = []
    after: timedelta | None = None
    for entry in reversed(oldest):
        after = wall - entry.at if entry.at <= wall else after
        ages.append(after)
    return ages[::-1]
