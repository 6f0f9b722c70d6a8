"""The rules while a referred person still stands on the lane: a calm light for a few seconds, then the lane is free."""

from device.checkpoint import condition, lane
from device.checkpoint.actions import Rescan
from device.checkpoint.decision import needs_code
from device.checkpoint.events import ClockChanged, TrustChanged
from device.checkpoint.situation import Timer
from device.checkpoint.turn import Turn
from device.vocabulary import State


def presence_lost(turn: Turn) -> State:
    """The referred person went out of sight; a second decides whether for good."""
    turn.situation.present = False
    nothing_more_belongs_here(turn)
    turn.start(Timer.PRESENCE, turn.policy.presence_lost_seconds)
    return State.REFERRED


def presence_returned(turn: Turn) -> State:
    """Somebody stands there again within the second: most likely the same person, swaying."""
    turn.situation.present = True
    turn.stop(Timer.PRESENCE)
    return State.REFERRED


def person_stepped(turn: Turn) -> State:
    """The next person took the place: the lane is theirs."""
    turn.situation.fresh = True
    return free(turn)


def nothing_more_belongs_here(turn: Turn) -> None:
    """Let no new measurement be taken for the visit on the lane: who stands there, or by what clock, is not certain."""
    if turn.situation.visit is not None:
        turn.situation.visit.measurable = False


def clock_changed(turn: Turn, event: ClockChanged) -> State:
    """The wall clock was set or lost: the verdict the referral rests on is not built upon."""
    nothing_more_belongs_here(turn)
    return condition.clock_changed(turn, event)


def trust_changed(turn: Turn, event: TrustChanged) -> State:
    """The trust list is another one: the verdict the referral rests on is not built upon."""
    nothing_more_belongs_here(turn)
    return condition.trust_changed(turn, event)


def free(turn: Turn) -> State:
    """End the hold; the case lives on. A code that somebody else has been holding up all the while is read anew."""
    here = turn.situation
    if here.present and needs_code(turn.policy):
        turn.do(Rescan())
    here.visit = None
    here.lane_case = None
    turn.stop(Timer.HOLD, Timer.PRESENCE)
    return lane.rest(turn)
