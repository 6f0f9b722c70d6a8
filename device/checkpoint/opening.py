"""The only rules that open the barrier: a durable cause for entry, the exit button, fire.

For entry the disk comes first: `_open_for_entry` is called by the answer `durable` and by nothing else. Exit and fire
open first and are kept afterwards, with whatever storage is left.
"""

from device.checkpoint import lane
from device.checkpoint.actions import HoldBarrierOpen, OpenBarrier, Restart
from device.checkpoint.commits import written
from device.checkpoint.condition import note_recovery
from device.checkpoint.ending import leave_everything
from device.checkpoint.events import Durable
from device.checkpoint.holder_limit import count_entries
from device.checkpoint.passage import finish_exit
from device.checkpoint.progress import in_group
from device.checkpoint.records import CheckIn
from device.checkpoint.situation import Admission, Opening, Purpose, Timer, Waiting
from device.checkpoint.turn import Turn
from device.checkpoint.withdrawal import OWN_FAULTS, give_up, take_back
from device.vocabulary import AlertKind, MovementCause, Part, Reason, Severity, Signal, State


def durable(turn: Turn, event: Durable) -> State:
    """The disk has a commit: open if it was waited for, and give what waited its number."""
    here = turn.situation
    waiting = here.waiting.pop(event.ticket, None)
    if waiting is None:
        return here.state
    _number(turn, waiting, event.seqs)
    if here.faults.get(Part.JOURNAL) in OWN_FAULTS:
        note_recovery(turn, Part.JOURNAL)
    written(turn, waiting)
    admission = here.admission
    if here.state is State.COMMITTING and admission is not None and admission.ticket == event.ticket:
        return _open_for_entry(turn, admission, waiting)
    if waiting.purpose is Purpose.ADMIT:
        take_back(turn, waiting, Reason.VISIT_NOT_PASSED)
    if waiting.purpose is Purpose.RESTART:
        turn.do(Restart())
    return lane.rest(turn) if here.state is State.OUT_OF_SERVICE else here.state


def _number(turn: Turn, waiting: Waiting, seqs: tuple[int, ...]) -> None:
    here = turn.situation
    for record, seq in zip(waiting.records, seqs, strict=False):
        if isinstance(record, CheckIn) and record.visit in here.check_ins:
            here.check_ins[record.visit] = seq
    here.deferred = [late for late in here.deferred if not turn.correct_later(late)]


def _open_for_entry(turn: Turn, admission: Admission, waiting: Waiting) -> State:
    here = turn.situation
    refusal = lane.refusal(turn)  # locked or broken while the disk was busy
    if refusal is None and admission.needs_presence and not _is_still_there(turn):
        refusal = Reason.VISIT_NOT_PASSED
    if refusal is not None:
        give_up(turn, admission, refusal)
        take_back(turn, waiting, refusal)
        return lane.rest(turn)
    if admission.cause is MovementCause.CHECK_IN and here.visit is not None:
        count_entries(turn, here.visit.codes)
    here.admission = None
    here.visit = None
    turn.stop(Timer.COMMIT)
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


def _is_still_there(turn: Turn) -> bool:
    """Claim that nobody took the place of whoever was decided about; in a group people take turns anyway."""
    here = turn.situation
    takes_turns = here.visit is not None and in_group(here.visit)
    return here.present and (takes_turns or not here.fresh)


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
    stand_open(turn)
    here.emergency, here.emergency_since = True, turn.now
    turn.show(Signal.EMERGENCY)
    turn.service("opened", cause=MovementCause.FIRE_INPUT.value)
    turn.raise_alert(AlertKind.FIRE, Severity.CRITICAL)
    leave_everything(turn, Reason.GATE_EMERGENCY)
    finish_exit(turn)
    return here.state if here.state is State.STOPPING else State.EMERGENCY_OPEN


def stand_open(turn: Turn) -> None:
    """Request opening until a hand ends it."""
    turn.do(HoldBarrierOpen())
