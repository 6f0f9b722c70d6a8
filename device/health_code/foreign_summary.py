"""Holds what a foreign certificate attests, in the few words an inspector needs.

Never decides anything, never holds a name, a birthday or a certificate's own number.
"""

import re
from enum import StrEnum
from typing import Final

from msgspec import Struct

_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_COUNTRY: Final = re.compile(r"[A-Z]{2,3}")
_WORD_LONGEST: Final = 20
_DOSES_MOST: Final = 99


class Subject(StrEnum):
    """What a certificate is about; a key may be good for some of them only."""

    VACCINATION = "vaccination"
    TEST = "test"
    RECOVERY = "recovery"
    OTHER = "other"
    """A pass that does not say what it rests on, or a record of another kind."""


class ForeignSummary(Struct, frozen=True, kw_only=True):
    """The newest event of a certificate; what it does not say, or says in no known form, is None."""

    subject: Subject
    disease: str | None = None
    """What it is about, in the issuer's own coding; a format that has no place for it leaves it out."""
    date: str | None = None
    """ISO 8601, as exact as the issuer made it: of the last dose, the sample or the first positive test."""
    doses: int | None = None
    doses_needed: int | None = None
    negative: bool | None = None
    """A test's result; None where it is neither plainly negative nor plainly positive."""
    country: str | None = None
    """ISO 3166, two or three letters."""
    until: str | None = None
    """For a recovery: the last day, as the issuer sees it."""


def date_in(value: object) -> str | None:
    """Give the date that `value` begins with, without its time of day."""
    found = _DATE.match(value) if isinstance(value, str) else None
    return None if found is None else found.group()


def country_in(value: object) -> str | None:
    """Give `value` where it is a country's code."""
    return value if isinstance(value, str) and _COUNTRY.fullmatch(value) else None


def word_in(value: object) -> str | None:
    """Give `value` where it is a word of a coding."""
    return value if isinstance(value, str) and 0 < len(value) <= _WORD_LONGEST else None


def doses_in(value: object) -> int | None:
    """Give `value` where it is a number of doses, written as a number or as digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(_DOSES_MOST)):
        value = int(value)
    return value if type(value) is int and 0 <= value <= _DOSES_MOST else None
