"""The rules of presence: how a visit ends, starts over, or passes to the next of a group."""

from device.checkpoint import lane
from device.checkpoint.check_in import keep_check_in
from device.checkpoint.deciding import decide, open_case_if_grave, refer
from device.checkpoint.progress import (
    VISIT_TIMERS,
    all_measured,
    forget_facts,
    has_attempt,
    in_group,
    is_between_attempts,
    people,
    show_progress,
    visit_of,
)
from device.checkpoint.situation import Timer
from device.checkpoint.turn import Turn
from device.vocabulary import Outcome, Reason, State


def presence_lost(turn: Turn) -> State:
    """Somebody went out of sight; a second decides whether for good."""
    turn.situation.present = False
    if in_group(visit_of(turn)):
        turn.stop(Timer.SETTLE)
        turn.start(Timer.PRESENCE, turn.policy.group_gap_seconds)
    else:
        turn.start(Timer.PRESENCE, turn.policy.presence_lost_seconds)
    return State.SCREENING


def presence_returned(turn: Turn) -> State:
    """Somebody stands there again: the next of a group, or possibly another person."""
    turn.situation.present = True
    turn.stop(Timer.PRESENCE)
    return _next_or_over(turn, Reason.PAIRING_PRESENCE_BROKEN)


def person_stepped(turn: Turn) -> State:
    """Another person took the place without a gap."""
    return _next_or_over(turn, Reason.PAIRING_PERSON_CHANGED)


def _next_or_over(turn: Turn, reason: Reason) -> State:
    """In a group it is the next one's turn, unless somebody's second attempt is due: that one must not be swapped."""
    visit = visit_of(turn)
    if not in_group(visit) or is_between_attempts(visit):
        return start_over(turn, reason)
    if visit.measured and visit.measured[-1].band is None:
        visit.measured.pop()  # an attempt without a reading says nothing about the next one
    visit.next_may_measure = True
    if not all_measured(turn, visit):
        turn.stop(Timer.GAP, Timer.ATTEMPT)
        turn.measure()
    show_progress(turn)
    return decide(turn)


def left(turn: Turn) -> State:
    """Nobody came back: the visit is over."""
    close(turn, Reason.VISIT_LEFT)
    return lane.rest(turn)


def start_over(turn: Turn, reason: Reason) -> State:
    """Void what was gathered; a visit with an attempt behind it is closed and a new one begins."""
    visit = visit_of(turn)
    if visit.checked_in or has_attempt(visit):
        close(turn, reason)
        return lane.rest(turn)
    forget_facts(turn, visit)
    lane.look(turn)
    return State.SCREENING


def close(turn: Turn, *reasons: Reason) -> None:
    """Forget the visit; keep it as abandoned where a code was read or an attempt concluded.

    What is grave already (a confirmed fever, a red or forged code) becomes a case although the person did not wait.
    Whoever still stands there counts as somebody new.
    """
    here, visit = turn.situation, visit_of(turn)
    if (visit.codes or has_attempt(visit)) and not visit.checked_in and not open_case_if_grave(turn, *reasons):
        keep_check_in(turn, visit, Outcome.ABANDONED, *reasons)
    turn.forget(code.ref for code in visit.codes)
    turn.stop(*VISIT_TIMERS)
    turn.stop_measuring()
    turn.remember = turn.remember or has_attempt(visit)
    here.visit = None
    here.fresh = here.present


def out_of_time(turn: Turn) -> State:
    """The visit took too long: it is referred with what is known, or forgotten where nobody is there."""
    visit = visit_of(turn)
    if not turn.situation.present and not visit.codes:
        return left(turn)
    return refer(turn, Reason.VISIT_TIMEOUT)


def companion(turn: Turn) -> State:
    """One more person belongs to the visit."""
    announce(turn, people(visit_of(turn)) + 1)
    return State.SCREENING


def announce(turn: Turn, number: int) -> None:
    """Make the visit a group of `number` people, within the venue's limit."""
    visit = visit_of(turn)
    visit.expected = max(min(number, turn.policy.group_people_most), len(visit.codes), 2)
    visit.companion = True
    visit.group = visit.group or turn.new_id("g")
    turn.start(Timer.DECISION, turn.policy.visit_seconds)
    show_progress(turn)
