"""Hands what a turn kept to the journal, holds what the disk refused, and lets go of what it took.

Never loses the order of things: what was refused goes first, together with what came after it.
"""

from collections.abc import Iterable

from device.checkpoint.actions import Action, AnswerOrder, Commit, PublishStatus
from device.checkpoint.records import Alert, CheckIn, Record, Result
from device.checkpoint.remembering import codes_in, memory_of, on_their_way
from device.checkpoint.situation import Purpose, Situation, Waiting
from device.checkpoint.turn import Turn
from device.vocabulary import AlertKind, AlertState, OrderStatus, Part

UNWRITTEN_MOST = 512
"""Records kept in memory while the disk takes none; the oldest give way and are counted."""


def finish(turn: Turn) -> list[Action]:
    """Write what was kept and tell what changed; give every action in order."""
    here = turn.situation
    if turn.records or turn.remember or turn.purpose is not Purpose.KEEP:
        _write(turn)
    _forget_numbers(turn)
    told = (here.state, _degraded(here), len(here.cases))
    if told != here.told:
        here.told = told
        turn.do(PublishStatus(state=told[0], degraded=told[1], open_cases=told[2]))
    return turn.actions


def written(turn: Turn, waiting: Waiting) -> None:
    """What a commit held is durable: tell successes, and let the edge forget whom only it named."""
    for record in waiting.records:
        if isinstance(record, Result) and record.status is OrderStatus.SUCCESSFUL:
            told = AnswerOrder(order=record.order, name=record.name, status=record.status, reason=record.reason)
            turn.do(told)
    _clear_once_more(turn, waiting.records)
    visit = turn.situation.visit
    on_lane = {code.ref for code in visit.codes} if visit is not None else set()
    named = codes_in(waiting.records) | set(waiting.case.refs if waiting.case is not None else ())
    turn.forget(sorted(named - on_lane))


def _clear_once_more(turn: Turn, records: Iterable[Record]) -> None:
    """Let no alert stand that is over: its end is on the disk, its beginning was refused and is written after it."""
    here = turn.situation
    to_come = [record for later in here.waiting.values() for record in later.records] + here.unwritten
    last = {_subject(alert): alert.state for alert in to_come if isinstance(alert, Alert)}
    standing = {(kind, None) for kind in here.alerts}
    open_cases = {case.id for case in here.cases}
    ends = [
        record
        for record in records
        if isinstance(record, Alert)
        and record.state is AlertState.CLEARED
        and last.get(_subject(record)) is AlertState.RAISED
        and _subject(record) not in standing
        and record.case not in open_cases
    ]
    if ends:
        keep_unwritten(turn, ends)


def _subject(alert: Alert) -> tuple[AlertKind, str | None]:
    return alert.kind, alert.case


def keep_unwritten(turn: Turn, records: Iterable[Record]) -> None:
    """Hold records the disk refused until it takes them."""
    here = turn.situation
    here.unwritten.extend(records)
    surplus = len(here.unwritten) - UNWRITTEN_MOST
    if surplus > 0:
        lost, here.unwritten = here.unwritten[:surplus], here.unwritten[surplus:]
        here.unwritten_lost += surplus
        gone = {record.visit for record in lost if isinstance(record, CheckIn)}
        here.deferred = [late for late in here.deferred if late.visit not in gone]
        turn.forget(sorted(codes_in(lost)))


def _write(turn: Turn) -> None:
    """Commit what this turn kept, after whatever the disk refused before, so that the order of things stays."""
    here = turn.situation
    if turn.purpose is Purpose.KEEP:
        if here.unwritten and Part.JOURNAL in here.faults and here.waiting:
            keep_unwritten(turn, turn.records)  # the answer to what is under way says whether to try again
            return
        turn.records = [*here.unwritten, *turn.records]
        here.unwritten = []
    elif here.unwritten:
        _commit(turn, Waiting(purpose=Purpose.KEEP, records=here.unwritten))
        here.unwritten = []
    _commit(turn, Waiting(purpose=turn.purpose, records=list(turn.records), case=turn.closing))
    if turn.purpose is Purpose.ADMIT and here.admission is not None:
        here.admission.ticket = here.tickets


def _commit(turn: Turn, waiting: Waiting) -> None:
    here = turn.situation
    here.tickets += 1
    here.waiting[here.tickets] = waiting
    turn.do(Commit(ticket=here.tickets, records=tuple(waiting.records), memory=memory_of(here, turn.now)))


def _forget_numbers(turn: Turn) -> None:
    """Drop the numbers of check-ins that nothing can correct any more."""
    here = turn.situation
    wanted = {visit for case in here.cases for visit in case.visits} | set(here.visits_open)
    wanted |= {late.visit for late in here.deferred}
    wanted |= set(here.visit.ids) if here.visit is not None else set()
    wanted |= on_their_way(here, turn.records)
    wanted |= {visit for one in here.waiting.values() if one.case is not None for visit in one.case.visits}
    here.check_ins = {visit: seq for visit, seq in here.check_ins.items() if visit in wanted}


def _degraded(here: Situation) -> tuple[str, ...]:
    """Give everything that is not as it should be, sorted, as `part.detail` words."""
    words = [f"{part.value}.{detail}" for part, detail in here.faults.items()]
    words += [f"{part.value}.{word}" for part, lacking in here.reduced.items() for word in lacking]
    return tuple(sorted(words + [kind.value for kind in here.alerts]))
