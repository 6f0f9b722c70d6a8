from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from device.mqtt.seq_ranges import SeqRanges

steps = st.lists(st.tuples(st.booleans(), st.integers(0, 40), st.integers(-1, 12)), max_size=40)


@given(steps)
def test_ranges_hold_exactly_what_a_set_would(given_steps: list[tuple[bool, int, int]]) -> None:
    ranges, numbers = SeqRanges(), set[int]()
    for is_adding, first, length in given_steps:
        last = first + length
        if is_adding:
            ranges.add(first, last)
            numbers |= set(range(first, last + 1))
        else:
            ranges.remove(first, last)
            numbers -= set(range(first, last + 1))
        held = list(ranges)
        assert {number for low, high in held for number in range(low, high + 1)} == numbers
        assert all(number in ranges for number in numbers)
        assert -1 not in ranges
        assert all(high + 1 < low for (_, high), (low, _) in pairwise(held))
        assert bool(ranges) is bool(numbers)


def test_one_number_is_a_range_of_its_own() -> None:
    ranges = SeqRanges([(5, 7)])
    ranges.remove(6)
    ranges.add(9)
    assert list(ranges) == [(5, 5), (7, 7), (9, 9)]
    assert ranges.first() == (5, 5)
