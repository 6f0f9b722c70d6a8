"""The rules of local hands, which work without a network: key switch and inspector's badge."""

from device.checkpoint import admission, cases, lane
from device.checkpoint.events import BadgeSeen
from device.checkpoint.referral import free
from device.checkpoint.situation import Timer
from device.checkpoint.turn import Turn
from device.checkpoint.visit import close
from device.vocabulary import MovementCause, Reason, State

_TAKEN = (State.SCREENING, State.COMMITTING, State.ADMITTING)


def key_admit(turn: Turn) -> State:
    """The key switch admits the case on the lane, else the newest."""
    return _admit(turn, MovementCause.KEY_SWITCH, "key_switch")


def badge_seen(turn: Turn, event: BadgeSeen) -> State:
    """An inspector's badge admits the case on the lane, else the newest, else nothing."""
    return _admit(turn, MovementCause.BADGE, f"inspector:{event.inspector}")


def _admit(turn: Turn, cause: MovementCause, decided_by: str) -> State:
    here = turn.situation
    reason, case = lane.refusal(turn), cases.newest(turn, turn.policy.badge_case_seconds)
    if reason is not None or case is None:
        turn.service("nothing_admitted", cause=cause.value, reason=(reason or Reason.CASE_OVER).value)
        return here.state
    if here.state in _TAKEN:
        if all(asked.case != case.id for asked in here.asked):
            admission.ask(turn, cause, decided_by, case, None)
        return here.state
    return admission.admit_case(turn, case, cause, decided_by, None)


def key_reset_screening(turn: Turn) -> State:
    """Forget the visit and begin again with whoever stands there."""
    close(turn, Reason.DECIDED_BY_KEY)
    return lane.rest(turn)


def key_reset_referred(turn: Turn) -> State:
    """End the hold at once."""
    turn.stop(Timer.HOLD)
    return free(turn)
