"""The rules while a referred person still stands on the lane: a calm light for a few seconds, then the lane is free."""

from device.checkpoint import cases, lane
from device.checkpoint.situation import Timer
from device.checkpoint.turn import Turn
from device.vocabulary import State


def presence_lost(turn: Turn) -> State:
    """The referred person went out of sight; a second decides whether for good."""
    turn.situation.present = False
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


def free(turn: Turn) -> State:
    """End the hold; the case lives on."""
    here = turn.situation
    here.visit = None
    here.lane_case = None
    turn.stop(Timer.HOLD, Timer.PRESENCE)
    cases.forget_corrections(turn)
    return lane.rest(turn)
