"""Lets somebody watch beside the recorder what the core is given and answers: a play, a page that shows the gate.

Never changes an event or an action and never slows the core: a witness returns at once.
"""

from collections.abc import Callable
from typing import Protocol

from device.checkpoint.actions import Action
from device.checkpoint.events import Event

Witness = Callable[[Event, float, list[Action]], None]
"""Sees one event, its monotonic second and its actions, after they were carried out, on the deciding thread."""


def nobody(_event: Event, _now: float, _actions: list[Action]) -> None:
    """Watch nothing."""


class Recorder(Protocol):
    """Who keeps events; see `device.journal.recorder`."""

    def keep(self, event: Event, now: float, actions: list[Action]) -> None:
        """Keep one event."""


class Witnessed:
    """A recorder with witnesses beside it (`device.event_loop.event_loop.Records`)."""

    def __init__(self, recorder: Recorder, *witnesses: Witness) -> None:
        self._recorder, self._witnesses = recorder, witnesses

    def keep(self, event: Event, now: float, actions: list[Action]) -> None:
        """Record, then let the witnesses see."""
        self._recorder.keep(event, now, actions)
        for witness in self._witnesses:
            witness(event, now, actions)
