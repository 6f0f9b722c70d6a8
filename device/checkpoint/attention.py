"""The rules of small things: who stands there while no visit runs, hints, and answers that come too late."""

from device.checkpoint import cases, codes, lane, unseen
from device.checkpoint.actions import Show
from device.checkpoint.decision import needs_code
from device.checkpoint.events import CodeResolved, CodeSeen, CodeUnresolved
from device.checkpoint.situation import Timer
from device.checkpoint.turn import Turn
from device.vocabulary import Signal, State


def begin_visit(turn: Turn) -> State:
    """Somebody came before an idle gate."""
    turn.situation.present = True
    return lane.begin(turn)


def note_presence(turn: Turn) -> State:
    """Somebody stands there; the gate is busy with something else or not serving."""
    turn.situation.present = True
    turn.situation.fresh = True
    turn.stop(Timer.PRESENCE)
    return turn.situation.state


def note_absence(turn: Turn) -> State:
    """Nobody stands there any more."""
    turn.situation.present = False
    turn.situation.fresh = False
    return turn.situation.state


def note_step(turn: Turn) -> State:
    """Another person took the place while the gate was busy."""
    turn.situation.fresh = True
    return turn.situation.state


def code_at_idle(turn: Turn, event: CodeSeen) -> State:
    """A code without a visit: the next person's, unless they were referred just now."""
    here, code = turn.situation, event.code
    is_known = code.tag in here.seen_holders or code.holder in here.seen_holders
    if is_known or not needs_code(turn.policy):
        turn.forget((code.ref,))
        return State.IDLE
    if not here.present:
        return unseen.code_seen(turn, event)
    lane.begin(turn)
    return codes.code_seen(turn, event)


def forget_code(turn: Turn, event: CodeSeen) -> State:
    """A code that belongs to nobody on the lane."""
    turn.forget((event.code.ref,))
    return turn.situation.state


def forget_answer(turn: Turn, event: CodeResolved | CodeUnresolved) -> State:
    """The authority's answer for somebody who is not on the lane any more."""
    turn.forget((event.code.ref if isinstance(event, CodeResolved) else event.ref,))
    return turn.situation.state


def not_a_health_code(turn: Turn) -> State:
    """Say that what is held up is something else; a poster in view of an idle gate says nothing."""
    turn.hint(Signal.NOT_A_HEALTH_CODE)
    return turn.situation.state


def too_far(turn: Turn) -> State:
    """Ask the person to come closer."""
    turn.hint(Signal.COME_CLOSER)
    return turn.situation.state


def too_near(turn: Turn) -> State:
    """Ask the person to step back."""
    turn.hint(Signal.STEP_BACK)
    return turn.situation.state


def hint_over(turn: Turn) -> State:
    """Show again what was shown before the hint."""
    turn.stop(Timer.HINT)
    turn.do(Show(signal=turn.situation.signal))
    return turn.situation.state


def cases_due(turn: Turn) -> State:
    """Some case may have grown too old."""
    turn.stop(Timer.CASES)
    cases.expire(turn)
    if turn.situation.cases:
        oldest = min(case.opened_at for case in turn.situation.cases)
        turn.situation.timers[Timer.CASES] = oldest + turn.policy.case_seconds
    return turn.situation.state


def help_due(turn: Turn) -> State:
    """No inspector's console was live for a while."""
    turn.stop(Timer.HELP)
    cases.call_if_alone(turn)
    return turn.situation.state


def nothing(turn: Turn) -> State:
    """Nothing needs to be done, and that is the answer."""
    return turn.situation.state
