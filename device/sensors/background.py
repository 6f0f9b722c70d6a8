"""Remembers what the thermometer sees with nobody there, and tells from it whether something warm has come.

Never learns from a person: only samples that are neither warm nor taken in somebody's presence change it.
"""

from typing import Final

_SECONDS: Final = 60.0
"""Time constant: the background follows the room, not a person."""
_LEAST_RISE_CELSIUS: Final = 2.0
_RISE_DEVIATIONS: Final = 3.0
_LEAST_SKIN_CELSIUS: Final = 30.0
_STAYING_CELSIUS: Final = 0.5
"""Who is there stays there until the warmth has fallen this much below what announced it."""


class Background:
    """The empty view."""

    def __init__(self) -> None:
        self._celsius: float | None = None
        self._variance = 0.0
        self._at = 0.0

    @property
    def celsius(self) -> float | None:
        """The empty view as the chip says it; None until it has been seen."""
        return self._celsius

    def learn(self, now: float, object_celsius: float) -> None:
        """Take a sample of the empty view."""
        if self._celsius is None:
            self._celsius = object_celsius
        else:
            share = min(1.0, (now - self._at) / _SECONDS)
            difference = object_celsius - self._celsius
            self._celsius += share * difference
            self._variance += share * (difference * difference - self._variance)
        self._at = now

    def is_warm(self, object_celsius: float, *, was_warm: bool) -> bool:
        """Whether the view holds something as warm as skin; without a known background only skin's warmth counts."""
        staying = _STAYING_CELSIUS if was_warm else 0.0
        if object_celsius < _LEAST_SKIN_CELSIUS - staying:
            return False
        if self._celsius is None:
            return True
        rise = max(_LEAST_RISE_CELSIUS, _RISE_DEVIATIONS * float(self._variance**0.5))
        return object_celsius - self._celsius > rise - staying
