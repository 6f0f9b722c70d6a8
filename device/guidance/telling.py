"""Says what a person is told at one moment, on every channel that has words."""

from msgspec import Struct

from device.guidance.sentences import Sentence
from device.vocabulary import Signal


class Telling(Struct, frozen=True, kw_only=True):
    """The signal, the one sentence of this moment, and who is greeted."""

    signal: Signal
    sentence: Sentence
    """The signal's own, or the hint that helps more just now."""
    name: str = ""
    """Masked name of the one who passes; empty where nobody is to be named."""
