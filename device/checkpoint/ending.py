"""The rules of endings: of a visit or an opening that is cut short, of an emergency, and of the run.

Never opens the barrier.
"""

from device.checkpoint import lane
from device.checkpoint.actions import CloseBarrier, Show
from device.checkpoint.passage import finish_exit, finish_opening
from device.checkpoint.progress import VISIT_TIMERS
from device.checkpoint.records import Movement
from device.checkpoint.situation import Timer
from device.checkpoint.turn import Turn
from device.checkpoint.visit import close
from device.checkpoint.withdrawal import give_up
from device.vocabulary import AlertKind, MovementCause, OrderStatus, Reason, Signal, State


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
            passages=here.emergency_passages,
        )
    )
    here.emergency_passages = 0
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
    for asked in here.asked:
        if asked.order is not None:
            turn.answer(asked.order, OrderStatus.FAILED, Reason.ORDER_INTERRUPTED, case=asked.case)
    here.asked = []
    if not here.emergency:
        turn.do(CloseBarrier())
    here.signal = Signal.DARK
    turn.do(Show(signal=Signal.DARK))
    turn.service("stopping")
    return State.STOPPING
