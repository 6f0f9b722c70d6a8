"""Reads a table of a scenario file into a frozen dataclass by the dataclass's own fields, and names every fault in it.

Each field is `Annotated` with an `About`: what it means, its unit and range. The documentation's tables are drawn from
the same. Never changes a value and never stops at the first fault.
"""

import math
import types
import typing
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from device.settings.nearest import did_you_mean

Table = TypeVar("Table")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What one field of a scenario file means; of a text `most` counts characters, of a list entries."""

    meaning: str
    unit: str = ""
    least: float = -math.inf
    most: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOfTable:
    """One field as the file may write it."""

    name: str
    wanted: Any
    about: About
    default: object
    """`dataclasses.MISSING` where the file must say it."""

    @property
    def is_required(self) -> bool:
        """Whether a table without it is faulty."""
        return self.default is MISSING


def fields_of(table: type[Any]) -> dict[str, FieldOfTable]:
    """Every field of a table, in the order of the documentation."""
    hints = typing.get_type_hints(table, include_extras=True)
    found = {}
    for place in fields(table):
        wanted, about = typing.get_args(hints[place.name])
        default = place.default if place.default_factory is MISSING else place.default_factory()
        found[place.name] = FieldOfTable(name=place.name, wanted=_present(wanted), about=about, default=default)
    return found


def read_table(table: type[Table], given: object, place: str, faults: list[str]) -> Table | None:
    """The value of `table` that `given` describes; None, and a line in `faults` for each, where it has faults."""
    if not isinstance(given, dict):
        faults.append(f"{place}: {_shown(given)} is not a table")
        return None
    known = fields_of(table)
    before = len(faults)
    values: dict[str, object] = {}
    for key, value in given.items():
        if key in known:
            values[key] = _read(known[key].wanted, known[key].about, value, f"{place}: {key}", faults)
        else:
            faults.append(f"{place}: there is no field {key[:60]} here{did_you_mean(key, list(known))}")
    faults.extend(
        f"{place}: {field.name} is missing ({field.about.meaning})"
        for field in known.values()
        if field.is_required and field.name not in given
    )
    return table(**values) if len(faults) == before else None


def _present(wanted: Any) -> Any:  # noqa: ANN401 - a type as typing spells it
    """`X` of `X | None`: a file leaves a field out instead of writing none."""
    if typing.get_origin(wanted) in (types.UnionType, typing.Union):
        return next(kind for kind in typing.get_args(wanted) if kind is not types.NoneType)
    return wanted


def _read(wanted: Any, about: About, given: object, place: str, faults: list[str]) -> object:  # noqa: ANN401 - as above
    if typing.get_origin(wanted) is tuple:
        return _read_list(typing.get_args(wanted)[0], about, given, place, faults)
    if typing.get_origin(wanted) is dict:
        if not isinstance(given, dict):
            faults.append(f"{place}: {_shown(given)} is not a table")
        return given
    if is_dataclass(wanted) and isinstance(wanted, type):
        return read_table(wanted, given, place, faults)
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return _read_word(wanted, given, place, faults)
    return _read_scalar(wanted, about, given, place, faults)


def _read_list(wanted: Any, about: About, given: object, place: str, faults: list[str]) -> object:  # noqa: ANN401 - as above
    if not isinstance(given, list):
        faults.append(f"{place}: {_shown(given)} is not a list")
        return ()
    if len(given) > about.most:
        faults.append(f"{place}: holds {len(given)} entries, at most {about.most:g} are taken")
        return ()
    each = About(meaning=about.meaning)
    return tuple(_read(wanted, each, value, f"{place}[{index}]", faults) for index, value in enumerate(given))


def _read_word(words: type[StrEnum], given: object, place: str, faults: list[str]) -> StrEnum | None:
    known = [word.value for word in words]
    if isinstance(given, str) and given in known:
        return words(given)
    faults.append(f"{place}: {_shown(given)} is not one of {', '.join(known)}{did_you_mean(given, known)}")
    return None


def _read_scalar(wanted: type[object], about: About, given: object, place: str, faults: list[str]) -> object:
    accepted = (int, float) if wanted is float else wanted
    if not isinstance(given, accepted) or (isinstance(given, bool) and wanted is not bool):
        faults.append(f"{place}: {_shown(given)} is not {_SPOKEN[wanted]}")
        return None
    if isinstance(given, datetime):
        if given.tzinfo is None:
            faults.append(f"{place}: {_shown(given)} needs a timezone, for example a Z at its end")
            return None
        return given.astimezone(UTC)
    measure = len(given) if isinstance(given, str) else given
    if isinstance(measure, int | float) and not about.least <= measure <= about.most:
        faults.append(f"{place}: {_shown(given)} is outside {span(about)}")
        return None
    return float(given) if wanted is float and isinstance(given, int) else given


def span(about: About) -> str:
    """The range of a field in words."""
    unit = f" {about.unit}" if about.unit else ""
    if math.isinf(about.least) and math.isinf(about.most):
        return unit.strip()
    if math.isinf(about.most):
        return f"{about.least:g} or more{unit}"
    if math.isinf(about.least):
        return f"at most {about.most:g}{unit}"
    return f"{about.least:g} to {about.most:g}{unit}"


def _shown(given: object) -> str:
    text = str(given).lower() if isinstance(given, bool) else str(given)
    return f'"{text[:60]}"' if isinstance(given, str) else text[:60]


_SPOKEN: dict[type[object], str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    datetime: "a time (like 2026-11-22T08:00:00Z)",
}
