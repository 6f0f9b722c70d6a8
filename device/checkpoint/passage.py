"""The rules of what happens after an opening: who passed, who did not, who came along, and the door itself.

Withdraws an opening; never makes one.
"""

from device.checkpoint import lane
from device.checkpoint.actions import CloseBarrier
from device.checkpoint.records import Alert, Movement
from device.checkpoint.situation import Opening, Timer
from device.checkpoint.turn import Turn
from device.vocabulary import AlertKind, AlertState, MovementCause, OrderStatus, Outcome, Reason, Severity, State

BEAM_PATIENCE_SECONDS = 1.0


def passed(turn: Turn) -> State:
    """One of the admitted went through."""
    opening = _opening_of(turn)
    opening.passed += 1
    if opening.passed < opening.people:
        turn.start(Timer.PASSAGE, turn.policy.passage_seconds)
        return State.ADMITTING
    return end_opening(turn)


def passage_over(turn: Turn) -> State:
    """Nobody (more) went through in time; while somebody stands in the beam the barrier waits, but not for ever."""
    if _waits_for_the_beam(turn, _opening_of(turn).opened_at):
        turn.start(Timer.PASSAGE, BEAM_PATIENCE_SECONDS)
        return State.ADMITTING
    return end_opening(turn)


def end_opening(turn: Turn) -> State:
    """Withdraw the opening and go on with the lane."""
    finish_opening(turn, Reason.VISIT_NOT_PASSED)
    turn.situation.fresh = turn.situation.present
    return lane.rest(turn, at_once=False)


def finish_opening(turn: Turn, missing: Reason) -> None:
    """Withdraw the opening, and keep what came of it: passed, annulled, movement, result."""
    here, opening = turn.situation, _opening_of(turn)
    turn.stop(Timer.PASSAGE)
    if here.exit_since is None and not here.emergency:
        turn.do(CloseBarrier())
    if turn.policy.passage_sensor:
        _keep_outcomes(turn, opening, missing)
    turn.record(
        Movement(
            visit=opening.visits[0] if opening.visits else None,
            cause=opening.cause,
            opened_at=opening.opened_at,
            closed_at=turn.now,
            passages=opening.passed,
            order=opening.order.id if opening.order else None,
        )
    )
    if opening.order is not None:
        turn.conclude(opening.order, OrderStatus.SUCCESSFUL, "")
    here.opening = None
    here.visits_open = []
    here.tailgate_until = turn.now + turn.policy.tailgate_seconds


def _keep_outcomes(turn: Turn, opening: Opening, missing: Reason) -> None:
    for place, visit in enumerate(opening.visits):
        through = place < opening.passed
        turn.correct(
            visit,
            case=None,
            outcome=Outcome.ADMITTED if through else Outcome.ANNULLED,
            reasons=(Reason.VISIT_PASSED if through else missing,),
            decided_by="device",
        )


def _opening_of(turn: Turn) -> Opening:
    opening = turn.situation.opening
    if opening is None:
        raise AssertionError("a rule of an opening was called without one")
    return opening


def passed_uninvited(turn: Turn) -> State:
    """Somebody went inwards who was not admitted: close behind another, through an exit opening, or by force."""
    here = turn.situation
    if here.exit_since is not None:
        _tell(turn, AlertKind.TAILGATING, cause=MovementCause.EXIT_BUTTON.value)
    elif turn.now <= here.tailgate_until:
        _tell(turn, AlertKind.TAILGATING, cause=MovementCause.CHECK_IN.value)
    else:
        _tell(turn, AlertKind.DOOR_FORCED, cause="passage")
    return here.state


def passed_backwards(turn: Turn) -> State:
    """Somebody went out; with an exit opening that ends it soon."""
    here = turn.situation
    if here.exit_since is not None:
        here.exit_passages += 1
        turn.start(Timer.EXIT, BEAM_PATIENCE_SECONDS)
    else:
        turn.service("passed_backwards")
    return here.state


def passed_in_emergency(turn: Turn) -> State:
    """Somebody went through while the gate stands open; which way is no matter."""
    turn.situation.emergency_passages += 1
    return turn.situation.state


def exit_over(turn: Turn) -> State:
    """Withdraw an exit opening and keep it."""
    here = turn.situation
    if here.exit_since is not None and _waits_for_the_beam(turn, here.exit_since):
        turn.start(Timer.EXIT, BEAM_PATIENCE_SECONDS)
        return here.state
    turn.stop(Timer.EXIT)
    finish_exit(turn)
    return here.state


def finish_exit(turn: Turn) -> None:
    """Keep an exit opening that is over; the barrier closes unless something else holds it open."""
    here = turn.situation
    if here.exit_since is None:
        return
    turn.record(
        Movement(
            visit=None,
            cause=MovementCause.EXIT_BUTTON,
            opened_at=here.exit_since,
            closed_at=turn.now,
            passages=here.exit_passages,
        )
    )
    here.exit_since, here.exit_passages = None, 0
    if here.opening is None and not here.emergency:
        turn.do(CloseBarrier())


def door_opened(turn: Turn) -> State:
    """The door contact says open: by us, or by force."""
    here = turn.situation
    here.door_open = True
    turn.start(Timer.DOOR, turn.policy.door_held_seconds)
    ours = here.opening is not None or here.exit_since is not None or here.emergency
    if not ours and turn.now > here.tailgate_until:
        _tell(turn, AlertKind.DOOR_FORCED, cause="door")
    return here.state


def door_closed(turn: Turn) -> State:
    """The door contact says closed."""
    turn.situation.door_open = False
    turn.stop(Timer.DOOR)
    if not turn.situation.beam:
        turn.clear_alert(AlertKind.DOOR_HELD)
    return turn.situation.state


def door_held(turn: Turn) -> State:
    """The door stands open for too long."""
    turn.stop(Timer.DOOR)
    if not turn.situation.emergency:
        turn.raise_alert(AlertKind.DOOR_HELD, Severity.WARNING)
    return turn.situation.state


def _waits_for_the_beam(turn: Turn, opened_at: float) -> bool:
    """Claim that the beam is blocked, and not for so long that the beam itself must be broken."""
    if not turn.situation.beam:
        return False
    if turn.now - opened_at < turn.policy.passage_seconds + turn.policy.door_held_seconds:
        return True
    turn.raise_alert(AlertKind.DOOR_HELD, Severity.WARNING, cause="beam")
    return False


def beam_blocked(turn: Turn) -> State:
    """Something is in the way: our close waits."""
    turn.situation.beam = True
    return turn.situation.state


def beam_cleared(turn: Turn) -> State:
    """The way is free."""
    turn.situation.beam = False
    if not turn.situation.door_open:
        turn.clear_alert(AlertKind.DOOR_HELD)
    return turn.situation.state


def _tell(turn: Turn, kind: AlertKind, **details: str) -> None:
    turn.record(
        Alert(kind=kind, severity=Severity.WARNING, state=AlertState.RAISED, details=tuple(sorted(details.items())))
    )
