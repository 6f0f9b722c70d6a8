"""Reads JSON that has exactly one meaning, and refuses everything else.

Never takes a byte order mark, a duplicate name, a number that is none (NaN, Infinity), or anything but an object.
Standard: RFC 7493 (I-JSON).
"""

import json
from typing import Final, NoReturn

import msgspec

_OBJECTS_MOST: Final = 2000
_MEMBERS_MOST: Final = 10_000
"""What is read before any signature; the largest card known has a tenth of either."""


class NotStrictJson(ValueError):
    """The text has no meaning, or more than one."""


def decode(text: str, *, whole_numbers: bool = False) -> dict[str, object]:
    """Give the object in `text`, from its brace to its brace; `whole_numbers` takes no others.

    Raises:
        NotStrictJson: for every reason there is.
    """
    if text.count("{") > _OBJECTS_MOST or text.count("[") > _OBJECTS_MOST or text.count(",") > _MEMBERS_MOST:
        raise NotStrictJson("more than anybody writes")
    if not whole_numbers and (known := _as_written_shortest(text)) is not None:
        return known
    if not text.startswith("{"):
        raise NotStrictJson("not an object from the first letter to the last")
    try:
        value, end = (_WHOLE_NUMBERS if whole_numbers else _ANY_NUMBERS).raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise NotStrictJson(str(error)) from error
    if end != len(text) or not isinstance(value, dict):
        raise NotStrictJson("not an object from the first letter to the last")
    return value


def _as_written_shortest(text: str) -> dict[str, object] | None:
    """Give the object in a text that is its own shortest spelling: nothing of it can have been passed over then."""
    try:
        value: object = msgspec.json.decode(text)
        if isinstance(value, dict) and msgspec.json.encode(value) == text.encode():
            return value
    except (ValueError, RecursionError):
        return None
    return None


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrictJson("a name twice")
    return found


def _refuse(word: str) -> NoReturn:
    raise NotStrictJson(f"{word} is no number here")


_ANY_NUMBERS: Final = json.JSONDecoder(object_pairs_hook=_without_doubles, parse_constant=_refuse)
_WHOLE_NUMBERS: Final = json.JSONDecoder(
    object_pairs_hook=_without_doubles, parse_constant=_refuse, parse_float=_refuse
)
"""Made once: making one costs as much as reading a short text."""
