"""Takes back what an opening had prepared, when the disk refuses, stalls, or the world changed before it answered.

Never opens the barrier, and never lets a record say that somebody was admitted who was not.
"""

from msgspec.structs import replace

from device.checkpoint import cases, lane
from device.checkpoint.commits import keep_unwritten
from device.checkpoint.condition import note_fault
from device.checkpoint.events import WriteFailed
from device.checkpoint.records import Alert, CheckIn, Correction, Record, Service
from device.checkpoint.situation import Admission, Purpose, Timer, Waiting
from device.checkpoint.turn import Turn
from device.vocabulary import AlertState, OrderName, OrderStatus, Outcome, Part, Reason, State

STALLED = "stalled"
WRITE_FAILED = "write_failed"
OWN_FAULTS = (STALLED, WRITE_FAILED)
"""What the core itself concluded about the journal; the next durable commit proves otherwise."""


def write_failed(turn: Turn, event: WriteFailed) -> State:
    """The disk refused a commit: nobody is admitted on its strength, and nothing of it is lost."""
    here = turn.situation
    waiting = here.waiting.pop(event.ticket, None)
    if waiting is None:
        return here.state
    if Part.JOURNAL not in here.faults:
        note_fault(turn, Part.JOURNAL, WRITE_FAILED)
    records = _as_it_came(waiting) if waiting.purpose is Purpose.ADMIT else waiting.records
    keep_unwritten(turn, records)
    if waiting.case is not None:
        cases.reopen(turn, waiting.case)
    admission = here.admission
    if admission is not None and admission.ticket == event.ticket:
        give_up(turn, admission, Reason.ORDER_WRITE_FAILED)
        return lane.rest(turn)
    if waiting.purpose is Purpose.RESTART:
        for order in [order for order in here.orders_executing if order.name is OrderName.RESTART]:
            turn.conclude(order, OrderStatus.FAILED, Reason.ORDER_WRITE_FAILED)
    at_rest = here.state in (State.IDLE, State.WARMING_UP, State.LOCKED, State.OUT_OF_SERVICE)
    return lane.rest(turn) if at_rest else here.state


def _as_it_came(waiting: Waiting) -> list[Record]:
    """An admission that could not be made durable did not happen: say instead what did."""
    kept: list[Record] = []
    for record in waiting.records:
        match record:
            case CheckIn(outcome=Outcome.ADMITTED):
                reasons = (*record.reasons, Reason.GATE_OUT_OF_SERVICE)
                kept.append(replace(record, outcome=Outcome.ABANDONED, reasons=reasons))
            case Correction(outcome=Outcome.ADMITTED):
                pass
            case Alert(state=AlertState.CLEARED, case=case) if waiting.case is not None and case == waiting.case.id:
                pass
            case Service(what="admitted_by_hand"):
                kept.append(replace(record, what="not_admitted_by_hand"))
            case _:
                kept.append(record)
    return kept


def commit_stalled(turn: Turn) -> State:
    """The disk takes too long: nobody waits for ever, and a late answer opens nothing."""
    here = turn.situation
    note_fault(turn, Part.JOURNAL, STALLED)
    if here.admission is not None:
        give_up(turn, here.admission, Reason.GATE_OUT_OF_SERVICE)
    return lane.rest(turn)


def give_up(turn: Turn, admission: Admission, reason: Reason) -> None:
    """Go back to before the opening was prepared; what the commit closed comes back with the disk's answer."""
    here = turn.situation
    here.admission = None
    here.visit = None
    turn.stop(Timer.COMMIT)
    here.visits_open = []
    here.tickets_used = [(tag, end) for tag, end in here.tickets_used if tag not in admission.tickets]
    if admission.needs_presence:
        here.fresh = here.present
    if admission.order is not None:
        turn.conclude(admission.order, OrderStatus.FAILED, reason)
    turn.forget(admission.refs)


def take_back(turn: Turn, waiting: Waiting, reason: Reason) -> None:
    """What was admitted on the disk does not happen at the gate: say so, and open its case again."""
    outcome = Outcome.ANNULLED if waiting.case is None else Outcome.REFERRED
    case = None if waiting.case is None else waiting.case.id
    admitted = [
        record.visit
        for record in waiting.records
        if isinstance(record, CheckIn | Correction) and record.outcome is Outcome.ADMITTED
    ]
    for visit in admitted:
        turn.correct(visit, case=case, outcome=outcome, reasons=(reason,), decided_by="device")
    if waiting.case is not None:
        cases.reopen(turn, waiting.case)
        cases.raise_again(turn, waiting.case, reason)
