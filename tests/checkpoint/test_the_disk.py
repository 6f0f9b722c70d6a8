"""What the journal refuses, delays or takes late: nobody enters on its strength, and nothing is lost."""

import pytest
from core_driver import Lane, an_order

from device.checkpoint import actions as a
from device.checkpoint import events as e
from device.checkpoint.memory import Memory, RememberedOpening
from device.checkpoint.records import Alert, CheckIn, Record, Result
from device.vocabulary import (
    AlertKind,
    AlertState,
    Colour,
    MovementCause,
    OrderName,
    OrderStatus,
    Outcome,
    Part,
    Reason,
    State,
)


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


def decide(lane: Lane, colour: Colour = Colour.GREEN) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang", colour=colour)


def committing(lane: Lane) -> None:
    lane.disk_answers = False
    decide(lane)
    assert lane.state == State.COMMITTING


def catch_up(lane: Lane) -> None:
    lane.disk_answers = True
    lane.answer_disk()


def told(lane: Lane) -> list[OrderStatus]:
    return [action.status for action in lane.done if isinstance(action, a.AnswerOrder)]


# --- write before open -------------------------------------------------------------------------------------------


def test_a_lock_that_comes_while_the_disk_is_busy_keeps_the_gate_shut(lane: Lane) -> None:
    committing(lane)
    lane.tell(an_order(OrderName.LOCK))
    catch_up(lane)
    assert (lane.state, lane.openings()) == (State.LOCKED, 0)
    assert [(one.outcome, one.reasons) for one in lane.corrections()] == [(Outcome.ANNULLED, (Reason.GATE_LOCKED,))]


def test_a_barrier_that_fails_while_the_disk_is_busy_is_not_asked_to_open(lane: Lane) -> None:
    committing(lane)
    lane.tell(e.PartFailed(part=Part.BARRIER, detail="cable"))
    catch_up(lane)
    assert (lane.state, lane.openings()) == (State.OUT_OF_SERVICE, 0)


def test_a_fire_while_the_disk_is_busy_opens_for_everybody_and_for_nobody_by_name(lane: Lane) -> None:
    committing(lane)
    lane.tell(e.FireBegan())
    catch_up(lane)
    assert lane.openings() == 0
    assert [one.outcome for one in lane.corrections()] == [Outcome.ANNULLED]


def test_an_exit_while_the_disk_is_busy_changes_nothing_about_the_entry(lane: Lane) -> None:
    committing(lane)
    lane.tell(e.ExitPressed())
    assert lane.openings() == 1
    catch_up(lane)
    assert (lane.state, lane.openings()) == (State.ADMITTING, 2)


@pytest.mark.parametrize("event", [e.PresenceLost(), e.PersonStepped(distance_mm=300)])
def test_whoever_left_while_the_disk_was_busy_is_not_let_in(lane: Lane, event: e.Event) -> None:
    committing(lane)
    lane.tell(event)
    catch_up(lane)
    assert lane.openings() == 0
    assert [one.outcome for one in lane.corrections()] == [Outcome.ANNULLED]


@pytest.mark.parametrize(("seconds", "openings"), [(9.9, 1), (10.0, 0)])
def test_nobody_waits_for_the_disk_longer_than_ten_seconds(lane: Lane, seconds: float, openings: int) -> None:
    committing(lane)
    lane.wait(seconds)
    catch_up(lane)
    assert lane.openings() == openings


def test_a_late_answer_annuls_even_after_other_visits(lane: Lane) -> None:
    committing(lane)
    lane.wait(10.0)
    late, lane.commits = lane.commits[0], lane.commits[1:]
    lane.tell(e.PartFailed(part=Part.JOURNAL, detail="io"), e.PartRecovered(part=Part.JOURNAL))
    lane.tell(e.PresenceLost())
    lane.wait(1.0)
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.tell(e.PresenceLost())
    lane.wait(1.0)
    lane.commits.insert(0, late)
    catch_up(lane)
    assert [one.outcome for one in lane.corrections()] == [Outcome.ANNULLED]
    assert lane.core.situation.deferred == []


# --- cases -------------------------------------------------------------------------------------------------------


def test_a_case_whose_admission_was_refused_by_the_disk_is_open_and_nobody_was_admitted(lane: Lane) -> None:
    decide(lane, Colour.RED)
    case = lane.case()
    lane.disk_works = False
    lane.tell(e.KeyAdmit())
    assert (lane.openings(), lane.case()) == (0, case)
    lane.disk_works = True
    lane.tell(e.PartRecovered(part=Part.JOURNAL))
    assert all(one.outcome is not Outcome.ADMITTED for one in lane.corrections())
    assert AlertKind.CODE_RED not in lane.alerts(AlertState.CLEARED)
    assert "not_admitted_by_hand" in lane.services()


def test_a_case_whose_admission_came_too_late_is_told_of_again(lane: Lane) -> None:
    decide(lane, Colour.RED)
    case = lane.case()
    lane.disk_answers = False
    lane.tell(an_order(OrderName.ADMIT, case))
    lane.wait(10.0)
    assert lane.core.situation.cases == []
    catch_up(lane)
    assert (lane.case(), lane.openings()) == (case, 0)
    alerts = [one.state for one in lane.records if isinstance(one, Alert) and one.case == case]
    assert alerts == [AlertState.RAISED, AlertState.CLEARED, AlertState.RAISED]
    assert lane.corrections()[-1].outcome is Outcome.REFERRED
    lane.tell(an_order(OrderName.REFUSE, case, id="o-2"))
    assert lane.corrections()[-1].outcome is Outcome.REFUSED


def test_a_visit_measured_again_keeps_its_case_when_the_disk_refuses(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    for _ in range(2):
        lane.read(39.0)
        lane.wait(1.0)
    case = lane.case()
    lane.tell(an_order(OrderName.MEASURE_AGAIN, case))
    lane.disk_works = False
    lane.read(36.5)
    assert (lane.openings(), lane.case()) == (0, case)


# --- what the disk refused ---------------------------------------------------------------------------------------


def test_what_the_disk_refused_is_written_in_the_order_in_which_it_happened(lane: Lane) -> None:
    lane.disk_works = False
    lane.tell(an_order(OrderName.OPEN))
    lane.tell(e.TamperBegan(), e.TamperEnded())
    lane.disk_works = True
    lane.tell(e.PartRecovered(part=Part.JOURNAL))
    assert [one.status for one in lane.results()] == [OrderStatus.EXECUTING, OrderStatus.FAILED]
    kinds = [(one.kind, one.state) for one in lane.records if isinstance(one, Alert)]
    assert kinds[-4:] == [
        (AlertKind.JOURNAL_FAULT, AlertState.RAISED),
        (AlertKind.TAMPER, AlertState.RAISED),
        (AlertKind.TAMPER, AlertState.CLEARED),
        (AlertKind.JOURNAL_FAULT, AlertState.CLEARED),
    ]
    assert lane.core.situation.unwritten == []


def test_a_disk_with_room_for_little_is_not_asked_without_end(lane: Lane) -> None:
    """A small commit that works must not pass for a recovery that lets a large one fail again and again."""
    lane.disk_works = False
    lane.tell(*(event for _ in range(20) for event in (e.TamperBegan(), e.TamperEnded())))
    lane.disk_answers = False
    lane.tell(e.PartRecovered(part=Part.JOURNAL))
    asked = 0
    while lane.commits and asked < 50:
        asked += 1
        commit = lane.commits.pop(0)
        small = len(commit.records) < 10
        answer = e.Durable(ticket=commit.ticket, seqs=tuple(range(len(commit.records))))
        lane.tell(answer if small else e.WriteFailed(ticket=commit.ticket))
    assert asked < 10


def test_whoever_a_refused_entry_names_is_remembered_until_it_is_written(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.disk_works = False
    lane.show_code("zhang")
    assert not forgotten(lane)
    lane.disk_works = True
    lane.tell(e.PartRecovered(part=Part.JOURNAL))
    assert forgotten(lane) == {"k-zhang"}


def forgotten(lane: Lane) -> set[str]:
    return {ref for action in lane.done if isinstance(action, a.ForgetCodes) for ref in action.refs}


# --- orders ------------------------------------------------------------------------------------------------------


def test_success_is_told_only_when_it_is_durable(lane: Lane) -> None:
    lane.disk_answers = False
    lane.tell(an_order(OrderName.LOCK))
    assert told(lane) == []
    catch_up(lane)
    assert told(lane) == [OrderStatus.SUCCESSFUL]


def test_a_restart_waits_for_the_disk_and_ends_as_successful(lane: Lane) -> None:
    lane.disk_answers = False
    lane.tell(an_order(OrderName.RESTART))
    assert a.Restart() not in lane.done
    catch_up(lane)
    assert a.Restart() in lane.done
    lane.tell(e.StopRequested())
    again = Lane(memory=lane.memory)
    assert [(one.status, one.reason) for one in again.results()] == [(OrderStatus.SUCCESSFUL, Reason.GATE_RESTARTED)]


def test_a_restart_the_disk_refuses_does_not_happen(lane: Lane) -> None:
    lane.disk_works = False
    lane.tell(an_order(OrderName.RESTART))
    assert a.Restart() not in lane.done
    assert told(lane)[-1] is OrderStatus.FAILED


def test_a_restart_ordered_during_an_opening_loses_neither(lane: Lane) -> None:
    lane.tell(an_order(OrderName.OPEN, id="o-open"))
    lane.tell(an_order(OrderName.RESTART, id="o-restart"))
    lane.tell(e.StopRequested())
    again = Lane(memory=lane.memory)
    finished = {one.order: one.status for one in [*lane.results(), *again.results()]}
    assert finished == {"o-open": OrderStatus.SUCCESSFUL, "o-restart": OrderStatus.SUCCESSFUL}


@pytest.mark.parametrize("stops", [False, True])
def test_an_order_that_waited_when_the_run_ended_is_interrupted(lane: Lane, stops: bool) -> None:
    lane.tell(e.PresenceBegan(), an_order(OrderName.OPEN))
    if stops:
        lane.tell(e.StopRequested())
    again = Lane(memory=lane.memory)
    results = [*lane.results(), *again.results()]
    assert [(one.status, one.reason) for one in results][1:] == [(OrderStatus.FAILED, Reason.ORDER_INTERRUPTED)]
    again.start()
    assert again.openings() == 0


# --- a new run ---------------------------------------------------------------------------------------------------


def test_an_opening_a_power_cut_hid_has_a_movement_without_an_end() -> None:
    opening = RememberedOpening(visit="v-1", cause=MovementCause.CHECK_IN, order=None, opened_at=90.0)
    lane = Lane(memory=Memory(visits_open=(("v-1", 7),), opening=opening))
    assert [(one.opened_at, one.closed_at, one.visit) for one in lane.movements()] == [(90.0, None, "v-1")]
    assert [(one.corrects, one.outcome) for one in lane.corrections()] == [(7, Outcome.ABANDONED)]


def test_a_check_in_that_cannot_be_found_is_named_and_waited_for_by_nobody() -> None:
    lane = Lane(memory=Memory(visits_open=(("v-1", 0),)))
    assert "nothing_to_correct" in lane.services()
    assert lane.core.situation.deferred == []


def test_a_visit_cut_off_between_two_attempts_is_closed_with_its_attempts(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.read(39.0)
    again = Lane(memory=lane.memory)
    assert [(one.outcome, one.attempt) for one in again.check_ins()] == [(Outcome.ABANDONED, 1)]


def test_cases_live_on_in_the_next_run_and_can_be_decided_there(lane: Lane) -> None:
    decide(lane, Colour.RED)
    number = next(n for n, one in enumerate(lane.records, 1) if isinstance(one, CheckIn))
    case = lane.case()
    lane.tell(an_order(OrderName.CLAIMED, case))
    again = Lane(memory=lane.memory).start()
    assert again.core.situation.cases[0].claimed_by == "inspector:wang"
    again.tell(an_order(OrderName.ADMIT, case, id="o-2"))
    assert (again.openings(), again.corrections()[0].corrects) == (1, number)


def test_a_fire_while_the_run_ends_opens_and_the_run_still_ends(lane: Lane) -> None:
    lane.tell(e.StopRequested())
    done = lane.tell(e.FireBegan())
    assert isinstance(done[0], a.HoldBarrierOpen)
    assert lane.state == State.STOPPING
    assert Lane(memory=lane.memory).state == State.EMERGENCY_OPEN


def records_of(lane: Lane, kind: type[Record]) -> list[Record]:
    return [one for one in lane.records if isinstance(one, kind)]


def test_every_opening_has_its_movement_and_every_order_its_end(lane: Lane) -> None:
    lane.tell(an_order(OrderName.OPEN), e.Passed(), e.ExitPressed(), e.PassedBackwards())
    lane.wait(1.0)
    assert [(one.cause, one.passages) for one in lane.movements()] == [
        (MovementCause.ORDER, 1),
        (MovementCause.EXIT_BUTTON, 1),
    ]
    assert len(records_of(lane, Result)) == 2


def test_who_goes_through_during_an_emergency_is_counted(lane: Lane) -> None:
    lane.tell(e.FireBegan(), e.Passed(), e.PassedBackwards(), e.PassedBackwards(), e.FireEnded(), e.KeyReset())
    assert [one.passages for one in lane.movements()] == [3]


def test_a_beam_that_stays_blocked_does_not_hold_the_lane_for_ever(lane: Lane) -> None:
    decide(lane)
    lane.tell(e.BeamBlocked())
    lane.wait(20.0)
    assert lane.state == State.ADMITTING
    lane.tell(e.PresenceLost())
    lane.wait(4.0)
    assert (lane.state, lane.alerts()) == (State.IDLE, [AlertKind.DOOR_HELD])
    lane.tell(e.BeamCleared())
    assert AlertKind.DOOR_HELD in lane.alerts(AlertState.CLEARED)


def test_a_visit_measured_again_is_not_admitted_on_a_check_in_that_never_became_durable() -> None:
    lane = Lane(disk_answers=False).start()
    lane.answer_disk()
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.fail_to_read()
    lane.wait(1.0)
    lane.fail_to_read()
    lane.tell(an_order(OrderName.MEASURE_AGAIN, lane.case()))
    lane.read(36.5)
    assert (lane.state, lane.openings()) == (State.SCREENING, 0)


def test_a_case_that_is_over_is_not_told_of_again_when_only_its_beginning_was_refused() -> None:
    lane = Lane(disk_answers=False).start()
    lane.answer_disk()
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang", colour=Colour.RED)
    lane.tell(e.PresenceLost())
    lane.wait(1800.0)
    begun, *ended = lane.commits
    assert any(isinstance(record, Alert) and record.state is AlertState.RAISED for record in begun.records)
    assert ended
    lane.commits = []
    lane.tell(e.WriteFailed(ticket=begun.ticket))
    for number, commit in enumerate(ended, start=50):
        lane.tell(e.Durable(ticket=commit.ticket, seqs=tuple(number for _ in commit.records)))
    lane.disk_answers = True
    lane.answer_disk()
    told = [record for record in lane.records if isinstance(record, Alert) and record.case is not None]
    assert lane.core.situation.cases == []
    assert told[-1].state is AlertState.CLEARED
