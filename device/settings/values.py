"""Turns one value of the file into the value its entry describes, or says in one line what is wrong with it.

Never guesses: `"500"` is not a number and `1` is not `true`.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from device.settings.entry import Entry, Sort
from device.settings.nearest import did_you_mean

_NAME: Final = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Why a value cannot be taken, without its setting's name."""

    fault: str


def read_value(given: object, entry: Entry) -> object | Wrong:
    """The typed value, or what is wrong."""
    return _READERS[entry.sort](given, entry)


def describe(given: object) -> str:
    """What somebody wrote, short enough for one line."""
    written = str(given).lower() if isinstance(given, bool) else repr(given)
    return written if len(written) <= 60 else written[:57] + "..."  # noqa: PLR2004 - both lengths stand on this line


def _read_text(given: object, entry: Entry) -> object | Wrong:
    if not isinstance(given, str):
        return Wrong(fault=f"{describe(given)} is not a text in quotes")
    if not given.isprintable():
        return Wrong(fault="it must be one line of printable characters")
    if len(given) > entry.most:
        return Wrong(fault=f"it is longer than {entry.most:.0f} characters")
    return given


def _read_name(given: object, entry: Entry) -> object | Wrong:
    if not isinstance(given, str) or not _NAME.fullmatch(given):
        return Wrong(fault=f"{describe(given)} is not an id: 1 to {entry.most:.0f} of a-z, 0-9 and -")
    return given


def _read_whole(given: object, entry: Entry) -> object | Wrong:
    if not isinstance(given, int) or isinstance(given, bool):
        return Wrong(fault=f"{describe(given)} is not a whole number")
    return given if entry.least <= given <= entry.most else _out_of_range(given, entry)


def _read_number(given: object, entry: Entry) -> object | Wrong:
    if not isinstance(given, int | float) or isinstance(given, bool):
        return Wrong(fault=f"{describe(given)} is not a number")
    if isinstance(given, float) and not math.isfinite(given):
        return Wrong(fault=f"{describe(given)} is not a finite number")
    # compared before the conversion: a huge whole number has no float
    return float(given) if entry.least <= given <= entry.most else _out_of_range(given, entry)


def _read_flag(given: object, _entry: Entry) -> object | Wrong:
    return given if isinstance(given, bool) else Wrong(fault=f"{describe(given)} is neither true nor false")


def _read_choice(given: object, entry: Entry) -> object | Wrong:
    words = list(entry.words or ())
    if isinstance(given, str) and given in words:
        return words[words.index(given)]  # type: ignore[arg-type]  # a StrEnum member equals its text
    hint = did_you_mean(given, [str(word) for word in words])
    return Wrong(fault=f"{describe(given)} is not one of {', '.join(words)}{hint}")


def _read_choices(given: object, entry: Entry) -> object | Wrong:
    if not isinstance(given, list) or not given:
        return Wrong(fault=f"{describe(given)} is not a list of at least one word")
    found: list[StrEnum] = []
    for item in given:
        word = _read_choice(item, entry)
        if isinstance(word, Wrong):
            return word
        if word in found:
            return Wrong(fault=f"{describe(item)} stands there twice")
        found.append(word)  # type: ignore[arg-type]  # _read_choice gives a member of entry.words or Wrong
    return tuple(found)


def _read_texts(given: object, entry: Entry) -> object | Wrong:
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
        return Wrong(fault=f"{describe(given)} is not a list of texts")
    if not entry.least <= len(given) <= entry.most:
        wanted = f"{entry.least:.0f}" if entry.least == entry.most else f"{entry.least:.0f} to {entry.most:.0f}"
        return Wrong(fault=f"it has {len(given)} items and must have {wanted}")
    if len(set(given)) < len(given):
        return Wrong(fault="an item stands there twice")
    if any(not item or not item.isprintable() for item in given):
        return Wrong(fault="an item is empty or not printable")
    return tuple(given)


def _out_of_range(given: float, entry: Entry) -> Wrong:
    unit = f" {entry.unit}" if entry.unit else ""
    return Wrong(fault=f"{describe(given)} is outside {entry.least:g} to {entry.most:g}{unit}")


_READERS: Final[dict[Sort, Callable[[object, Entry], object | Wrong]]] = {
    Sort.TEXT: _read_text,
    Sort.NAME: _read_name,
    Sort.PATH: _read_text,
    Sort.WHOLE: _read_whole,
    Sort.NUMBER: _read_number,
    Sort.FLAG: _read_flag,
    Sort.CHOICE: _read_choice,
    Sort.CHOICES: _read_choices,
    Sort.TEXTS: _read_texts,
}
