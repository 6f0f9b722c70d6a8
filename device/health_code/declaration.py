"""Holds a holder's most recent health declaration, as the signed code carries it.

Never decides anything: a declaration is shown to the inspector with a referral and goes with the case.
The symptom list follows the declaration pages in public use (none, cold-like, dyspnoea, ...), one bit each.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

from msgspec import Struct


class Symptom(StrEnum):
    """What the holder declared to feel; the order is the order of the bits."""

    NONE = "none"
    COLD_LIKE = "cold_like"
    DYSPNOEA = "dyspnoea"
    GASTROINTESTINAL = "gastrointestinal"
    PALPITATIONS = "palpitations"
    CONJUNCTIVITIS = "conjunctivitis"


class Exposure(StrEnum):
    """What the holder declared to have met; the order is the order of the bits."""

    RISK_AREA_STAY = "risk_area_stay"
    CONTACT = "contact"
    CONTACT_UNSURE = "contact_unsure"
    TEST_PENDING = "test_pending"


OTHER: Final = "other"
"""Stands for every bit this version has no word for: nothing declared is dropped."""
MASK_LARGEST: Final = 0xFFFF
_WORDS: Final[Mapping[type[Symptom] | type[Exposure], tuple[str, ...]]] = {
    Symptom: tuple(word.value for word in Symptom),
    Exposure: tuple(word.value for word in Exposure),
}


class Declaration(Struct, frozen=True, kw_only=True):
    """One declaration; an empty tuple means that nothing was declared, `none` that the holder said so."""

    at: int
    """Seconds since the epoch."""
    celsius: float | None = None
    """What the holder says was measured, to a tenth of a degree."""
    symptoms: tuple[str, ...] = ()
    exposures: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def words_of(mask: int, words: type[Symptom] | type[Exposure]) -> tuple[str, ...]:
    """Give the words of the bits set in `mask`, lowest bit first, `other` last.

    Remembered, because nearly everybody declares the same few things.
    """
    names = _WORDS[words]
    known = tuple([name for place, name in enumerate(names) if mask >> place & 1])
    return (*known, OTHER) if mask >> len(names) else known


def mask_of(chosen: tuple[str, ...], words: type[Symptom] | type[Exposure]) -> int:
    """Give the bits of `chosen`.

    Raises:
        ValueError: a word is not one of `words`.
    """
    places = {name: place for place, name in enumerate(_WORDS[words])}
    unknown = [word for word in chosen if word not in places]
    if unknown:
        raise ValueError(f"{unknown[0]} is not one of {', '.join(places)}")
    return sum(1 << places[word] for word in set(chosen))
