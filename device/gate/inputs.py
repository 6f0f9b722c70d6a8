"""Listens to the exit button, the fire loop, the door, the passages, the beam, the housing and the local hands.

Never decides: every contact becomes an event. Exit, fire and beam are told at their first edge; a broken wire of the
fire loop is a fire. An edge the library loses is found by looking at every level once a second.
"""

import math
import threading
from functools import partial
from typing import Final

from device.checkpoint.events import (
    BeamBlocked,
    BeamCleared,
    CompanionPressed,
    DoorClosed,
    DoorOpened,
    Event,
    ExitPressed,
    FireBegan,
    FireEnded,
    KeyAdmit,
    KeyReset,
    Passed,
    PassedBackwards,
    TamperBegan,
    TamperEnded,
)
from device.clock.protocol import Clock
from device.gate.contact import Contact, ContactRule
from device.gate.input_pin import InputPin
from device.gate.pin_factory import PinFactory
from device.gate.pin_fault import PinFault, PinHealth
from device.gate.pin_plan import INPUT_NAMES, PinPlan
from device.work import Post, Wakeable

LOOK_SECONDS: Final = 1.0

RULES: Final[dict[str, ContactRule]] = {
    "exit": ContactRule(began=ExitPressed(), begin_seconds=0.0, end_seconds=0.05),
    "fire": ContactRule(began=FireBegan(), ended=FireEnded(), begin_seconds=0.0, end_seconds=1.0),
    "door": ContactRule(began=DoorOpened(), ended=DoorClosed(), begin_seconds=0.05, end_seconds=0.05),
    "passage_in": ContactRule(began=Passed(), begin_seconds=0.01, tells_at_start=False),
    "passage_out": ContactRule(began=PassedBackwards(), begin_seconds=0.01, tells_at_start=False),
    "beam": ContactRule(began=BeamBlocked(), ended=BeamCleared(), begin_seconds=0.0, end_seconds=0.1),
    "tamper": ContactRule(began=TamperBegan(), ended=TamperEnded(), begin_seconds=0.05, end_seconds=0.5),
    "key_admit": ContactRule(began=KeyAdmit(), begin_seconds=0.05, tells_at_start=False),
    "key_reset": ContactRule(began=KeyReset(), begin_seconds=0.05, tells_at_start=False),
    "companion": ContactRule(began=CompanionPressed(), begin_seconds=0.03, tells_at_start=False),
}


class Inputs:
    """Every contact of the gate; one that is not fitted is simply not there and never says anything."""

    def __init__(
        self, *, pins: PinFactory, plan: PinPlan, clock: Clock, post: Post, wake: Wakeable, health: PinHealth
    ) -> None:
        self._plan = plan
        self._clock = clock
        self._post = post
        self._wake = wake
        self._health = health
        self._lock = threading.Lock()
        self._look_due = -math.inf
        self._lines: dict[str, InputPin] = {}
        self._contacts: dict[str, Contact] = {}
        try:
            for name in INPUT_NAMES:
                if plan.pin(name):
                    self._fit(name, pins)
        except PinFault:
            self.close()
            raise

    def announce(self) -> None:
        """Tell what is so at this moment and was not told yet: a fire, an open door, a pressed exit button.

        To be called once, when the inbox is being read.
        """
        with self._lock:
            for contact in self._contacts.values():
                self._tell(contact.announce())

    def beam_is_blocked(self) -> bool:
        """Whether something is in the barrier's way; a beam that cannot be read counts as blocked."""
        if "beam" not in self._lines:
            return False
        try:
            return self._asserted("beam")
        except PinFault:
            return True

    def step(self, now: float) -> float:
        """Tell what has settled by `now`, look at every level when that is due; return when to look again."""
        with self._lock:
            if now >= self._look_due:
                self._look_due = now + LOOK_SECONDS
                self._look(now)
            due = self._look_due
            for contact in self._contacts.values():
                self._tell(contact.settle(now))
                due = min(due, contact.due)
            return due

    def close(self) -> None:
        """Let go of every line."""
        for line in self._lines.values():
            line.close()

    def _fit(self, name: str, pins: PinFactory) -> None:
        line = InputPin(self._plan.pin(name), pins, partial(self._edge, name))
        self._lines[name] = line
        contact = Contact(RULES[name], asserted=self._asserted(name), now=self._clock.monotonic())
        with self._lock:
            self._contacts[name] = contact

    def _edge(self, name: str, closed: bool) -> None:
        with self._lock:
            contact = self._contacts.get(name)
            if contact is None:  # while it is being fitted; the level is read right after
                return
            self._tell(contact.see(closed is not self._plan.opens(name), self._clock.monotonic()))
        self._wake()

    def _asserted(self, name: str) -> bool:
        return self._lines[name].contact_is_closed() is not self._plan.opens(name)

    def _look(self, now: float) -> None:
        unread = False
        for name, contact in self._contacts.items():
            try:
                self._tell(contact.see(self._asserted(name), now))
            except PinFault:
                unread = True
        if unread:
            self._health.failed("inputs")
        else:
            self._health.works("inputs")

    def _tell(self, events: tuple[Event, ...]) -> None:
        for event in events:
            self._post(event)
