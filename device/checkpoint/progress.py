"""Reads how far the visit on the lane has come, and shows the person what to do next."""

from device.checkpoint.decision import needs_code, needs_temperature
from device.checkpoint.situation import Timer, Visit
from device.checkpoint.turn import Turn
from device.vocabulary import Signal

VISIT_TIMERS = (Timer.PRESENCE, Timer.DECISION, Timer.ATTEMPT, Timer.VOID, Timer.SETTLE, Timer.GAP)


def visit_of(turn: Turn) -> Visit:
    """Give the visit on the lane; the table calls the rules of a visit only where there is one."""
    visit = turn.situation.visit
    if visit is None:
        raise AssertionError("a rule of the visit was called without one")
    return visit


def in_group(visit: Visit) -> bool:
    """Claim that more than one person belongs to the visit."""
    return visit.group is not None


def people(visit: Visit) -> int:
    """How many people the visit is known to have."""
    return max(len(visit.codes), visit.expected or 1)


def all_measured(turn: Turn, visit: Visit) -> bool:
    """Claim that every temperature the venue asks for is final."""
    if not needs_temperature(turn.policy):
        return True
    return sum(one.band is not None for one in visit.measured) >= people(visit)


def has_attempt(visit: Visit) -> bool:
    """Claim that at least one attempt to measure was concluded."""
    return any(one.attempt for one in visit.measured)


def forget_facts(turn: Turn, visit: Visit) -> None:
    """Void everything that was gathered: codes, readings and the group; the first person's id stays."""
    turn.forget(code.ref for code in visit.codes)
    visit.ids = visit.ids[:1]
    visit.codes, visit.codes_at, visit.measured, visit.unresolved = [], [], [], []
    visit.group, visit.expected, visit.companion = None, None, False
    visit.next_may_measure = True
    turn.stop(Timer.ATTEMPT, Timer.SETTLE, Timer.GAP, Timer.VOID)
    turn.stop_measuring()


def is_between_attempts(visit: Visit) -> bool:
    """Claim that somebody's first reading waits to be confirmed by a second."""
    return bool(visit.measured) and visit.measured[-1].band is None and visit.measured[-1].first is not None


def show_progress(turn: Turn) -> None:
    """Show what the person should do next."""
    visit, here = visit_of(turn), turn.situation
    if Timer.VOID in here.timers:
        turn.show(Signal.ONE_AT_A_TIME)
    elif Timer.GAP in here.timers:
        turn.show(Signal.NEXT_OF_GROUP)
    elif here.measuring is not None or Timer.ATTEMPT in here.timers:
        turn.show(Signal.HOLD_STILL)
    elif needs_code(turn.policy) and len(visit.codes) < people(visit):
        turn.show(Signal.SHOW_CODE)
    else:
        turn.show(Signal.WAIT)
