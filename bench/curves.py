"""Draws how the share of codes read grows with time, as a PNG picture.

Never needs a plotting library: lines, numbers and a legend are all there is.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_SIZE, _LEFT, _TOP, _RIGHT, _BOTTOM = (900, 520), 70, 30, 880, 450
_COLOURS = ("#1b6ca8", "#c0392b", "#1e8449", "#8e44ad", "#d68910")
_STEPS = 200
_LOWEST = 0.0


def draw_curves(to: Path, curves: Mapping[str, Sequence[float]], *, seconds_most: float) -> None:
    """Write a picture of the share of `curves`' values that are at most so many seconds."""
    font = ImageFont.load_default(15)
    image = Image.new("RGB", _SIZE, "white")
    pen = ImageDraw.Draw(image)
    for share in (0.0, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0):
        y = _down(share)
        pen.line((_LEFT, y, _RIGHT, y), fill="#dddddd")
        if share != 0.95:
            pen.text((_LEFT - 8, y), f"{share:.0%}", fill="black", font=font, anchor="rm")
    for tenth in range(0, round(seconds_most * 10) + 1, 2):
        x = _across(tenth / 10, seconds_most)
        pen.line((x, _TOP, x, _BOTTOM), fill="#dddddd")
        pen.text((x, _BOTTOM + 8), f"{tenth / 10:.1f} s", fill="black", font=font, anchor="mt")
    pen.text((_LEFT, 6), "codes read with the right text, by the time since they were held up", fill="black", font=font)
    for number, (name, values) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = []
        for step in range(_STEPS + 1):
            seconds = step * seconds_most / _STEPS
            share = sum(value <= seconds for value in values) / len(values)
            places.append((_across(seconds, seconds_most), _down(share)))
        pen.line(places, fill=colour, width=3, joint="curve")
        y = _BOTTOM - 22 * (len(curves) - number)
        pen.line((600, y, 640, y), fill=colour, width=3)
        pen.text((650, y), name, fill="black", font=font, anchor="lm")
    to.parent.mkdir(parents=True, exist_ok=True)
    image.save(to, optimize=True)


def _across(seconds: float, most: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * seconds / most


def _down(share: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * (share - _LOWEST) / (1.0 - _LOWEST)
