"""Draws receiver operating curves as a picture: share of fevers found over share of false fevers.

Never computes anything about people; it draws the points it is given.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

SIDE: Final = 640
_LEFT: Final = 90
_TOP: Final = 60
_BOTTOM: Final = 80
_COLOURS: Final = ("#0b5fa5", "#c44e00", "#2b7a2b", "#7a2b7a")
_GRID: Final = "#dddddd"
_INK: Final = "#222222"
_STEPS: Final = 10
_MARKED_SHARE: Final = 0.05


def draw_receiver_curves(curves: Mapping[str, Sequence[tuple[float, float]]], title: str, file: Path) -> None:
    """Write a PNG with one line a name; points as `receiver_points` gives them.

    Raises:
        OSError: the file cannot be written.
    """
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - heavy, and only wanted for a picture

    image = Image.new("RGB", (_LEFT + SIDE + 40, _TOP + SIDE + _BOTTOM), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(18)
    _axes(draw, font, title)
    for place, (name, points) in enumerate(curves.items()):
        colour = _COLOURS[place % len(_COLOURS)]
        draw.line([_spot(*point) for point in points], fill=colour, width=3)
        at = (_LEFT + SIDE * 0.36, _TOP + SIDE - 40 - 30 * (len(curves) - 1 - place))
        draw.line([at, (at[0] + 36, at[1])], fill=colour, width=4)
        draw.text((at[0] + 46, at[1] - 11), name, fill=_INK, font=font)
    image.save(file, format="PNG")


def _axes(draw: "ImageDraw", font: "FreeTypeFont | ImageFont", title: str) -> None:
    for step in range(_STEPS + 1):
        share = step / _STEPS
        draw.line([_spot(share, 0.0), _spot(share, 1.0)], fill=_GRID)
        draw.line([_spot(0.0, share), _spot(1.0, share)], fill=_GRID)
        if step % 2 == 0:
            across, up = _spot(share, 0.0), _spot(0.0, share)
            draw.text((across[0] - 16, across[1] + 8), f"{share:.0%}", fill=_INK, font=font)
            draw.text((up[0] - 56, up[1] - 10), f"{share:.0%}", fill=_INK, font=font)
    draw.line([_spot(_MARKED_SHARE, 0.0), _spot(_MARKED_SHARE, 1.0)], fill="#aa0000")
    draw.line([_spot(0.0, 0.0), _spot(1.0, 1.0)], fill="#999999")
    draw.rectangle([*_spot(0.0, 1.0), *_spot(1.0, 0.0)], outline=_INK)
    draw.text((_LEFT, 8), title, fill=_INK, font=font)
    draw.text((_LEFT, _TOP + SIDE + 42), "across: healthy people called febrile (red: 5 %)", fill=_INK, font=font)
    draw.text((_LEFT + 6, _TOP - 24), "up: fevers found", fill=_INK, font=font)


def _spot(across: float, up: float) -> tuple[float, float]:
    return _LEFT + across * SIDE, _TOP + (1.0 - up) * SIDE
