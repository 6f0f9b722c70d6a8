"""The core's memory comes back on the next run's time line, and what is no memory is refused by name."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from generated_values import structs_of
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from device.checkpoint.memory import Memory, RememberedCase, RememberedOpening
from device.errors import JournalBroken
from device.journal.memory_rows import divide, join
from device.journal.memory_text import MemoryText
from device.vocabulary import AlertKind, ClockQuality, MovementCause

WALL = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
CASE = RememberedCase(
    id="c-1", visits=("v-1", "v-2"), check_ins=(5, 0), kind=AlertKind.FEVER, attempt=1, opened_at=100.0
)
OPENING = RememberedOpening(visit="v-1", cause=MovementCause.CHECK_IN, order=None, opened_at=150.0)
LOCKED = Memory(locked=True, cases=(CASE,), visits_open=(("v-3", 0), ("v-4", 9)), opening=OPENING)


class Clock:
    """A clock that a test sets."""

    def __init__(
        self,
        monotonic: float,
        wall: datetime = WALL,
        quality: ClockQuality = ClockQuality.SYNCHRONISED,
    ) -> None:
        self.now, self.at, self.grade = monotonic, wall, quality

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> datetime:
        return self.at

    def quality(self) -> ClockQuality:
        return self.grade

    def pass_by(self, seconds: float) -> None:
        self.now += seconds
        self.at += timedelta(seconds=seconds)


def never_asked(visit: str) -> int:
    raise AssertionError(f"the number of {visit} is known")


def written(memory: Memory, clock: Clock) -> str:
    return MemoryText(clock).write(memory)


def one_case_a_visit(count: int) -> st.SearchStrategy[RememberedCase]:
    return structs_of(
        RememberedCase,
        visits=st.lists(st.text("v-0123456789", min_size=1), min_size=count, max_size=count).map(tuple),
        check_ins=st.lists(st.integers(1, 2**62), min_size=count, max_size=count).map(tuple),
        opened_at=st.floats(-1e9, 1000.0),
    )


MEMORIES = structs_of(
    Memory,
    cases=st.lists(st.integers(1, 6).flatmap(one_case_a_visit), max_size=3).map(tuple),
    visits_open=st.lists(st.tuples(st.text("v-0123456789"), st.integers(1, 2**62)), max_size=3).map(tuple),
    opening=st.none() | structs_of(RememberedOpening, opened_at=st.floats(-1e9, 1000.0)),
)


@settings(deadline=None, max_examples=150)
@given(MEMORIES)
def test_any_memory_comes_back_as_it_was_within_the_same_second(memory: Memory) -> None:
    clock = Clock(1000.0)
    kept = MemoryText(clock).read(join(divide(written(memory, clock))), never_asked)
    assert replace(kept, cases=(), opening=None) == replace(memory, cases=(), opening=None)
    assert [replace(case, opened_at=0.0) for case in kept.cases] == [
        replace(case, opened_at=0.0) for case in memory.cases
    ]
    for mine, theirs in zip((*kept.cases, kept.opening), (*memory.cases, memory.opening), strict=True):
        assert (mine is None) == (theirs is None)
        if mine is not None and theirs is not None:
            assert mine.opened_at == pytest.approx(theirs.opened_at, abs=0.06)


def test_a_journal_without_a_memory_gives_the_empty_one() -> None:
    assert MemoryText(Clock(5.0)).read(None, never_asked) == Memory()


def test_seconds_are_moved_onto_the_time_line_of_the_next_run() -> None:
    text = written(LOCKED, Clock(200.0))
    kept = MemoryText(Clock(7.0, WALL + timedelta(seconds=60))).read(text, lambda _: 3)
    assert kept.cases[0].opened_at == pytest.approx(7.0 - 60.0 - 100.0, abs=0.1)
    assert kept.opening is not None
    assert kept.opening.opened_at == pytest.approx(7.0 - 60.0 - 50.0, abs=0.1)


def test_nothing_was_opened_in_the_future_when_the_wall_clock_went_back() -> None:
    text = written(LOCKED, Clock(200.0))
    kept = MemoryText(Clock(7.0, WALL - timedelta(days=1))).read(text, lambda _: 3)
    assert kept.cases[0].opened_at == 7.0


@pytest.mark.parametrize(
    ("then", "now"),
    [(ClockQuality.UNSET, ClockQuality.SYNCHRONISED), (ClockQuality.SYNCHRONISED, ClockQuality.UNSET)],
)
def test_without_a_clock_to_rely_on_what_was_open_counts_as_just_opened(then: ClockQuality, now: ClockQuality) -> None:
    text = written(LOCKED, Clock(200.0, quality=then))
    kept = MemoryText(Clock(7.0, WALL + timedelta(hours=9), now)).read(text, lambda _: 3)
    assert kept.cases[0].opened_at == 7.0
    assert kept.locked


def test_check_ins_that_were_written_with_the_memory_are_looked_up_and_the_others_are_not() -> None:
    asked: list[str] = []

    def look_up(visit: str) -> int:
        asked.append(visit)
        return 40 + len(asked)

    kept = MemoryText(Clock(7.0)).read(written(LOCKED, Clock(7.0)), look_up)
    assert kept.cases[0].check_ins == (5, 41)
    assert kept.visits_open == (("v-3", 42), ("v-4", 9))
    assert asked == ["v-2", "v-3"]


def test_an_unchanged_memory_is_the_unchanged_text_however_much_time_goes_by() -> None:
    clock = Clock(200.0)
    memory_text = MemoryText(clock)
    first = memory_text.write(LOCKED)
    clock.pass_by(3600.04)
    clock.at += timedelta(milliseconds=400)  # a clock that is being steered
    assert memory_text.write(replace(LOCKED)) == first
    assert memory_text.write(replace(LOCKED, locked=False)) != first


@pytest.mark.parametrize(
    ("quality", "step"),
    [(ClockQuality.UNSET, timedelta()), (ClockQuality.SYNCHRONISED, timedelta(days=2))],
)
def test_a_clock_that_was_set_or_stepped_is_written_with_the_next_entries_though_the_memory_is_the_same(
    quality: ClockQuality, step: timedelta
) -> None:
    clock = Clock(200.0, quality=quality)
    memory_text = MemoryText(clock)
    memory_text.write(LOCKED)
    clock.grade = ClockQuality.SYNCHRONISED
    clock.at += step
    text = memory_text.write(LOCKED)
    kept = MemoryText(Clock(7.0, clock.at + timedelta(seconds=60))).read(text, lambda _: 3)
    assert kept.cases[0].opened_at == pytest.approx(7.0 - 60.0 - 100.0, abs=0.1)


def _spoilt(spoil: Callable[[Any], None]) -> str:
    text = json.loads(written(LOCKED, Clock(200.0)))
    spoil(text)
    return json.dumps(text)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.pop("offset"),
        lambda text: text.pop("clock"),
        lambda text: text.pop("memory"),
        lambda text: text.update(memory=None),
        lambda text: text.update(clock="sundial"),
        lambda text: text.update(offset="early"),
        lambda text: text["memory"].update(locked="perhaps"),
        lambda text: text["memory"].update(cases={}),
        lambda text: text["memory"]["cases"][0].update(kind="boredom"),
        lambda text: text["memory"]["cases"][0].update(check_ins=[5]),
        lambda text: text["memory"]["cases"][0]["visits"].append("v-9"),
        lambda text: text["memory"]["cases"][0].pop("id"),
        lambda text: text["memory"]["visits_open"].append(["v-9"]),
        lambda text: text["memory"]["opening"].update(cause="curiosity"),
        lambda text: text["memory"].update(attempts=1.5),
    ],
)
def test_a_memory_with_one_member_spoilt_is_refused_by_name(spoil: Callable[[Any], None]) -> None:
    with pytest.raises(JournalBroken, match=r"\Athe memory in the journal cannot be read: [^\n]+\Z"):
        MemoryText(Clock(7.0)).read(_spoilt(spoil), lambda _: 3)


@settings(deadline=None)
@given(st.text(max_size=200) | st.sampled_from(["[" * 100_000, '{"offset":"\ud800"}', '{"x":' + "[" * 100_000]))
def test_a_text_that_is_no_memory_is_refused_by_name(text: str) -> None:
    with pytest.raises(JournalBroken, match="the memory in the journal cannot be read"):
        MemoryText(Clock(7.0)).read(text, never_asked)


def test_a_member_of_a_later_version_does_not_keep_the_gate_from_its_journal() -> None:
    text = _spoilt(lambda text: text["memory"].update(moon="full"))
    assert MemoryText(Clock(7.0)).read(text, lambda _: 3).locked


def test_the_texts_are_what_the_journal_divides_into_rows() -> None:
    text = written(LOCKED, Clock(200.0))
    assert msgspec.json.decode(join(divide(text)) or "") == msgspec.json.decode(text)
