"""Reads the authority's keys out of a signed list: each entry is checked at once, a key is loaded when a code asks.

Never takes an entry whose key could not be loaded later: a point that is not on the curve refuses the list. Two
thousand keys cost a few milliseconds so, and the one that signed the code before the camera is loaded once.
Standards: SEC 1, 2.3.4 and SEC 2, 2.4.2 (secp256r1).
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Final

from device.health_code.claims import KINDS
from device.health_code.keys import KEY_ID_BYTES, Algorithm, key_from_raw, key_id
from device.health_code.trust import ISSUER_KINDS, TrustedKey
from device.vocabulary import Kind

_FIELDS: Final = itemgetter(*range(1, 10))
_NONE: Final = type(None)
_SHAPES: Final = frozenset(
    (bytes, int, bytes, begins, ends, list, str, list, list) for begins in (_NONE, int) for ends in (_NONE, int)
)
_ED25519_BYTES: Final = 32
_POINT_BYTES: Final = 65
_PRIME: Final = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B: Final = 0x5AC635D8_AA3A93E7_B3EBBD55_769886BC_651D06B0_CC53B0F6_3BCE3C3E_27D2604B
_SETS_MOST: Final = 64

Entry = tuple[bytes, int, bytes, int | None, int | None, list[int], str, list[int], list[str]]


class ListedKeys(Mapping[bytes, TrustedKey]):
    """The keys of a list by kid; behaves as the mapping of loaded keys it stands for."""

    def __init__(self, entries: dict[bytes, Entry]) -> None:
        self._entries = entries
        self._loaded: dict[bytes, TrustedKey] = {}

    def __getitem__(self, kid: bytes) -> TrustedKey:
        """Give the key under `kid`, loaded now where it was not before."""
        found = self._loaded.get(kid)
        if found is None:
            found = self._loaded[kid] = _loaded(self._entries[kid])
        return found

    def __iter__(self) -> Iterator[bytes]:
        """Give every kid."""
        return iter(self._entries)

    def __len__(self) -> int:
        """Give how many keys are listed."""
        return len(self._entries)


def listed(entries: list[object]) -> ListedKeys:
    """Give the keys of `entries`.

    Raises:
        ValueError: an entry is none, or two share a kid.
    """
    found = {entry[0]: entry for entry in map(_checked, entries)}
    if len(found) != len(entries):
        raise ValueError("two keys of one name")
    return ListedKeys(found)


def _checked(entry: object) -> Entry:
    """Give the fields of one entry.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(entry, dict):
        raise ValueError("not a key's entry")
    try:
        fields: Entry = _FIELDS(entry)
    except KeyError as error:
        raise ValueError("not a key's entry") from error
    if tuple(map(type, fields)) not in _SHAPES:
        raise ValueError("not a key's entry")
    kid, algorithm, raw, _, _, kinds, _, divisions, formats = fields
    if len(kid) != KEY_ID_BYTES or kid != key_id(raw):
        raise ValueError("a kid that is not the key's")
    is_ed25519 = algorithm == Algorithm.EDDSA and len(raw) == _ED25519_BYTES
    if not is_ed25519 and not _is_p256(algorithm, raw):
        raise ValueError("not a key of that algorithm")
    try:
        _kinds(tuple(kinds))
        _divisions(tuple(divisions))
        _formats(tuple(formats))
    except TypeError as error:  # a list inside: nothing to be looked up by
        raise ValueError("a list where a number or a word should be") from error
    return fields


def _loaded(entry: Entry) -> TrustedKey:
    kid, algorithm, raw, not_before, not_after, kinds, issuer, divisions, formats = entry
    return TrustedKey(
        kid=kid,
        key=key_from_raw(Algorithm(algorithm), raw),
        kinds=_kinds(tuple(kinds)),
        formats=_formats(tuple(formats)),
        not_before=not_before,
        not_after=not_after,
        issuer=issuer,
        divisions=_divisions(tuple(divisions)),
    )


@lru_cache(maxsize=_SETS_MOST)
def _kinds(numbers: tuple[object, ...]) -> frozenset[Kind]:
    """Give the kinds behind `numbers`; one this version does not know is left out.

    Raises:
        ValueError: they are no numbers, or name a kind that the authority does not hand out.
    """
    found = frozenset(KINDS[number] for number in _whole_numbers(numbers) if number < len(KINDS))
    if not found <= ISSUER_KINDS:
        raise ValueError("kinds the authority does not hand out")
    return found


@lru_cache(maxsize=_SETS_MOST)
def _divisions(numbers: tuple[object, ...]) -> tuple[int, ...]:
    return _whole_numbers(numbers)


@lru_cache(maxsize=_SETS_MOST)
def _formats(words: tuple[object, ...]) -> frozenset[str]:
    found = frozenset(word for word in words if isinstance(word, str))
    if len(found) != len(words):
        raise ValueError("formats are words, each once")
    return found


def _whole_numbers(values: tuple[object, ...]) -> tuple[int, ...]:
    found = tuple(value for value in values if isinstance(value, int) and type(value) is int and value >= 0)
    if len(found) != len(values):
        raise ValueError("kinds and divisions are numbers")
    return found


def _is_p256(algorithm: int, raw: bytes) -> bool:
    """Claim that `raw` is an uncompressed point of the curve; the curve has no others of small order."""
    if algorithm != Algorithm.ES256 or len(raw) != _POINT_BYTES or raw[0] != 4:  # noqa: PLR2004 - uncompressed
        return False
    x, y = int.from_bytes(raw[1:33], "big"), int.from_bytes(raw[33:], "big")
    return x < _PRIME and y < _PRIME and (y * y - (x * x - 3) * x - _B) % _PRIME == 0
