"""Holds what a key of the authority may do besides issuing codes: withdraw, change colours, answer look-ups.

Never lets a key that issues codes do any of it: a duty is given by name, by a root, in the signed trust list. A root
itself may do the first two.
Layout of an entry (integer keys): 1 kid, 2 alg, 3 raw public key, 4 nbf, 5 exp, 6 duties.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from device.health_code.keys import (
    KEY_ID_BYTES,
    Algorithm,
    VerifierKey,
    algorithm_of,
    key_from_raw,
    key_id,
    key_id_of,
    raw_public,
)
from device.health_code.validity import holds_at

DUTY_KEYS_MOST: Final = 64


class Duty(StrEnum):
    """What a key may sign; the order is the number on the wire."""

    REVOKE = "revoke"
    """Lists of codes withdrawn."""
    RECOLOUR = "recolour"
    """Lists of changed colours."""
    ANSWER = "answer"
    """Answers to a gate's look-ups."""


_DUTIES: Final = tuple(Duty)


class DutyKey(Struct, frozen=True, kw_only=True):
    """A key of the authority that issues nothing."""

    kid: bytes
    key: VerifierKey
    duties: frozenset[Duty]
    not_before: int | None = None
    """Seconds since the epoch; None leaves that side open."""
    not_after: int | None = None

    def is_in_time(self, now: int | None) -> bool:
        """Claim that the key may be used at second `now`; None, where no clock is to be relied on, asks nothing."""
        return now is None or holds_at(now, not_before=self.not_before, not_after=self.not_after)


DutyKeys = Mapping[bytes, DutyKey]
"""By kid."""
NO_DUTY_KEYS: Final[DutyKeys] = MappingProxyType({})


def duty_key(
    key: VerifierKey, duties: frozenset[Duty], *, not_before: int | None = None, not_after: int | None = None
) -> DutyKey:
    """Give `key` under its own name."""
    return DutyKey(kid=key_id_of(key), key=key, duties=duties, not_before=not_before, not_after=not_after)


def to_entry(key: DutyKey) -> dict[int, object]:
    """Give the entry of `key`."""
    return {
        1: key.kid,
        2: int(algorithm_of(key.key)),
        3: raw_public(key.key),
        4: key.not_before,
        5: key.not_after,
        6: sorted(_DUTIES.index(duty) for duty in key.duties),
    }


def from_entry(entry: object) -> DutyKey:
    """Give one listed key; a duty this version does not know is left out.

    Raises:
        ValueError: it is none.
    """
    match entry:
        case {
            1: bytes() as kid,
            2: int() as algorithm,
            3: bytes() as raw,
            4: (int() | None) as not_before,
            5: (int() | None) as not_after,
            6: list() as numbers,
        } if len(kid) == KEY_ID_BYTES and kid == key_id(raw):
            pass
        case _:
            raise ValueError("not a duty key's entry")
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise ValueError("duties are numbers")
    return DutyKey(
        kid=kid,
        key=key_from_raw(Algorithm(algorithm), raw),
        duties=frozenset(_DUTIES[number] for number in numbers if number < len(_DUTIES)),
        not_before=not_before,
        not_after=not_after,
    )
