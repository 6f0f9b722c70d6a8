"""A visit as the core decides it."""

import pytest
from core_driver import Lane, a_code, an_order

from device.checkpoint import events as e
from device.checkpoint.actions import CloseBarrier, OpenBarrier, Rescan
from device.checkpoint.policy import Policy
from device.vocabulary import (
    AlertKind,
    AlertState,
    Band,
    Colour,
    Kind,
    Mode,
    MovementCause,
    OrderName,
    OrderStatus,
    Outcome,
    Part,
    Reason,
    Signal,
    State,
)


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


def test_a_healthy_person_passes(lane: Lane) -> None:
    assert (lane.state, lane.signal) == (State.IDLE, Signal.READY)
    lane.tell(e.PresenceBegan())
    assert (lane.state, lane.signal) == (State.SCREENING, Signal.HOLD_STILL)
    lane.read(36.5)
    assert lane.signal is Signal.SHOW_CODE
    lane.show_code("zhang")
    assert (lane.state, lane.signal, lane.barrier) == (State.ADMITTING, Signal.PASS, "open")
    lane.tell(e.PresenceLost(), e.Passed())
    assert (lane.state, lane.barrier) == (State.IDLE, "closed")
    assert lane.outcomes() == [Outcome.ADMITTED]
    assert [one.reasons for one in lane.corrections()] == [(Reason.VISIT_PASSED,)]
    assert lane.corrections()[0].corrects > 0
    assert [one.cause for one in lane.movements()] == [MovementCause.CHECK_IN]


def test_the_code_may_come_before_the_reading(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    assert lane.state == State.SCREENING
    lane.read(36.5)
    assert lane.state == State.ADMITTING


def test_the_barrier_waits_for_the_disk(lane: Lane) -> None:
    lane.disk_answers = False
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang")
    assert (lane.state, lane.barrier, lane.signal) == (State.COMMITTING, "closed", Signal.WAIT)
    lane.wait(2.0)
    assert lane.openings() == 0
    lane.answer_disk()
    assert lane.barrier == "open"


def test_a_fever_is_confirmed_and_then_referred(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.read(38.4)
    assert lane.state == State.SCREENING
    lane.wait(1.0)
    lane.read(38.2)
    assert (lane.state, lane.signal) == (State.REFERRED, Signal.STEP_ASIDE)
    assert lane.openings() == 0
    assert lane.alerts() == [AlertKind.FEVER]
    assert [(one.outcome, one.band, one.attempt) for one in lane.check_ins()] == [(Outcome.REFERRED, Band.FEVER, 2)]
    lane.wait(8.0)
    assert (lane.state, lane.signal) == (State.IDLE, Signal.READY)
    assert len(lane.core.situation.cases) == 1


def test_a_doubtful_person_ends_normal_by_the_combined_estimate(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.read(37.4)
    lane.wait(1.0)
    lane.read(37.0)
    assert lane.state == State.ADMITTING
    assert Reason.TEMPERATURE_DOUBTFUL in lane.check_ins()[0].reasons


def test_a_strict_venue_makes_the_doubtful_a_case() -> None:
    lane = Lane(policy=Policy(strict=True)).start()
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.read(37.4)
    lane.wait(1.0)
    lane.read(37.0)
    assert lane.state == State.REFERRED
    assert lane.alerts() == [AlertKind.TEMPERATURE_DOUBTFUL]


def test_no_valid_reading_twice_is_unmeasured_and_a_case(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.fail_to_read()
    lane.wait(1.0)
    lane.fail_to_read()
    assert lane.state == State.REFERRED
    assert lane.check_ins()[0].band is Band.UNMEASURED
    assert lane.alerts() == [AlertKind.NEEDS_HELP]


@pytest.mark.parametrize(
    ("colour", "alert"),
    [
        (Colour.RED, AlertKind.CODE_RED),
        (Colour.YELLOW, AlertKind.CODE_YELLOW),
        (Colour.UNKNOWN, AlertKind.CODE_UNKNOWN),
    ],
)
def test_every_colour_but_green_is_referred(lane: Lane, colour: Colour, alert: AlertKind) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang", colour=colour)
    assert lane.state == State.REFERRED
    assert lane.alerts() == [alert]


def test_no_policy_accepts_red() -> None:
    lane = Lane(policy=Policy(accepted_colours=(Colour.GREEN, Colour.YELLOW, Colour.RED))).start()
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang", colour=Colour.RED)
    assert (lane.state, lane.openings()) == (State.REFERRED, 0)


def test_two_strangers_codes_void_the_pairing(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang", "li")
    assert (lane.state, lane.signal) == (State.SCREENING, Signal.ONE_AT_A_TIME)
    lane.read(36.5)
    assert lane.openings() == 0
    done = lane.wait(2.0)
    assert Rescan() in done
    lane.show_code("li")
    lane.read(36.5)
    assert lane.state == State.ADMITTING


def test_a_mother_and_two_children_are_decided_together(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("mother")
    lane.show_code("anna", kind=Kind.FAMILY, guardian="mother")
    lane.show_code("bobo", kind=Kind.FAMILY, guardian="mother")
    lane.read(36.5)
    assert lane.signal is Signal.NEXT_OF_GROUP
    lane.tell(e.PresenceLost())
    lane.wait(0.5)
    lane.tell(e.PresenceBegan())
    lane.read(36.7)
    lane.tell(e.PersonStepped(distance_mm=300))
    lane.read(36.4)
    lane.wait(3.0)
    assert lane.state == State.ADMITTING
    assert [action.people for action in lane.done if isinstance(action, OpenBarrier)] == [3]
    assert len({one.group for one in lane.check_ins()}) == 1
    assert len({one.visit for one in lane.check_ins()}) == 3
    lane.tell(e.Passed(), e.Passed())
    lane.wait(8.0)
    assert [one.outcome for one in lane.corrections()] == [Outcome.ADMITTED, Outcome.ADMITTED, Outcome.ANNULLED]


def test_one_fever_makes_the_whole_group_one_case(lane: Lane) -> None:
    lane.tell(e.PresenceBegan(), e.CompanionPressed())
    lane.show_code("mother", "aunt")
    lane.read(36.5)
    lane.tell(e.PersonStepped(distance_mm=300))
    lane.read(38.6)
    lane.wait(1.0)
    lane.read(38.6)
    assert lane.state == State.REFERRED
    assert len(lane.core.situation.cases) == 1
    assert [Reason.GROUP_MEMBER_REFERRED in one.reasons for one in lane.check_ins()] == [True, False]


def test_presence_that_breaks_voids_the_pairing(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.tell(e.PresenceLost())
    lane.wait(0.5)
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    assert (lane.state, lane.signal) == (State.SCREENING, Signal.SHOW_CODE)


def test_a_person_swapped_between_two_attempts_starts_over(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.read(38.4)
    lane.wait(1.0)
    lane.read(36.4)
    assert lane.outcomes() == [Outcome.ABANDONED]
    assert lane.state == State.SCREENING
    lane.read(36.4)
    assert lane.signal is Signal.SHOW_CODE


def test_nobody_passes_and_the_check_in_is_annulled(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang")
    lane.wait(8.0)
    assert lane.corrections()[0].outcome is Outcome.ANNULLED
    assert lane.barrier == "closed"


def test_a_second_person_through_is_tailgating(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang")
    lane.tell(e.PresenceLost(), e.Passed(), e.Passed())
    assert lane.alerts() == [AlertKind.TAILGATING]
    lane.wait(5.0)
    lane.tell(e.Passed())
    assert lane.alerts() == [AlertKind.TAILGATING, AlertKind.DOOR_FORCED]


def test_whoever_leaves_without_facts_leaves_no_trace(lane: Lane) -> None:
    written = len(lane.records)
    lane.tell(e.PresenceBegan())
    lane.tell(e.PresenceLost())
    lane.wait(1.0)
    assert (lane.state, len(lane.records)) == (State.IDLE, written)


def test_a_failed_write_admits_nobody_and_loses_nothing(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.disk_works = False
    lane.show_code("zhang")
    assert (lane.state, lane.signal, lane.openings()) == (State.OUT_OF_SERVICE, Signal.OUT_OF_SERVICE, 0)
    lane.tell(e.PartFailed(part=Part.JOURNAL, detail="full"))
    lane.disk_works = True
    lane.tell(e.PartRecovered(part=Part.JOURNAL))
    assert lane.outcomes() == [Outcome.ABANDONED]
    assert AlertKind.JOURNAL_FAULT in lane.alerts()
    assert lane.state in (State.IDLE, State.SCREENING)


def test_a_late_answer_of_a_stalled_disk_opens_nothing(lane: Lane) -> None:
    lane.disk_answers = False
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang")
    lane.wait(10.0)
    assert lane.state == State.OUT_OF_SERVICE
    lane.answer_disk()
    lane.disk_answers = True
    lane.answer_disk()
    assert lane.openings() == 0
    assert [one.outcome for one in lane.corrections()] == [Outcome.ANNULLED]


def test_fire_opens_first_and_only_a_hand_ends_it(lane: Lane) -> None:
    done = lane.tell(e.FireBegan())
    assert type(done[0]).__name__ == "HoldBarrierOpen"
    assert lane.state == State.EMERGENCY_OPEN
    lane.tell(e.KeyReset())
    assert lane.barrier == "open"
    lane.tell(e.FireEnded())
    assert lane.barrier == "open"
    lane.tell(an_order(OrderName.UNLOCK))
    assert lane.barrier == "open"
    lane.tell(e.KeyReset())
    assert (lane.state, lane.barrier) == (State.IDLE, "closed")
    assert lane.movements()[-1].cause is MovementCause.FIRE_INPUT


@pytest.mark.parametrize("state", list(State))
def test_exit_opens_at_once_in_every_state(state: State) -> None:
    lane = Lane().start()
    lane.core.situation.state = state
    lane.core.situation.emergency = state is State.EMERGENCY_OPEN
    done = lane.tell(e.ExitPressed())
    if state is not State.EMERGENCY_OPEN:
        assert isinstance(done[0], OpenBarrier)


def test_an_inspector_admits_a_referred_person_by_order(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang", colour=Colour.YELLOW)
    lane.tell(an_order(OrderName.ADMIT, lane.case(), attempt=1))
    assert (lane.state, lane.barrier) == (State.ADMITTING, "open")
    lane.tell(e.Passed())
    assert [one.status for one in lane.results()] == [OrderStatus.EXECUTING, OrderStatus.SUCCESSFUL]
    assert lane.corrections()[0].decided_by == "inspector:wang"
    assert lane.core.situation.cases == []


def test_an_order_is_taken_once(lane: Lane) -> None:
    lane.tell(an_order(OrderName.OPEN))
    lane.tell(e.Passed())
    lane.tell(an_order(OrderName.OPEN))
    assert lane.openings() == 1


def test_an_order_for_the_person_before_does_nothing(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang", colour=Colour.YELLOW)
    old = lane.case()
    lane.tell(an_order(OrderName.REFUSE, old))
    lane.tell(e.PresenceLost())
    lane.wait(1.0)
    lane.tell(e.PresenceBegan())
    lane.tell(an_order(OrderName.ADMIT, old, id="o-2"), an_order(OrderName.MEASURE_AGAIN, old, id="o-3"))
    assert [one.reason for one in lane.results()[-2:]] == [Reason.VISIT_OVER, Reason.VISIT_OVER]
    assert lane.openings() == 0


def test_measure_again_gives_the_person_on_the_lane_another_chance(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.fail_to_read()
    lane.wait(1.0)
    lane.fail_to_read()
    lane.tell(an_order(OrderName.MEASURE_AGAIN, lane.case()))
    assert lane.state == State.SCREENING
    lane.read(36.5)
    assert lane.state == State.ADMITTING
    assert len(lane.check_ins()) == 1
    lane.tell(e.Passed())
    assert [one.outcome for one in lane.corrections()] == [Outcome.ADMITTED, Outcome.ADMITTED]


def test_a_ticket_works_once_even_across_a_restart(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang", kind=Kind.TICKET)
    assert lane.barrier == "open"
    again = Lane(memory=lane.memory).start()
    again.tell(e.PresenceBegan())
    again.read(36.5)
    again.show_code("zhang", kind=Kind.TICKET)
    assert again.state == State.REFERRED
    assert Reason.CODE_TICKET_USED in again.check_ins()[-1].reasons


@pytest.mark.parametrize("restarts", [False, True])
def test_a_ticket_admitted_by_hand_is_used_up_all_the_same(lane: Lane, restarts: bool) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(38.6)
    lane.show_code("zhang", kind=Kind.TICKET)
    lane.wait(1.0)
    lane.read(38.6)
    assert lane.state == State.REFERRED
    case = lane.case()
    if restarts:
        lane = Lane(memory=lane.memory).start()
    lane.tell(an_order(OrderName.ADMIT, case, id="o-9"), e.Passed(), e.PresenceLost())
    lane.wait(5.0)
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("li", tag="tag-zhang", kind=Kind.TICKET)
    assert lane.state == State.REFERRED
    assert Reason.CODE_TICKET_USED in lane.check_ins()[-1].reasons


def test_an_interrupted_admission_is_closed_at_the_next_start(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang")
    again = Lane(memory=lane.memory, disk_answers=False)
    assert again.core.situation.visits_open == []
    assert again.core.situation.deferred or again.commits[0].records


def test_locked_refuses_entry_and_survives_a_restart(lane: Lane) -> None:
    lane.tell(an_order(OrderName.LOCK))
    assert lane.state == State.LOCKED
    again = Lane(memory=lane.memory).start()
    assert (again.state, again.signal) == (State.LOCKED, Signal.LOCKED)
    again.tell(e.PresenceBegan())
    assert again.state == State.LOCKED


def test_an_emergency_survives_a_restart() -> None:
    lane = Lane().start()
    lane.tell(e.FireBegan())
    again = Lane(memory=lane.memory)
    assert (again.state, again.barrier) == (State.EMERGENCY_OPEN, "open")


def test_with_no_inspector_live_somebody_is_called(lane: Lane) -> None:
    lane.tell(e.InspectorsLive(count=0))
    lane.wait(5.0)
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang", colour=Colour.RED)
    assert lane.signal is Signal.GO_TO_THE_DESK
    assert AlertKind.NO_INSPECTOR in lane.alerts()
    lane.tell(e.InspectorsLive(count=1))
    assert AlertKind.NO_INSPECTOR in lane.alerts(AlertState.CLEARED)


def test_the_seventeenth_case_closes_the_oldest() -> None:
    lane = Lane().start()
    for number in range(17):
        lane.tell(e.PresenceBegan())
        lane.read(36.5)
        lane.show_code(f"person{number}", colour=Colour.RED)
        lane.tell(e.PresenceLost())
        lane.wait(1.0)
    assert len(lane.core.situation.cases) == 16
    assert [one.outcome for one in lane.corrections()] == [Outcome.ABANDONED]


def test_a_broken_thermometer_takes_the_gate_out_of_service_unless_the_mode_needs_none() -> None:
    lane = Lane().start()
    lane.tell(e.PartFailed(part=Part.THERMOMETER, detail="cable"))
    assert lane.state == State.OUT_OF_SERVICE
    lane.tell(e.PartRecovered(part=Part.THERMOMETER))
    assert lane.state == State.IDLE
    other = Lane(policy=Policy(mode=Mode.CODE_ALONE)).start()
    other.tell(e.PartFailed(part=Part.THERMOMETER, detail="cable"))
    assert other.state == State.IDLE


def test_a_pair_that_is_not_in_the_table_changes_nothing(lane: Lane) -> None:
    before = lane.core.situation
    done = lane.tell(e.CodeSeen(code=a_code("nobody")))
    assert lane.state == State.IDLE
    assert not any(isinstance(action, CloseBarrier) for action in done)
    assert lane.core.situation is before
