"""What must survive a restart, as one small value that is written in the same transaction as the entries."""

from msgspec import Struct

from device.vocabulary import AlertKind, MovementCause, OrderName


class RememberedCase(Struct, frozen=True, kw_only=True):
    """An open case."""

    id: str
    visits: tuple[str, ...]
    check_ins: tuple[int, ...]
    """Sequence numbers of the visits' check-ins, in the same order; 0 = written together with this memory."""
    kind: AlertKind
    attempt: int
    opened_at: float
    """Monotonic seconds of this run; the edge moves it onto the next run's time line."""
    claimed_by: str | None = None
    tickets: tuple[tuple[str, int], ...] = ()
    """Pass tickets shown: tag, and the second (epoch) at which each ends."""


class RememberedOrder(Struct, frozen=True, kw_only=True):
    """An order that was journalled as accepted or executing and not finished."""

    id: str
    name: OrderName
    by: str


class RememberedOpening(Struct, frozen=True, kw_only=True):
    """An opening for entry that was justified on the disk and not closed yet."""

    visit: str | None
    cause: MovementCause
    order: str | None
    opened_at: float
    """Monotonic seconds of this run; the edge moves it onto the next run's time line."""


class Memory(Struct, frozen=True, kw_only=True):
    """Everything the next run must know."""

    locked: bool = False
    emergency: bool = False
    cases: tuple[RememberedCase, ...] = ()
    orders_taken: tuple[str, ...] = ()
    """Ids of orders taken, newest last, at most 256."""
    orders_unfinished: tuple[RememberedOrder, ...] = ()
    """Orders that wait for an idle moment or are being carried out."""
    tickets_used: tuple[tuple[str, int], ...] = ()
    """Tag of the ticket and the second (epoch) at which it may be forgotten."""
    visits_open: tuple[tuple[str, int], ...] = ()
    """Visits admitted and not yet passed or annulled, with their check-in's number (0: written with this memory)."""
    opening: RememberedOpening | None = None
    visit_screened: str | None = None
    """A visit with a concluded attempt and no check-in yet."""
    attempts: int = 0
    """Attempts concluded by that visit."""
