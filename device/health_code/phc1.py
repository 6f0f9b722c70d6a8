"""Writes and judges PHC1, the project's own signed health code: text, keys and time in, a verdict out.

Never raises on a hostile text, never believes a claim before the signature holds, never makes a colour better than the
signature says. Text: `PHC1:` + base45 (RFC 9285) of a COSE_Sign1 message whose payload is a CWT.
"""

from typing import Final

from msgspec.structs import replace

from device.health_code import base45_text, cose
from device.health_code.circumstances import Circumstances
from device.health_code.claims import Claims, NotClaims, from_payload, to_payload
from device.health_code.keys import SignerKey, key_id_of
from device.health_code.trust import TrustAge, TrustedKey
from device.health_code.validity import LEEWAY_SECONDS, holds_at
from device.health_code.verdict import HealthCode, refused
from device.masking import mask_name, mask_phone
from device.vocabulary import Assurance, ClockQuality, Colour, Kind, Reason

NAME: Final = "phc1"
PREFIX: Final = "PHC1:"
TEXT_LONGEST: Final = 1024
"""Four times an ordinary code; a QR code holds more, this format does not."""
LIFETIME_SECONDS: Final = {
    Kind.LIVE: 10 * 60,
    Kind.FAMILY: 24 * 3600,
    Kind.PAPER: 365 * 24 * 3600,
    Kind.TICKET: 3 * 60,
    Kind.BADGE: 12 * 3600,
}
"""The longest life of each kind, whatever its issuer wrote."""
_LONG_LIVED: Final = frozenset({Kind.PAPER, Kind.FAMILY})
"""Kinds that may have been withdrawn long after they were handed out."""
_FORGERIES: Final = frozenset(
    {Reason.CODE_MALFORMED, Reason.CODE_SIGNATURE_BAD, Reason.CODE_ALGORITHM, Reason.CODE_KEY_NOT_ALLOWED}
)


def encode(claims: Claims, key: SignerKey) -> str:
    """Give the text of `claims` signed by `key`.

    Raises:
        NotClaims: a reader would refuse them.
    """
    message = cose.sign(to_payload(claims), key=key, kid=key_id_of(key.public_key()))
    return PREFIX + base45_text.encode(message)


def belongs(text: str) -> bool:
    """Claim that `text` begins like one of this format."""
    return text.startswith(PREFIX)


def judge(text: str, circumstances: Circumstances) -> HealthCode:
    """Give the verdict on `text`, which begins with `PREFIX`."""
    message = _message(text)
    if message is None or message.kid is None:
        return _refused(Reason.CODE_MALFORMED)
    trusted = _key(message.kid, circumstances)
    reason = cose.refusal(message, None if trusted is None else trusted.key)
    if reason is not None or trusted is None:
        return _refused(reason or Reason.CODE_KEY_UNKNOWN, _claimed_kind(message.payload))
    try:
        claims = from_payload(message.payload)
    except NotClaims:
        return _refused(Reason.CODE_MALFORMED)
    if not _may_sign(trusted, claims):
        return _refused(Reason.CODE_KEY_NOT_ALLOWED, claims.kind)
    return _graded(claims, trusted, circumstances)


def _message(text: str) -> cose.SignedMessage | None:
    if len(text) > TEXT_LONGEST:
        return None
    try:
        return cose.take_apart(base45_text.decode(text.removeprefix(PREFIX)), longest=TEXT_LONGEST)
    except base45_text.NotBase45:
        return None


def _key(kid: bytes, circumstances: Circumstances) -> TrustedKey | None:
    """Give the key named `kid`, unless its own time has not come or is over."""
    venue, now = circumstances.venue_key, circumstances.now
    found = venue if venue is not None and kid == venue.kid else circumstances.trust.keys.get(kid)
    if found is None or NAME not in found.formats:
        return None
    if circumstances.clock is ClockQuality.UNSET:
        return found
    return found if holds_at(now, not_before=found.not_before, not_after=found.not_after) else None


def _refused(reason: Reason, kind: Kind = Kind.OPAQUE) -> HealthCode:
    return refused(NAME, Colour.INVALID if reason in _FORGERIES else Colour.UNKNOWN, kind, reason)


def _claimed_kind(payload: bytes) -> Kind:
    """Give what an unsigned code says it is, so that an alert can call a forged ticket a ticket; nothing else of it."""
    try:
        return from_payload(payload).kind
    except NotClaims:
        return Kind.OPAQUE


def _may_sign(trusted: TrustedKey, claims: Claims) -> bool:
    if claims.kind not in trusted.kinds:
        return False
    return claims.division is None or trusted.may_issue_in(claims.division)


def _graded(claims: Claims, trusted: TrustedKey, circumstances: Circumstances) -> HealthCode:
    """Give the verdict on claims whose signature held: the colour signed, unless something speaks against it."""
    reasons = _objections(claims, trusted, circumstances)
    code = HealthCode(
        format=NAME,
        colour=claims.colour,
        kind=claims.kind,
        assurance=Assurance.SIGNED_OFFLINE,
        masked_name=mask_name(claims.masked_name),
        masked_phone=mask_phone(claims.masked_phone),
        holder=claims.holder,
        guardian=claims.guardian,
        issuer_kid=trusted.kid,
        cti=claims.cti,
        issued_at=claims.issued_at,
        expires_at=claims.expires_at,
        declaration=claims.declaration,
        resolve_token=claims.resolve_token,
        division=claims.division,
        checkpoint=claims.checkpoint,
        inspector=claims.inspector,
    )
    changed = circumstances.standing.worse_colour(claims.holder, claims.colour, claims.issued_at)
    if changed is not None:
        return replace(code, colour=changed, reasons=(*reasons, Reason.CODE_COLOUR_CHANGED))
    if not reasons:
        return code
    assurance = Assurance.UNVERIFIED if Reason.CODE_TRUST_STALE in reasons else Assurance.SIGNED_OFFLINE
    return replace(code, colour=Colour.UNKNOWN, assurance=assurance, reasons=reasons)


def _objections(claims: Claims, trusted: TrustedKey, circumstances: Circumstances) -> tuple[Reason, ...]:
    """Give everything that speaks against the colour. Both ends of each life are inside it, and so is the leeway's."""
    now, standing, found = circumstances.now, circumstances.standing, []
    if standing.is_revoked(trusted.kid, claims.cti):
        found.append(Reason.CODE_REVOKED)
    if claims.expires_at - claims.issued_at > LIFETIME_SECONDS[claims.kind]:
        found.append(Reason.CODE_LIFETIME)
    if claims.checkpoint is not None and circumstances.checkpoint not in {None, claims.checkpoint}:
        found.append(Reason.CODE_CHECKPOINT)
    if circumstances.clock is ClockQuality.UNSET:
        return (*found, Reason.CODE_CLOCK_UNSET)
    if trusted is not circumstances.venue_key and circumstances.trust.age(now) is TrustAge.OVER:
        found.append(Reason.CODE_TRUST_STALE)
    if now + LEEWAY_SECONDS < max(claims.issued_at, claims.not_before or 0):
        found.append(Reason.CODE_NOT_YET_VALID)
    if now - LEEWAY_SECONDS > claims.expires_at:
        found.append(Reason.CODE_EXPIRED)
    elif claims.kind in _LONG_LIVED and standing.is_over(trusted.kid, now):
        found.append(Reason.CODE_STANDING_STALE)
    elif claims.kind is Kind.PAPER and claims.colour is Colour.GREEN:
        as_of = standing.confirmed_at(claims.holder, claims.issued_at, now)
        if now - as_of > circumstances.paper_grace_seconds:
            found.append(Reason.CODE_STALE_COLOUR)
    return tuple(found)
