"""Lays out foreign keys inside the authority's signed list of keys, in and out.

Never loads a key: whoever signed the list looked at it, and a signature that is to be checked loads it then.
Layout (integer keys): 1 kid, 2 algorithm, 3 SubjectPublicKeyInfo, 4 nbf, 5 exp, 6 subjects, 7 issuer, 8 format.
"""

from typing import Final

from device.health_code.foreign_keys import FOREIGN_FORMATS, ForeignKey
from device.health_code.foreign_summary import Subject

KEYS_MOST: Final = 4000
_ALGORITHMS: Final = ("ES256", "ES384", "ES512", "PS256")
_SUBJECTS: Final = tuple(Subject)
"""A subject's place is its number on the wire."""
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
    match entry:
        case {
            1: bytes() as kid,
            2: str() as algorithm,
            3: bytes() as spki,
            4: (int() | None) as not_before,
            5: (int() | None) as not_after,
            6: list() as subjects,
            7: str() as issuer,
            8: str() as name,
        } if algorithm in _ALGORITHMS and name in FOREIGN_FORMATS:
            pass
        case _:
            raise ValueError("not a foreign key's entry")
    if len(kid) > _KID_LONGEST or len(spki) > _SPKI_LONGEST:
        raise ValueError("longer than any key")
    return ForeignKey(
        format=name,
        kid=kid,
        algorithm=algorithm,
        spki=spki,
        issuer=issuer,
        subjects=frozenset(
            _SUBJECTS[number] for number in subjects if type(number) is int and 0 <= number < len(_SUBJECTS)
        ),
        not_before=not_before,
        not_after=not_after,
    )
