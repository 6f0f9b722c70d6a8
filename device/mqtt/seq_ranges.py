"""Holds a set of sequence numbers as ascending ranges, so that a backlog of millions costs two numbers.

Never holds overlapping or touching ranges; both ends are included.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator


class SeqRanges:
    """A set of whole numbers, kept as ranges."""

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self._ranges: list[tuple[int, int]] = []
        for first, last in ranges:
            self.add(first, last)

    def __bool__(self) -> bool:
        return bool(self._ranges)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(tuple(self._ranges))

    def __contains__(self, seq: int) -> bool:
        at = bisect_right(self._ranges, seq, key=lambda item: item[0]) - 1
        return at >= 0 and self._ranges[at][1] >= seq

    def first(self) -> tuple[int, int]:
        """Give the lowest range.

        Raises:
            IndexError: the set is empty.
        """
        return self._ranges[0]

    def add(self, first: int, last: int | None = None) -> None:
        """Put in every number from `first` to `last` (left out: `first` alone)."""
        last = first if last is None else last
        if last < first:
            return
        start = bisect_left(self._ranges, first - 1, key=lambda item: item[1])
        end = bisect_right(self._ranges, last + 1, key=lambda item: item[0])
        if start < end:
            first = min(first, self._ranges[start][0])
            last = max(last, self._ranges[end - 1][1])
        self._ranges[start:end] = [(first, last)]

    def remove(self, first: int, last: int | None = None) -> None:
        """Take out every number from `first` to `last` (left out: `first` alone)."""
        last = first if last is None else last
        if last < first:
            return
        start = bisect_left(self._ranges, first, key=lambda item: item[1])
        end = bisect_right(self._ranges, last, key=lambda item: item[0])
        left: list[tuple[int, int]] = []
        if start < end:
            if self._ranges[start][0] < first:
                left.append((self._ranges[start][0], first - 1))
            if self._ranges[end - 1][1] > last:
                left.append((last + 1, self._ranges[end - 1][1]))
        self._ranges[start:end] = left

    def clear(self) -> None:
        """Take out everything."""
        self._ranges.clear()
