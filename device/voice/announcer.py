"""Decides which prompt is spoken when: one at a time, the newest first, never again too soon.

Pure: what is told goes in with its second, what to say or cut comes out. An instruction is spoken to whoever needs it
for more than a moment, so that a practised visitor hears only `pass`; a decision is spoken at once; an emergency is
spoken above all and is cut by nothing but its end.
"""

import math
from typing import Final

from msgspec import Struct

from device.guidance.patterns import PATTERNS, Speech, Tone
from device.guidance.sentences import Sentence
from device.guidance.telling import Telling
from device.vocabulary import Signal

HESITATION_SECONDS: Final = 0.5
"""An instruction that is over sooner is not spoken."""
AGAIN_SECONDS: Final = 7.0
"""Between two beginnings of the same instruction."""
AGAIN_MOST: Final = 2
"""How often an instruction is repeated; after that the screen goes on alone."""
ALARM_SECONDS: Final = 6.0
"""Between two beginnings of the emergency's words."""
SAME_SECONDS: Final = 5.0
"""The same hint is not spoken again sooner."""
SOFT: Final = 0.45
"""Loudness of a referral against the others: 7 dB less."""


class Say(Struct, frozen=True, kw_only=True):
    """Cut what sounds and say this."""

    sentence: Sentence
    loudness: float
    """1 is the hour's own loudness."""
    at_any_hour: bool = False
    """At full volume, whatever the hour."""


class Cut(Struct, frozen=True, kw_only=True):
    """Fall silent."""


class Announcer:
    """Follows what is told."""

    def __init__(self) -> None:
        self._telling = Telling(signal=Signal.DARK, sentence=Sentence.DARK)
        self._due = math.inf
        self._repeats = 0
        self._must_cut = False
        self._spoken_at: dict[Sentence, float] = {}

    @property
    def due(self) -> float:
        """When `step` is to be called next."""
        return -math.inf if self._must_cut else self._due

    def tell(self, telling: Telling, now: float) -> None:
        """Take what is told from now on."""
        before, self._telling = self._telling, telling
        if telling.sentence is before.sentence and telling.signal is before.signal:
            return
        was_alarm = PATTERNS[before.signal].speech is Speech.ABOVE_ALL
        self._must_cut = was_alarm or telling.signal is Signal.DARK
        self._repeats = 0
        self._due = self._first_at(now)

    def arrived(self, now: float) -> None:
        """Take that somebody came: who finds the gate shut or warming up is told so."""
        if self._speech is Speech.ON_ARRIVAL and not self._was_just_said(now):
            self._due = now

    def step(self, now: float) -> Say | Cut | None:
        """Give what to do at monotonic second `now`."""
        if now < self._due:
            must_cut, self._must_cut = self._must_cut, False
            return Cut() if must_cut else None
        self._must_cut = False
        sentence, speech = self._telling.sentence, self._speech
        self._spoken_at[sentence] = now
        self._due = self._again_at(now, speech)
        return Say(
            sentence=sentence,
            loudness=SOFT if speech is Speech.SOFTLY else 1.0,
            at_any_hour=speech is Speech.ABOVE_ALL,
        )

    @property
    def _speech(self) -> Speech:
        pattern = PATTERNS[self._telling.signal]
        return pattern.speech if self._telling.sentence is pattern.sentence else Speech.ONCE

    def _first_at(self, now: float) -> float:
        if self._speech in (Speech.NEVER, Speech.ON_ARRIVAL):
            return math.inf
        if PATTERNS[self._telling.signal].tone is not Tone.ASK:
            return now
        return math.inf if self._was_just_said(now) else now + HESITATION_SECONDS

    def _again_at(self, now: float, speech: Speech) -> float:
        if speech is Speech.ABOVE_ALL:
            return now + ALARM_SECONDS
        if speech is Speech.AGAIN and self._repeats < AGAIN_MOST:
            self._repeats += 1
            return now + AGAIN_SECONDS
        return math.inf

    def _was_just_said(self, now: float) -> bool:
        return now - self._spoken_at.get(self._telling.sentence, -math.inf) < SAME_SECONDS
