"""Reads JSON that has exactly one meaning, and refuses everything else.

Never takes a byte order mark, a duplicate name, a number that is none (NaN, Infinity), or anything but an object.
Standard: RFC 7493 (I-JSON).
"""

import json
from typing import NoReturn


class NotStrictJson(ValueError):
    """The text has no meaning, or more than one."""


def decode(text: str, *, whole_numbers: bool = False) -> dict[str, object]:
    """Give the object in `text`, from its brace to its brace; `whole_numbers` takes no others.

    Raises:
        NotStrictJson: for every reason there is.
    """
    if not text.startswith("{") or not text.endswith("}"):
        raise NotStrictJson("not an object from the first letter to the last")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_without_doubles,
            parse_constant=_refuse,
            parse_float=_refuse if whole_numbers else None,
        )
    except (ValueError, RecursionError) as error:
        raise NotStrictJson(str(error)) from error
    if not isinstance(value, dict):
        raise NotStrictJson("not an object")
    return value


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrictJson("a name twice")
    return found


def _refuse(word: str) -> NoReturn:
    raise NotStrictJson(f"{word} is no number here")
