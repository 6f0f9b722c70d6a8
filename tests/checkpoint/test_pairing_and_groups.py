"""Whose reading belongs to whose code: breaks, swaps, windows, groups, and codes that are looked up."""

from math import inf, nan

import pytest
from core_driver import Lane, a_code, a_reading, an_order

from device.checkpoint import events as e
from device.checkpoint.actions import Measure, OpenBarrier, Rescan, Resolve
from device.checkpoint.policy import Policy
from device.vocabulary import (
    AlertKind,
    Band,
    ClockQuality,
    Colour,
    Kind,
    Mode,
    OrderName,
    Outcome,
    Reason,
    Signal,
    State,
)


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


def come(lane: Lane, *holders: str) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code(*holders)


# --- one person --------------------------------------------------------------------------------------------------


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


# --- groups ------------------------------------------------------------------------------------------------------


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


# --- look-ups ----------------------------------------------------------------------------------------------------

OPAQUE = {"kind": Kind.OPAQUE, "colour": Colour.UNKNOWN, "reasons": (Reason.CODE_UNRESOLVED,)}


def asking() -> Lane:
    kinds = (Kind.LIVE, Kind.OPAQUE)
    lane = Lane(policy=Policy(resolve_online=True, accepted_kinds=kinds)).start()
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    return lane


def test_an_opaque_code_is_looked_up_before_anything_is_decided() -> None:
    lane = asking()
    done = lane.show_code("zhang", **OPAQUE)
    assert Resolve(ref="k-zhang") in done
    assert lane.state == State.SCREENING
    lane.tell(e.CodeResolved(code=a_code("zhang")))
    assert lane.state == State.ADMITTING


@pytest.mark.parametrize("forged", [False, True])
def test_a_code_nobody_answers_for_is_a_case(forged: bool) -> None:
    lane = asking()
    lane.show_code("zhang", **OPAQUE)
    lane.tell(e.CodeUnresolved(ref="k-zhang", forged=forged))
    assert lane.state == State.REFERRED
    assert lane.alerts() == [AlertKind.CODE_UNKNOWN]
    assert ("answer_forged" in lane.services()) is forged


@pytest.mark.parametrize("colour", [Colour.INVALID, Colour.GREEN])
def test_no_answer_makes_a_forged_code_sound(colour: Colour) -> None:
    lane = asking()
    done = lane.show_code("zhang", colour=colour, reasons=(Reason.CODE_EXPIRED, Reason.CODE_SIGNATURE_BAD))
    assert not any(isinstance(action, Resolve) for action in done)
    lane.tell(e.CodeResolved(code=a_code("zhang")))
    assert (lane.state, lane.openings()) == (State.REFERRED, 0)


@pytest.mark.parametrize(
    ("kind", "is_asked"),
    [
        (Kind.LIVE, True),
        (Kind.PAPER, True),
        (Kind.FAMILY, True),
        (Kind.FOREIGN, False),  # its text carries a full name and a birthday, and the authority did not issue it
        (Kind.TICKET, False),  # the venue's, over when it is over
    ],
)
def test_only_what_the_authority_may_know_is_shown_to_it(kind: Kind, is_asked: bool) -> None:
    lane = asking()
    done = lane.show_code("zhang", kind=kind, colour=Colour.UNKNOWN, reasons=(Reason.CODE_EXPIRED,))
    assert (Resolve(ref="k-zhang") in done) is is_asked


def test_a_code_shown_anew_while_it_is_looked_up_is_asked_about_anew() -> None:
    lane = asking()
    lane.show_code("zhang", **OPAQUE)
    newer = a_code("zhang")
    lane.tell(e.CodeSeen(code=type(newer)(**{**{n: getattr(newer, n) for n in newer.__struct_fields__}, "ref": "k-2"})))
    assert lane.state == State.ADMITTING


# --- measuring ---------------------------------------------------------------------------------------------------


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
