"""Decides a visit once every needed fact is final: admit after the disk has it, or refer to a person.

Never refuses anybody and never opens the barrier.
"""

from device.checkpoint import admission, cases, lane
from device.checkpoint.check_in import correct_check_in, gravest_band, is_well, keep_check_in, reasons_of
from device.checkpoint.decision import needs_code, referral_kind, referral_severity
from device.checkpoint.progress import (
    VISIT_TIMERS,
    all_measured,
    forget_facts,
    in_group,
    people,
    show_progress,
    visit_of,
)
from device.checkpoint.situation import Timer, Visit
from device.checkpoint.turn import Turn
from device.vocabulary import AlertKind, Outcome, Reason, Severity, Signal, State


def decide(turn: Turn) -> State:
    """Admit or refer if nothing is missing; otherwise wait for what is."""
    here, visit = turn.situation, visit_of(turn)
    if Timer.VOID in here.timers or not here.present:  # whoever comes back into sight may be somebody else
        return State.SCREENING
    if not all_measured(turn, visit):
        _want_next_reading(turn, visit)
        return State.SCREENING
    if needs_code(turn.policy) and len(visit.codes) < people(visit):
        return State.SCREENING
    more_may_come = in_group(visit) and visit.expected is None and Timer.SETTLE in here.timers
    if visit.unresolved or more_may_come:
        return State.SCREENING
    if _too_old(turn, visit):
        if in_group(visit) or visit.checked_in:  # neither can simply show everything again: a person decides
            return refer(turn, Reason.PAIRING_WINDOW)
        forget_facts(turn, visit)
        lane.look(turn)
        return State.SCREENING
    _complete_ids(turn, visit, people(visit))
    if all(is_well(turn, visit, place) for place in range(people(visit))):
        if visit.checked_in and not all(here.check_ins.get(one) for one in visit.ids):
            return State.SCREENING  # no durable check-in to stand on: nothing opens, and the time-out refers the visit
        return admission.admit_visit(turn, visit)
    return refer(turn)


def _want_next_reading(turn: Turn, visit: Visit) -> None:
    here = turn.situation
    if here.measuring is not None or Timer.ATTEMPT in here.timers or Timer.GAP in here.timers or not here.present:
        return
    if not visit.next_may_measure:
        turn.start(Timer.GAP, turn.policy.group_gap_seconds)
    turn.measure()
    show_progress(turn)


def _too_old(turn: Turn, visit: Visit) -> bool:
    oldest = min(visit.codes_at, default=turn.now)
    apart = abs(visit.measured_at - oldest) if visit.measured and not in_group(visit) else 0.0
    return turn.now - oldest > turn.policy.verdict_seconds or apart > turn.policy.pairing_seconds


def _complete_ids(turn: Turn, visit: Visit, number: int) -> None:
    """Give each of `number` people an id; codes give theirs at once, a mode without codes does not."""
    while len(visit.ids) < number:
        visit.ids.append(turn.new_id("v"))


def refer(turn: Turn, *more: Reason) -> State:
    """Refer the visit: check-ins, a case, a calm light, and a lane that is free again soon."""
    here, visit = turn.situation, visit_of(turn)
    measured = sum(one.attempt > 0 for one in visit.measured)
    if not visit.checked_in:
        _complete_ids(turn, visit, measured)
    kind, reasons = _what_about(turn, visit, *more)
    case = cases.find(turn, visit.case)
    if case is None:
        case = cases.open_case(turn, visit, kind, reasons)
        visit.case = case.id
    else:
        case.kind, case.attempt = kind, case.attempt + 1
        cases.tell(turn, case, visit, reasons)
    if visit.checked_in:
        correct_check_in(turn, visit, Outcome.REFERRED, *more, case=case.id)
    else:
        keep_check_in(turn, visit, Outcome.REFERRED, *more, case=case.id)
    here.lane_case = case.id
    here.seen_holders = [code.tag for code in visit.codes] + [code.holder for code in visit.codes if code.holder]
    turn.stop(*VISIT_TIMERS)
    turn.stop_measuring()
    turn.start(Timer.HOLD, turn.policy.referral_hold_seconds)
    turn.show(Signal.GO_TO_THE_DESK if here.calling else Signal.STEP_ASIDE)
    return State.REFERRED


def _what_about(turn: Turn, visit: Visit, *more: Reason) -> tuple[AlertKind, tuple[Reason, ...]]:
    known = [one for place in range(len(visit.ids)) for one in reasons_of(turn, visit, place)]
    reasons = tuple(dict.fromkeys((*known, *more)))
    return referral_kind(gravest_band(turn, visit), reasons), reasons


def open_case_if_grave(turn: Turn, *more: Reason) -> bool:
    """Refer a visit that ends before its decision, where what is known of it is grave; claim that it was."""
    visit = visit_of(turn)
    kind, reasons = _what_about(turn, visit, *more)
    if referral_severity(kind) is not Severity.CRITICAL:
        return False
    case = cases.open_case(turn, visit, kind, reasons)
    keep_check_in(turn, visit, Outcome.REFERRED, *more, case=case.id)
    return True
