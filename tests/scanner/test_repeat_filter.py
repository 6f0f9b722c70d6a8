"""One code held up is one event; a code that left for a second is another."""

import pytest

from device.scanner.repeat_filter import IN_VIEW_MOST, RepeatFilter


@pytest.fixture
def repeats() -> RepeatFilter:
    return RepeatFilter(b"k" * 32)


def test_a_code_that_stays_in_view_counts_once(repeats: RepeatFilter) -> None:
    seen = [repeats.is_new("PHC1:A", frame / 20) for frame in range(400)]
    assert seen == [True] + [False] * 399


@pytest.mark.parametrize(("away_seconds", "counts"), [(0.1, False), (0.999, False), (1.0, True), (60.0, True)])
def test_a_code_counts_again_after_a_second_out_of_view(
    repeats: RepeatFilter, away_seconds: float, counts: bool
) -> None:
    assert repeats.is_new("PHC1:A", 5.0)
    assert repeats.is_new("PHC1:A", 5.0 + away_seconds) is counts


def test_two_codes_in_view_each_count_once(repeats: RepeatFilter) -> None:
    seen = [(repeats.is_new("PHC1:A", frame / 20), repeats.is_new("PHC1:B", frame / 20)) for frame in range(40)]
    assert seen == [(True, True)] + [(False, False)] * 39


def test_texts_that_differ_in_one_character_are_two_codes(repeats: RepeatFilter) -> None:
    assert repeats.is_new("PHC1:A", 0.0)
    assert repeats.is_new("PHC1:A ", 0.0)


def test_what_is_in_view_counts_anew_when_it_is_asked_for(repeats: RepeatFilter) -> None:
    assert repeats.is_new("PHC1:A", 0.0)
    repeats.forget()
    assert repeats.is_new("PHC1:A", 0.05)


def test_nothing_is_kept_of_a_code_a_second_after_it_left(repeats: RepeatFilter) -> None:
    repeats.is_new("PHC1:A", 0.0)
    repeats.is_new("PHC1:B", 0.5)
    repeats.let_go(1.2)
    assert len(repeats) == 1
    repeats.let_go(1.5)
    assert len(repeats) == 0


def test_a_flood_of_codes_takes_no_more_room_than_64(repeats: RepeatFilter) -> None:
    for number in range(IN_VIEW_MOST * 10):
        repeats.is_new(f"PHC1:{number}", number / 10_000)
    assert len(repeats) == IN_VIEW_MOST


def test_a_flood_of_codes_does_not_push_out_the_one_that_stays(repeats: RepeatFilter) -> None:
    assert repeats.is_new("PHC1:STAYS", 0.0)
    for number in range(IN_VIEW_MOST * 3):
        repeats.is_new(f"PHC1:{number}", number / 1000)
        assert not repeats.is_new("PHC1:STAYS", number / 1000)


def test_no_text_is_held_in_what_is_kept(repeats: RepeatFilter) -> None:
    repeats.is_new("PHC1:SECRET", 0.0)
    held = repr({name: getattr(repeats, name) for name in vars(repeats)})
    assert "SECRET" not in held


def test_a_lone_surrogate_is_a_text_like_any_other(repeats: RepeatFilter) -> None:
    assert repeats.is_new("\ud800", 0.0)
    assert not repeats.is_new("\ud800", 0.1)
