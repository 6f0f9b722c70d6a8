"""Turns the arguments of an authenticated order into the core's `Order`, or says which of them does not fit.

Never guesses: an argument that is missing, of another type, out of range or unknown refuses the whole order, because
an older gate must not overlook a condition it does not know.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from device.checkpoint.orders import Order
from device.mqtt.messages import Scalar
from device.vocabulary import Band, OrderName

ATTEMPT_MOST: Final = 9
GROUP_LEAST, GROUP_MOST = 2, 6
REASON_CHARACTERS_MOST: Final = 200

_VISIT: Final = re.compile(r"v-[0-9a-f]{8}-[0-9]{1,9}\Z")
_CASE: Final = re.compile(r"c-[0-9a-f]{8}-[0-9]{1,9}\Z")
_BANDS: Final = {Band.NORMAL.value: Band.NORMAL, Band.FEVER.value: Band.FEVER}


class ArgumentsRefused(Struct, frozen=True, kw_only=True):
    """Arguments that do not fit; `detail` names the first that does not."""

    detail: str


def order_of(name: OrderName, *, id: str, by: str, arguments: Mapping[str, Scalar]) -> Order | ArgumentsRefused:  # noqa: A002 - the contract's word
    """Give the order the core judges.

    Orders about a person carry `attempt` and exactly one of `visit` and `case`; `correct_band` a `band` (normal or
    fever), `group` the number of `people` (2 to 6), `open` a `reason` (1 to 200 characters), which `lock`, `unlock`,
    `restart` and `refuse` may carry.
    """
    required, optional = _EXPECTED[name]
    subjects = [field for field in ("visit", "case") if field in arguments]
    about_person = "attempt" in required
    if about_person and len(subjects) != 1:
        return ArgumentsRefused(detail="visit or case")
    allowed = required | optional | (set(subjects) if about_person else set())
    for field in (*sorted(required - arguments.keys()), *sorted(arguments.keys() - allowed)):
        return ArgumentsRefused(detail=field[:40])
    for field, value in arguments.items():
        if not _FITS[field](value):
            return ArgumentsRefused(detail=field)
    return Order(
        id=id,
        name=name,
        by=by,
        subject=_text(arguments.get(subjects[0])) if about_person else None,
        attempt=_whole(arguments.get("attempt")),
        band=_BANDS.get(_text(arguments.get("band")) or ""),
        people=_whole(arguments.get("people")),
        reason=_text(arguments.get("reason")) or "",
    )


def _text(value: Scalar) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: Scalar) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _between(least: int, most: int) -> Callable[[Scalar], bool]:
    return lambda value: (number := _whole(value)) is not None and least <= number <= most


def _matches(pattern: re.Pattern[str]) -> Callable[[Scalar], bool]:
    return lambda value: isinstance(value, str) and pattern.match(value) is not None


def _is_reason(value: Scalar) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= REASON_CHARACTERS_MOST and value.isprintable()


_FITS: Final[dict[str, Callable[[Scalar], bool]]] = {
    "visit": _matches(_VISIT),
    "case": _matches(_CASE),
    "attempt": _between(0, ATTEMPT_MOST),
    "people": _between(GROUP_LEAST, GROUP_MOST),
    "band": lambda value: isinstance(value, str) and value in _BANDS,
    "reason": _is_reason,
}
_PERSON: Final = frozenset({"attempt"})
_NONE: Final[frozenset[str]] = frozenset()
_REASON: Final = frozenset({"reason"})
_EXPECTED: Final[dict[OrderName, tuple[frozenset[str], frozenset[str]]]] = {
    OrderName.OPEN: (_REASON, _NONE),
    OrderName.ADMIT: (_PERSON, _NONE),
    OrderName.REFUSE: (_PERSON, _REASON),
    OrderName.MEASURE_AGAIN: (_PERSON, _NONE),
    OrderName.CORRECT_BAND: (_PERSON | {"band"}, _NONE),
    OrderName.CLAIMED: (_PERSON, _NONE),
    OrderName.GROUP: (_PERSON | {"people"}, _NONE),
    OrderName.IDENTIFY: (_NONE, _NONE),
    OrderName.LOCK: (_NONE, _REASON),
    OrderName.UNLOCK: (_NONE, _REASON),
    OrderName.RESTART: (_NONE, _REASON),
}
"""Required and optional arguments of each order."""
