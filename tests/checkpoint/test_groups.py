"""A family or companions are measured one by one and decided as one."""

import pytest
from core_driver import Lane, an_order

from device.checkpoint import events as e
from device.checkpoint.actions import OpenBarrier
from device.checkpoint.policy import Policy
from device.vocabulary import Band, ClockQuality, Kind, Mode, OrderName, Outcome, Reason, Signal, State


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


def come(lane: Lane, *holders: str) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code(*holders)


def a_mother_and_a_child(lane: Lane) -> None:
    come(lane, "mother")
    lane.show_code("anna", kind=Kind.FAMILY, guardian="mother")


def test_a_childs_code_before_the_mothers_makes_a_group_too(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("anna", kind=Kind.FAMILY, guardian="mother")
    lane.show_code("mother")
    lane.read(36.5)
    lane.tell(e.PersonStepped(distance_mm=300))
    lane.read(36.5)
    lane.wait(2.5)
    assert [action.people for action in lane.done if isinstance(action, OpenBarrier)] == [2]


def test_nobody_takes_anothers_second_attempt_in_a_group(lane: Lane) -> None:
    a_mother_and_a_child(lane)
    lane.read(38.2)
    lane.tell(e.PersonStepped(distance_mm=300))
    lane.wait(1.0)
    lane.read(36.0, surface=35.9)
    lane.tell(e.PersonStepped(distance_mm=300))
    lane.read(36.5)
    lane.wait(3.0)
    assert lane.openings() == 0
    assert set(lane.outcomes()) == {Outcome.ABANDONED}


def test_a_group_judged_by_another_clock_begins_anew(lane: Lane) -> None:
    a_mother_and_a_child(lane)
    lane.read(36.5)
    lane.tell(e.ClockChanged(quality=ClockQuality.UNSET, generation=2))
    lane.tell(e.PersonStepped(distance_mm=300))
    lane.read(36.5)
    lane.wait(3.0)
    assert lane.openings() == 0
    assert Reason.CODE_JUDGED_AGAIN in lane.check_ins()[0].reasons


def test_a_group_that_takes_too_long_is_a_case_and_nobody_is_invented(lane: Lane) -> None:
    lane = Lane(policy=Policy(visit_seconds=120.0, group_gap_seconds=30.0)).start()
    a_mother_and_a_child(lane)
    lane.read(36.5)
    lane.wait(25.0)
    lane.tell(e.PersonStepped(distance_mm=300))
    lane.wait(6.0)
    lane.read(36.5)
    assert (lane.state, lane.openings()) == (State.REFERRED, 0)
    assert len(lane.check_ins()) == 2


def test_the_next_of_a_group_is_waited_for_only_once(lane: Lane) -> None:
    a_mother_and_a_child(lane)
    lane.read(36.5)
    lane.wait(6.0)
    lane.read(36.5)
    lane.wait(3.9)
    assert lane.state == State.SCREENING
    lane.wait(0.2)
    assert lane.state == State.REFERRED


def test_six_people_have_the_time_six_people_need(lane: Lane) -> None:
    lane.tell(e.PresenceBegan(), e.CompanionPressed())
    lane.tell(an_order(OrderName.GROUP, lane.core.situation.visit.ids[0], people=6))  # type: ignore[union-attr]
    for number in range(6):
        lane.wait(2.0)
        lane.show_code(f"person{number}")
    for _ in range(6):
        lane.wait(2.9)
        lane.read(36.5)
        lane.tell(e.PersonStepped(distance_mm=300))
    assert lane.openings() == 1
    assert len(lane.check_ins()) == 6


def test_a_seventh_code_voids_the_group(lane: Lane) -> None:
    come(lane, "mother")
    for number in range(6):
        lane.show_code(f"child{number}", kind=Kind.FAMILY, guardian="mother")
    assert lane.signal is Signal.ONE_AT_A_TIME


def test_the_companion_button_counts_before_any_code(lane: Lane) -> None:
    lane.tell(e.PresenceBegan(), e.CompanionPressed())
    lane.read(36.5)
    lane.show_code("mother")
    assert lane.state == State.SCREENING
    lane.show_code("aunt")
    lane.tell(e.PersonStepped(distance_mm=300))
    lane.read(36.5)
    assert [one.companion for one in lane.check_ins()] == [True, True]
    assert lane.state == State.ADMITTING


def test_a_group_without_codes_has_a_check_in_for_everybody_measured() -> None:
    lane = Lane(policy=Policy(mode=Mode.TEMPERATURE_ALONE)).start()
    lane.tell(e.PresenceBegan(), e.CompanionPressed())
    lane.read(36.5)
    lane.tell(e.PersonStepped(distance_mm=300))
    for _ in range(2):
        lane.read(39.0)
        lane.wait(1.0)
    assert lane.state == State.REFERRED
    assert [one.band for one in lane.check_ins()] == [Band.NORMAL, Band.FEVER]


def test_a_stranger_in_a_group_voids_it_and_forgets_who_belonged_to_it(lane: Lane) -> None:
    a_mother_and_a_child(lane)
    lane.show_code("stranger")
    lane.wait(2.0)
    lane.show_code("li")
    lane.read(36.5)
    assert [action.people for action in lane.done if isinstance(action, OpenBarrier)] == [1]
    assert [one.group for one in lane.check_ins()] == [None]
