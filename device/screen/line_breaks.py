"""Joins the pieces of a sentence to lines, and estimates how wide a line is.

Never looks into a font: the estimate is a little wide, and whoever draws a line may make it smaller.
"""

from typing import Final

_NARROW: Final = 0.6
"""Width of an average bold Latin letter against the letters' square; a Chinese sign fills the square."""


def width_in_sizes(text: str) -> float:
    """Give the width of `text` in letters' squares."""
    return sum(_NARROW if letter.isascii() else 1.0 for letter in text)


def lines_of(pieces: tuple[str, ...], most: int) -> list[str]:
    """Join `pieces` to at most `most` lines, as even as can be."""
    best = _even(pieces, 1)
    for count in range(2, min(most, len(pieces)) + 1):
        lines = _even(pieces, count)
        if max(map(width_in_sizes, lines)) < max(map(width_in_sizes, best)):
            best = lines
    return best


def _even(pieces: tuple[str, ...], count: int) -> list[str]:
    if count == 1:
        return ["".join(pieces).strip()]
    best: list[str] = []
    for cut in range(1, len(pieces) - count + 2):
        lines = ["".join(pieces[:cut]).strip(), *_even(pieces[cut:], count - 1)]
        if not best or max(map(width_in_sizes, lines)) < max(map(width_in_sizes, best)):
            best = lines
    return best
