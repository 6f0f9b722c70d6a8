"""Tells the person at the lane what to do next, by light and sound, and calls for help at the desk.

Never decides what to tell, and never fails its caller: a lamp that does not switch is reported as a fault and tried
again.
"""

import contextlib
import threading
from typing import Final

from device.gate.buzzer import Buzzer
from device.gate.desk import Desk
from device.gate.lights import Lights
from device.gate.pin_fault import PinFault, PinHealth
from device.gate.sequence import step_all
from device.guidance.patterns import PATTERNS
from device.vocabulary import Signal
from device.work import Wakeable

RETRY_SECONDS: Final = 1.0


class Presenter:
    """Lights, buzzer and desk as one; safe to call from any thread."""

    def __init__(self, *, lights: Lights, buzzer: Buzzer, desk: Desk, health: PinHealth, wake: Wakeable) -> None:
        self._lights = lights
        self._buzzer = buzzer
        self._desk = desk
        self._health = health
        self._wake = wake
        self._lock = threading.Lock()
        self._signal = Signal.DARK

    @property
    def signal(self) -> Signal:
        """What is shown now."""
        return self._signal

    def show(self, signal: Signal, now: float) -> None:
        """Take over the signal's lights and cut in with its sound at once; the same signal goes on undisturbed."""
        with self._lock:
            if signal is self._signal:
                return
            self._signal = signal
            pattern = PATTERNS[signal]
            self._lights.burn(pattern, now)
            self._buzzer.play(pattern.sound, now)
            self._step(now)
        self._wake()

    def call_for_help(self, on: bool, now: float) -> None:
        """Call somebody to the desk, or stop calling."""
        with self._lock:
            self._desk.call(on, now)
            self._step(now)
        self._wake()

    def step(self, now: float) -> float:
        """Go on with what is shown; return when to look again."""
        with self._lock:
            return self._step(now)

    def rest(self) -> None:
        """Dark and silent; does not raise."""
        with self._lock:
            self._signal = Signal.DARK
            for part in (self._buzzer, self._lights, self._desk):
                with contextlib.suppress(PinFault):  # on the way out nobody is left to tell
                    part.rest()

    def release(self) -> None:
        """Rest, then let go of the lines."""
        self.rest()
        self._buzzer.close()
        self._lights.close()
        self._desk.close()

    def _step(self, now: float) -> float:
        try:
            due = step_all((self._lights, self._buzzer, self._desk), now)
        except PinFault:
            self._health.failed("lights")
            return now + RETRY_SECONDS
        self._health.works("lights")
        return due
