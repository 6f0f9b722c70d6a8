"""Carries one event through the rules: what they want done and kept is gathered here and handed out at the end.

Never opens the barrier for entry: that is done where the table is, and nowhere else.
"""

from collections.abc import Iterable

from device.checkpoint.actions import (
    Action,
    AnswerOrder,
    ForgetCodes,
    Measure,
    Show,
    StopMeasuring,
)
from device.checkpoint.facts import Reading
from device.checkpoint.memory import RememberedOrder
from device.checkpoint.orders import Order
from device.checkpoint.policy import Policy
from device.checkpoint.records import Alert, Correction, Record, Result, Service
from device.checkpoint.remembering import codes_in, on_their_way
from device.checkpoint.situation import Case, Deferred, Purpose, Situation, Timer
from device.vocabulary import AlertKind, AlertState, Band, OrderStatus, Outcome, Reason, Severity, Signal

UNWRITTEN_MOST = 512
"""Records kept in memory while the disk takes none; the oldest give way and are counted."""
HINT_SECONDS = 2.5


class Turn:
    """One call of the core: the situation, the time, and what comes of it."""

    def __init__(self, situation: Situation, now: float) -> None:
        self.situation = situation
        self.now = now
        self.actions: list[Action] = []
        self.records: list[Record] = []
        self.purpose = Purpose.KEEP
        self.closing: Case | None = None
        self.remember = False

    @property
    def policy(self) -> Policy:
        """The rules in force."""
        return self.situation.policy

    def do(self, action: Action) -> None:
        """Ask for `action`, in order."""
        self.actions.append(action)

    def record(self, *records: Record) -> None:
        """Keep `records`, together with everything else this turn keeps."""
        self.records.extend(records)

    # --- time ---------------------------------------------------------------------------------------------------

    def start(self, timer: Timer, seconds: float) -> None:
        """Make `timer` due in `seconds`."""
        self.situation.timers[timer] = self.now + seconds

    def stop(self, *timers: Timer) -> None:
        """Forget `timers`."""
        for timer in timers:
            self.situation.timers.pop(timer, None)

    # --- the person ---------------------------------------------------------------------------------------------

    def show(self, signal: Signal) -> None:
        """Show `signal` from now on."""
        self.stop(Timer.HINT)
        if self.situation.signal is not signal:
            self.situation.signal = signal
            self.do(Show(signal=signal))

    def hint(self, signal: Signal) -> None:
        """Show `signal` for a moment, then what was shown before; a hint on show is not cut by the same again."""
        self.start(Timer.HINT, HINT_SECONDS)
        self.do(Show(signal=signal))

    def measure(self) -> None:
        """Ask for a reading under a fresh token; answers to older tokens are void."""
        self.situation.tokens += 1
        self.situation.measuring = self.situation.tokens
        self.do(Measure(token=self.situation.tokens))

    def stop_measuring(self) -> None:
        """Want no reading."""
        if self.situation.measuring is not None:
            self.situation.measuring = None
            self.do(StopMeasuring())

    def forget(self, refs: Iterable[str]) -> None:
        """Have the edge wipe what it knows about these codes, except where a case or an unwritten entry needs it."""
        here = self.situation
        kept = {ref for case in here.cases for ref in case.refs} | codes_in([*self.records, *here.unwritten])
        for waiting in here.waiting.values():
            kept |= codes_in(waiting.records) | set(waiting.case.refs if waiting.case is not None else ())
        gone = tuple(ref for ref in refs if ref not in kept)
        if gone:
            self.do(ForgetCodes(refs=gone))

    def new_id(self, letter: str) -> str:
        """Make the next id: `v` visit, `c` case, `g` group."""
        self.situation.numbers += 1
        return f"{letter}-{self.situation.prefix}-{self.situation.numbers}"

    # --- what is kept -------------------------------------------------------------------------------------------

    def correct(
        self,
        visit: str,
        *,
        case: str | None,
        outcome: Outcome,
        reasons: tuple[Reason, ...],
        decided_by: str,
        band: Band | None = None,
        reading: Reading | None = None,
        attempt: int | None = None,
    ) -> None:
        """Keep what followed a check-in; waits where the check-in's own number is not known yet."""
        late = Deferred(
            visit=visit,
            case=case,
            outcome=outcome,
            reasons=list(reasons),
            decided_by=decided_by,
            band=band,
            reading=reading,
            attempt=attempt,
        )
        if self.correct_later(late):
            return
        if visit in on_their_way(self.situation, self.records):
            self.situation.deferred.append(late)
        else:
            self.service("nothing_to_correct", visit=visit, outcome=outcome.value)

    def correct_later(self, late: Deferred) -> bool:
        """Keep a deferred correction if its check-in's number is known; claim that it was."""
        seq = self.situation.check_ins.get(late.visit, 0)
        if seq == 0:
            return False
        self.record(
            Correction(
                visit=late.visit,
                case=late.case,
                corrects=seq,
                outcome=late.outcome,
                reasons=tuple(late.reasons),
                decided_by=late.decided_by,
                band=late.band,
                reading=late.reading,
                attempt=late.attempt,
            )
        )
        return True

    def raise_alert(self, kind: AlertKind, severity: Severity, **details: str | float | bool | None) -> None:
        """Tell that a condition of the gate holds; said once until it is cleared."""
        if kind not in self.situation.alerts:
            self.situation.alerts.append(kind)
            pairs = tuple(sorted(details.items()))
            self.record(Alert(kind=kind, severity=severity, state=AlertState.RAISED, details=pairs))

    def clear_alert(self, kind: AlertKind) -> None:
        """Tell that a condition of the gate is over, if it was raised."""
        if kind in self.situation.alerts:
            self.situation.alerts.remove(kind)
            self.record(Alert(kind=kind, severity=Severity.INFO, state=AlertState.CLEARED))

    def service(self, what: str, **details: str | float | bool | None) -> None:
        """Keep a change in the gate's own life."""
        self.record(Service(what=what, details=tuple(sorted(details.items()))))

    def answer(self, order: Order | RememberedOrder, status: OrderStatus, reason: str, **about: str | None) -> None:
        """Keep how far an order has come and send the prompt copy; success is told only when it is durable."""
        self.record(
            Result(
                order=order.id,
                name=order.name,
                status=status,
                reason=reason,
                by=order.by,
                visit=about.get("visit"),
                case=about.get("case"),
            )
        )
        if status is not OrderStatus.SUCCESSFUL:
            self.do(AnswerOrder(order=order.id, name=order.name, status=status, reason=reason))

    def conclude(self, order: RememberedOrder, status: OrderStatus, reason: str) -> None:
        """Keep how an order that was being carried out ended."""
        executing = self.situation.orders_executing
        self.situation.orders_executing = [one for one in executing if one.id != order.id]
        self.answer(order, status, reason)
