"""Opens, finds and closes cases: referrals that live on after the lane is free.

Closing a case is told to its inspectors and corrects the check-ins it is about; opening the barrier for one is not
decided here.
"""

from device.checkpoint.actions import CallForHelp
from device.checkpoint.decision import referral_severity
from device.checkpoint.records import Alert
from device.checkpoint.situation import Case, Timer, Visit
from device.checkpoint.turn import Turn
from device.vocabulary import AlertKind, AlertState, Kind, OrderStatus, Outcome, Reason, Severity, Signal, State


def open_case(turn: Turn, visit: Visit, kind: AlertKind, reasons: tuple[Reason, ...]) -> Case:
    """Open a case for `visit`; the oldest gives way where there would be too many."""
    here = turn.situation
    _make_room(turn)
    attempt = max((one.attempt for one in visit.measured), default=0)
    case = Case(
        id=turn.new_id("c"),
        visits=list(visit.ids),
        kind=kind,
        attempt=attempt,
        opened_at=turn.now,
        refs=[code.ref for code in visit.codes],
        tickets=tickets_of(visit),
    )
    here.cases.append(case)
    tell(turn, case, visit, reasons)
    watch(turn)
    return case


def tickets_of(visit: Visit) -> tuple[tuple[str, int], ...]:
    """Give the pass tickets shown in `visit`, with the second at which each ends."""
    return tuple((code.tag, code.expires_at or 0) for code in visit.codes if code.kind is Kind.TICKET)


def tell(turn: Turn, case: Case, visit: Visit, reasons: tuple[Reason, ...]) -> None:
    """Raise the case's alert."""
    readings = [one.reading for one in visit.measured if one.reading is not None]
    details: list[tuple[str, str | int | float | bool | None]] = [
        ("attempt", case.attempt),
        ("reasons", ",".join(reasons)),
        ("people", len(visit.ids)),
    ]
    if readings:
        details.append(("celsius", round(max(one.core_celsius for one in readings), 2)))
    turn.record(
        Alert(
            kind=case.kind,
            severity=referral_severity(case.kind),
            state=AlertState.RAISED,
            visit=case.visits[0],
            case=case.id,
            code=visit.codes[0] if visit.codes else None,
            details=tuple(details),
        )
    )


def find(turn: Turn, subject: str | None) -> Case | None:
    """Give the open case that `subject` (a case or one of its visits) names."""
    for case in turn.situation.cases:
        if subject is not None and (case.id == subject or subject in case.visits):
            return case
    return None


def newest(turn: Turn, seconds: float) -> Case | None:
    """Give the case on the lane, else the newest that is not older than `seconds`."""
    here = turn.situation
    on_lane = find(turn, here.lane_case)
    if on_lane is not None:
        return on_lane
    young = [case for case in here.cases if turn.now - case.opened_at <= seconds]
    return young[-1] if young else None


def resolve(turn: Turn, case: Case, outcome: Outcome, decided_by: str, *, reasons: tuple[Reason, ...]) -> None:
    """Correct the check-ins `case` is about and close it."""
    for visit in case.visits:
        turn.correct(visit, case=case.id, outcome=outcome, reasons=reasons, decided_by=decided_by)
    close(turn, case, outcome)


def close(turn: Turn, case: Case, outcome: Outcome) -> None:
    """Clear the alert of `case` and forget it."""
    here = turn.situation
    turn.record(
        Alert(
            kind=case.kind,
            severity=Severity.INFO,
            state=AlertState.CLEARED,
            visit=case.visits[0],
            case=case.id,
            details=(("outcome", outcome.value),),
        )
    )
    here.cases.remove(case)
    if here.lane_case == case.id:
        here.lane_case = None
    for asked in [asked for asked in here.asked if asked.case == case.id]:
        here.asked.remove(asked)
        if asked.order is not None:
            turn.answer(asked.order, OrderStatus.FAILED, Reason.CASE_OVER, case=case.id)
    turn.forget(case.refs)
    watch(turn)


def reopen(turn: Turn, case: Case) -> None:
    """Take back the closing of `case`: nobody was admitted after all."""
    here = turn.situation
    _make_room(turn)
    here.cases = sorted([*here.cases, case], key=lambda one: one.opened_at)
    turn.remember = True
    watch(turn)


def raise_again(turn: Turn, case: Case, reason: Reason) -> None:
    """Tell once more of a case that the journal has as closed."""
    details = (("attempt", case.attempt), ("reasons", reason.value), ("people", len(case.visits)))
    turn.record(
        Alert(
            kind=case.kind,
            severity=referral_severity(case.kind),
            state=AlertState.RAISED,
            visit=case.visits[0],
            case=case.id,
            details=details,
        )
    )


def _make_room(turn: Turn) -> None:
    here = turn.situation
    while len(here.cases) >= turn.policy.cases_most:
        abandon(turn, min(here.cases, key=lambda one: one.opened_at), Reason.CASE_CROWDED_OUT)


def abandon(turn: Turn, case: Case, reason: Reason) -> None:
    """Close `case` because nobody resolved it."""
    resolve(turn, case, Outcome.ABANDONED, "device", reasons=(reason,))


def expire(turn: Turn) -> None:
    """Close every case that is too old."""
    for case in list(turn.situation.cases):
        if case.opened_at + turn.policy.case_seconds <= turn.now:  # the very sum the deadline is made of
            abandon(turn, case, Reason.CASE_EXPIRED)


def watch(turn: Turn) -> None:
    """Make the oldest case's end a deadline, and see whether anybody looks after those that wait."""
    here = turn.situation
    turn.stop(Timer.CASES)
    if here.cases:
        here.timers[Timer.CASES] = min(case.opened_at for case in here.cases) + turn.policy.case_seconds
    call_if_alone(turn)


def call_if_alone(turn: Turn) -> None:
    """Call for help by hand where a case waits and no inspector's console has been live for a while."""
    here = turn.situation
    waits = any(case.claimed_by is None for case in here.cases)
    if not waits or here.inspectors > 0:
        turn.stop(Timer.HELP)
        turn.clear_alert(AlertKind.NO_INSPECTOR)
        if here.calling:
            here.calling = False
            turn.do(CallForHelp(on=False))
        return
    due = here.without_inspector_since + turn.policy.help_seconds
    if turn.now < due:
        here.timers[Timer.HELP] = due
        return
    turn.stop(Timer.HELP)
    turn.raise_alert(AlertKind.NO_INSPECTOR, Severity.WARNING)
    if not here.calling:
        here.calling = True
        turn.do(CallForHelp(on=True))
    if here.state is State.REFERRED:
        turn.show(Signal.GO_TO_THE_DESK)
