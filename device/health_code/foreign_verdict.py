"""Gives the verdict on a foreign certificate once its text is taken apart: key, signature, time.

Never gives a colour: a foreign certificate says nothing about one, so a sound one is `unknown` with no reason against
it, and an inspector decides. Never believes a claim before the signature holds, never shows a name unmasked.
"""

import hashlib
from math import isfinite
from typing import Final

from msgspec import Struct

from device.health_code.circumstances import Circumstances
from device.health_code.foreign_keys import ForeignKey
from device.health_code.foreign_signature import signature_holds
from device.health_code.foreign_summary import ForeignSummary
from device.health_code.trust import TrustAge
from device.health_code.validity import LEEWAY_SECONDS, TIME_LARGEST, holds_at
from device.health_code.verdict import HealthCode
from device.health_code.verdict import refused as refused_code
from device.masking import mask_name
from device.vocabulary import Assurance, ClockQuality, Colour, Kind, Reason

NUMBER_BYTES: Final = 8
_FORGERIES: Final = frozenset(
    {Reason.CODE_MALFORMED, Reason.CODE_SIGNATURE_BAD, Reason.CODE_ALGORITHM, Reason.CODE_KEY_NOT_ALLOWED}
)


class NotACertificate(ValueError):
    """What was signed is no certificate of the format."""


class ForeignClaims(Struct, frozen=True, kw_only=True):
    """What the issuer says; times are seconds since the epoch."""

    name: str
    """Unmasked: it goes no further than the verdict's making."""
    number: bytes
    """What makes the certificate this one, whatever its signature looks like; any length."""
    summary: ForeignSummary
    issued_at: int | None = None
    not_before: int | None = None
    expires_at: int | None = None


def refused(format_name: str, reason: Reason) -> HealthCode:
    """Give the verdict on a certificate nothing of which may be believed."""
    return refused_code(format_name, Colour.INVALID if reason in _FORGERIES else Colour.UNKNOWN, Kind.FOREIGN, reason)


def signer(
    keys: tuple[ForeignKey, ...], algorithm: str, signature: bytes, message: bytes, circumstances: Circumstances
) -> ForeignKey | Reason:
    """Give which of `keys` signed `message`, or why none did. The key decides the algorithm, never the message."""
    reason = Reason.CODE_KEY_UNKNOWN
    for key in keys:
        if not _is_in_time(key, circumstances):
            continue
        if key.algorithm != algorithm:
            reason = Reason.CODE_ALGORITHM if reason is Reason.CODE_KEY_UNKNOWN else reason
        elif signature_holds(key.spki, algorithm, signature, message):
            return key
        else:
            reason = Reason.CODE_SIGNATURE_BAD
    return reason


def graded(claims: ForeignClaims, key: ForeignKey, circumstances: Circumstances) -> HealthCode:
    """Give the verdict on claims whose signature held."""
    if claims.summary.subject not in key.subjects:
        return refused(key.format, Reason.CODE_KEY_NOT_ALLOWED)
    number = hashlib.sha256(claims.number).digest()[:NUMBER_BYTES]
    reasons = _objections(claims, circumstances)
    if circumstances.standing.is_revoked(key.kid, number):
        reasons = (Reason.CODE_REVOKED, *reasons)
    return HealthCode(
        format=key.format,
        colour=Colour.UNKNOWN,
        kind=Kind.FOREIGN,
        assurance=Assurance.UNVERIFIED if Reason.CODE_TRUST_STALE in reasons else Assurance.SIGNED_OFFLINE,
        masked_name=mask_name(claims.name),
        issuer_kid=key.kid,
        cti=number,
        issued_at=claims.issued_at,
        expires_at=claims.expires_at,
        certificate=claims.summary,
        reasons=reasons,
    )


def seconds(value: object) -> int:
    """Give a time claim in whole seconds; fractions are dropped.

    Raises:
        NotACertificate: it is no time between 1970 and 2100.
    """
    if type(value) not in {int, float} or not isinstance(value, int | float) or not isfinite(value):
        raise NotACertificate("a time that is no number")
    if not 0 <= value <= TIME_LARGEST:
        raise NotACertificate("a time out of this world")
    return int(value)


def _is_in_time(key: ForeignKey, circumstances: Circumstances) -> bool:
    return circumstances.clock is ClockQuality.UNSET or holds_at(
        circumstances.now, not_before=key.not_before, not_after=key.not_after
    )


def _objections(claims: ForeignClaims, circumstances: Circumstances) -> tuple[Reason, ...]:
    """Give everything that speaks against it. Both ends of a life are inside it, and so is the leeway's."""
    if circumstances.clock is ClockQuality.UNSET:
        return (Reason.CODE_CLOCK_UNSET,)
    now, found = circumstances.now, []
    if circumstances.trust.age(now) is TrustAge.OVER:
        found.append(Reason.CODE_TRUST_STALE)
    if now + LEEWAY_SECONDS < max(claims.issued_at or 0, claims.not_before or 0):
        found.append(Reason.CODE_NOT_YET_VALID)
    if claims.expires_at is not None and now - LEEWAY_SECONDS > claims.expires_at:
        found.append(Reason.CODE_EXPIRED)
    return tuple(found)
