"""Answers which keys may sign health codes, how old that knowledge is, and whether a newer list may replace it.

Never reads a file, a clock or a network; never parses a certificate. What carried the list is not trusted, only the
signature of one of the authority's two roots.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import Struct, field

from device.health_code.duties import NO_DUTY_KEYS, DutyKeys
from device.health_code.foreign_keys import NO_FOREIGN_KEYS, ForeignKeys
from device.health_code.keys import VerifierKey, key_id_of
from device.vocabulary import Kind

ISSUER_KINDS: Final = frozenset({Kind.LIVE, Kind.PAPER, Kind.FAMILY})
"""What the authority's keys may sign."""
VENUE_KINDS: Final = frozenset({Kind.TICKET, Kind.BADGE})
"""What the venue's own key may sign, and nothing else may."""


class TrustedKey(Struct, frozen=True, kw_only=True):
    """A key and what its signature is good for."""

    kid: bytes
    key: VerifierKey
    kinds: frozenset[Kind]
    formats: frozenset[str] = frozenset({"phc1"})
    not_before: int | None = None
    """Seconds since the epoch; None leaves that side open."""
    not_after: int | None = None
    issuer: str = ""
    divisions: tuple[int, ...] = ()
    """GB/T 2260 codes it may issue for, a trailing 00 standing for everything inside; empty: everywhere."""

    def may_issue_in(self, division: int) -> bool:
        """Say whether `division` lies in one of the key's."""
        return not self.divisions or any(_lies_in(division, area) for area in self.divisions)


class TrustAge(StrEnum):
    """How far a list can be relied on now."""

    FRESH = "fresh"
    STALE = "stale"
    """Past its soft end: a newer one is overdue, codes are still judged by it."""
    OVER = "over"
    """Past its hard end: no colour is established by it."""


class TrustSnapshot(Struct, frozen=True, kw_only=True):
    """One list of keys, verified; the empty one knows nobody."""

    seq: int = 0
    issued_at: int | None = None
    soft_end: int | None = None
    hard_end: int | None = None
    keys: Mapping[bytes, TrustedKey] = field(default_factory=lambda: MappingProxyType({}))
    """By kid."""
    foreign: ForeignKeys = field(default_factory=lambda: NO_FOREIGN_KEYS)
    """The keys of foreign certificates."""
    duty_keys: DutyKeys = field(default_factory=lambda: NO_DUTY_KEYS)
    """The authority's keys that withdraw, change colours and answer."""
    digest: bytes = b""
    """SHA-256 of the signed message; tells two lists of one number apart."""

    def age(self, now: int) -> TrustAge:
        """Grade the list at second `now`; both ends belong to the better grade."""
        if self.hard_end is not None and now > self.hard_end:
            return TrustAge.OVER
        return TrustAge.STALE if self.soft_end is not None and now > self.soft_end else TrustAge.FRESH

    def age_seconds(self, now: int) -> int | None:
        """Give the seconds since the list was issued, never below 0; None where that is not known."""
        return None if self.issued_at is None else max(0, now - self.issued_at)


class TrustRefusal(StrEnum):
    """Why a list was not taken."""

    MALFORMED = "malformed"
    SIGNATURE_BAD = "signature_bad"
    """Not signed by one of the two roots."""
    ROLLED_BACK = "rolled_back"
    """Older than the one held, or another list under the same number."""
    GAP = "gap"
    """A change from a number that is not the one held."""
    TOO_MANY = "too_many"
    """A scope more than a gate keeps lists for."""


def may_replace(*, held_seq: int, held_digest: bytes, offered: TrustSnapshot) -> bool:
    """Say whether `offered` may take the place of the list held: only a higher number, or the very same list."""
    return offered.seq > held_seq or (offered.seq == held_seq and offered.digest == held_digest)


def venue_key(key: VerifierKey) -> TrustedKey:
    """Give the venue's own key as one that may sign tickets and badges."""
    return TrustedKey(kid=key_id_of(key), key=key, kinds=VENUE_KINDS, issuer="venue")


def _lies_in(division: int, area: int) -> bool:
    width = 1
    while area and area % 100 == 0:
        area //= 100
        width *= 100
    return division // width == area
