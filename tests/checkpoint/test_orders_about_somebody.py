"""An order about a person counts for that person and that attempt alone."""

import pytest
from core_driver import Lane, an_order
from referred_person import last, reach, refer

from device.checkpoint import events as e
from device.checkpoint.actions import CallForHelp
from device.checkpoint.policy import Policy
from device.vocabulary import AlertKind, AlertState, Band, ClockQuality, OrderName, OrderStatus, Outcome, Reason, State


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


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
