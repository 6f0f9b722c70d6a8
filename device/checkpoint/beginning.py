"""The rules of a new run: what the last one left open is closed, what must survive goes on.

Never opens the barrier, except that an emergency opening goes on where it was.
"""

from device.checkpoint import cases
from device.checkpoint.check_in import interrupted
from device.checkpoint.memory import Memory
from device.checkpoint.opening import stand_open
from device.checkpoint.records import Movement
from device.checkpoint.turn import Turn
from device.vocabulary import AlertKind, OrderName, OrderStatus, Outcome, Reason, Signal, State


def begin_anew(turn: Turn, memory: Memory) -> State:
    """A new run: what the last one left open is closed, what must survive goes on."""
    here = turn.situation
    here.without_inspector_since = turn.now
    if here.emergency:
        stand_open(turn)
        here.emergency_since = turn.now
        here.alerts.append(AlertKind.FIRE)
    turn.service("started")
    _close_interrupted(turn, memory)
    _finish_interrupted_orders(turn)
    cases.watch(turn)
    turn.show(Signal.EMERGENCY if here.emergency else Signal.WARMING_UP)
    return State.EMERGENCY_OPEN if here.emergency else State.STARTING


def _close_interrupted(turn: Turn, memory: Memory) -> None:
    here = turn.situation
    for visit in here.visits_open:
        turn.correct(
            visit, case=None, outcome=Outcome.ABANDONED, reasons=(Reason.VISIT_INTERRUPTED,), decided_by="device"
        )
    here.visits_open = []
    if memory.visit_screened is not None:
        turn.record(interrupted(memory.visit_screened, memory.attempts))
    if memory.opening is not None:
        turn.record(
            Movement(
                visit=memory.opening.visit,
                cause=memory.opening.cause,
                opened_at=memory.opening.opened_at,
                closed_at=None,
                passages=0,
                order=memory.opening.order,
            )
        )


def _finish_interrupted_orders(turn: Turn) -> None:
    for order in list(turn.situation.orders_executing):
        if order.name is OrderName.RESTART:
            turn.conclude(order, OrderStatus.SUCCESSFUL, Reason.GATE_RESTARTED)
        else:
            turn.conclude(order, OrderStatus.FAILED, Reason.ORDER_INTERRUPTED)
