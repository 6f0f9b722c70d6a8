"""Describes one setting in one line: its name, default, range, unit and meaning travel with the field that holds it.

A section of the settings file is a frozen dataclass; each of its fields is written with one of the functions below.
Never reads a file and never judges two settings together.
"""

from dataclasses import Field, dataclass, field, fields
from enum import StrEnum
from typing import Any, Final, TypeVar, cast

REQUIRED: Final = "\0required"
"""Default of a text that the installer must write."""

Value = TypeVar("Value")
Word = TypeVar("Word", bound=StrEnum)


class Sort(StrEnum):
    """What a value in the file must be."""

    TEXT = "text"
    NAME = "name"
    PATH = "path"
    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "true or false"
    CHOICE = "one word"
    CHOICES = "list of words"
    TEXTS = "list of texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the file may say for one setting; `least` and `most` are included in the range."""

    sort: Sort
    default: object
    meaning: str
    unit: str = ""
    least: float = 0.0
    most: float = 0.0
    words: type[StrEnum] | None = None

    @property
    def is_required(self) -> bool:
        """Whether the file must name it."""
        return self.default == REQUIRED


def text(default: str, meaning: str, *, most: int = 255) -> str:
    """A text of at most `most` characters on one line; it may be empty."""
    return _field(default, Entry(sort=Sort.TEXT, default=default, meaning=meaning, most=most))


def name(default: str, meaning: str) -> str:
    """An id of the contract: 1 to 40 of `a-z`, `0-9` and `-`."""
    return _field(default, Entry(sort=Sort.NAME, default=default, meaning=meaning, most=40))


def path(default: str, meaning: str) -> str:
    """A file or folder; empty where it is not used."""
    return _field(default, Entry(sort=Sort.PATH, default=default, meaning=meaning, most=1024))


def whole(default: int, least: int, most: int, unit: str, meaning: str) -> int:
    """A whole number, both ends included."""
    return _field(default, Entry(sort=Sort.WHOLE, default=default, least=least, most=most, unit=unit, meaning=meaning))


def number(default: float, least: float, most: float, unit: str, meaning: str) -> float:
    """A finite number, both ends included; a whole number may stand for it."""
    return _field(default, Entry(sort=Sort.NUMBER, default=default, least=least, most=most, unit=unit, meaning=meaning))


def flag(default: bool, meaning: str) -> bool:
    """Yes or no."""
    return _field(default, Entry(sort=Sort.FLAG, default=default, meaning=meaning))


def choice(default: Word, meaning: str) -> Word:
    """One word of a closed list."""
    return _field(default, Entry(sort=Sort.CHOICE, default=default, words=type(default), meaning=meaning))


def choices(default: tuple[Word, ...], meaning: str) -> tuple[Word, ...]:
    """Some words of a closed list, at least one, none twice."""
    return _field(default, Entry(sort=Sort.CHOICES, default=default, words=type(default[0]), meaning=meaning))


def texts(default: tuple[str, ...], least: int, most: int, meaning: str) -> tuple[str, ...]:
    """A list of `least` to `most` texts, none twice."""
    return _field(default, Entry(sort=Sort.TEXTS, default=default, least=least, most=most, meaning=meaning))


def entry_of(place: "Field[Any]") -> Entry:
    """The entry a field of a section was written with."""
    entry: Entry = place.metadata["entry"]
    return entry


def entries(section: type[Any]) -> dict[str, Entry]:
    """Every setting of a section, in the order of the file."""
    return {place.name: entry_of(place) for place in fields(section)}


def _field(default: Value, entry: Entry) -> Value:
    # dataclasses replace the Field by a value of the field's type, so to a reader of the section it is one already
    if entry.is_required:
        return cast("Value", field(metadata={"entry": entry}))
    return field(default=default, metadata={"entry": entry})
