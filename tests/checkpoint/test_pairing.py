"""Whose reading belongs to whose code: breaks, swaps, windows and steps."""

from math import inf, nan

import pytest
from core_driver import Lane, a_reading

from device.checkpoint import events as e
from device.checkpoint.actions import Measure, Rescan
from device.checkpoint.policy import Policy
from device.vocabulary import Band, ClockQuality, Colour, Mode, Outcome, Reason, Signal, State


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


def come(lane: Lane, *holders: str) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code(*holders)


@pytest.mark.parametrize("figure", [nan, inf, -inf])
def test_what_is_not_a_number_is_not_a_normal_temperature(lane: Lane, figure: float) -> None:
    come(lane, "zhang")
    lane.read(figure)
    lane.wait(1.0)
    lane.read(figure)
    assert (lane.state, lane.openings()) == (State.REFERRED, 0)
    assert lane.check_ins()[0].band is Band.UNMEASURED


@pytest.mark.parametrize(("between", "reason"), [(29.9, None), (30.1, Reason.PAIRING_WINDOW)])
def test_two_attempts_belong_together_for_thirty_seconds(between: float, reason: Reason | None) -> None:
    lane = Lane(policy=Policy(visit_seconds=120.0, mode=Mode.TEMPERATURE_ALONE)).start()
    lane.tell(e.PresenceBegan())
    lane.read(37.4)
    lane.wait(between)
    lane.read(37.0)
    assert (lane.openings() == 1) is (reason is None)
    assert (reason in lane.check_ins()[0].reasons) is (reason is not None)


@pytest.mark.parametrize(("apart", "openings"), [(29.9, 1), (30.1, 0)])
def test_a_reading_and_its_code_are_at_most_thirty_seconds_apart(apart: float, openings: int) -> None:
    lane = Lane(policy=Policy(visit_seconds=120.0)).start()
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.wait(apart)
    done = lane.show_code("zhang")
    assert lane.openings() == openings
    if not openings:
        assert Rescan() in done
        lane.read(36.5)
        lane.show_code("zhang")
        assert lane.openings() == 1


def test_nothing_is_decided_while_nobody_is_in_sight(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.tell(e.PresenceLost())
    lane.show_code("zhang")
    assert (lane.state, lane.check_ins()) == (State.SCREENING, [])
    lane.wait(1.0)
    assert lane.outcomes() == [Outcome.ABANDONED]


@pytest.mark.parametrize(
    ("core", "colour", "outcome"),
    [
        (36.5, Colour.YELLOW, Outcome.ABANDONED),
        (36.5, Colour.RED, Outcome.REFERRED),
        (39.0, Colour.GREEN, Outcome.REFERRED),
    ],
)
def test_who_leaves_with_a_confirmed_fever_or_a_red_code_is_told_of(
    lane: Lane, core: float, colour: Colour, outcome: Outcome
) -> None:
    lane.tell(e.PresenceBegan())
    if core > 37.3:
        lane.read(core)
        lane.wait(1.0)
        lane.read(core)
    else:
        lane.show_code("zhang", colour=colour)
    lane.tell(e.PresenceLost())
    lane.wait(1.0)
    assert (lane.state, lane.outcomes()) == (State.IDLE, [outcome])
    assert len(lane.core.situation.cases) == (outcome is Outcome.REFERRED)
    assert lane.check_ins()[0].case == (lane.case() if outcome is Outcome.REFERRED else None)


def test_a_void_pairing_after_an_attempt_leaves_its_trace(lane: Lane) -> None:
    come(lane, "zhang")
    lane.read(38.4)
    lane.show_code("li")
    assert lane.signal is Signal.ONE_AT_A_TIME
    assert [one.reasons[-1] for one in lane.check_ins()] == [Reason.PAIRING_TWO_CODES]
    lane.wait(2.0)
    lane.show_code("li")
    lane.read(36.5)
    assert lane.outcomes() == [Outcome.ABANDONED, Outcome.ADMITTED]


def test_a_code_judged_by_another_clock_is_judged_again(lane: Lane) -> None:
    come(lane, "zhang")
    done = lane.tell(e.ClockChanged(quality=ClockQuality.UNSET, generation=2))
    assert Rescan() in done
    lane.read(36.5)
    assert (lane.state, lane.signal) == (State.SCREENING, Signal.SHOW_CODE)


def test_the_answer_to_an_older_question_counts_for_nothing(lane: Lane) -> None:
    come(lane, "zhang")
    lane.tell(e.ReadingTaken(token=lane.token - 1, reading=a_reading(36.5)))
    lane.tell(e.ReadingFailed(token=lane.token - 1, reason=Reason.TEMPERATURE_MOTION))
    assert (lane.state, lane.check_ins()) == (State.SCREENING, [])
    lane.read(36.5)
    assert lane.state == State.ADMITTING


@pytest.mark.parametrize(("step", "openings"), [(0.79, 1), (0.81, 0)])
def test_a_step_in_warmth_between_two_attempts_is_another_person(lane: Lane, step: float, openings: int) -> None:
    come(lane, "zhang")
    lane.read(37.4, surface=35.0)
    done = lane.wait(1.0)
    assert any(isinstance(action, Measure) for action in done)
    lane.read(37.0, surface=35.0 - step)
    assert lane.openings() == openings


@pytest.mark.parametrize(("core", "openings"), [(37.29, 1), (37.3, 0)])
def test_at_the_threshold_is_a_fever(core: float, openings: int) -> None:
    lane = Lane().start()
    come(lane, "zhang")
    lane.read(core)
    lane.wait(1.0)
    lane.read(core)
    assert lane.openings() == openings
