"""Names what an expectation may ask of an entry's header and body, and compares the two.

Never accepts a field or word that no entry carries: a misspelt expectation would hold for ever.
"""

import math
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from device.settings.nearest import did_you_mean
from device.vocabulary import (
    AlertKind,
    AlertState,
    Assurance,
    Band,
    ClockQuality,
    Colour,
    EntryClass,
    Kind,
    MovementCause,
    OrderName,
    OrderStatus,
    Outcome,
    Reason,
    Severity,
)

_RANGE: Final = frozenset({"least", "most"})

Known = Mapping[str, type[StrEnum] | None]
"""Dotted field and, where its words are a closed list, that list."""

_HEADER: Final[Known] = {"visit": None, "case": None, "clock": ClockQuality}
_TEMPERATURE: Final[Known] = {
    "temperature": None,
    "temperature.band": Band,
    "temperature.celsius": None,
    "temperature.surface_celsius": None,
    "temperature.raw_celsius": None,
    "temperature.ambient_celsius": None,
    "temperature.uncertainty_celsius": None,
    "temperature.samples": None,
    "temperature.sensor": None,
    "temperature.algorithm": None,
    "temperature.attempt": None,
}
_CODE: Final[Known] = {
    "code": None,
    "code.format": None,
    "code.colour": Colour,
    "code.assurance": Assurance,
    "code.kind": Kind,
    "code.name": None,
    "code.phone": None,
    "code.division": None,
    "code.trust_age_seconds": None,
}
_DECISION: Final[Known] = {"outcome": Outcome, "reasons": Reason, "decided_by": None}

ENTRY_FIELDS: Final[dict[EntryClass, Known]] = {
    EntryClass.CHECKIN: {
        **_HEADER,
        **_DECISION,
        **_TEMPERATURE,
        **_CODE,
        "venue": None,
        "checkpoint": None,
        "source": None,
        "group": None,
        "companion": None,
    },
    EntryClass.CORRECTION: {**_HEADER, **_DECISION, **_TEMPERATURE, "corrects": None, "band": Band},
    EntryClass.ALERT: {
        **_HEADER,
        "kind": AlertKind,
        "severity": Severity,
        "state": AlertState,
        "raised_by": None,
        "details": None,
    },
    EntryClass.MOVEMENT: {**_HEADER, "cause": MovementCause, "passages": None, "order": None},
    EntryClass.RESULT: {
        **_HEADER,
        "order": None,
        "name": OrderName,
        "status": OrderStatus,
        "reason": Reason,
        "by": None,
    },
    EntryClass.SERVICE: {**_HEADER, "what": None, "details": None},
}
_OPEN_ENDED: Final = ("details.",)
"""What stands below these differs from kind to kind."""


def check_where(entry: EntryClass, where: Mapping[str, object], place: str, faults: list[str]) -> None:
    """Name every field that no entry of this class has, and every word that its list does not hold."""
    known = ENTRY_FIELDS[entry]
    for path, wanted in _flat(where):
        if path.startswith(_OPEN_ENDED):
            continue
        if path not in known:
            faults.append(
                f"{place}: an entry of class {entry} has no field {path[:60]}{did_you_mean(path, list(known))}"
            )
            continue
        words = known[path]
        if words is not None:
            faults.extend(_strange_words(words, wanted, f"{place}: {path}"))


def entry_fits(where: Mapping[str, object], fields: Mapping[str, object]) -> bool:
    """Tell whether header and body, joined in `fields`, say all that `where` asks.

    A list asks for all of its words among the entry's; a text with a `*` at its end for that beginning; a table with
    `least` and `most` for a number between them, both ends included; false also for a field that is missing.
    """
    return all(_fits(wanted, _at(fields, path)) for path, wanted in _flat(where))


def _fits(wanted: object, found: object) -> bool:
    if isinstance(wanted, dict):
        least, most = wanted.get("least", -math.inf), wanted.get("most", math.inf)
        return isinstance(found, int | float) and not isinstance(found, bool) and least <= found <= most
    if isinstance(found, list | tuple):
        return all(word in found for word in (wanted if isinstance(wanted, list) else [wanted]))
    if isinstance(wanted, str) and wanted.endswith("*"):
        return isinstance(found, str) and found.startswith(wanted[:-1])
    if wanted is False and found is None:
        return True
    return wanted == found


def _flat(where: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    for key, wanted in where.items():
        if isinstance(wanted, dict) and not (wanted and wanted.keys() <= _RANGE):
            yield from _flat(wanted, f"{above}{key}.")
        else:
            yield f"{above}{key}", wanted


def _at(fields: Mapping[str, object], path: str) -> object:
    found: object = fields
    for key in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(key)
    return found


def _strange_words(words: type[StrEnum], wanted: object, place: str) -> Iterator[str]:
    known = [word.value for word in words]
    for word in wanted if isinstance(wanted, list) else [wanted]:
        if word not in known:
            yield f'{place}: "{str(word)[:60]}" is no word of this field{did_you_mean(word, known)}'
