"""The rules of orders: each is taken once, kept as a result, and judged against what is on the lane now.

Never opens the barrier; an order that opens is prepared and waits for the disk like everything else.
"""

from device.checkpoint import admission, cases, lane
from device.checkpoint.actions import Report
from device.checkpoint.events import OrderReceived
from device.checkpoint.memory import RememberedOrder
from device.checkpoint.orders import Order
from device.checkpoint.progress import visit_of
from device.checkpoint.referral import free
from device.checkpoint.situation import Case, Purpose, Timer
from device.checkpoint.turn import Turn
from device.checkpoint.visit import announce, close
from device.vocabulary import MovementCause, OrderStatus, Outcome, Reason, Signal, State

ORDERS_REMEMBERED = 256


def take(turn: Turn, order: Order) -> bool:
    """Claim that `order` was never taken before, and remember that it is now."""
    here = turn.situation
    if order.id in here.orders_taken:
        turn.do(Report(state=here.state, event=f"order {order.id} again"))
        return False
    here.orders_taken = [*here.orders_taken, order.id][-ORDERS_REMEMBERED:]
    return True


def _reject(turn: Turn, order: Order, reason: Reason) -> State:
    turn.answer(order, OrderStatus.REJECTED, reason)
    return turn.situation.state


def _case_for(turn: Turn, order: Order) -> Case | None:
    case = cases.find(turn, order.subject)
    if case is None or (order.attempt is not None and order.attempt != case.attempt):
        return None
    return case


def not_now(turn: Turn, event: OrderReceived) -> State:
    """Starting, stopping, locked or standing open: it cannot be done in this state."""
    return _reject(turn, event.order, lane.refusal(turn) or Reason.GATE_NOT_READY)


def visit_over(turn: Turn, event: OrderReceived) -> State:
    """The order is about somebody on the lane, and nobody is there."""
    return _reject(turn, event.order, Reason.VISIT_OVER)


def open_now(turn: Turn, event: OrderReceived) -> State:
    """Open for one passage, as soon as it is durable."""
    reason = lane.refusal(turn)
    if reason is not None:
        return _reject(turn, event.order, reason)
    return admission.open_for_one(turn, event.order)


def open_later(turn: Turn, event: OrderReceived) -> State:
    """The lane is taken: open at the next idle moment."""
    reason = lane.refusal(turn)
    if reason is not None:
        return _reject(turn, event.order, reason)
    admission.ask(turn, MovementCause.ORDER, event.order.by, None, event.order)
    return turn.situation.state


def admit_now(turn: Turn, event: OrderReceived) -> State:
    """Admit a referred person, as soon as it is durable."""
    reason, case = lane.refusal(turn), _case_for(turn, event.order)
    if reason is None and case is None:
        reason = Reason.VISIT_OVER
    if reason is not None or case is None:
        return _reject(turn, event.order, reason or Reason.VISIT_OVER)
    if turn.situation.state is State.REFERRED and turn.situation.lane_case != case.id:
        return admit_later(turn, event)  # whoever is referred stands there now, and would walk through
    return admission.admit_case(turn, case, MovementCause.ORDER, event.order.by, event.order)


def admit_later(turn: Turn, event: OrderReceived) -> State:
    """The lane is taken: by the very person (then now), or by another (then at the next idle moment)."""
    here = turn.situation
    reason, case = lane.refusal(turn), _case_for(turn, event.order)
    if reason is not None:
        return _reject(turn, event.order, reason)
    if here.state is State.SCREENING and _is_on_the_lane(turn, event.order, case):
        return admission.admit_visit(turn, visit_of(turn), event.order.by, event.order)
    if case is None:
        return _reject(turn, event.order, Reason.VISIT_OVER)
    admission.ask(turn, MovementCause.ORDER, event.order.by, case, event.order)
    return here.state


def _is_on_the_lane(turn: Turn, order: Order, case: Case | None) -> bool:
    """Claim that `order` is about the visit being screened, as its giver saw it."""
    visit = visit_of(turn)
    if visit.case is not None:  # measured again after a referral: the giver knows the case and its attempt
        return case is not None and case.id == visit.case
    return order.subject in visit.ids and _attempt_fits(turn, order)


def _attempt_fits(turn: Turn, order: Order) -> bool:
    attempts = max((one.attempt for one in visit_of(turn).measured), default=0)
    return order.attempt is None or order.attempt == attempts


def refuse(turn: Turn, event: OrderReceived) -> State:
    """Refuse a referred person; only an inspector ever does."""
    here, case = turn.situation, _case_for(turn, event.order)
    if case is None:
        return _reject(turn, event.order, Reason.VISIT_OVER)
    on_lane = here.visit is not None and here.visit.case == case.id
    cases.resolve(turn, case, Outcome.REFUSED, event.order.by, reasons=(Reason.DECIDED_BY_INSPECTOR,))
    turn.answer(event.order, OrderStatus.SUCCESSFUL, "", case=case.id)
    if on_lane and here.state is State.SCREENING:  # being measured again: whoever is refused is not decided once more
        close(turn, Reason.DECIDED_BY_INSPECTOR)
        return lane.rest(turn)
    return free(turn) if on_lane else here.state


def measure_again(turn: Turn, event: OrderReceived) -> State:
    """Measure the person on the lane anew; the code stays."""
    here, order = turn.situation, event.order
    visit, case = here.visit, cases.find(turn, order.subject)
    mine = visit is not None and (order.subject in visit.ids or (case is not None and case.id == visit.case))
    fits = _case_for(turn, order) is not None if case is not None else visit is not None and _attempt_fits(turn, order)
    if visit is None or not mine or not fits or not here.present or not visit.measurable:
        return _reject(turn, order, Reason.VISIT_OVER)
    visit.measured, visit.next_may_measure = [], True
    turn.stop(Timer.HOLD, Timer.ATTEMPT, Timer.GAP, Timer.VOID)
    turn.start(Timer.DECISION, turn.policy.visit_seconds)
    turn.answer(order, OrderStatus.SUCCESSFUL, "", visit=visit.ids[0])
    here.lane_case = None
    lane.look(turn)
    return State.SCREENING


def correct_band(turn: Turn, event: OrderReceived) -> State:
    """Correct the band of a referred person, by a clinical thermometer say."""
    case = _case_for(turn, event.order)
    if case is None:
        return _reject(turn, event.order, Reason.VISIT_OVER)
    for visit in case.visits:
        turn.correct(
            visit,
            case=case.id,
            outcome=Outcome.REFERRED,
            reasons=(Reason.DECIDED_BY_INSPECTOR,),
            decided_by=event.order.by,
            band=event.order.band,
        )
    turn.answer(event.order, OrderStatus.SUCCESSFUL, "", case=case.id)
    return turn.situation.state


def claimed(turn: Turn, event: OrderReceived) -> State:
    """An inspector took a case: nobody else needs to be called."""
    case = _case_for(turn, event.order)
    if case is None:
        return _reject(turn, event.order, Reason.CASE_OVER)
    case.claimed_by = event.order.by
    turn.answer(event.order, OrderStatus.SUCCESSFUL, "", case=case.id)
    cases.call_if_alone(turn)
    return turn.situation.state


def group(turn: Turn, event: OrderReceived) -> State:
    """Make the visit on the lane a group of n."""
    visit, order = visit_of(turn), event.order
    if order.subject not in visit.ids or not _attempt_fits(turn, order):
        return _reject(turn, order, Reason.VISIT_OVER)
    if order.people is None:
        return _reject(turn, order, Reason.ORDER_ARGUMENTS)
    announce(turn, order.people)
    turn.answer(order, OrderStatus.SUCCESSFUL, "", visit=visit.ids[0])
    return State.SCREENING


def identify(turn: Turn, event: OrderReceived) -> State:
    """Show which gate this is; while people flee, nothing else is shown."""
    if turn.situation.state is State.EMERGENCY_OPEN:
        return _reject(turn, event.order, Reason.GATE_EMERGENCY)
    turn.hint(Signal.IDENTIFY)
    turn.answer(event.order, OrderStatus.SUCCESSFUL, "")
    return turn.situation.state


def lock(turn: Turn, event: OrderReceived) -> State:
    """Close for entry; whoever is being screened is told, whoever is admitted may still pass."""
    here = turn.situation
    here.locked = True
    turn.service("locked", by=event.order.by)
    turn.answer(event.order, OrderStatus.SUCCESSFUL, "")
    if here.state is State.SCREENING:
        close(turn, Reason.GATE_LOCKED)
        return lane.rest(turn)
    if here.state is State.REFERRED:
        return free(turn)
    return lane.rest(turn) if here.state in (State.IDLE, State.WARMING_UP) else here.state


def unlock(turn: Turn, event: OrderReceived) -> State:
    """Open for business again."""
    here = turn.situation
    here.locked = False
    turn.service("unlocked", by=event.order.by)
    turn.answer(event.order, OrderStatus.SUCCESSFUL, "")
    return lane.rest(turn) if here.state is State.LOCKED else here.state


def restart(turn: Turn, event: OrderReceived) -> State:
    """End the daemon once the order is durable; systemd starts it anew."""
    order = event.order
    turn.situation.orders_executing.append(RememberedOrder(id=order.id, name=order.name, by=order.by))
    turn.answer(order, OrderStatus.EXECUTING, "")
    turn.purpose = Purpose.RESTART
    return turn.situation.state
