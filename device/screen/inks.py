"""Gives every ink its colour, by the signal's tone, on a light or a dark ground, or in black and white.

Never carries a meaning alone: the shape and the words say the same. Words stand out by 7 to 1 at least, the symbol from
its badge and the badge from the paper by 3 to 1.

WCAG 2.2, 1.4.3 and 1.4.6 contrast of text, 1.4.11 contrast of graphics. The tones keep apart for eyes without red or
green (Okabe and Ito, "Color Universal Design").
"""

from enum import StrEnum
from typing import Final

from device.guidance.patterns import Tone
from device.screen.marks import Ink

Rgb = tuple[int, int, int]


class Ground(StrEnum):
    """What the drawing is painted on."""

    LIGHT = "light"
    DARK = "dark"
    BLACK_AND_WHITE = "black_and_white"


_WHITE: Final[Rgb] = (255, 255, 255)
_BLACK: Final[Rgb] = (0, 0, 0)
_NIGHT: Final[Rgb] = (14, 20, 27)
_BADGES: Final[dict[Tone, tuple[Rgb, Rgb]]] = {
    # badge on light (symbol white), badge on dark (symbol nearly black)
    Tone.CALM: ((84, 96, 108), (160, 174, 188)),
    Tone.ASK: ((0, 84, 166), (104, 186, 255)),
    Tone.GO: ((0, 112, 80), (52, 211, 153)),
    Tone.TURN: ((158, 84, 0), (255, 180, 64)),
}
_PLAIN: Final[dict[Ground, dict[Ink, Rgb]]] = {
    Ground.LIGHT: {
        Ink.PAPER: _WHITE,
        Ink.WORDS: (17, 24, 32),
        Ink.QUIET_WORDS: (66, 76, 88),
        Ink.SYMBOL: _WHITE,
    },
    Ground.DARK: {
        Ink.PAPER: _NIGHT,
        Ink.WORDS: (244, 247, 250),
        Ink.QUIET_WORDS: (190, 200, 210),
        Ink.SYMBOL: _NIGHT,
    },
    Ground.BLACK_AND_WHITE: {
        Ink.PAPER: _WHITE,
        Ink.WORDS: _BLACK,
        Ink.QUIET_WORDS: _BLACK,
        Ink.SYMBOL: _WHITE,
    },
}


def colour_of(ink: Ink, tone: Tone, ground: Ground) -> Rgb:
    """Give red, green and blue, 0 to 255."""
    if ink is Ink.CODE:
        return _BLACK
    if ink is Ink.CODE_PAPER:
        return _WHITE  # a code is read dark on light, whatever is around it
    if ink is Ink.BADGE:
        if ground is Ground.BLACK_AND_WHITE:
            return _BLACK
        return _BADGES[tone][0 if ground is Ground.LIGHT else 1]
    return _PLAIN[ground][ink]
