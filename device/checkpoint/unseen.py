"""The rules for whoever shows a code where the distance sensor sees nobody: a child, somebody in a wheelchair.

They are told where to stand; who cannot stand there is referred to the desk with their code. Never refuses anybody by
geometry, and never admits anybody unmeasured.
"""

from device.checkpoint import codes, lane
from device.checkpoint.actions import Rescan
from device.checkpoint.deciding import refer
from device.checkpoint.events import CodeSeen
from device.checkpoint.situation import Timer
from device.checkpoint.turn import Turn
from device.vocabulary import Reason, Signal, State

LOOK_AGAIN_SECONDS = 3.0
"""Between two looks at a code that is held up where nobody is seen."""
PATIENCE_SECONDS = 6.0
"""Who holds a code up for so long without being seen is helped."""
_ANSWER_SECONDS = 1.5
"""A look is answered within this, or the code has gone."""


def code_seen(turn: Turn, event: CodeSeen) -> State:
    """A code that counts, and nobody before the distance sensor."""
    here, code = turn.situation, event.code
    whose = code.holder or code.tag
    is_new = whose != here.unseen_whose or turn.now - here.unseen_at > LOOK_AGAIN_SECONDS + _ANSWER_SECONDS
    if is_new:
        here.unseen_whose, here.unseen_since = whose, turn.now
    here.unseen_at = turn.now
    if turn.now - here.unseen_since >= PATIENCE_SECONDS:
        lane.begin(turn)
        state = codes.code_seen(turn, event)
        return refer(turn, Reason.VISIT_TIMEOUT) if state is State.SCREENING else state
    turn.forget((code.ref,))
    turn.hint(Signal.COME_CLOSER)
    turn.start(Timer.UNSEEN, LOOK_AGAIN_SECONDS)
    return State.IDLE


def look_again(turn: Turn) -> State:
    """See whether the code is still held up."""
    turn.stop(Timer.UNSEEN)
    if turn.situation.state is State.IDLE and not turn.situation.present:
        turn.do(Rescan())
    return turn.situation.state
