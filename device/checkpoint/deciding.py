"""Decides a visit once every needed fact is final: admit after the disk has it, or refer to a person.

Never refuses anybody and never opens the barrier.
"""

from device.checkpoint import admission, cases, lane
from device.checkpoint.check_in import gravest_band, is_well, keep_check_in, reasons_of
from device.checkpoint.decision import needs_code, referral_kind, referral_severity
from device.checkpoint.progress import VISIT_TIMERS, all_measured, in_group, people, show_progress, visit_of
from device.checkpoint.situation import Timer, Visit
from device.checkpoint.turn import Turn
from device.vocabulary import Outcome, Reason, Signal, State


def decide(turn: Turn) -> State:
    """Admit or refer if nothing is missing; otherwise wait for what is."""
    here, visit = turn.situation, visit_of(turn)
    if Timer.VOID in here.timers:
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
        _look_again(turn, visit)
        return State.SCREENING
    _complete_ids(turn, visit)
    if all(is_well(turn, visit, place) for place in range(people(visit))):
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


def _look_again(turn: Turn, visit: Visit) -> None:
    turn.forget(code.ref for code in visit.codes)
    visit.codes, visit.codes_at, visit.measured = [], [], []
    lane.look(turn)


def _complete_ids(turn: Turn, visit: Visit) -> None:
    """Give every announced person an id where the mode asks for no codes."""
    while len(visit.ids) < people(visit):
        visit.ids.append(turn.new_id("v"))


def refer(turn: Turn, *more: Reason) -> State:
    """Refer the visit: check-ins, a case, a calm light, and a lane that is free again soon."""
    here, visit = turn.situation, visit_of(turn)
    flat = tuple(dict.fromkeys(one for place in range(len(visit.ids)) for one in reasons_of(turn, visit, place)))
    flat = tuple(dict.fromkeys((*flat, *more)))
    band = gravest_band(turn, visit)
    kind = referral_kind(band, flat)
    case = cases.find(turn, visit.case)
    if case is None:
        case = cases.open_case(turn, visit, kind, referral_severity(kind), flat)
        visit.case = case.id
    else:
        case.kind, case.attempt = kind, case.attempt + 1
        cases.tell(turn, case, visit, referral_severity(kind), flat)
    if visit.checked_in:
        for one in visit.ids:
            turn.correct(one, case=case.id, outcome=Outcome.REFERRED, reasons=flat, decided_by="device", band=band)
    else:
        keep_check_in(turn, visit, Outcome.REFERRED, *more, case=case.id)
    here.lane_case = case.id
    here.seen_holders = [code.tag for code in visit.codes] + [code.holder for code in visit.codes if code.holder]
    turn.stop(*VISIT_TIMERS)
    turn.stop_measuring()
    turn.start(Timer.HOLD, turn.policy.referral_hold_seconds)
    turn.show(Signal.GO_TO_THE_DESK if here.calling else Signal.STEP_ASIDE)
    return State.REFERRED
