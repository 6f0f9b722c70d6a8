"""Reads a venue's rule about foreign certificates: which event, how recent, stands for which colour.

Never knows red as an answer, never stands for a whole format: a rule names one kind of event. Nothing is judged here.
Written `FORMAT EVENT DAYS COLOUR`, for a vaccination with the doses that are enough behind it where the certificate
does not say whether its series is complete: `hcert test 3 green`, `vdsnc vaccination 270 green 2`.
"""

from typing import Final

from msgspec import Struct

from device.vocabulary import Colour

VACCINATION: Final = "vaccination"
EVENTS: Final = {"hcert": (VACCINATION, "test", "recovery"), "vdsnc": (VACCINATION,)}
"""By format: what a certificate says exactly enough. A SMART card does not say what is complete, a pass of New
Zealand's only that its holder has one, an ICAO test not what was looked for.
"""
DAYS_MOST: Final = {VACCINATION: 730, "test": 14, "recovery": 365}
"""By event: further back than this no rule may reach."""
DOSES_MOST: Final = 9
_COLOURS: Final = {colour.value: colour for colour in (Colour.GREEN, Colour.YELLOW)}
_WORDS: Final = (4, 5)
_DIGITS_MOST: Final = 3


class ForeignRule(Struct, frozen=True, kw_only=True):
    """One line of the venue's policy."""

    format: str
    event: str
    days: int
    """How long ago the event may be, today not counted."""
    colour: Colour
    """Green or yellow."""
    doses: int | None = None
    """Doses that are enough, whatever the certificate says about its series; None asks for a complete series."""


def read_rule(text: str) -> ForeignRule | str:
    """Give the rule that `text` writes, or in a few words why it is none."""
    words = text.split(" ")
    if len(words) not in _WORDS:
        return "not FORMAT EVENT DAYS COLOUR, with the doses behind it at most"
    format_name, event, days_text, colour_word, *doses_text = words
    if format_name not in EVENTS:
        return f"the format is one of {', '.join(EVENTS)}"
    if event not in EVENTS[format_name]:
        return f"the event is one of {', '.join(EVENTS[format_name])}"
    days = _whole(days_text, 0, DAYS_MOST[event])
    if days is None:
        return f"days of a {event} are a whole number from 0 to {DAYS_MOST[event]}"
    colour = _COLOURS.get(colour_word)
    if colour is None:
        return f"the colour is one of {', '.join(_COLOURS)}"
    doses = None if not doses_text else _whole(doses_text[0], 1, DOSES_MOST)
    if doses_text and (event != VACCINATION or doses is None):
        return f"doses belong to a vaccination, 1 to {DOSES_MOST}"
    return ForeignRule(format=format_name, event=event, days=days, colour=colour, doses=doses)


def read_rules(texts: tuple[str, ...]) -> tuple[ForeignRule, ...]:
    """Give the rules among `texts`; what is none says nothing."""
    return tuple(rule for rule in map(read_rule, texts) if isinstance(rule, ForeignRule))


def _whole(text: str, least: int, most: int) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_MOST):
        return None
    number = int(text)
    return number if least <= number <= most else None
