"""A referral holds the lane for a moment and lives on as a case; orders are judged against both."""

import pytest
from core_driver import Lane, an_order

from device.checkpoint import events as e
from device.checkpoint.actions import CallForHelp, Rescan, Show
from device.checkpoint.policy import Policy
from device.vocabulary import (
    AlertKind,
    AlertState,
    Band,
    ClockQuality,
    Colour,
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


def refer(lane: Lane, holder: str = "zhang", core: float = 36.5) -> str:
    """Refer somebody by a red code; the lane is still theirs."""
    lane.tell(e.PresenceBegan())
    lane.read(core)
    lane.show_code(holder, colour=Colour.RED)
    assert lane.state == State.REFERRED
    return lane.case()


def leave(lane: Lane) -> None:
    lane.tell(e.PresenceLost())
    lane.wait(1.0)


def last(lane: Lane) -> tuple[OrderStatus, str]:
    return lane.results()[-1].status, lane.results()[-1].reason


# --- the lane ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "state"), [(7.9, State.REFERRED), (8.0, State.IDLE)])
def test_a_referral_holds_the_lane_for_eight_seconds_at_most(lane: Lane, seconds: float, state: State) -> None:
    refer(lane)
    lane.wait(seconds)
    assert lane.state == state


def test_whoever_was_referred_does_not_begin_a_new_visit_with_the_same_code(lane: Lane) -> None:
    refer(lane)
    lane.wait(8.0)
    lane.show_code("zhang", colour=Colour.RED)
    assert (lane.state, len(lane.core.situation.cases)) == (State.IDLE, 1)


def test_somebody_new_without_a_gap_is_recognised_by_the_code_held_up_all_the_while(lane: Lane) -> None:
    refer(lane)
    lane.show_code("li")
    done = lane.wait(8.0)
    assert Rescan() in done
    lane.show_code("li")
    lane.read(36.5)
    assert lane.state == State.ADMITTING


def test_a_code_begins_no_visit_where_no_code_is_needed() -> None:
    lane = Lane(policy=Policy(mode=Mode.TEMPERATURE_ALONE)).start()
    lane.tell(e.PresenceBegan())
    for _ in range(2):
        lane.read(39.0)
        lane.wait(1.0)
    lane.wait(8.0)
    lane.show_code("zhang")
    assert (lane.state, len(lane.core.situation.cases)) == (State.IDLE, 1)


def test_a_step_in_distance_gives_the_lane_to_the_next_person(lane: Lane) -> None:
    refer(lane)
    lane.tell(e.PersonStepped(distance_mm=300))
    assert lane.state == State.SCREENING
    lane.read(36.5)
    lane.show_code("li")
    assert lane.state == State.ADMITTING


def test_the_desk_is_called_when_the_last_console_leaves_a_referred_person_alone(lane: Lane) -> None:
    refer(lane)
    lane.tell(e.InspectorsLive(count=0))
    lane.wait(4.9)
    assert Show(signal=Signal.GO_TO_THE_DESK) not in lane.done
    done = lane.wait(0.2)
    assert CallForHelp(on=True) in done
    assert Show(signal=Signal.GO_TO_THE_DESK) in done
    assert CallForHelp(on=False) in lane.tell(e.InspectorsLive(count=1))


# --- admitting by hand -------------------------------------------------------------------------------------------


def test_another_persons_case_is_not_opened_before_a_referred_person(lane: Lane) -> None:
    older = refer(lane, "older")
    leave(lane)
    refer(lane, "fever")
    lane.tell(an_order(OrderName.ADMIT, older))
    assert (lane.state, lane.openings(), last(lane)[0]) == (State.REFERRED, 0, OrderStatus.ACCEPTED)
    leave(lane)
    assert (lane.state, lane.openings()) == (State.ADMITTING, 1)
    assert lane.core.situation.opening is not None
    assert lane.core.situation.opening.visits == [lane.check_ins()[0].visit]


def test_an_order_to_open_waits_until_a_referred_person_has_left_the_lane(lane: Lane) -> None:
    refer(lane)
    lane.tell(an_order(OrderName.OPEN))
    assert lane.openings() == 0
    lane.wait(8.0)
    assert lane.openings() == 1


def test_an_opening_for_a_case_lets_one_person_through_each(lane: Lane) -> None:
    lane.tell(e.PresenceBegan(), e.CompanionPressed())
    lane.show_code("mother", "aunt", colour=Colour.YELLOW)
    lane.read(36.5)
    lane.tell(e.PersonStepped(distance_mm=300))
    lane.read(36.5)
    case = lane.case()
    leave(lane)
    lane.tell(an_order(OrderName.ADMIT, case), e.Passed())
    assert lane.state == State.ADMITTING
    lane.tell(e.Passed())
    assert lane.state == State.IDLE


@pytest.mark.parametrize(("age", "openings"), [(119.0, 1), (121.0, 0)])
def test_a_badge_admits_the_newest_case_of_two_minutes(lane: Lane, age: float, openings: int) -> None:
    refer(lane)
    leave(lane)
    lane.wait(age - 1.0)
    lane.tell(e.BadgeSeen(inspector="wang"))
    assert lane.openings() == openings
    if openings:
        assert lane.corrections()[0].reasons == (Reason.DECIDED_BY_BADGE,)
        assert lane.corrections()[0].decided_by == "inspector:wang"
        assert lane.core.situation.opening is not None
        assert lane.core.situation.opening.cause is MovementCause.BADGE
    else:
        assert "nothing_admitted" in lane.services()


def test_the_key_admits_whoever_is_referred_on_the_lane(lane: Lane) -> None:
    refer(lane)
    lane.tell(e.KeyAdmit())
    assert lane.barrier == "open"
    assert "admitted_by_hand" in lane.services()
    assert lane.corrections()[0].reasons == (Reason.DECIDED_BY_KEY,)


def test_a_locked_gate_admits_nobody_by_order_badge_or_key(lane: Lane) -> None:
    case = refer(lane)
    lane.tell(an_order(OrderName.LOCK))
    lane.tell(e.KeyAdmit(), e.BadgeSeen(inspector="wang"))
    lane.tell(an_order(OrderName.ADMIT, case, id="o-2"), an_order(OrderName.OPEN, id="o-3"))
    assert lane.openings() == 0
    assert last(lane) == (OrderStatus.REJECTED, Reason.GATE_LOCKED)


@pytest.mark.parametrize("part", [Part.JOURNAL, Part.BARRIER])
def test_an_opening_that_waits_is_not_tried_on_a_broken_gate(lane: Lane, part: Part) -> None:
    lane.tell(e.PresenceBegan(), an_order(OrderName.OPEN))
    lane.tell(e.PartFailed(part=part, detail="cable"))
    assert (lane.state, lane.openings()) == (State.OUT_OF_SERVICE, 0)
    lane.tell(e.PartRecovered(part=part))
    assert lane.openings() == 1


@pytest.mark.parametrize(("seconds", "openings"), [(59.0, 1), (61.0, 0)])
def test_an_opening_waits_for_a_minute(lane: Lane, seconds: float, openings: int) -> None:
    lane = Lane(policy=Policy(passage_seconds=120.0)).start()
    lane.tell(an_order(OrderName.OPEN))
    lane.tell(an_order(OrderName.OPEN, id="o-2"))
    lane.wait(seconds)
    lane.tell(e.Passed())
    assert lane.openings() == 1 + openings
    if not openings:
        assert OrderStatus.EXPIRED in [one.status for one in lane.results()]


# --- orders about somebody ---------------------------------------------------------------------------------------


def test_whoever_is_refused_while_measured_again_is_not_admitted(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    for _ in range(2):
        lane.read(39.0)
        lane.wait(1.0)
    case = lane.case()
    lane.tell(an_order(OrderName.MEASURE_AGAIN, case), an_order(OrderName.REFUSE, case, id="o-2"))
    lane.read(36.5)
    assert lane.openings() == 0
    assert lane.corrections()[0].outcome is Outcome.REFUSED


def test_whoever_is_measured_again_can_be_admitted_at_once_by_the_same_case(lane: Lane) -> None:
    case = refer(lane)
    lane.tell(an_order(OrderName.MEASURE_AGAIN, case), an_order(OrderName.ADMIT, case, id="o-2"))
    assert (lane.state, lane.barrier) == (State.ADMITTING, "open")
    assert [one.outcome for one in lane.check_ins()] == [Outcome.REFERRED]


def test_nobody_is_measured_again_under_the_case_of_whoever_went_out_of_sight(lane: Lane) -> None:
    case = refer(lane)
    lane.tell(e.PresenceLost())
    lane.wait(0.5)
    lane.tell(e.PresenceBegan(), an_order(OrderName.MEASURE_AGAIN, case))
    assert last(lane) == (OrderStatus.REJECTED, Reason.VISIT_OVER)


@pytest.mark.parametrize(
    "event", [e.ClockChanged(quality=ClockQuality.HOLDOVER, generation=9), e.TrustChanged(generation=9, stale=False)]
)
def test_nobody_is_measured_again_on_a_verdict_of_another_clock(lane: Lane, event: e.Event) -> None:
    case = refer(lane)
    lane.tell(event, an_order(OrderName.MEASURE_AGAIN, case))
    assert last(lane) == (OrderStatus.REJECTED, Reason.VISIT_OVER)


def test_whoever_is_measured_again_cannot_show_somebody_elses_code(lane: Lane) -> None:
    case = refer(lane)
    lane.tell(an_order(OrderName.MEASURE_AGAIN, case))
    lane.show_code("friend")
    lane.wait(2.0)
    lane.show_code("friend")
    lane.read(36.5)
    assert [one.visit for one in lane.check_ins()] == list(dict.fromkeys(one.visit for one in lane.check_ins()))
    assert len(lane.check_ins()) == 2
    assert all(one.outcome is not Outcome.ADMITTED for one in lane.corrections())


def test_a_new_measurement_does_not_make_an_old_verdict_young(lane: Lane) -> None:
    lane = Lane(policy=Policy(visit_seconds=120.0)).start()
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.wait(20.0)
    for _ in range(2):
        lane.read(39.0)
        lane.wait(1.0)
    lane.tell(an_order(OrderName.MEASURE_AGAIN, lane.case()))
    lane.wait(9.0)
    lane.read(36.5)
    assert (lane.state, lane.openings()) == (State.REFERRED, 0)


def test_a_new_measurement_is_kept_with_its_figures(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    for _ in range(2):
        lane.read(39.0)
        lane.wait(1.0)
    lane.tell(an_order(OrderName.MEASURE_AGAIN, lane.case()))
    lane.read(36.4)
    first = lane.corrections()[0]
    assert (first.outcome, first.band, first.attempt) == (Outcome.ADMITTED, Band.NORMAL, 1)
    assert first.reading is not None
    assert first.reading.core_celsius == 36.4
    assert lane.alerts(AlertState.CLEARED) == [AlertKind.FEVER]


@pytest.mark.parametrize("name", [OrderName.ADMIT, OrderName.REFUSE, OrderName.MEASURE_AGAIN, OrderName.CORRECT_BAND])
def test_an_order_for_another_attempt_is_over(lane: Lane, name: OrderName) -> None:
    case = refer(lane)
    lane.tell(an_order(name, case, attempt=2, band=Band.NORMAL))
    assert last(lane) == (OrderStatus.REJECTED, Reason.VISIT_OVER)
    assert lane.openings() == 0


def test_a_band_is_corrected_and_the_case_lives_on(lane: Lane) -> None:
    case = refer(lane)
    lane.tell(an_order(OrderName.CORRECT_BAND, case, attempt=1, band=Band.FEVER))
    assert (lane.corrections()[0].band, lane.corrections()[0].outcome) == (Band.FEVER, Outcome.REFERRED)
    assert lane.case() == case


def test_a_claimed_case_calls_nobody(lane: Lane) -> None:
    case = refer(lane)
    lane.tell(an_order(OrderName.CLAIMED, case), e.InspectorsLive(count=0))
    done = lane.wait(60.0)
    assert CallForHelp(on=True) not in done


@pytest.mark.parametrize("name", list(OrderName))
@pytest.mark.parametrize("state", list(State))
def test_every_order_in_every_state_is_answered_and_never_twice(state: State, name: OrderName) -> None:
    lane = Lane().start()
    reach(lane, state)
    assert lane.state == state
    order = an_order(name, "v-nobody", band=Band.NORMAL, people=2)
    before = lane.openings()
    lane.tell(order)
    answers = len(lane.results())
    assert answers == 1
    lane.tell(order)
    assert len(lane.results()) == answers
    assert lane.openings() - before <= 1


def reach(lane: Lane, state: State) -> None:
    """Bring a fresh gate to `state` by what happens to gates."""
    match state:
        case State.STARTING:
            lane.__dict__.update(Lane().__dict__)
        case State.WARMING_UP:
            lane.tell(e.WarmingUp())
        case State.SCREENING:
            lane.tell(e.PresenceBegan())
        case State.COMMITTING | State.ADMITTING:
            lane.disk_answers = state is State.ADMITTING
            lane.tell(e.PresenceBegan())
            lane.read(36.5)
            lane.show_code("zhang")
            lane.disk_answers = True
        case State.REFERRED:
            refer(lane)
        case State.OUT_OF_SERVICE:
            lane.tell(e.PartFailed(part=Part.CAMERA, detail="frozen"))
        case State.LOCKED:
            lane.core.situation.locked = True
            lane.tell(e.WarmingUp())
        case State.EMERGENCY_OPEN:
            lane.tell(e.FireBegan())
        case State.STOPPING:
            lane.tell(e.StopRequested())
        case _:
            pass
