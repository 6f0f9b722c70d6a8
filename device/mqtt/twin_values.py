"""Holds which values an operator may set from afar, and the hard limits no signature can lift.

Never lets red pass, never moves the fever threshold outside 37.0 to 38.5 C, and knows nothing of pins, keys or files:
what is not in the table cannot be set over the network.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from msgspec import Struct

from device.foreign_rule import read_rule
from device.vocabulary import CODE_FORMATS, Colour, Kind, Mode

TwinScalar = str | int | float | bool | None
WireValue = TwinScalar | list[str]
TwinValue = bool | int | float | StrEnum | tuple[str, ...]
"""A checked value, in the type `Policy` wants."""


class Unfit(Struct, frozen=True, kw_only=True):
    """A value that is not applied, and why, in one machine word."""

    reason: str


Check = Callable[[WireValue], "TwinValue | Unfit"]


def check(name: str, value: WireValue) -> TwinValue | Unfit:
    """Give the value as it may be applied."""
    fits = LIMITS.get(name)
    return Unfit(reason="unknown") if fits is None else fits(value)


def on_wire(value: TwinValue) -> WireValue:
    """Give an applied value as the reported document carries it."""
    if isinstance(value, tuple):
        return [str(word) for word in value]
    return value.value if isinstance(value, StrEnum) else value


def _number(least: float, most: float) -> Check:
    def fits(value: WireValue) -> TwinValue | Unfit:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return Unfit(reason="type")
        return float(value) if least <= value <= most else Unfit(reason="range")

    return fits


def _whole(least: int, most: int) -> Check:
    def fits(value: WireValue) -> TwinValue | Unfit:
        if isinstance(value, bool) or not isinstance(value, int):
            return Unfit(reason="type")
        return value if least <= value <= most else Unfit(reason="range")

    return fits


def _flag(value: WireValue) -> TwinValue | Unfit:
    return value if isinstance(value, bool) else Unfit(reason="type")


def _word(*words: StrEnum) -> Check:
    def fits(value: WireValue) -> TwinValue | Unfit:
        if not isinstance(value, str):
            return Unfit(reason="type")
        return next((word for word in words if word.value == value), Unfit(reason="range"))

    return fits


def _words(*words: StrEnum) -> Check:
    one = _word(*words)

    def fits(value: WireValue) -> TwinValue | Unfit:
        if not isinstance(value, list):
            return Unfit(reason="type")
        found = [one(word) for word in value]
        if not found or len(set(value)) != len(value) or any(isinstance(word, Unfit) for word in found):
            return Unfit(reason="range")
        return tuple(word for word in found if isinstance(word, StrEnum))

    return fits


def _format_names(value: WireValue) -> TwinValue | Unfit:
    if not isinstance(value, list):
        return Unfit(reason="type")
    fits = len(value) >= 1 and len(set(value)) == len(value)
    return tuple(value) if fits and set(CODE_FORMATS).issuperset(value) else Unfit(reason="range")


def _foreign_rules(value: WireValue) -> TwinValue | Unfit:
    if not isinstance(value, list):
        return Unfit(reason="type")
    fits = len(value) <= RULES_MOST and len(set(value)) == len(value)
    return (
        tuple(value) if fits and not any(isinstance(read_rule(rule), str) for rule in value) else Unfit(reason="range")
    )


RULES_MOST: Final = 16

LIMITS: Final[dict[str, Check]] = {
    "policy.mode": _word(*Mode),
    "policy.fever_celsius": _number(37.0, 38.5),
    "policy.strict": _flag,
    "policy.accepted_colours": _words(Colour.GREEN, Colour.YELLOW),
    "policy.accepted_kinds": _words(Kind.LIVE, Kind.PAPER, Kind.FAMILY, Kind.TICKET, Kind.FOREIGN, Kind.OPAQUE),
    "policy.accepted_formats": _format_names,
    "policy.paper_grace_hours": _whole(0, 720),
    "policy.foreign_rules": _foreign_rules,
    "policy.holder_entries_most": _whole(0, 100),
    "policy.holder_window_seconds": _number(60.0, 86400.0),
    "policy.ticket_replaces_code": _flag,
    "policy.visit_seconds": _number(5.0, 120.0),
    "policy.passage_seconds": _number(2.0, 60.0),
    "policy.tailgate_seconds": _number(0.0, 10.0),
    "policy.door_held_seconds": _number(2.0, 300.0),
    "policy.referral_hold_seconds": _number(1.0, 8.0),
    "policy.group_people_most": _whole(1, 6),
    "policy.case_seconds": _number(60.0, 1800.0),
    "policy.help_seconds": _number(1.0, 60.0),
}
"""Every value that can be set from afar, by the name the settings file gives it."""
