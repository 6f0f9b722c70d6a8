"""Says how every signal looks and sounds: one literal table, from which docs/signals.md is drawn.

Never uses colour alone: the timing of the lamps tells any two signals apart, for an eye that sees no colour. No lamp
flashes three times in a second. A referral or a fever never sounds longer or more often than `pass`, and no signal but
`emergency` repeats a sound by itself for longer than somebody looks for the gate (`identify`).

WCAG 2.2, 1.4.1 use of colour, 2.3.1 three flashes; ITU-R BT.1702-3, guidance on photosensitive seizures.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

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


class Pattern(Struct, frozen=True, kw_only=True):
    """How one signal looks, sounds and is said."""

    red: Light
    amber: Light
    green: Light
    sound: Sound
    chinese: str
    english: str


def _row(lights: str, sound: Sound, chinese: str, english: str) -> Pattern:
    red, amber, green = (Light(word) for word in lights.split())
    return Pattern(red=red, amber=amber, green=green, sound=sound, chinese=chinese, english=english)


PATTERNS: Final[dict[Signal, Pattern]] = {
    # red, amber, green; sound; said in Chinese; said in English
    Signal.DARK: _row("off off off", SILENCE, "设备未启动", "The gate is off."),
    Signal.WARMING_UP: _row("pulse pulse off", SILENCE, "正在预热，请稍候", "Warming up. Please wait."),
    Signal.READY: _row("off off pulse", SILENCE, "请走近测温", "Ready. Please come to the gate."),
    Signal.COME_CLOSER: _row("off double off", SILENCE, "请靠近一点", "Please come a little closer."),
    Signal.STEP_BACK: _row("off triple off", SILENCE, "请后退一点", "Please step back a little."),
    Signal.HOLD_STILL: _row("off steady pulse", SILENCE, "请站稳不动", "Please hold still."),
    Signal.SHOW_CODE: _row("off steady blink", TICK, "请出示健康码", "Please show your health code."),
    Signal.NOT_A_HEALTH_CODE: _row("double double off", TWO_TICKS, "这不是健康码", "That is not a health code."),
    Signal.ONE_AT_A_TIME: _row("blink blink off", TWO_TICKS, "请一位一位通过", "One at a time, please."),
    Signal.NEXT_OF_GROUP: _row("off steady double", TICK, "请下一位同行人", "Next person of your group, please."),
    Signal.WAIT: _row("off steady long", SILENCE, "正在核验，请稍候", "Checking. One moment, please."),
    Signal.PASS: _row("off off steady", SHORT_LONG, "请通行", "Please go through."),
    Signal.STEP_ASIDE: _row(
        "off slow off", TWO_TICKS, "请到一旁稍候，有人协助您", "Please wait at the side. Help is coming."
    ),
    Signal.GO_TO_THE_DESK: _row("off long off", TWO_TICKS, "请到服务台，有人协助您", "Please go to the desk for help."),
    Signal.OUT_OF_SERVICE: _row("long long off", SILENCE, "本通道暂停使用", "Out of service. Please use another gate."),
    Signal.LOCKED: _row("steady steady off", SILENCE, "本通道已关闭", "Closed. Please use another gate."),
    Signal.EMERGENCY: _row("off off blink", EVEN, "紧急情况，请立即离开", "Emergency. Please leave now."),
    Signal.IDENTIFY: _row("triple triple triple", CHIRP, "这是您要找的通道", "This is the gate you are looking for."),
}

DESK_LIGHT: Final = Light.BLINK
DESK_SOUND: Final = Sound(milliseconds=(150, 150, 150, 9550), repeats=True)
"""Somebody at the desk is wanted: two short tones every ten seconds."""
