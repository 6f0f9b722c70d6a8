"""Says what every signal is to every audience: the citizen's lamps, sound, screen and voice, and the desk.

One literal table, from which docs/signals.md is drawn. Never uses colour alone: the timing of the lamps tells any two
signals apart, for an eye that sees no colour, and the screen adds a shape and words. No lamp flashes three times in a
second. A referral or a fever never sounds longer or more often than `pass` and is spoken in a lowered voice; no signal
but `emergency` repeats a sound by itself for longer than somebody looks for the gate (`identify`).

WCAG 2.2, 1.4.1 use of colour, 2.3.1 three flashes; ITU-R BT.1702-3, guidance on photosensitive seizures.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from device.guidance.sentences import WORDS, Sentence
from device.vocabulary import Signal


class Light(StrEnum):
    """How a lamp burns."""

    OFF = "off"
    STEADY = "steady"
    BLINK = "blink"
    """Even, once a second."""
    SLOW = "slow"
    """Even, once in three seconds: calm."""
    PULSE = "pulse"
    """A short flash every two seconds: alive, nothing to do."""
    DOUBLE = "double"
    TRIPLE = "triple"
    LONG = "long"
    """Lit, with a short gap every two seconds."""


LIGHT_MILLISECONDS: Final[dict[Light, tuple[int, ...]]] = {
    # on, off, on, off, ... over and over; the two steady ones never change
    Light.OFF: (),
    Light.STEADY: (),
    Light.BLINK: (500, 500),
    Light.SLOW: (1500, 1500),
    Light.PULSE: (200, 1800),
    Light.DOUBLE: (200, 300, 200, 1300),
    Light.TRIPLE: (200, 300, 200, 300, 200, 800),
    Light.LONG: (1700, 300),
}


class Sound(Struct, frozen=True, kw_only=True):
    """A sequence for a buzzer that knows on and off; its loudness is fixed by the part."""

    milliseconds: tuple[int, ...]
    """On, off, on, ...; empty is silence."""
    repeats: bool = False


SILENCE: Final = Sound(milliseconds=())
TICK: Final = Sound(milliseconds=(40,))
TWO_TICKS: Final = Sound(milliseconds=(40, 120, 40))
SHORT_LONG: Final = Sound(milliseconds=(100, 60, 240))
EVEN: Final = Sound(milliseconds=(500, 500), repeats=True)
CHIRP: Final = Sound(milliseconds=(40, 80, 40, 80, 40, 1720), repeats=True)


class Tone(StrEnum):
    """The colour behind the screen's shape; the shape and the words say the same."""

    CALM = "calm"
    """Grey: nothing to do."""
    ASK = "ask"
    """Blue: please do something."""
    GO = "go"
    """Green: go on."""
    TURN = "turn"
    """Amber: not this way, not now. Nobody is told red."""


class Speech(StrEnum):
    """When a signal is spoken."""

    NEVER = "never"
    ON_ARRIVAL = "on arrival"
    """When somebody comes while it is shown: an empty lane is not talked to."""
    ONCE = "once"
    SOFTLY = "softly"
    """Once, in a lowered voice: it is meant for one person."""
    AGAIN = "again"
    """Once, and again while nothing happens."""
    ABOVE_ALL = "above all"
    """Again and again at full volume, at any hour; nothing cuts it."""


class Desk(StrEnum):
    """What the lamp and the beeper at the desk do."""

    QUIET = "quiet"
    CALLS = "calls"
    """Somebody is wanted at the lane and no inspector's console is live."""


class DeskPattern(Struct, frozen=True, kw_only=True):
    """How the desk is called."""

    lamp: Light
    beeper: Sound


DESK_PATTERNS: Final[dict[Desk, DeskPattern]] = {
    Desk.QUIET: DeskPattern(lamp=Light.OFF, beeper=SILENCE),
    # two short tones every ten seconds
    Desk.CALLS: DeskPattern(lamp=Light.BLINK, beeper=Sound(milliseconds=(150, 150, 150, 9550), repeats=True)),
}


class Pattern(Struct, frozen=True, kw_only=True):
    """What one signal is to everybody."""

    red: Light
    amber: Light
    green: Light
    sound: Sound
    tone: Tone
    speech: Speech
    desk: Desk
    sentence: Sentence
    """On the screen, and spoken."""

    @property
    def chinese(self) -> str:
        """The sentence in Chinese."""
        return WORDS[self.sentence].chinese

    @property
    def english(self) -> str:
        """The sentence in English."""
        return WORDS[self.sentence].english


def _row(
    lights: str, sound: Sound, tone: Tone, speech: Speech, sentence: Sentence, *, desk: Desk = Desk.QUIET
) -> Pattern:
    red, amber, green = (Light(word) for word in lights.split())
    return Pattern(
        red=red, amber=amber, green=green, sound=sound, tone=tone, speech=speech, desk=desk, sentence=sentence
    )


T, V, S = Tone, Speech, Sentence
PATTERNS: Final[dict[Signal, Pattern]] = {
    # red, amber, green; sound; behind the screen's shape; voice; sentence; desk
    Signal.DARK: _row("off off off", SILENCE, T.CALM, V.NEVER, S.DARK),
    Signal.WARMING_UP: _row("pulse pulse off", SILENCE, T.CALM, V.ON_ARRIVAL, S.WARMING_UP),
    Signal.READY: _row("off off pulse", SILENCE, T.ASK, V.NEVER, S.READY),
    Signal.COME_CLOSER: _row("off double off", SILENCE, T.ASK, V.ONCE, S.COME_CLOSER),
    Signal.STEP_BACK: _row("off triple off", SILENCE, T.ASK, V.ONCE, S.STEP_BACK),
    Signal.HOLD_STILL: _row("off steady pulse", SILENCE, T.ASK, V.ONCE, S.HOLD_STILL),
    Signal.SHOW_CODE: _row("off steady blink", TICK, T.ASK, V.AGAIN, S.SHOW_CODE),
    Signal.NOT_A_HEALTH_CODE: _row("double double off", TWO_TICKS, T.TURN, V.ONCE, S.NOT_A_HEALTH_CODE),
    Signal.ONE_AT_A_TIME: _row("blink blink off", TWO_TICKS, T.TURN, V.ONCE, S.ONE_AT_A_TIME),
    Signal.NEXT_OF_GROUP: _row("off steady double", TICK, T.ASK, V.AGAIN, S.NEXT_OF_GROUP),
    Signal.WAIT: _row("off steady long", SILENCE, T.CALM, V.NEVER, S.WAIT),
    Signal.PASS: _row("off off steady", SHORT_LONG, T.GO, V.ONCE, S.PASS),
    Signal.STEP_ASIDE: _row("off slow off", TWO_TICKS, T.TURN, V.SOFTLY, S.STEP_ASIDE),
    Signal.GO_TO_THE_DESK: _row("off long off", TWO_TICKS, T.TURN, V.SOFTLY, S.GO_TO_THE_DESK, desk=Desk.CALLS),
    Signal.OUT_OF_SERVICE: _row("long long off", SILENCE, T.TURN, V.ON_ARRIVAL, S.OUT_OF_SERVICE),
    Signal.LOCKED: _row("steady steady off", SILENCE, T.TURN, V.ON_ARRIVAL, S.LOCKED),
    Signal.EMERGENCY: _row("off off blink", EVEN, T.GO, V.ABOVE_ALL, S.EMERGENCY),
    Signal.IDENTIFY: _row("triple triple triple", CHIRP, T.CALM, V.NEVER, S.IDENTIFY),
}
