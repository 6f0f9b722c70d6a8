"""Prepares an opening for entry: everything that justifies it goes into one commit, and the gate waits for the disk.

Never opens the barrier; the answer `durable` does, in the table's own file.
"""

from device.checkpoint import cases
from device.checkpoint.check_in import correct_check_in, keep_check_in
from device.checkpoint.memory import RememberedOrder
from device.checkpoint.orders import Order
from device.checkpoint.progress import VISIT_TIMERS, people
from device.checkpoint.situation import Admission, Asked, Case, Purpose, Timer, Visit
from device.checkpoint.turn import Turn
from device.vocabulary import MovementCause, OrderStatus, Outcome, Reason, Signal, State

TICKETS_REMEMBERED = 128
TICKET_FORGOTTEN_SECONDS = 600
"""A ticket lives 3 minutes; its tag is kept this long past its end."""


def admit_visit(turn: Turn, visit: Visit, decided_by: str = "device", order: Order | None = None) -> State:
    """Commit the check-ins of a visit that may enter, then wait for the disk."""
    more = _why(MovementCause.ORDER) if order is not None else ()
    if visit.checked_in:
        correct_check_in(turn, visit, Outcome.ADMITTED, *more, decided_by=decided_by, case=visit.case)
        case = cases.find(turn, visit.case)
        if case is not None:
            cases.close(turn, case, Outcome.ADMITTED)
            turn.closing = case
    else:
        keep_check_in(turn, visit, Outcome.ADMITTED, *more, decided_by=decided_by)
    cause = MovementCause.CHECK_IN if order is None else MovementCause.ORDER
    admission = _commit(turn, cause, list(visit.ids), people(visit), order)
    admission.needs_presence = order is None
    admission.refs = [code.ref for code in visit.codes]
    _use_tickets(turn, admission, cases.tickets_of(visit))
    return State.COMMITTING


def admit_case(turn: Turn, case: Case, cause: MovementCause, decided_by: str, order: Order | None) -> State:
    """Commit the admission of a referred person by hand, then wait for the disk."""
    _leave_lane(turn, case)
    if order is None:
        turn.service("admitted_by_hand", cause=cause.value, by=decided_by, case=case.id)
    cases.resolve(turn, case, Outcome.ADMITTED, decided_by, reasons=_why(cause))
    turn.closing = case
    admission = _commit(turn, cause, list(case.visits), len(case.visits), order)
    _use_tickets(turn, admission, case.tickets)
    return State.COMMITTING


def open_for_one(turn: Turn, order: Order) -> State:
    """Commit an order to open for one passage, then wait for the disk."""
    _commit(turn, MovementCause.ORDER, [], 1, order)
    return State.COMMITTING


def ask(turn: Turn, cause: MovementCause, decided_by: str, case: Case | None, order: Order | None) -> None:
    """Let an opening wait for the next idle moment."""
    here = turn.situation
    here.asked.append(
        Asked(cause=cause, decided_by=decided_by, case=case.id if case else None, asked_at=turn.now, order=order)
    )
    here.timers[Timer.PENDING] = min(one.asked_at for one in here.asked) + turn.policy.pending_order_seconds
    if order is not None:
        turn.answer(order, OrderStatus.ACCEPTED, Reason.GATE_BUSY, case=case.id if case else None)


def drop_late(turn: Turn) -> State:
    """Give up on openings that waited too long."""
    here = turn.situation
    late = [one for one in here.asked if one.asked_at + turn.policy.pending_order_seconds <= turn.now]
    for one in late:
        here.asked.remove(one)
        if one.order is not None:
            turn.answer(one.order, OrderStatus.EXPIRED, Reason.GATE_BUSY, case=one.case)
    turn.stop(Timer.PENDING)
    if here.asked:
        here.timers[Timer.PENDING] = min(one.asked_at for one in here.asked) + turn.policy.pending_order_seconds
    return here.state


def next_asked(turn: Turn) -> State | None:
    """Begin the oldest opening that waits, if any."""
    here = turn.situation
    while here.asked:
        asked = here.asked.pop(0)
        if not here.asked:
            turn.stop(Timer.PENDING)
        case = cases.find(turn, asked.case)
        if case is not None:
            return admit_case(turn, case, asked.cause, asked.decided_by, asked.order)
        if asked.order is not None and asked.case is None:
            return open_for_one(turn, asked.order)
    return None


def _commit(turn: Turn, cause: MovementCause, visits: list[str], number: int, order: Order | None) -> Admission:
    here = turn.situation
    remembered = RememberedOrder(id=order.id, name=order.name, by=order.by) if order is not None else None
    if order is not None and remembered is not None:
        here.orders_executing.append(remembered)
        turn.answer(order, OrderStatus.EXECUTING, "", visit=visits[0] if visits else None)
    here.visits_open = list(visits)
    here.admission = Admission(
        cause=cause,
        people=number,
        visits=visits,
        order=remembered,
        needs_presence=False,
    )
    turn.purpose = Purpose.ADMIT
    turn.stop(*VISIT_TIMERS, Timer.HOLD)
    turn.stop_measuring()
    turn.start(Timer.COMMIT, turn.policy.commit_seconds)
    turn.show(Signal.WAIT)
    return here.admission


def _leave_lane(turn: Turn, case: Case) -> None:
    """A referred person who is admitted while still on the lane has no visit there any more."""
    here = turn.situation
    if here.visit is not None and here.visit.case == case.id:
        here.visit = None


def _use_tickets(turn: Turn, admission: Admission, tickets: tuple[tuple[str, int], ...]) -> None:
    here = turn.situation
    for tag, expires_at in tickets:
        here.tickets_used = [
            (known, end) for known, end in here.tickets_used if end > expires_at - TICKET_FORGOTTEN_SECONDS
        ][-TICKETS_REMEMBERED + 1 :]
        here.tickets_used.append((tag, expires_at))
    admission.tickets = [tag for tag, _ in tickets]


def _why(cause: MovementCause) -> tuple[Reason, ...]:
    by_hand = {MovementCause.KEY_SWITCH: Reason.DECIDED_BY_KEY, MovementCause.BADGE: Reason.DECIDED_BY_BADGE}
    return (by_hand.get(cause, Reason.DECIDED_BY_INSPECTOR),)
