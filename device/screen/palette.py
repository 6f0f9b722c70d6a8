"""Numbers the colours of one picture: the few inks of a tone and the steps between them that smooth their edges.

A picture of numbers is a quarter of one of colours, and is turned into a panel's own pixels by looking each up. Never
has a step in black and white: there every edge is sharp, as e-paper shows it.
"""

from typing import Final

from device.guidance.patterns import Tone
from device.screen.inks import Ground, Rgb, colour_of
from device.screen.marks import Ink

PAPER: Final = 0
BADGE: Final = 64
SYMBOL: Final = 127
WORDS: Final = 128
"""Of the first step from paper to words; `TEXT_STEPS` on, the words themselves."""
QUIET_WORDS: Final = 191
CODE_PAPER: Final = 254
CODE: Final = 255
TEXT_STEPS: Final = 62
_FULL: Final = 255


def palette(tone: Tone, ground: Ground) -> list[int]:
    """Give red, green and blue of every number, one after the other."""

    def ink(which: Ink) -> Rgb:
        return colour_of(which, tone, ground)

    sharp = ground is Ground.BLACK_AND_WHITE
    paper, badge, symbol = ink(Ink.PAPER), ink(Ink.BADGE), ink(Ink.SYMBOL)
    colours = [
        *_between(paper, badge, BADGE - PAPER, sharp=sharp),
        *_between(badge, symbol, SYMBOL - BADGE, sharp=sharp)[1:],
        *_between(paper, ink(Ink.WORDS), TEXT_STEPS, sharp=sharp),
        *_between(paper, ink(Ink.QUIET_WORDS), TEXT_STEPS, sharp=sharp),
        ink(Ink.CODE_PAPER),
        ink(Ink.CODE),
    ]
    return [part for colour in colours for part in colour]


def numbers_of_shapes() -> list[int]:
    """Give, for what was painted in shades 0 (paper), 128 (badge) and 255 (symbol), the numbers."""
    return [shade // 2 for shade in range(_FULL + 1)]


def numbers_of_text(ink: Ink) -> list[int]:
    """Give, for how much of a pixel a letter covers (0 to 255), the numbers."""
    first = QUIET_WORDS if ink is Ink.QUIET_WORDS else WORDS
    return [first + covered * TEXT_STEPS // _FULL for covered in range(_FULL + 1)]


def _between(one: Rgb, other: Rgb, steps: int, *, sharp: bool) -> list[Rgb]:
    """Give `steps` + 1 colours, both ends included."""
    shares = [step / steps for step in range(steps + 1)]
    if sharp:
        shares = [float(share >= 0.5) for share in shares]  # noqa: PLR2004 - more than half covered
    return [_mixed(one, other, share) for share in shares]


def _mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
