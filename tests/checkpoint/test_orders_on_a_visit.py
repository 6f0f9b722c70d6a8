"""What an inspector's order does to the visit it names, once."""

import pytest
from core_driver import Lane, an_order

from device.checkpoint import events as e
from device.vocabulary import Colour, OrderName, OrderStatus, Outcome, Reason, State


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


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
