"""Tells the person at the lane one thing at a time on every channel: lamps and buzzer at once, then screen and voice.

Never decides about a person and never waits: lamps and sound are switched before anything else is thought about, screen
and voice are handed one sentence and draw or speak it on threads of their own.
"""

import math
import threading
from collections.abc import Callable
from typing import Final, Protocol

from device.checkpoint import actions as a
from device.checkpoint.events import Event, PresenceBegan, PresenceLost, ReadingFailed, ReadingTaken
from device.checkpoint.records import CheckIn
from device.guidance.coach import COACHED, TROUBLE_SECONDS, Coach, Face, Known
from device.guidance.sentences import Sentence
from device.guidance.telling import Telling
from device.vocabulary import Outcome, Reason, Signal
from device.work import Wakeable

LOOK_SECONDS: Final = 0.1
"""How often hints are looked at while somebody is measured or shows a code."""


class Presents(Protocol):
    """Lamps, buzzer and desk; see `device.gate.presenter`."""

    def show(self, signal: Signal, now: float) -> None:
        """Show `signal`."""

    def call_for_help(self, on: bool, now: float) -> None:
        """Desk lamp and beeper."""


class Tells(Protocol):
    """A screen or a voice; hears everything, is never waited for."""

    def tell(self, telling: Telling, now: float) -> None:
        """Tell this from now on; what was told before is over."""

    def arrived(self, now: float) -> None:
        """Somebody came while this is being told."""


class Attendant:
    """The worker (`device.work.Worker`) that the performer shows signals to; `telling` may be read from any thread."""

    name: Final = "attendant"
    limit_seconds: Final = 2.0

    def __init__(
        self,
        *,
        presenter: Presents,
        channels: tuple[Tells, ...],
        code_hint: Callable[[], str],
        wake: Wakeable,
        face: Callable[[], Face | None] = lambda: None,
        masked_name: Callable[[str], str] | None = None,
    ) -> None:
        """`masked_name` gives the masked name behind a code's handle; None: nobody is ever named."""
        self._presenter, self._channels = presenter, channels
        self._code_hint, self._face, self._masked_name = code_hint, face, masked_name
        self._wake = wake
        self._coach = Coach()
        self._lock = threading.Lock()
        self._signal = Signal.DARK
        self._trouble: Reason | None = None
        self._trouble_at = -math.inf
        self._room_celsius: float | None = None
        self._is_seen = False
        self._name = ""
        self.telling = Telling(signal=Signal.DARK, sentence=Sentence.DARK)

    def show(self, signal: Signal, now: float) -> None:
        """Show `signal` by lamp and sound at once, then hand it to screen and voice."""
        self._presenter.show(signal, now)
        with self._lock:
            self._signal = signal
            self._look(now)
        self._wake()

    def call_for_help(self, on: bool, now: float) -> None:
        """Call somebody to the desk, or stop calling."""
        self._presenter.call_for_help(on, now)

    def saw(self, event: Event, now: float, actions: list[a.Action]) -> None:
        """Learn from what the core was told why a hint may help; to be called by the deciding thread."""
        with self._lock:
            match event:
                case PresenceBegan():
                    self._is_seen = True
                    for channel in self._channels:
                        channel.arrived(now)
                case PresenceLost():
                    self._is_seen, self._trouble = False, None
                case ReadingFailed():
                    self._trouble, self._trouble_at = event.reason, now
                case ReadingTaken():
                    self._trouble, self._room_celsius = None, event.reading.ambient_celsius
                case _:
                    pass
            if self._masked_name is not None:
                self._name = self._named(actions)

    def step(self, now: float) -> float:
        """Look at the hints; return when to look again."""
        with self._lock:
            self._look(now)
            return now + LOOK_SECONDS if self._signal in COACHED else math.inf

    def close(self) -> None:
        """Hold nothing."""

    def _look(self, now: float) -> None:
        is_news = now - self._trouble_at < TROUBLE_SECONDS
        known = Known(
            signal=self._signal,
            code_hint=self._code_hint(),
            trouble=self._trouble if is_news else None,
            room_celsius=self._room_celsius,
            face=self._face(),
            is_seen=self._is_seen,
        )
        name = self._name if self._signal is Signal.PASS else ""
        telling = Telling(signal=self._signal, sentence=self._coach.see(known, now), name=name)
        if telling != self.telling:
            self.telling = telling
            for channel in self._channels:
                channel.tell(telling, now)

    def _named(self, actions: list[a.Action]) -> str:
        """Give the name of the one person who is being admitted; of a group nobody is named."""
        for action in actions:
            if isinstance(action, a.Commit) and self._masked_name is not None:
                codes = [
                    record.code
                    for record in action.records
                    if isinstance(record, CheckIn) and record.outcome is Outcome.ADMITTED
                ]
                if len(codes) == 1 and codes[0] is not None:
                    return self._masked_name(codes[0].ref)
        return "" if self._signal in (Signal.READY, Signal.HOLD_STILL, Signal.SHOW_CODE) else self._name
