"""Draws the tables of docs/scenarios.md from the very fields a scenario file is read by.

Never adds a word of its own: what a table says stands in the code it describes.
"""

import re
from collections.abc import Iterator
from dataclasses import MISSING, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, get_args, get_origin

from device.simulation.scenario import Header
from device.simulation.scenario_deeds import VERBS
from device.simulation.scenario_entry_fields import ENTRY_FIELDS
from device.simulation.scenario_fields import FieldOfTable, fields_of, span
from device.simulation.scenario_people import Code, Declaration, Person, Picture
from device.simulation.scenario_sights import SIGHTS

_WORDS_MOST: Final = 12
"""A longer list of words stands where it is defined, in the contract."""
_MARKS: Final = re.compile(r"(<!-- table: (\w+) -->)\n.*?(<!-- end -->)", re.DOTALL)


def guide() -> dict[str, str]:
    """Give every table by its name, as Markdown."""
    return {
        "header": _table(Header),
        "people": _table(Person),
        "code": _table(Code),
        "declaration": _table(Declaration),
        "picture": _table(Picture),
        "deeds": "\n\n".join(_chapter(f'do = "{verb}"', deed) for verb, deed in VERBS.items()),
        "sights": "\n\n".join(_chapter(f'see = "{word}"', sight) for word, sight in SIGHTS.items()),
        "entries": "\n".join(_entries()),
    }


def _chapter(title: str, described: type[Any]) -> str:
    meaning = " ".join((described.__doc__ or "").split())
    fields = fields_of(described)
    head = f"**`{title}`**: {meaning}"
    return head if not fields else f"{head}\n\n{_table(described)}"


def _table(described: type[Any]) -> str:
    rows = [_row(field) for field in fields_of(described).values()]
    return "\n".join(["| field | value | left out | meaning |", "|---|---|---|---|", *rows])


def _row(field: FieldOfTable) -> str:
    return f"| `{field.name}` | {_value(field)} | {_default(field)} | {field.about.meaning} |"


def _value(field: FieldOfTable) -> str:
    if get_origin(field.wanted) is tuple:
        return f"list of: {_kind(get_args(field.wanted)[0])}"
    range_text = "" if field.wanted is str and field.about.least < 1 else span(field.about)
    return f"{_kind(field.wanted)}, {range_text}" if range_text else _kind(field.wanted)


def _kind(wanted: Any) -> str:  # noqa: ANN401 - a type as typing spells it
    if get_origin(wanted) is dict or is_dataclass(wanted):
        return "table"
    if issubclass(wanted, StrEnum):
        words = [f"`{word.value}`" for word in wanted]
        return ", ".join(words) if len(words) <= _WORDS_MOST else f"a word of `{wanted.__name__}` (contract)"
    return {str: "text", bool: "`true` or `false`", int: "whole number", float: "number", datetime: "time"}[wanted]


def _default(field: FieldOfTable) -> str:
    if field.default is MISSING:
        return "must be there"
    if field.default is None or field.default in ("", ()) or is_dataclass(field.default):
        return ""
    if isinstance(field.default, bool):
        return str(field.default).lower()
    if isinstance(field.default, datetime):
        return field.default.isoformat().replace("+00:00", "Z")
    return f"{field.default}"


def _entries() -> Iterator[str]:
    yield "| class | fields of header and body |"
    yield "|---|---|"
    for entry, known in ENTRY_FIELDS.items():
        yield f"| `{entry}` | {', '.join(f'`{name}`' for name in known)} |"


def redrawn(page: str) -> str:
    """Give `page` with every table between its marks drawn anew."""
    tables = guide()
    return _MARKS.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n{found[3]}", page)
