"""Says where the checkpoint comes to rest when nothing holds it, and begins the next visit from there.

Priority: fire, then out of service, then locked, then warming up, then whoever waits.
"""

from device.checkpoint import admission, cases
from device.checkpoint.actions import Rescan
from device.checkpoint.decision import needs_code, needs_temperature
from device.checkpoint.progress import show_progress
from device.checkpoint.situation import Timer, Visit
from device.checkpoint.turn import Turn
from device.vocabulary import Part, Reason, Signal, State

RESTING = (
    State.IDLE,
    State.WARMING_UP,
    State.LOCKED,
    State.OUT_OF_SERVICE,
    State.EMERGENCY_OPEN,
    State.SCREENING,
    State.COMMITTING,
)
"""Where `rest` may lead: a resting state, or at once into what waited for one."""


def rest(turn: Turn, *, at_once: bool = True) -> State:
    """Give the lane back: to the next opening that waits, the next person, or nobody.

    With `at_once` false the next person is looked at a moment later, when the one who passes is out of sight.
    """
    here = turn.situation
    turn.stop(Timer.HOLD, Timer.COMMIT, Timer.HINT, Timer.NEXT)
    state = _standing(turn)
    if state is State.EMERGENCY_OPEN:
        turn.show(Signal.EMERGENCY)
        return state
    _apply_new_rules(turn)
    state = _standing(turn)
    if state in (State.IDLE, State.WARMING_UP, State.OUT_OF_SERVICE) and broken_for_entry(turn) is None:
        opened = admission.next_asked(turn)
        if opened is not None:
            return opened
    if state is State.IDLE and here.present and here.fresh:
        if at_once:
            return begin(turn)
        turn.start(Timer.NEXT, turn.policy.next_person_seconds)
    turn.show(_SIGNALS[state])
    return state


_SIGNALS = {
    State.IDLE: Signal.READY,
    State.WARMING_UP: Signal.WARMING_UP,
    State.LOCKED: Signal.LOCKED,
    State.OUT_OF_SERVICE: Signal.OUT_OF_SERVICE,
}


def _standing(turn: Turn) -> State:
    here = turn.situation
    if here.emergency:
        return State.EMERGENCY_OPEN
    if blocking_faults(turn):
        return State.OUT_OF_SERVICE
    if here.locked:
        return State.LOCKED
    if here.warming_up and needs_temperature(turn.policy) and not turn.policy.measure_while_warming_up:
        return State.WARMING_UP
    return State.IDLE


def blocking_faults(turn: Turn) -> tuple[Part, ...]:
    """Give the failed parts the venue's mode cannot do without."""
    needed = {Part.JOURNAL, Part.BARRIER}
    if needs_temperature(turn.policy):
        needed.add(Part.THERMOMETER)
    if needs_code(turn.policy):
        needed.add(Part.CAMERA)
    return tuple(part for part in turn.situation.faults if part in needed)


def _apply_new_rules(turn: Turn) -> None:
    here = turn.situation
    if here.policy_next is not None:
        here.policy, here.policy_next = here.policy_next, None
        turn.service("settings_applied")
        cases.watch(turn)


def begin(turn: Turn) -> State:
    """Begin a visit for whoever stands there."""
    here = turn.situation
    turn.stop(Timer.NEXT, Timer.UNSEEN)
    here.fresh = False
    here.unseen_whose = ""
    here.seen_holders = []
    here.visit = Visit(ids=[turn.new_id("v")])
    turn.start(Timer.DECISION, turn.policy.visit_seconds)
    look(turn)
    return State.SCREENING


def next_person(turn: Turn) -> State:
    """Whoever still stands there after the passage is the next person."""
    turn.stop(Timer.NEXT)
    if turn.situation.present and turn.situation.fresh:
        return begin(turn)
    return State.IDLE


def look(turn: Turn) -> None:
    """Want a reading and a code, as the venue's mode asks."""
    if needs_temperature(turn.policy):
        turn.measure()
    if needs_code(turn.policy):
        turn.do(Rescan())
    show_progress(turn)


def refusal(turn: Turn) -> Reason | None:
    """Say why no opening for entry can be begun at all now, or None."""
    here = turn.situation
    if here.emergency:
        return Reason.GATE_EMERGENCY
    if here.state in (State.STARTING, State.STOPPING):
        return Reason.GATE_NOT_READY
    if here.locked:
        return Reason.GATE_LOCKED
    return broken_for_entry(turn)


def broken_for_entry(turn: Turn) -> Reason | None:
    """Say whether the two parts no opening for entry can do without have failed."""
    faults = turn.situation.faults
    return Reason.GATE_OUT_OF_SERVICE if Part.JOURNAL in faults or Part.BARRIER in faults else None
