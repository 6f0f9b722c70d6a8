"""One hint at a time, the one that helps, long enough to follow it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.scanner.coach import HOLD_SECONDS, SETTLE_SECONDS, Coach, Hint, Sight, hint_for
from device.scanner.decoders import Look, ReadCode, UnreadCode

READ = Look(codes=(ReadCode(text="A", decoder="zxing", corners=()),))
NOTHING = Look()


def unread(side: int, *, left: int = 300, top: int = 100, modules: int | None = 53) -> Look:
    right, bottom = left + side, top + side
    return Look(
        unread=(UnreadCode(corners=((left, top), (right, top), (right, bottom), (left, bottom)), modules=modules),)
    )


def sight(look: Look, brightness: float = 110.0) -> Sight:
    return Sight(look=look, brightness=brightness, columns=1280, rows=720)


@pytest.mark.parametrize(
    ("seen", "hint"),
    [
        (sight(READ), None),
        (sight(READ, 5.0), None),
        (sight(NOTHING), None),
        (sight(NOTHING, 39.9), Hint.TOO_DARK),
        (sight(NOTHING, 40.0), None),
        (sight(unread(158)), Hint.CLOSER),
        (sight(unread(160)), Hint.HOLD_STILL),
        (sight(unread(158), 20.0), Hint.CLOSER),
        (sight(unread(200), 20.0), Hint.TOO_DARK),
        (sight(unread(158, modules=21)), Hint.HOLD_STILL),
        (sight(unread(140, modules=None)), Hint.CLOSER),
        (sight(unread(150, modules=None)), Hint.HOLD_STILL),
        (sight(unread(620, top=50)), Hint.FURTHER),
        (sight(unread(300, left=0)), Hint.WHOLE_CODE),
        (sight(unread(300, top=-20)), Hint.WHOLE_CODE),
        (sight(unread(300, left=975)), Hint.WHOLE_CODE),
        (sight(unread(620, left=0)), Hint.FURTHER),
    ],
)
def test_the_hint_is_what_would_help(seen: Sight, hint: Hint | None) -> None:
    assert hint_for(seen) == hint


def test_a_hint_is_given_only_when_it_has_settled() -> None:
    coach = Coach()
    told = [coach.see(sight(unread(100)), tenth / 10) for tenth in range(10)]
    assert told == [None] * 4 + [Hint.CLOSER] * 6


def test_hints_that_change_with_every_frame_are_not_given() -> None:
    coach = Coach()
    looks = [unread(100), unread(300, left=0)]
    assert {coach.see(sight(looks[tenth % 2]), tenth / 10) for tenth in range(100)} == {None}


@pytest.mark.parametrize("brightness", [110.0, 30.0])
def test_a_code_that_shows_in_every_second_plane_alone_gets_its_hint(brightness: float) -> None:
    coach = Coach()
    looks = [NOTHING, unread(100)]
    told = [coach.see(sight(looks[tenth % 2], brightness), tenth / 10) for tenth in range(10)]
    assert told[6:] == [Hint.CLOSER] * 4


def test_a_code_that_is_taken_away_takes_its_hint_along() -> None:
    coach = Coach()
    for tenth in range(10):
        coach.see(sight(unread(100)), tenth / 10)
    assert [coach.see(sight(NOTHING), 1.0 + tenth / 10) for tenth in range(20)][-1] is None


def test_a_hint_stays_long_enough_to_follow_it() -> None:
    coach = Coach()
    for tenth in range(6):
        coach.see(sight(unread(100)), tenth / 10)
    told = [coach.see(sight(unread(620, top=50)), 0.6 + tenth / 10) for tenth in range(20)]
    assert told[: int(HOLD_SECONDS * 10) - 2] == [Hint.CLOSER] * (int(HOLD_SECONDS * 10) - 2)
    assert told[-1] is Hint.FURTHER


def test_a_code_that_is_read_ends_every_hint_at_once() -> None:
    coach = Coach()
    for tenth in range(6):
        coach.see(sight(unread(100)), tenth / 10)
    assert coach.see(sight(READ), 0.6) is None


@given(st.lists(st.tuples(st.sampled_from([READ, NOTHING, unread(100), unread(300), unread(620)]), st.floats(0, 255))))
def test_a_hint_never_changes_sooner_than_it_can_be_followed(seen: list[tuple[Look, float]]) -> None:
    coach, given_at, last = Coach(), -10.0, None
    for number, (look, brightness) in enumerate(seen):
        now = number / 10
        hint = coach.see(sight(look, brightness), now)
        if hint != last:
            assert look.codes or now - given_at >= min(HOLD_SECONDS, SETTLE_SECONDS) - 1e-9
            given_at, last = now, hint
