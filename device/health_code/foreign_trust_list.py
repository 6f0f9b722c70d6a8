"""Lays out foreign keys inside the authority's signed list of keys, in and out.

Never loads a key: whoever signed the list looked at it, and a signature that is to be checked loads it then.
Layout (integer keys): 1 kid, 2 algorithm, 3 SubjectPublicKeyInfo, 4 nbf, 5 exp, 6 subjects, 7 issuer, 8 format.
"""

from functools import lru_cache
from operator import itemgetter
from typing import Final

from device.health_code.foreign_keys import FOREIGN_FORMATS, ForeignKey
from device.health_code.foreign_summary import Subject

KEYS_MOST: Final = 4000
_ALGORITHMS: Final = ("ES256", "ES384", "ES512", "PS256")
_SUBJECTS: Final = tuple(Subject)
"""A subject's place is its number on the wire."""
_FIELDS: Final = itemgetter(*range(1, 9))
_NONE: Final = type(None)
_SHAPES: Final = frozenset(
    (bytes, str, bytes, begins, ends, list, str, str) for begins in (_NONE, int) for ends in (_NONE, int)
)
_ONLY_NUMBERS: Final = frozenset({int})
_SETS_MOST: Final = 64
_KID_LONGEST: Final = 128
_SPKI_LONGEST: Final = 1024


def to_entry(key: ForeignKey) -> dict[int, object]:
    """Give the entry of `key`."""
    return {
        1: key.kid,
        2: key.algorithm,
        3: key.spki,
        4: key.not_before,
        5: key.not_after,
        6: [number for number, subject in enumerate(_SUBJECTS) if subject in key.subjects],
        7: key.issuer,
        8: key.format,
    }


def from_entry(entry: object) -> ForeignKey:
    """Give one listed key.

    Raises:
        ValueError: it is not one.
    """
    if not isinstance(entry, dict):
        raise ValueError("not a foreign key's entry")
    try:
        fields: tuple[bytes, str, bytes, int | None, int | None, list[int], str, str] = _FIELDS(entry)
    except KeyError as error:
        raise ValueError("not a foreign key's entry") from error
    kid, algorithm, spki, not_before, not_after, subjects, issuer, name = fields
    if tuple(map(type, fields)) not in _SHAPES or algorithm not in _ALGORITHMS or name not in FOREIGN_FORMATS:
        raise ValueError("not a foreign key's entry")
    if len(kid) > _KID_LONGEST or len(spki) > _SPKI_LONGEST or not _ONLY_NUMBERS.issuperset(map(type, subjects)):
        raise ValueError("longer than any key, or subjects that are no numbers")
    return ForeignKey(
        format=name,
        kid=kid,
        algorithm=algorithm,
        spki=spki,
        issuer=issuer,
        subjects=_named(tuple(subjects)),
        not_before=not_before,
        not_after=not_after,
    )


@lru_cache(maxsize=_SETS_MOST)
def _named(numbers: tuple[int, ...]) -> frozenset[Subject]:
    """Give the subjects behind `numbers`; one this version does not know is left out."""
    return frozenset(_SUBJECTS[number] for number in numbers if 0 <= number < len(_SUBJECTS))
