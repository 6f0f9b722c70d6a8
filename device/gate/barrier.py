"""Asks the barrier to open, holds the request, and withdraws it: one relay coil in three kinds of wiring.

Never decides whether anybody may pass, and never energises the coil at construction, on the way out or after a fault:
the safe state is a coil at rest, on every path. Closing, obstruction and crush protection are the barrier's own
controller's; where there is none, `beam_is_blocked` suppresses the withdrawal of a held request.

Wiring and what a power loss does to each kind: docs/wiring.md.
"""

import logging
import math
import threading
from collections.abc import Callable
from enum import Enum, StrEnum, auto
from typing import Final

from device.gate.outputs import Output
from device.gate.pin_fault import PinFault, PinHealth
from device.vocabulary import MovementCause
from device.work import Wakeable

_LOG: Final = logging.getLogger(__name__)

PULSES_MOST: Final = 12
"""More pulses than this never wait: two full groups. What is asked for beyond it is already standing open."""
BEAM_LOOK_SECONDS: Final = 0.05
RETRY_SECONDS: Final = 1.0


class BarrierKind(StrEnum):
    """What the barrier's controller wants from us."""

    PULSE = "pulse"
    """A turnstile: a dry contact of some milliseconds lets one person through."""
    HOLD = "hold"
    """A wing or boom: stays open while the contact is closed."""
    MAGNETIC_LOCK = "magnetic_lock"
    """A door held shut by current: energised is locked, a power loss opens."""


class _Phase(Enum):
    RESTING = auto()
    PULSE = auto()
    PAUSE = auto()
    HELD = auto()
    CLOSING = auto()
    """Withdrawal asked for while the beam was blocked."""


class Barrier:
    """The request to open; every verb writes the pin in the caller's thread, what takes time happens in `step`."""

    def __init__(
        self,
        coil: Output,
        *,
        kind: str,
        health: PinHealth,
        wake: Wakeable,
        pulse_seconds: float = 0.5,
        pause_seconds: float = 0.4,
        beam_is_blocked: Callable[[], bool] = lambda: False,
    ) -> None:
        self._coil = coil
        self._kind = BarrierKind(kind)
        self._health = health
        self._wake = wake
        self._pulse_seconds = pulse_seconds
        self._pause_seconds = pause_seconds
        self._beam_is_blocked = beam_is_blocked
        self._lock = threading.Lock()
        self._phase = _Phase.RESTING
        self._pulses = 0
        self._due = math.inf
        self._open_wanted = False
        self._retry_due = math.inf
        self._engages_at_first_step = self._kind is BarrierKind.MAGNETIC_LOCK

    @property
    def asks_to_open(self) -> bool:
        """Whether the request to open stands at this moment."""
        return self._open_wanted

    def open(self, cause: MovementCause, people: int, now: float) -> None:
        """Ask for `people` passages: that many pulses, or one opening until `close`.

        A standing emergency opening swallows it; pulses asked for while others run are added to them.
        """
        with self._lock:
            if self._kind is BarrierKind.PULSE and self._phase is not _Phase.HELD:
                self._pulses = min(self._pulses + people, PULSES_MOST)
                if self._phase is _Phase.RESTING:
                    self._begin_pulse(now)
            else:
                self._hold(now, keep_trying=False)
        self._wake()
        _LOG.info("barrier asked to open: %s, people=%d", cause, people)

    def hold_open(self, now: float) -> None:
        """Ask to stand open until `close`, whatever the kind; a failing pin is tried again until it does."""
        with self._lock:
            self._pulses = 0
            self._hold(now, keep_trying=True)
        self._wake()
        _LOG.info("barrier asked to stand open")

    def close(self, now: float) -> None:
        """Withdraw the request at once, or as soon as the beam is free; waiting pulses are forgotten."""
        with self._lock:
            self._pulses = 0
            if self._phase is _Phase.PULSE:
                self._end_pulse(now)
            elif self._phase in (_Phase.HELD, _Phase.RESTING):
                self._withdraw(now)
        self._wake()

    def step(self, now: float) -> float:
        """End or begin the pulse that is due, close once the beam is free, try a failing pin again."""
        with self._lock:
            if self._engages_at_first_step:
                self._withdraw(now)  # a magnetic lock is unlocked until the gate is up
            if self._retry_due <= now:
                self._switch(self._open_wanted, now)
            if self._due <= now:
                self._due = math.inf
                match self._phase:
                    case _Phase.PULSE:
                        self._pulses -= 1
                        self._end_pulse(now)
                    case _Phase.PAUSE if self._pulses > 0:
                        self._begin_pulse(now)
                    case _Phase.PAUSE:
                        self._phase = _Phase.RESTING
                    case _Phase.CLOSING:
                        self._withdraw(now)
                    case _Phase.RESTING | _Phase.HELD:
                        pass
            return min(self._due, self._retry_due)

    def rest(self) -> None:
        """De-energise the coil and forget every request; a magnetic lock is open then. Does not raise."""
        with self._lock:
            self._phase = _Phase.RESTING
            self._pulses = 0
            self._due = self._retry_due = math.inf
            self._open_wanted = False
            self._engages_at_first_step = False
            try:
                self._coil.write(False)
            except PinFault:
                self._health.failed("barrier")

    def release(self) -> None:
        """Rest, then let go of the pin: it floats, and the pull-down resistor holds the relay."""
        self.rest()
        self._coil.close()

    def _begin_pulse(self, now: float) -> None:
        self._phase = _Phase.PULSE
        self._due = now + self._pulse_seconds
        if not self._switch(True, now):
            # The person it was for will be gone when the pin works again: never open late.
            self._pulses = 0
            self._open_wanted = False
            self._phase = _Phase.RESTING
            self._due = math.inf

    def _end_pulse(self, now: float) -> None:
        self._switch(False, now)
        self._phase = _Phase.PAUSE
        self._due = now + self._pause_seconds

    def _hold(self, now: float, *, keep_trying: bool) -> None:
        already_open = self._phase in (_Phase.HELD, _Phase.CLOSING) and self._open_wanted
        self._phase = _Phase.HELD
        self._due = math.inf
        self._engages_at_first_step = False
        if not already_open and not self._switch(True, now) and not keep_trying:
            self._open_wanted = False

    def _withdraw(self, now: float) -> None:
        self._engages_at_first_step = False
        if self._open_wanted and self._beam_is_blocked():
            self._phase = _Phase.CLOSING
            self._due = now + BEAM_LOOK_SECONDS
        elif self._pulses > 0:
            self._end_pulse(now)  # asked for while the beam held the barrier open: the pause keeps them apart
        else:
            self._phase = _Phase.RESTING
            self._due = math.inf
            self._switch(False, now)

    def _switch(self, open_wanted: bool, now: float) -> bool:
        self._open_wanted = open_wanted
        try:
            self._coil.write(open_wanted != (self._kind is BarrierKind.MAGNETIC_LOCK))
        except PinFault:
            self._retry_due = now + RETRY_SECONDS
            self._health.failed("barrier")
            return False
        self._retry_due = math.inf
        self._health.works("barrier")
        return True
