"""Watches the temperatures of normal people as a population, and warns when its middle has moved.

Never feeds on fevers, never corrects anything, and never says anything about a person: only the middle of a hundred
temperatures is compared with what was commissioned. A slow change of climate, a dirty window before the thermometer or
a part that ages all look alike from here; a black body tells them apart (`menshen thermometer calibrate`).
"""

import logging
from statistics import median
from typing import Final

from device.checkpoint.events import DriftSuspected, Event, ReadingTaken
from device.work import Post

PEOPLE: Final = 100
WARN_CELSIUS: Final = 0.3
COMMISSIONED_CELSIUS: Final = 36.6
"""Middle of the core estimates of healthy people after the reference curve, where no record says another."""
_log = logging.getLogger(__name__)


class DriftWatch:
    """Stands between the sensors and the deciding thread: hands every event on and counts the normal readings."""

    def __init__(self, post: Post, *, fever_celsius: float, commissioned_celsius: float = COMMISSIONED_CELSIUS) -> None:
        self._post = post
        self._fever_celsius = fever_celsius
        self._commissioned_celsius = commissioned_celsius
        self._normals: list[float] = []

    def post(self, event: Event) -> None:
        """Hand the event on; after every hundredth normal reading warn where the middle is off."""
        self._post(event)
        if not isinstance(event, ReadingTaken) or not event.reading.core_celsius < self._fever_celsius:
            return
        self._normals.append(event.reading.core_celsius)
        if len(self._normals) < PEOPLE:
            return
        middle = median(self._normals)
        offset = middle - self._commissioned_celsius
        _log.info(
            "the middle of %d normal temperatures is %.2f C, %+.2f C from the commissioned", PEOPLE, middle, offset
        )
        self._normals = []
        if abs(offset) >= WARN_CELSIUS:
            self._post(DriftSuspected(offset_celsius=offset))
