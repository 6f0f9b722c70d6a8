"""A referral holds the lane for a moment, and lets the next person on."""

import pytest
from core_driver import Lane
from referred_person import refer

from device.checkpoint import events as e
from device.checkpoint.actions import CallForHelp, Rescan, Show
from device.checkpoint.policy import Policy
from device.vocabulary import Colour, Mode, Signal, State


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


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
