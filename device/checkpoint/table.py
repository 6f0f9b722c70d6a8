"""The table: for every state and every event the one rule that answers, and the states it may lead to.

This is the only place that says what changes the state; `opening` holds the only rules that open the barrier. A pair
that is not here changes nothing and is reported. The diagram in the documentation is drawn from `ROWS`.
"""

from collections.abc import Callable

from msgspec import Struct

from device.checkpoint import (
    attention,
    codes,
    condition,
    ending,
    hands,
    lane,
    measuring,
    opening,
    ordering,
    passage,
    referral,
    unseen,
    visit,
    withdrawal,
)
from device.checkpoint import events as e
from device.checkpoint.admission import drop_late
from device.checkpoint.situation import Timer
from device.checkpoint.turn import Turn
from device.vocabulary import OrderName, State

Key = type[e.Event] | Timer | OrderName
"""What a row answers: an event, one of the core's own deadlines, or an order."""

S = State
ANY = tuple(S)
STAY: tuple[State, ...] = ()
REST = lane.RESTING
RUNNING = (S.WARMING_UP, S.IDLE, S.SCREENING, S.COMMITTING, S.ADMITTING, S.REFERRED, S.OUT_OF_SERVICE, S.LOCKED)
CALM = (S.WARMING_UP, S.OUT_OF_SERVICE, S.LOCKED)
"""At rest, not serving."""
AWAY = (S.STARTING, S.EMERGENCY_OPEN, S.STOPPING)
DECIDED = (S.SCREENING, S.COMMITTING, S.REFERRED)


class Row(Struct, frozen=True, kw_only=True):
    """One line of the table."""

    states: tuple[State, ...]
    key: Key
    rule: Callable[..., State]
    to: tuple[State, ...]
    """Where the rule may lead besides staying."""


def _row(states: tuple[State, ...], key: Key, rule: Callable[..., State], to: tuple[State, ...] = STAY) -> Row:
    return Row(states=states, key=key, rule=rule, to=to)


def _others(*states: State) -> tuple[State, ...]:
    return tuple(state for state in State if state not in states)


ROWS: tuple[Row, ...] = (
    # fire and exit: in every state, first of all
    _row(ANY, e.FireBegan, opening.fire_began, (S.EMERGENCY_OPEN,)),
    _row(ANY, e.FireEnded, ending.fire_ended),
    _row(ANY, e.ExitPressed, opening.exit_pressed),
    _row(ANY, Timer.EXIT, passage.exit_over),
    _row((S.EMERGENCY_OPEN,), e.EmergencyEnded, ending.end_emergency, (S.STARTING, *REST)),
    _row(_others(S.EMERGENCY_OPEN), e.EmergencyEnded, attention.nothing),
    _row((S.EMERGENCY_OPEN,), e.KeyReset, ending.end_emergency, (S.STARTING, *REST)),
    # presence
    _row((S.IDLE,), e.PresenceBegan, attention.begin_visit, (S.SCREENING,)),
    _row((S.SCREENING,), e.PresenceBegan, visit.presence_returned, (*REST, *DECIDED)),
    _row((S.REFERRED,), e.PresenceBegan, referral.presence_returned),
    _row((*CALM, *AWAY, S.COMMITTING, S.ADMITTING), e.PresenceBegan, attention.note_presence),
    _row((S.SCREENING,), e.PresenceLost, visit.presence_lost),
    _row((S.REFERRED,), e.PresenceLost, referral.presence_lost),
    _row(_others(S.SCREENING, S.REFERRED), e.PresenceLost, attention.note_absence),
    _row((S.SCREENING,), Timer.PRESENCE, visit.left, REST),
    _row((S.REFERRED,), Timer.PRESENCE, referral.free, REST),
    _row((S.IDLE,), e.PersonStepped, attention.begin_visit, (S.SCREENING,)),
    _row((S.SCREENING,), e.PersonStepped, visit.person_stepped, (*REST, *DECIDED)),
    _row((S.REFERRED,), e.PersonStepped, referral.person_stepped, REST),
    _row((*CALM, *AWAY, S.COMMITTING, S.ADMITTING), e.PersonStepped, attention.note_step),
    _row((S.IDLE,), Timer.NEXT, lane.next_person, (S.SCREENING,)),
    _row((S.IDLE, S.SCREENING), e.StandsTooFar, attention.too_far),
    _row(_others(S.IDLE, S.SCREENING), e.StandsTooFar, attention.nothing),
    _row((S.IDLE, S.SCREENING), e.StandsTooNear, attention.too_near),
    _row(_others(S.IDLE, S.SCREENING), e.StandsTooNear, attention.nothing),
    _row(ANY, Timer.HINT, attention.hint_over),
    # temperature
    _row((S.SCREENING,), e.ReadingTaken, measuring.reading_taken, (*REST, *DECIDED)),
    _row(_others(S.SCREENING), e.ReadingTaken, attention.nothing),
    _row((S.SCREENING,), e.ReadingFailed, measuring.reading_failed, (*REST, *DECIDED)),
    _row(_others(S.SCREENING), e.ReadingFailed, attention.nothing),
    _row((S.SCREENING,), Timer.ATTEMPT, measuring.attempt_again),
    # codes
    _row((S.IDLE,), e.CodeSeen, attention.code_at_idle, DECIDED),
    _row(ANY, Timer.UNSEEN, unseen.look_again),
    _row((S.SCREENING,), e.CodeSeen, codes.code_seen, (*REST, *DECIDED)),
    _row(_others(S.IDLE, S.SCREENING), e.CodeSeen, attention.forget_code),
    _row((S.SCREENING,), Timer.VOID, codes.void_over),
    _row((S.SCREENING,), e.NotAHealthCode, attention.not_a_health_code),
    _row(_others(S.SCREENING), e.NotAHealthCode, attention.nothing),
    _row((S.SCREENING,), e.CodeResolved, codes.code_resolved, DECIDED),
    _row(_others(S.SCREENING), e.CodeResolved, attention.forget_answer),
    _row((S.SCREENING,), e.CodeUnresolved, codes.code_unresolved, DECIDED),
    _row(_others(S.SCREENING), e.CodeUnresolved, attention.forget_answer),
    # group, time-outs of a visit
    _row((S.SCREENING,), e.CompanionPressed, visit.companion),
    _row(_others(S.SCREENING), e.CompanionPressed, attention.nothing),
    _row((S.SCREENING,), Timer.SETTLE, codes.group_settled, DECIDED),
    _row((S.SCREENING,), Timer.GAP, measuring.next_did_not_come, (S.REFERRED,)),
    _row((S.SCREENING,), Timer.DECISION, visit.out_of_time, (S.REFERRED, *REST)),
    _row((S.REFERRED,), Timer.HOLD, referral.free, REST),
    # the disk
    _row(
        (S.COMMITTING,),
        e.Durable,
        opening.durable,
        (S.ADMITTING, *REST),
    ),
    _row((S.OUT_OF_SERVICE,), e.Durable, opening.durable, REST),
    _row(_others(S.COMMITTING, S.OUT_OF_SERVICE), e.Durable, opening.durable),
    _row((S.COMMITTING, S.IDLE, *CALM), e.WriteFailed, withdrawal.write_failed, REST),
    _row(_others(S.COMMITTING, S.IDLE, *CALM), e.WriteFailed, withdrawal.write_failed),
    _row((S.COMMITTING,), Timer.COMMIT, withdrawal.commit_stalled, REST),
    _row((S.OUT_OF_SERVICE,), e.JournalFound, condition.journal_found),
    _row(_others(S.OUT_OF_SERVICE), e.JournalFound, attention.nothing),
    _row(ANY, e.StorageLow, condition.storage_low),
    _row(ANY, e.StorageRecovered, condition.storage_recovered),
    # passage and door
    _row((S.ADMITTING,), e.Passed, passage.passed, REST),
    _row((S.EMERGENCY_OPEN,), e.Passed, passage.passed_in_emergency),
    _row(_others(S.ADMITTING, S.EMERGENCY_OPEN), e.Passed, passage.passed_uninvited),
    _row((S.EMERGENCY_OPEN,), e.PassedBackwards, passage.passed_in_emergency),
    _row(_others(S.EMERGENCY_OPEN), e.PassedBackwards, passage.passed_backwards),
    _row((S.ADMITTING,), Timer.PASSAGE, passage.passage_over, REST),
    _row(ANY, e.DoorOpened, passage.door_opened),
    _row(ANY, e.DoorClosed, passage.door_closed),
    _row(ANY, Timer.DOOR, passage.door_held),
    _row(ANY, e.BeamBlocked, passage.beam_blocked),
    _row(ANY, e.BeamCleared, passage.beam_cleared),
    # local hands
    _row((S.IDLE, S.REFERRED, S.WARMING_UP, S.OUT_OF_SERVICE), e.KeyAdmit, hands.key_admit, (S.COMMITTING,)),
    _row((S.SCREENING, S.COMMITTING, S.ADMITTING, S.LOCKED, *AWAY), e.KeyAdmit, hands.key_admit),
    _row((S.IDLE, S.REFERRED, S.WARMING_UP, S.OUT_OF_SERVICE), e.BadgeSeen, hands.badge_seen, (S.COMMITTING,)),
    _row((S.SCREENING, S.COMMITTING, S.ADMITTING, S.LOCKED, *AWAY), e.BadgeSeen, hands.badge_seen),
    _row((S.SCREENING,), e.KeyReset, hands.key_reset_screening, REST),
    _row((S.REFERRED,), e.KeyReset, hands.key_reset_referred, REST),
    _row(_others(S.SCREENING, S.REFERRED, S.EMERGENCY_OPEN), e.KeyReset, attention.nothing),
    _row(ANY, e.TamperBegan, condition.tampered),
    _row(ANY, e.TamperEnded, condition.tamper_ended),
    # the gate's own parts
    _row((S.STARTING,), e.PartsReady, condition.parts_ready, REST),
    _row(_others(S.STARTING), e.PartsReady, condition.parts_ready),
    _row((S.IDLE,), e.WarmingUp, condition.warming_up, REST),
    _row(_others(S.IDLE), e.WarmingUp, condition.warming_up),
    _row((S.WARMING_UP,), e.WarmedUp, condition.warmed_up, REST),
    _row(_others(S.WARMING_UP), e.WarmedUp, condition.warmed_up),
    _row((S.SCREENING,), e.PartFailed, condition.part_failed, (S.REFERRED, *REST)),
    _row((S.IDLE, S.ADMITTING, *CALM), e.PartFailed, condition.part_failed, REST),
    _row((S.COMMITTING, S.REFERRED, *AWAY), e.PartFailed, condition.part_failed),
    _row((S.OUT_OF_SERVICE,), e.PartRecovered, condition.part_recovered, REST),
    _row(_others(S.OUT_OF_SERVICE), e.PartRecovered, condition.part_recovered),
    _row(ANY, e.PartReduced, condition.part_reduced),
    _row(ANY, e.DriftSuspected, condition.drift_suspected),
    # network, time, rules
    _row(ANY, e.LinkUp, condition.link_up),
    _row(ANY, e.LinkDown, condition.link_down),
    _row(ANY, e.SessionTakenOver, condition.session_taken_over),
    _row(ANY, e.InspectorsLive, condition.inspectors_live),
    _row(ANY, Timer.HELP, attention.help_due),
    _row(ANY, Timer.CASES, attention.cases_due),
    _row((S.SCREENING,), e.ClockChanged, codes.clock_changed, REST),
    _row((S.REFERRED,), e.ClockChanged, referral.clock_changed),
    _row(_others(S.SCREENING, S.REFERRED), e.ClockChanged, condition.clock_changed),
    _row((S.SCREENING,), e.TrustChanged, codes.trust_changed, REST),
    _row((S.REFERRED,), e.TrustChanged, referral.trust_changed),
    _row(_others(S.SCREENING, S.REFERRED), e.TrustChanged, condition.trust_changed),
    _row((S.IDLE, *CALM), e.SettingsChanged, condition.settings_changed, REST),
    _row(_others(S.IDLE, *CALM), e.SettingsChanged, condition.settings_changed),
    # orders
    _row((S.IDLE, S.WARMING_UP, S.OUT_OF_SERVICE), OrderName.OPEN, ordering.open_now, (S.COMMITTING,)),
    _row((S.SCREENING, S.COMMITTING, S.ADMITTING, S.REFERRED), OrderName.OPEN, ordering.open_later),
    _row((S.LOCKED, *AWAY), OrderName.OPEN, ordering.not_now),
    _row((S.IDLE, S.WARMING_UP, S.OUT_OF_SERVICE, S.REFERRED), OrderName.ADMIT, ordering.admit_now, (S.COMMITTING,)),
    _row((S.SCREENING,), OrderName.ADMIT, ordering.admit_later, (S.COMMITTING,)),
    _row((S.COMMITTING, S.ADMITTING), OrderName.ADMIT, ordering.admit_later),
    _row((S.LOCKED, *AWAY), OrderName.ADMIT, ordering.not_now),
    _row((S.SCREENING, S.REFERRED), OrderName.REFUSE, ordering.refuse, REST),
    _row(_others(S.SCREENING, S.REFERRED, S.STARTING, S.STOPPING), OrderName.REFUSE, ordering.refuse),
    _row((S.SCREENING, S.REFERRED), OrderName.MEASURE_AGAIN, ordering.measure_again, (S.SCREENING,)),
    _row(_others(S.SCREENING, S.REFERRED, S.STARTING, S.STOPPING), OrderName.MEASURE_AGAIN, ordering.visit_over),
    _row(_others(S.STARTING, S.STOPPING), OrderName.CORRECT_BAND, ordering.correct_band),
    _row(_others(S.STARTING, S.STOPPING), OrderName.CLAIMED, ordering.claimed),
    _row((S.SCREENING,), OrderName.GROUP, ordering.group),
    _row(_others(S.SCREENING, S.STARTING, S.STOPPING), OrderName.GROUP, ordering.visit_over),
    _row(_others(S.STARTING, S.STOPPING), OrderName.IDENTIFY, ordering.identify),
    _row((S.IDLE, S.SCREENING, S.REFERRED, S.WARMING_UP), OrderName.LOCK, ordering.lock, REST),
    _row((S.COMMITTING, S.ADMITTING, S.OUT_OF_SERVICE, S.LOCKED, S.EMERGENCY_OPEN), OrderName.LOCK, ordering.lock),
    _row((S.LOCKED,), OrderName.UNLOCK, ordering.unlock, REST),
    _row(_others(S.LOCKED, S.STARTING, S.STOPPING), OrderName.UNLOCK, ordering.unlock),
    _row(_others(S.STARTING, S.STOPPING), OrderName.RESTART, ordering.restart),
    *(
        _row((S.STARTING, S.STOPPING), name, ordering.not_now)
        for name in OrderName
        if name not in (OrderName.OPEN, OrderName.ADMIT)
    ),
    _row(ANY, Timer.PENDING, drop_late),
    # the end
    _row(_others(S.STOPPING), e.StopRequested, ending.stop, (S.STOPPING,)),
    _row((S.STOPPING,), e.StopRequested, attention.nothing),
)


def _index(rows: tuple[Row, ...]) -> dict[tuple[State, Key], Row]:
    table: dict[tuple[State, Key], Row] = {}
    for row in rows:
        for state in row.states:
            if (state, row.key) in table:
                raise AssertionError(f"two rows answer {row.key} in {state}")
            table[state, row.key] = row
    return table


TABLE = _index(ROWS)


def apply(row: Row, turn: Turn, event: e.Event | None) -> State:
    """Let `row` answer `event`; a rule takes the event where its answer depends on what is in it."""
    if row.rule.__code__.co_argcount == 1:
        return row.rule(turn)
    return row.rule(turn, event)
