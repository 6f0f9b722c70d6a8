"""The rules of codes: whose code was read, whether it makes a group, and when a pairing is void."""

from msgspec.structs import replace

from device.checkpoint import condition, lane
from device.checkpoint.actions import Rescan, Resolve
from device.checkpoint.deciding import decide
from device.checkpoint.decision import needs_code
from device.checkpoint.events import ClockChanged, CodeResolved, CodeSeen, CodeUnresolved, TrustChanged
from device.checkpoint.facts import CodeFacts
from device.checkpoint.pairing import Belongs, belongs, same_person
from device.checkpoint.progress import in_group, show_progress, visit_of
from device.checkpoint.records import Alert
from device.checkpoint.situation import Timer, Visit
from device.checkpoint.turn import Turn
from device.checkpoint.visit import start_over
from device.vocabulary import AlertKind, AlertState, Colour, Kind, Reason, Severity, State

_RESOLVABLE = frozenset(
    {Reason.CODE_EXPIRED, Reason.CODE_STALE_COLOUR, Reason.CODE_STANDING_STALE, Reason.CODE_UNRESOLVED}
)
"""What a look-up may heal; a code with any other objection is not asked about."""


_LOOKED_UP = frozenset({Kind.LIVE, Kind.PAPER, Kind.FAMILY, Kind.OPAQUE})
"""What the authority issued or may know. It knows no foreign certificate, which would tell it a full name for nothing,
and cannot make a pass ticket good again, which is the venue's.
"""


def code_seen(turn: Turn, event: CodeSeen) -> State:
    """A code was read and judged."""
    visit, code = visit_of(turn), event.code
    if not needs_code(turn.policy) or Timer.VOID in turn.situation.timers:
        turn.forget((code.ref,))
        return State.SCREENING
    match belongs(code, visit, turn.policy.group_people_most):
        case Belongs.FIRST:
            _add(turn, visit, code)
        case Belongs.SAME_PERSON:
            _replace(turn, visit, code)
        case Belongs.SAME_GROUP:
            visit.group = visit.group or turn.new_id("g")
            visit.ids.append(turn.new_id("v"))
            visit.companion = True
            _add(turn, visit, code)
        case Belongs.STRANGER:
            return _void(turn, visit, code)
    state = decide(turn)
    if state is State.SCREENING:
        show_progress(turn)
    return state


def _add(turn: Turn, visit: Visit, code: CodeFacts) -> None:
    visit.codes.append(code)
    visit.codes_at.append(turn.now)
    turn.start(Timer.SETTLE, turn.policy.group_settle_seconds)
    if in_group(visit):
        turn.start(Timer.DECISION, turn.policy.visit_seconds)
    _ask_about(turn, visit, code)


def _ask_about(turn: Turn, visit: Visit, code: CodeFacts) -> None:
    """Look an opaque or stale code up; a forged one is not made sound by anybody's answer."""
    reasons = set(code.reasons)
    is_stale = code.kind is Kind.OPAQUE or bool(reasons)
    may_be_known = code.kind in _LOOKED_UP and code.colour is not Colour.INVALID and reasons <= _RESOLVABLE
    if turn.policy.resolve_online and is_stale and may_be_known:
        visit.unresolved.append(code.ref)
        turn.do(Resolve(ref=code.ref))


def _replace(turn: Turn, visit: Visit, code: CodeFacts) -> None:
    for place, known in enumerate(visit.codes):
        if same_person(code, known):
            visit.codes[place], visit.codes_at[place] = code, turn.now
            visit.unresolved = [ref for ref in visit.unresolved if ref != known.ref]
            if known.ref != code.ref:
                turn.forget((known.ref,))
            _ask_about(turn, visit, code)
            return


def _void(turn: Turn, visit: Visit, code: CodeFacts) -> State:
    turn.record(
        Alert(
            kind=AlertKind.PAIRING_VOID,
            severity=Severity.INFO,
            state=AlertState.RAISED,
            visit=visit.ids[0],
            details=(("reasons", Reason.PAIRING_TWO_CODES.value),),
        )
    )
    turn.forget((code.ref,))
    state = start_over(turn, Reason.PAIRING_TWO_CODES)
    if state is State.SCREENING:
        turn.stop_measuring()
        turn.start(Timer.VOID, turn.policy.void_seconds)
        show_progress(turn)
    return state


def void_over(turn: Turn) -> State:
    """`One at a time` was shown long enough: look again."""
    turn.stop(Timer.VOID)
    lane.look(turn)
    return State.SCREENING


def group_settled(turn: Turn) -> State:
    """No further code came for a while."""
    turn.stop(Timer.SETTLE)
    return decide(turn)


def code_resolved(turn: Turn, event: CodeResolved) -> State:
    """The authority answered for a code on the lane."""
    visit, ref = visit_of(turn), event.code.ref
    if ref not in visit.unresolved:
        return _too_late(turn, visit, ref)
    visit.unresolved.remove(ref)
    place = [known.ref for known in visit.codes].index(ref)
    visit.codes[place], visit.codes_at[place] = event.code, turn.now
    return decide(turn)


def code_unresolved(turn: Turn, event: CodeUnresolved) -> State:
    """The authority did not answer, or somebody answered in its name; the code is no better for it."""
    visit = visit_of(turn)
    if event.forged:
        turn.service("answer_forged", visit=visit.ids[0])
    if event.ref not in visit.unresolved:
        return _too_late(turn, visit, event.ref)
    visit.unresolved.remove(event.ref)
    place = [known.ref for known in visit.codes].index(event.ref)
    code = visit.codes[place]
    if Reason.CODE_UNRESOLVED not in code.reasons:
        visit.codes[place] = replace(code, reasons=(*code.reasons, Reason.CODE_UNRESOLVED))
    return decide(turn)


def _too_late(turn: Turn, visit: Visit, ref: str) -> State:
    """An answer nobody on the lane waits for."""
    if all(known.ref != ref for known in visit.codes):
        turn.forget((ref,))
    return State.SCREENING


def clock_changed(turn: Turn, event: ClockChanged) -> State:
    """The wall clock was set or lost: a verdict made under the old one is made again."""
    condition.clock_changed(turn, event)
    return _judge_again(turn)


def trust_changed(turn: Turn, event: TrustChanged) -> State:
    """The trust list is another one: a verdict made under the old one is made again."""
    condition.trust_changed(turn, event)
    return _judge_again(turn)


def _judge_again(turn: Turn) -> State:
    visit = visit_of(turn)
    if not visit.codes:
        return State.SCREENING
    if in_group(visit) or visit.checked_in:  # whose reading and check-in the new verdict would be is not certain
        return start_over(turn, Reason.CODE_JUDGED_AGAIN)
    turn.forget(code.ref for code in visit.codes)
    visit.codes, visit.codes_at, visit.unresolved = [], [], []
    turn.do(Rescan())
    show_progress(turn)
    return State.SCREENING
