"""Describes a drawing as shapes and texts with their sizes; every way of showing a screen draws these and nothing else.

Never draws: a scene is a value. Lengths are pixels of the panel, x to the right, y downwards.
"""

from enum import StrEnum

from msgspec import Struct

Point = tuple[float, float]


class Ink(StrEnum):
    """What a mark is painted with; `device.screen.inks` gives the colour."""

    PAPER = "paper"
    WORDS = "words"
    QUIET_WORDS = "quiet_words"
    BADGE = "badge"
    """The disc or square behind the symbol, in the colour of the signal's tone."""
    SYMBOL = "symbol"
    """The symbol upon it."""
    CODE_PAPER = "code_paper"
    CODE = "code"


class Area(Struct, frozen=True, kw_only=True):
    """A filled polygon."""

    points: tuple[Point, ...]
    ink: Ink


class Disc(Struct, frozen=True, kw_only=True):
    """A filled circle."""

    centre: Point
    radius: float
    ink: Ink


class Stroke(Struct, frozen=True, kw_only=True):
    """A line through `points` with round ends and joints."""

    points: tuple[Point, ...]
    width: float
    ink: Ink


class Words(Struct, frozen=True, kw_only=True):
    """One line of text; `at` is the middle of its height, at its left end or its middle."""

    text: str
    at: Point
    size: float
    """Height of the letters' square, as a font counts it."""
    width_most: float
    """Who draws it makes it smaller where the font in use would be wider."""
    ink: Ink
    bold: bool
    centred: bool
    chinese: bool


class Modules(Struct, frozen=True, kw_only=True):
    """A QR code with its quiet zone: rows of `1` (dark) and `0`."""

    rows: tuple[str, ...]
    corner: Point
    side: float


Mark = Area | Disc | Stroke | Words | Modules


class Scene(Struct, frozen=True, kw_only=True):
    """All that is on the screen, painted in order."""

    width: int
    height: int
    tone: str
    """Word of `device.guidance.patterns.Tone`: gives the badge its colour."""
    marks: tuple[Mark, ...]
    said: tuple[str, ...]
    """The texts in reading order, for whoever hears or tests the screen instead of seeing it."""
