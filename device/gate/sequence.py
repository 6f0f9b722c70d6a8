"""Plays sequences of on and off times; what lamps and buzzers have in common.

Never drifts: each edge is counted from the edge before, not from when somebody looked.
"""

import math
from collections.abc import Iterable
from typing import Protocol

from device.gate.pin_fault import PinFault


class Sequence:
    """A sequence of on, off, on, ... times, begun at one moment."""

    def __init__(self, milliseconds: tuple[int, ...], *, repeats: bool, now: float) -> None:
        self._seconds = tuple(each / 1000.0 for each in milliseconds)
        self._repeats = repeats
        self._index = -1
        self._due = now if self._seconds else math.inf
        self.on = False

    @property
    def due(self) -> float:
        """When `on` changes next."""
        return self._due

    def step(self, now: float) -> None:
        """Bring `on` up to `now`."""
        while self._due <= now:
            self._index += 1
            if self._index == len(self._seconds):
                if not self._repeats:
                    self.on = False
                    self._due = math.inf
                    return
                self._index = 0
            self.on = self._index % 2 == 0
            self._due += self._seconds[self._index]


class Stepped(Protocol):
    """A lamp, a buzzer, or several of them."""

    def step(self, now: float) -> float:
        """Switch what is due; return when to look again."""


def step_all(parts: Iterable[Stepped], now: float) -> float:
    """Step each of `parts`, also those after one that fails; the earliest time to look again.

    Raises:
        PinFault: the first that was raised.
    """
    due = math.inf
    fault: PinFault | None = None
    for part in parts:
        try:
            due = min(due, part.step(now))
        except PinFault as error:
            fault = fault or error
    if fault is not None:
        raise fault
    return due
