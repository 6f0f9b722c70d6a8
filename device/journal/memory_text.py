"""Writes the core's memory as text for the journal and moves it onto the next run's time line when read back.

Never guesses: a memory that cannot be read is refused by name, because locked, emergency and used tickets stand in it.
"""

from collections.abc import Callable
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from device.checkpoint.memory import Memory
from device.clock.protocol import Clock
from device.errors import JournalBroken
from device.vocabulary import ClockQuality

STEP_SECONDS: Final = 2.0
"""A wall clock that moved further than this against the monotonic one was set, not steered."""


class _Kept(Struct, frozen=True, kw_only=True):
    offset: float
    """Wall clock minus monotonic seconds of the run that wrote it."""
    clock: ClockQuality
    memory: Memory


class MemoryText:
    """The memory's way to and from the journal; unchanged memory under the same clock gives the unchanged text."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._written: tuple[_Kept, str] | None = None

    def write(self, memory: Memory) -> str:
        """Give the text to keep with the next entries."""
        kept = _Kept(offset=round(self._offset(), 1), clock=self._clock.quality(), memory=memory)
        if self._written is not None and _is_same(self._written[0], kept):
            return self._written[1]
        text = msgspec.json.encode(kept).decode()
        self._written = (kept, text)
        return text

    def read(self, text: str | None, seq_of_check_in: Callable[[str], int]) -> Memory:
        """Give the memory the last run left; `seq_of_check_in` finds check-ins written together with it.

        Raises:
            JournalBroken: the text is not a memory.
        """
        if text is None:
            return Memory()
        try:
            kept = msgspec.json.decode(text, type=_Kept)
            if any(len(case.visits) != len(case.check_ins) for case in kept.memory.cases):
                raise ValueError("a case has not one check-in a visit")
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            raise JournalBroken(f"the memory in the journal cannot be read: {error}") from error
        shift = self._shift(kept)
        memory = kept.memory
        return replace(
            memory,
            cases=tuple(
                replace(
                    case,
                    opened_at=self._moved(case.opened_at, shift),
                    check_ins=tuple(
                        seq or seq_of_check_in(visit) for visit, seq in zip(case.visits, case.check_ins, strict=True)
                    ),
                )
                for case in memory.cases
            ),
            opening=None
            if memory.opening is None
            else replace(memory.opening, opened_at=self._moved(memory.opening.opened_at, shift)),
            visits_open=tuple((visit, seq or seq_of_check_in(visit)) for visit, seq in memory.visits_open),
        )

    def _moved(self, at: float, shift: float | None) -> float:
        now = self._clock.monotonic()
        return now if shift is None else min(at + shift, now)

    def _shift(self, kept: _Kept) -> float | None:
        """Seconds from the old run's time line to this one's; None where a clock could not be relied on."""
        if ClockQuality.UNSET in (kept.clock, self._clock.quality()):
            return None
        return kept.offset - self._offset()

    def _offset(self) -> float:
        return self._clock.wall().timestamp() - self._clock.monotonic()


def _is_same(written: _Kept, kept: _Kept) -> bool:
    """Claim that reading either text gives the same; a clock that is only steered makes no difference."""
    is_steady = written.clock is kept.clock and abs(written.offset - kept.offset) <= STEP_SECONDS
    return is_steady and written.memory == kept.memory
