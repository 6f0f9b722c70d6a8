"""Judges New Zealand's COVID Passes: text, keys and time in, a verdict out.

Never raises on a hostile text, never opens the issuer's address, never gives a colour. The key is found by issuer and
kid together. Text: `NZCP:/1/` + base32 of COSE_Sign1 (tag 18, ES256) around a CWT with 1 iss, 4 exp, 5 nbf, 7 cti, vc.
Standard: New Zealand COVID Pass technical specification, version 1.
"""

from typing import Final

from device.health_code import base32_text, cose, strict_cbor
from device.health_code.circumstances import Circumstances
from device.health_code.foreign_keys import NZCP
from device.health_code.foreign_summary import ForeignSummary, Subject
from device.health_code.foreign_verdict import ForeignClaims, NotACertificate, graded, refused, seconds, signer
from device.health_code.verdict import HealthCode
from device.vocabulary import Reason

NAME: Final = NZCP
PREFIX: Final = "NZCP:/"
TEXT_LONGEST: Final = 4296
_VERSION: Final = "NZCP:/1/"
_TAG_SIGN1: Final = b"\xd2"
_ES256: Final = -7
_ISS, _EXP, _NBF, _CTI, _CREDENTIAL = 1, 4, 5, 7, "vc"
_CTI_BYTES: Final = 16
_TYPES: Final = ("VerifiableCredential", "PublicCovidPass")


def belongs(text: str) -> bool:
    """Claim that `text` begins like one of this format."""
    return text.startswith(PREFIX)


def judge(text: str, circumstances: Circumstances) -> HealthCode:
    """Give the verdict on `text`, which begins with `PREFIX`."""
    message = _message(text)
    if message is None or message.kid is None:
        return refused(NAME, Reason.CODE_MALFORMED)
    if message.algorithm != _ES256:
        return refused(NAME, Reason.CODE_ALGORITHM)
    try:
        outer = strict_cbor.decode_any_spelling(message.payload)
    except strict_cbor.NotStrictCbor:
        return refused(NAME, Reason.CODE_MALFORMED)
    if not isinstance(outer, dict):
        return refused(NAME, Reason.CODE_MALFORMED)
    issuer = outer.get(_ISS)
    named = circumstances.trust.foreign.get((NAME, message.kid), ())
    keys = tuple(key for key in named if key.issuer and key.issuer == issuer)
    key = signer(keys, "ES256", message.signature, message.signed_bytes(), circumstances)
    if isinstance(key, Reason):
        return refused(NAME, key)
    try:
        claims = _claims(outer)
    except NotACertificate:
        return refused(NAME, Reason.CODE_MALFORMED)
    return graded(claims, key, circumstances)


def _message(text: str) -> cose.SignedMessage | None:
    if len(text) > TEXT_LONGEST or not text.startswith(_VERSION):
        return None
    letters = text.removeprefix(_VERSION)
    try:
        message = base32_text.decode(letters)
    except base32_text.NotBase32:
        return None
    if not message.startswith(_TAG_SIGN1):
        return None
    return cose.take_apart(message, longest=TEXT_LONGEST, foreign=True)


def _claims(outer: dict[object, object]) -> ForeignClaims:
    """Give the claims in `outer`.

    Raises:
        NotACertificate: a claim is missing or of another type.
    """
    number, credential = outer.get(_CTI), outer.get(_CREDENTIAL)
    if type(number) is not bytes or len(number) != _CTI_BYTES:
        raise NotACertificate("no number of its own")
    match credential:
        case {"type": list() as types, "credentialSubject": dict() as person} if all(kind in types for kind in _TYPES):
            pass
        case _:
            raise NotACertificate("another credential")
    given, family = person.get("givenName"), person.get("familyName", "")
    if not isinstance(given, str) or not isinstance(family, str):
        raise NotACertificate("nobody's name")
    begins = seconds(outer.get(_NBF))
    return ForeignClaims(
        name=f"{given} {family}",
        number=number,
        summary=ForeignSummary(subject=Subject.OTHER, country="NZ"),
        issued_at=begins,
        not_before=begins,
        expires_at=seconds(outer.get(_EXP)),
    )
