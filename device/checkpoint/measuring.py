"""The rules of a measurement: an attempt ends, is judged, and is repeated or final."""

from msgspec.structs import replace

from device.checkpoint import temperature
from device.checkpoint.deciding import decide, refer
from device.checkpoint.events import ReadingFailed, ReadingTaken
from device.checkpoint.facts import Reading
from device.checkpoint.progress import in_group, show_progress, visit_of
from device.checkpoint.situation import Measured, Timer, Visit
from device.checkpoint.turn import Turn
from device.checkpoint.visit import start_over
from device.vocabulary import Reason, State


def reading_taken(turn: Turn, event: ReadingTaken) -> State:
    """A reading came: judge the attempt."""
    here, visit = turn.situation, visit_of(turn)
    if event.token != here.measuring:
        return State.SCREENING
    here.measuring = None
    measured = _current(visit)
    if not temperature.is_number(event.reading):
        verdict = temperature.judge_failure(measured, Reason.TEMPERATURE_IMPLAUSIBLE)
        return _attempt_over(turn, visit, measured, verdict, None)
    if measured.first is not None:
        if temperature.another_person(measured.first, event.reading):
            return start_over(turn, Reason.PAIRING_PERSON_CHANGED)
        if turn.now - measured.first_at > turn.policy.pairing_seconds:
            return start_over(turn, Reason.PAIRING_WINDOW)
    if _is_the_one_before(visit, event.reading):
        visit.measured.pop()
        if Timer.GAP not in here.timers:  # reading the same person again does not give the next one more time
            turn.start(Timer.GAP, turn.policy.group_gap_seconds)
        turn.measure()
        show_progress(turn)
        return State.SCREENING
    reading = temperature.unsettled(event.reading) if here.warming_up else event.reading
    verdict = temperature.judge(measured, reading, turn.policy)
    if here.warming_up:
        verdict = replace(verdict, reasons=(*verdict.reasons, Reason.TEMPERATURE_WARMING_UP))
    return _attempt_over(turn, visit, measured, verdict, reading)


def reading_failed(turn: Turn, event: ReadingFailed) -> State:
    """No reading came: judge the attempt; while the next of a group is still awaited, keep looking."""
    here, visit = turn.situation, visit_of(turn)
    if event.token != here.measuring:
        return State.SCREENING
    here.measuring = None
    if Timer.GAP in here.timers:
        turn.measure()
        return State.SCREENING
    measured = _current(visit)
    return _attempt_over(turn, visit, measured, temperature.judge_failure(measured, event.reason), None)


def _current(visit: Visit) -> Measured:
    if not visit.measured or visit.measured[-1].band is not None:
        visit.measured.append(Measured())
    return visit.measured[-1]


def _is_the_one_before(visit: Visit, reading: Reading) -> bool:
    """Claim that a group's next reading shows no gap and no step: the same person still stands there."""
    if not in_group(visit) or visit.next_may_measure or len(visit.measured) == 1:
        return False
    before = visit.measured[-2].reading
    return visit.measured[-1].attempt == 0 and before is not None and not temperature.another_person(before, reading)


def _attempt_over(
    turn: Turn, visit: Visit, measured: Measured, verdict: temperature.Verdict, reading: Reading | None
) -> State:
    measured.attempt += 1
    measured.reasons = list(verdict.reasons)
    measured.reading = verdict.reading
    visit.measured_at = turn.now
    visit.next_may_measure = False
    turn.stop(Timer.GAP)
    turn.remember = turn.remember or not verdict.final
    if verdict.final:
        measured.band = verdict.band
        if in_group(visit):
            turn.start(Timer.DECISION, turn.policy.visit_seconds)
        state = decide(turn)
        if state is State.SCREENING:
            show_progress(turn)
        return state
    measured.first, measured.first_at = reading, turn.now
    turn.start(Timer.ATTEMPT, turn.policy.second_attempt_seconds)
    show_progress(turn)
    return State.SCREENING


def attempt_again(turn: Turn) -> State:
    """The pause before the second attempt is over."""
    turn.stop(Timer.ATTEMPT)
    turn.measure()
    show_progress(turn)
    return State.SCREENING


def next_did_not_come(turn: Turn) -> State:
    """Nobody of the announced group came before the thermometer in time: decided with what is known."""
    visit = visit_of(turn)
    turn.stop(Timer.GAP)
    turn.stop_measuring()
    visit.measured.append(Measured(reasons=[Reason.TEMPERATURE_UNMEASURED]))
    return refer(turn, Reason.VISIT_TIMEOUT)
