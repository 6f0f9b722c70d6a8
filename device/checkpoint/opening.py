"""The only rules that open the barrier: a durable cause for entry, the exit button, fire.

For entry the disk comes first: `open_for_entry` is called by the answer `durable` and by nothing else. Exit and fire
open first and are kept afterwards, with whatever storage is left.
"""

from dataclasses import replace

from device.checkpoint import cases, lane
from device.checkpoint.actions import CloseBarrier, HoldBarrierOpen, OpenBarrier, Restart, Show
from device.checkpoint.check_in import interrupted
from device.checkpoint.condition import note_fault, note_recovery
from device.checkpoint.events import Durable, WriteFailed
from device.checkpoint.passage import finish_exit, finish_opening
from device.checkpoint.progress import VISIT_TIMERS
from device.checkpoint.records import CheckIn, Correction, Movement, Record
from device.checkpoint.situation import Admission, Opening, Purpose, Timer
from device.checkpoint.turn import Turn
from device.checkpoint.visit import close
from device.vocabulary import (
    AlertKind,
    MovementCause,
    OrderName,
    OrderStatus,
    Outcome,
    Part,
    Reason,
    Severity,
    Signal,
    State,
)

STALLED = "stalled"
WRITE_FAILED = "write_failed"


def durable(turn: Turn, event: Durable) -> State:
    """The disk has a commit: open if it was waited for, and give what waited its number."""
    here = turn.situation
    waiting = here.waiting.pop(event.ticket, None)
    if waiting is None:
        return here.state
    for record, seq in zip(waiting.records, event.seqs, strict=False):
        if isinstance(record, CheckIn) and record.visit in here.check_ins:
            here.check_ins[record.visit] = seq
    here.deferred = [late for late in here.deferred if not turn.correct_later(late)]
    if here.faults.get(Part.JOURNAL) in (STALLED, WRITE_FAILED):
        note_recovery(turn, Part.JOURNAL)
    admission = here.admission
    if here.state is State.COMMITTING and admission is not None and admission.ticket == event.ticket:
        return _open_for_entry(turn, admission)
    if waiting.purpose is Purpose.ADMIT:
        _annul(turn, [record.visit for record in waiting.records if isinstance(record, CheckIn | Correction)])
    if waiting.purpose is Purpose.RESTART:
        turn.do(Restart())
    return lane.rest(turn) if here.state is State.OUT_OF_SERVICE else here.state


def _open_for_entry(turn: Turn, admission: Admission) -> State:
    here = turn.situation
    here.admission = None
    turn.stop(Timer.COMMIT, Timer.PRESENCE)
    here.visit = None
    if admission.needs_presence and (not here.present or here.fresh):
        _annul(turn, admission.visits)
        turn.forget(admission.refs)
        return lane.rest(turn)
    turn.do(OpenBarrier(cause=admission.cause, people=admission.people))
    turn.show(Signal.PASS)
    here.opening = Opening(
        cause=admission.cause,
        opened_at=turn.now,
        people=admission.people,
        visits=admission.visits,
        order=admission.order,
    )
    turn.start(Timer.PASSAGE, turn.policy.passage_seconds)
    turn.forget(admission.refs)
    return State.ADMITTING


def _annul(turn: Turn, visits: list[str]) -> None:
    """What was admitted on the disk does not happen at the gate: say so."""
    for visit in dict.fromkeys(visits):
        turn.correct(
            visit, case=None, outcome=Outcome.ANNULLED, reasons=(Reason.VISIT_NOT_PASSED,), decided_by="device"
        )
    turn.situation.visits_open = []
    cases.forget_corrections(turn)


def write_failed(turn: Turn, event: WriteFailed) -> State:
    """The disk refused a commit: nobody is admitted on its strength, and nothing of it is lost."""
    here = turn.situation
    waiting = here.waiting.pop(event.ticket, None)
    if waiting is None:
        return here.state
    if Part.JOURNAL not in here.faults:
        note_fault(turn, Part.JOURNAL, WRITE_FAILED)
    turn.keep_unwritten(_not_admitted(record) for record in waiting.records)
    admission = here.admission
    if admission is not None and admission.ticket == event.ticket:
        give_up(turn, admission, Reason.ORDER_WRITE_FAILED)
        return lane.rest(turn)
    if waiting.purpose is Purpose.RESTART and here.order_unfinished is not None:
        turn.answer(here.order_unfinished, OrderStatus.FAILED, Reason.ORDER_WRITE_FAILED)
        here.order_unfinished = None
    at_rest = here.state in (State.IDLE, State.WARMING_UP, State.LOCKED, State.OUT_OF_SERVICE)
    return lane.rest(turn) if at_rest else here.state


def _not_admitted(record: Record) -> Record:
    """A check-in that could not be made durable did not happen; it is kept as given up."""
    if isinstance(record, CheckIn) and record.outcome is Outcome.ADMITTED:
        reasons = (*record.reasons, Reason.GATE_OUT_OF_SERVICE)
        return replace(record, outcome=Outcome.ABANDONED, reasons=reasons)
    return record


def give_up(turn: Turn, admission: Admission, reason: Reason) -> None:
    """Take back what an opening had prepared."""
    here = turn.situation
    here.admission = None
    here.visit = None
    turn.stop(Timer.COMMIT, Timer.PRESENCE)
    here.visits_open = []
    here.tickets_used = [(tag, end) for tag, end in here.tickets_used if tag not in admission.tickets]
    if admission.case is not None:
        cases.reopen(turn, admission.case)
    if admission.order is not None:
        turn.answer(admission.order, OrderStatus.FAILED, reason)
        here.order_unfinished = None
    turn.forget(admission.refs)


def commit_stalled(turn: Turn) -> State:
    """The disk takes too long: nobody waits for ever, and a late answer opens nothing."""
    here = turn.situation
    note_fault(turn, Part.JOURNAL, STALLED)
    if here.admission is not None:
        give_up(turn, here.admission, Reason.GATE_OUT_OF_SERVICE)
    return lane.rest(turn)


def exit_pressed(turn: Turn) -> State:
    """Somebody wants to leave: open first, keep it afterwards; in an emergency it is open already."""
    here = turn.situation
    if here.emergency:
        return here.state
    turn.do(OpenBarrier(cause=MovementCause.EXIT_BUTTON, people=1))
    if here.exit_since is None:
        here.exit_since = turn.now
        turn.service("opened", cause=MovementCause.EXIT_BUTTON.value)
    turn.start(Timer.EXIT, turn.policy.passage_seconds)
    return here.state


def fire_began(turn: Turn) -> State:
    """Fire: open and stay open, then give up whatever was going on."""
    here = turn.situation
    here.fire = True
    if here.emergency:
        return here.state
    turn.do(HoldBarrierOpen())
    here.emergency, here.emergency_since = True, turn.now
    turn.show(Signal.EMERGENCY)
    turn.service("opened", cause=MovementCause.FIRE_INPUT.value)
    turn.raise_alert(AlertKind.FIRE, Severity.CRITICAL)
    leave_everything(turn, Reason.GATE_EMERGENCY)
    finish_exit(turn)
    return State.EMERGENCY_OPEN


def leave_everything(turn: Turn, reason: Reason) -> None:
    """End the visit, the admission or the opening under way."""
    here = turn.situation
    if here.admission is not None:
        give_up(turn, here.admission, reason)
    if here.opening is not None:
        finish_opening(turn, reason)
    if here.visit is not None:
        close(turn, reason)
    here.lane_case = None
    turn.stop(*VISIT_TIMERS, Timer.HOLD, Timer.HINT, Timer.NEXT)


def fire_ended(turn: Turn) -> State:
    """The loop is closed again; the opening stays until a hand ends it."""
    turn.situation.fire = False
    return turn.situation.state


def end_emergency(turn: Turn) -> State:
    """A hand ends the emergency opening; not while the fire input is active."""
    here = turn.situation
    if here.fire:
        turn.service("emergency_not_ended", cause=MovementCause.FIRE_INPUT.value)
        return State.EMERGENCY_OPEN
    turn.do(CloseBarrier())
    turn.record(
        Movement(
            visit=None,
            cause=MovementCause.FIRE_INPUT,
            opened_at=here.emergency_since if here.emergency_since is not None else turn.now,
            closed_at=turn.now,
            passages=0,
        )
    )
    here.emergency, here.emergency_since = False, None
    turn.clear_alert(AlertKind.FIRE)
    turn.service("emergency_ended")
    here.fresh = here.present
    if not here.ready:
        turn.show(Signal.WARMING_UP)
        return State.STARTING
    return lane.rest(turn)


def stop(turn: Turn) -> State:
    """The daemon ends: give everything up, close for entry, go dark."""
    here = turn.situation
    leave_everything(turn, Reason.VISIT_INTERRUPTED)
    finish_exit(turn)
    if not here.emergency:
        turn.do(CloseBarrier())
    here.signal = Signal.DARK
    turn.do(Show(signal=Signal.DARK))
    turn.service("stopping")
    return State.STOPPING


def begin_anew(turn: Turn, visit_screened: str | None, attempts: int) -> State:
    """A new run: what the last one left open is closed, what must survive goes on."""
    here = turn.situation
    here.without_inspector_since = turn.now
    if here.emergency:
        turn.do(HoldBarrierOpen())
        here.emergency_since = turn.now
        here.alerts.append(AlertKind.FIRE)
    turn.service("started")
    _close_interrupted(turn, visit_screened, attempts)
    _finish_interrupted_order(turn)
    if here.cases:
        here.timers[Timer.CASES] = min(case.opened_at for case in here.cases) + turn.policy.case_seconds
        cases.call_if_alone(turn)
    turn.show(Signal.EMERGENCY if here.emergency else Signal.WARMING_UP)
    return State.EMERGENCY_OPEN if here.emergency else State.STARTING


def _close_interrupted(turn: Turn, visit_screened: str | None, attempts: int) -> None:
    here = turn.situation
    for visit in here.visits_open:
        turn.correct(
            visit, case=None, outcome=Outcome.ABANDONED, reasons=(Reason.VISIT_INTERRUPTED,), decided_by="device"
        )
    here.visits_open = []
    if visit_screened is not None:
        turn.record(interrupted(visit_screened, attempts))
    cases.forget_corrections(turn)


def _finish_interrupted_order(turn: Turn) -> None:
    here = turn.situation
    order = here.order_unfinished
    if order is None:
        return
    here.order_unfinished = None
    if order.name is OrderName.RESTART:
        turn.answer(order, OrderStatus.SUCCESSFUL, Reason.GATE_RESTARTED)
    else:
        turn.answer(order, OrderStatus.FAILED, Reason.ORDER_INTERRUPTED)
