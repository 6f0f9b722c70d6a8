import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from device.guidance.coach import (
    COACHED,
    CODE_HINTS,
    HOLD_SECONDS,
    PATIENCE_SECONDS,
    SETTLE_SECONDS,
    TROUBLES,
    Coach,
    Face,
    Known,
    wanted,
)
from device.guidance.patterns import PATTERNS
from device.guidance.sentences import Sentence
from device.scanner.coach import Hint
from device.vocabulary import Reason, Signal

ON_THE_MARK = Face(aside_degrees=0.0, below_degrees=0.0, brow_celsius=34.5, cheeks_celsius=34.0)
STEP = 0.1
FACES = st.none() | st.builds(
    Face,
    aside_degrees=st.floats(-55, 55),
    below_degrees=st.floats(-40, 40),
    brow_celsius=st.floats(15, 41),
    cheeks_celsius=st.floats(15, 41),
    faces=st.integers(1, 3),
)
KNOWN = st.builds(
    Known,
    signal=st.sampled_from(Signal),
    code_hint=st.sampled_from(["", "unheard_of", *CODE_HINTS]),
    trouble=st.none() | st.sampled_from(Reason),
    room_celsius=st.none() | st.floats(-10, 40),
    face=FACES,
)


def watch(coach: Coach, known: Known, *, seconds: float, since: float = 0.0) -> list[Sentence]:
    return [coach.see(known, since + place * STEP) for place in range(round(seconds / STEP) + 1)]


@pytest.mark.parametrize("hint", Hint)
def test_every_hint_of_the_scanner_has_its_sentence(hint: Hint) -> None:
    assert wanted(Known(signal=Signal.SHOW_CODE, code_hint=hint.value)) is CODE_HINTS[hint.value]


@pytest.mark.parametrize("reason", TROUBLES)
def test_a_measurement_that_failed_says_what_would_help(reason: Reason) -> None:
    assert wanted(Known(signal=Signal.HOLD_STILL, trouble=reason)) is TROUBLES[reason]


@pytest.mark.parametrize(
    ("room", "sentence"),
    [(None, Sentence.WARM_UP_FIRST), (19.9, Sentence.WARM_UP_FIRST), (20.0, Sentence.CAP_OFF)],
)
def test_a_cold_forehead_is_covered_in_a_warm_room_and_frozen_in_a_cold_one(
    room: float | None, sentence: Sentence
) -> None:
    trouble = Reason.TEMPERATURE_TOO_COLD
    assert wanted(Known(signal=Signal.HOLD_STILL, trouble=trouble, room_celsius=room)) is sentence


@pytest.mark.parametrize(
    ("face", "sentence"),
    [
        (ON_THE_MARK, Sentence.HOLD_STILL),
        (replace(ON_THE_MARK, aside_degrees=10.1), Sentence.FOREHEAD_TO_THE_MARK),
        (replace(ON_THE_MARK, below_degrees=-10.1), Sentence.FOREHEAD_TO_THE_MARK),
        (replace(ON_THE_MARK, aside_degrees=-10.0, below_degrees=10.0), Sentence.HOLD_STILL),
        (replace(ON_THE_MARK, brow_celsius=31.9), Sentence.CAP_OFF),
        (replace(ON_THE_MARK, brow_celsius=29.9, cheeks_celsius=30.0), Sentence.WARM_UP_FIRST),
        (replace(ON_THE_MARK, brow_celsius=31.9, faces=2), Sentence.ONE_AT_A_TIME),
    ],
)
def test_a_thermal_array_knows_a_face_beside_the_mark_a_cap_the_cold_and_two_people(
    face: Face, sentence: Sentence
) -> None:
    assert wanted(Known(signal=Signal.HOLD_STILL, face=face)) is sentence


def test_a_bare_warm_face_on_the_mark_ends_what_an_earlier_attempt_complained_of() -> None:
    for trouble in (Reason.TEMPERATURE_TOO_COLD, Reason.TEMPERATURE_IMPLAUSIBLE):
        known = Known(signal=Signal.HOLD_STILL, trouble=trouble, face=ON_THE_MARK)
        assert wanted(known) is Sentence.HOLD_STILL


def test_a_companion_beside_the_next_of_a_group_is_where_they_should_be() -> None:
    known = Known(signal=Signal.NEXT_OF_GROUP, face=replace(ON_THE_MARK, faces=2))
    assert wanted(known) is PATTERNS[Signal.NEXT_OF_GROUP].sentence


@given(KNOWN)
def test_a_hint_is_given_only_while_somebody_is_measured_or_shows_a_code(known: Known) -> None:
    if known.signal not in COACHED:
        assert wanted(known) is PATTERNS[known.signal].sentence


def test_a_hint_must_be_right_for_a_moment_before_it_is_given() -> None:
    coach = Coach()
    watch(coach, Known(signal=Signal.SHOW_CODE), seconds=1.0)
    said = watch(coach, Known(signal=Signal.SHOW_CODE, code_hint="closer"), seconds=1.0, since=2.0)
    assert said[0] is Sentence.SHOW_CODE
    assert said[round(SETTLE_SECONDS / STEP) - 1] is Sentence.SHOW_CODE
    assert said[-1] is Sentence.CODE_CLOSER


def test_a_hint_that_flickers_is_never_given() -> None:
    coach = Coach()
    said = {
        coach.see(Known(signal=Signal.SHOW_CODE, code_hint="closer" if place % 3 else ""), place * STEP)
        for place in range(100)
    }
    assert said == {Sentence.SHOW_CODE}


def test_a_new_signal_is_said_at_once_whatever_hint_was_on_show() -> None:
    coach = Coach()
    watch(coach, Known(signal=Signal.SHOW_CODE, code_hint="closer"), seconds=1.0)
    assert coach.see(Known(signal=Signal.PASS, code_hint="closer"), 1.05) is Sentence.PASS


@given(st.lists(KNOWN, min_size=1, max_size=80))
def test_a_hint_that_was_given_stays_until_it_can_be_followed(moments: list[Known]) -> None:
    coach, shown, since, signal = Coach(), Sentence.DARK, 0.0, Signal.DARK
    for place, known in enumerate(moments):
        now = place * STEP
        said = coach.see(known, now)
        is_hint = shown is not PATTERNS[signal].sentence and shown is not Sentence.THE_DESK_HELPS
        if known.signal is signal and said is not shown and is_hint and said is not Sentence.THE_DESK_HELPS:
            assert now - since >= HOLD_SECONDS - 1e-6
        if said is not shown or known.signal is not signal:
            since = now
        shown, signal = said, known.signal


@given(st.lists(KNOWN, min_size=1, max_size=60), st.sampled_from([Signal.PASS, Signal.STEP_ASIDE, Signal.EMERGENCY]))
def test_no_hint_ever_stands_before_a_decision_or_an_emergency(moments: list[Known], signal: Signal) -> None:
    coach = Coach()
    for place, known in enumerate(moments):
        coach.see(known, place * STEP)
    last = moments[-1]
    decided = Known(signal=signal, code_hint=last.code_hint, trouble=last.trouble, face=last.face)
    said = watch(coach, decided, seconds=8.0, since=len(moments) * STEP)
    assert set(said) == {PATTERNS[signal].sentence}


@pytest.mark.parametrize("signal", [Signal.COME_CLOSER, Signal.STEP_BACK])
def test_who_cannot_stand_where_the_thermometer_looks_hears_that_the_desk_helps(signal: Signal) -> None:
    said = watch(Coach(), Known(signal=signal), seconds=PATIENCE_SECONDS * 3)
    assert said[0] is PATTERNS[signal].sentence
    assert Sentence.THE_DESK_HELPS not in said[: round(PATIENCE_SECONDS / STEP)]
    assert said[round((PATIENCE_SECONDS + 0.5) / STEP)] is Sentence.THE_DESK_HELPS
    assert said[round((PATIENCE_SECONDS * 2 + 0.5) / STEP)] is PATTERNS[signal].sentence


def test_who_found_the_place_is_not_sent_to_the_desk() -> None:
    coach = Coach()
    watch(coach, Known(signal=Signal.COME_CLOSER), seconds=PATIENCE_SECONDS - 1)
    coach.see(Known(signal=Signal.SHOW_CODE), PATIENCE_SECONDS)
    said = watch(coach, Known(signal=Signal.COME_CLOSER), seconds=1.0, since=PATIENCE_SECONDS + 1)
    assert set(said) == {Sentence.COME_CLOSER}


@given(st.lists(KNOWN, min_size=1, max_size=80))
def test_every_moment_has_exactly_one_sentence_that_fits_its_signal(moments: list[Known]) -> None:
    coach = Coach()
    hints = {
        *CODE_HINTS.values(),
        *TROUBLES.values(),
        Sentence.CAP_OFF,
        Sentence.WARM_UP_FIRST,
        Sentence.ONE_AT_A_TIME,
        Sentence.THE_DESK_HELPS,
    }
    for place, known in enumerate(moments):
        said = coach.see(known, place * STEP)
        assert said in hints | {PATTERNS[known.signal].sentence}
