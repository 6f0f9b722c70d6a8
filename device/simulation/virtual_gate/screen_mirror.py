"""Mirrors the gate's screen on the page: the same drawing from the same telling, as SVG, with its captions.

Never draws anything of its own: what a panel at a gate would show is shown.
"""

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from device.guidance.patterns import PATTERNS
from device.guidance.sentences import WORDS, Language
from device.guidance.telling import Telling
from device.screen.inks import Ground
from device.screen.layout import Panel, scene
from device.screen.marks import Area, Ink, Words
from device.screen.svg import svg
from device.simulation.virtual_gate.fan_out import FanOut

_PANEL: Final = (324, 284)
_SYMBOL: Final = (500, 100)
"""Wide enough for the symbol to stand beside its words, in the square at the left end."""


class ScreenMirror:
    """What the screen shows now."""

    def __init__(self, telling: Callable[[], Telling], page: FanOut) -> None:
        self._telling, self._page = telling, page

    def tell(self) -> None:
        """Tell the page the caption; may be called from any thread, as often as one likes."""
        telling = self._telling()
        words = WORDS[telling.sentence]
        self._page.tell(
            "caption",
            {
                "sentence": telling.sentence,
                "signal": telling.signal,
                "tone": PATTERNS[telling.signal].tone,
                "chinese": words.chinese,
                "english": words.english,
            },
        )

    def screen(self, first: Language) -> str:
        """Give the whole screen."""
        width, height = _PANEL
        return svg(scene(self._telling(), Panel(width=width, height=height, first=first)), Ground.DARK)

    def symbol(self) -> str:
        """Give the screen's symbol alone."""
        width, side = _SYMBOL
        whole = scene(self._telling(), Panel(width=width, height=side))
        marks = tuple(
            mark
            for mark in whole.marks
            if not isinstance(mark, Words) and not (isinstance(mark, Area) and mark.ink is Ink.PAPER)
        )
        return svg(replace(whole, width=side, height=side, marks=marks), Ground.DARK)
