"""Spreads attempts over time, so that the gates of a city do not return to their broker in step.

Full jitter (each delay is anywhere between zero and a ceiling that doubles); never longer than the most it is given.
"""

from collections.abc import Callable


class Backoff:
    """Gives the pause before the next attempt, in seconds."""

    def __init__(self, *, first_seconds: float, most_seconds: float, random: Callable[[], float]) -> None:
        self._first = first_seconds
        self._most = most_seconds
        self._random = random
        self._ceiling = first_seconds

    def pause(self) -> float:
        """Give the pause after one more failure."""
        pause = self._random() * self._ceiling
        self._ceiling = min(self._ceiling * 2, self._most)
        return pause

    def longest(self) -> float:
        """Give a pause near the ceiling's end, for a refusal that haste makes worse."""
        self._ceiling = self._most
        return self._most * (0.5 + 0.5 * self._random())

    def reset(self) -> None:
        """Begin anew after a success."""
        self._ceiling = self._first
