"""A fever, a doubt under a strict rule, a code that is not green: a case, and no opening."""

import pytest
from core_driver import Lane

from device.checkpoint import events as e
from device.checkpoint.actions import OpenBarrier
from device.checkpoint.policy import Policy
from device.vocabulary import AlertKind, AlertState, Band, Colour, Kind, Outcome, Reason, Signal, State


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


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
