"""Whom an order, a badge or the key lets in, and when that opening waits."""

import pytest
from core_driver import Lane, an_order
from referred_person import last, leave, refer

from device.checkpoint import events as e
from device.checkpoint.policy import Policy
from device.vocabulary import Colour, MovementCause, OrderName, OrderStatus, Part, Reason, State


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


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
