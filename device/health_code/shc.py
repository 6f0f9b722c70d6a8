"""Judges SMART Health Cards: text, keys and time in, a verdict out; a part of one out of several is a value.

Never raises on a hostile text, never opens the issuer's address, never gives a colour. The key is found by issuer and
kid together: by kid alone a stranger's card would do.
Text: `shc:/` + two digits a letter of a JWS (ES256, raw deflate).
Standard: SMART Health Cards Framework 1.4 (spec.smarthealth.cards); RFC 7515.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from device.health_code.base64url_text import NotBase64url
from device.health_code.base64url_text import decode as from_base64url
from device.health_code.circumstances import Circumstances
from device.health_code.fhir_summary import name_in, summary_of
from device.health_code.foreign_keys import SHC
from device.health_code.foreign_verdict import ForeignClaims, NotACertificate, graded, refused, seconds, signer
from device.health_code.inflate import NotDeflated, inflate
from device.health_code.parts import PARTS_MOST, PartOfCode
from device.health_code.strict_json import NotStrictJson
from device.health_code.strict_json import decode as from_json
from device.health_code.verdict import HealthCode
from device.vocabulary import Reason

NAME: Final = SHC
PREFIX: Final = "shc:/"
TEXT_LONGEST: Final = 1 << 16
PAYLOAD_LONGEST: Final = 1 << 17
_NO_LETTER: Final = 0
_LETTERS: Final = bytes(
    45 + pair // 16 * 10 + pair % 16 if pair % 16 < 10 and pair <= 0x77 else _NO_LETTER  # noqa: PLR2004 - below
    for pair in range(256)
)
"""Two digits a letter, looked up as if they were hex: 00 is a hyphen (45 in ASCII), 77 a z."""
_PART: Final = re.compile(r"([1-9][0-9]?)/([1-9][0-9]?)/([0-9]+)")
_TYPE: Final = "https://smarthealth.cards#health-card"
_SECURE: Final = "https://"
_HEADERS_MOST: Final = 64
_HEADER_REMEMBERED_LONGEST: Final = 512


def belongs(text: str) -> bool:
    """Claim that `text` begins like one of this format."""
    return text.startswith(PREFIX)


def judge(text: str, circumstances: Circumstances) -> HealthCode | PartOfCode:
    """Give the verdict on `text`, which begins with `PREFIX`, or what part of a card it is."""
    body = text.removeprefix(PREFIX)
    if "/" in body[:6]:
        part = _part(body)
        if part is None:
            return refused(NAME, Reason.CODE_MALFORMED)
        if part.total > 1:
            return part
        body = part.body
    try:
        header, payload, signature, signed = _take_apart(body)
        reason = _header_refusal(header)
        if reason is not None:
            return refused(NAME, reason)
        card = from_json(payload.decode("utf-8"))
        issuer = _issuer(card)
    except (NotACertificate, NotBase64url, NotDeflated, NotStrictJson, UnicodeDecodeError):
        return refused(NAME, Reason.CODE_MALFORMED)
    named = circumstances.trust.foreign.get((NAME, str(header["kid"]).encode("utf-8", "surrogatepass")), ())
    keys = tuple(key for key in named if key.issuer == issuer)
    key = signer(keys, "ES256", signature, signed, circumstances)
    if isinstance(key, Reason):
        return refused(NAME, key)
    try:
        claims = _claims(card, payload)
    except NotACertificate:
        return refused(NAME, Reason.CODE_MALFORMED)
    return graded(claims, key, circumstances)


def _part(body: str) -> PartOfCode | None:
    found = _PART.fullmatch(body) if len(body) <= TEXT_LONGEST else None
    if found is None:
        return None
    number, total = int(found[1]), int(found[2])
    if not number <= total <= PARTS_MOST:
        return None
    return PartOfCode(format=NAME, prefix=PREFIX, number=number, total=total, body=found[3])


def _take_apart(digits: str) -> tuple[Mapping[str, object], bytes, bytes, bytes]:
    """Give header, unpacked payload, signature and the bytes that were signed.

    Raises:
        NotACertificate, NotBase64url, NotDeflated, NotStrictJson, UnicodeDecodeError: it cannot be taken apart.
    """
    if len(digits) > TEXT_LONGEST or len(digits) % 2 or not (digits.isascii() and digits.isdigit()):
        raise NotACertificate("not two digits a letter")
    message = bytes.fromhex(digits).translate(_LETTERS)
    if _NO_LETTER in message:
        raise NotACertificate("two digits that are no letter")
    signed, _, signature = message.rpartition(b".")
    first, *others = signed.split(b".")
    if len(others) != 1:
        raise NotACertificate("not header, payload and signature")
    header = _header(first)
    payload = from_base64url(others[0].decode("ascii"))
    if header.get("zip") == "DEF":
        payload = inflate(payload, longest=PAYLOAD_LONGEST, raw=True)
    return header, payload, from_base64url(signature.decode("ascii")), signed


@lru_cache(maxsize=_HEADERS_MOST)
def _remembered_header(letters: bytes) -> Mapping[str, object]:
    return from_json(from_base64url(letters.decode("ascii")).decode("utf-8"))


def _header(letters: bytes) -> Mapping[str, object]:
    """Give the header in `letters`; a short one is remembered, because every card of an issuer has the same.

    Raises:
        NotBase64url, NotStrictJson, UnicodeDecodeError: it cannot be taken apart.
    """
    read = _remembered_header if len(letters) <= _HEADER_REMEMBERED_LONGEST else _remembered_header.__wrapped__
    return read(letters)


def _header_refusal(header: Mapping[str, object]) -> Reason | None:
    if header.get("alg") != "ES256":
        return Reason.CODE_ALGORITHM
    kid = header.get("kid")
    if header.get("zip") != "DEF" or not isinstance(kid, str) or not kid or "crit" in header:
        return Reason.CODE_MALFORMED
    return None


def _issuer(card: dict[str, object]) -> str:
    issuer = card.get("iss")
    if not isinstance(issuer, str) or not issuer.startswith(_SECURE) or issuer.endswith("/"):
        raise NotACertificate("no issuer, or one that cannot be")
    return issuer


def _claims(card: dict[str, object], payload: bytes) -> ForeignClaims:
    """Give the claims of `card`; it is known again by its signed text.

    Raises:
        NotACertificate: a claim is missing or of another type.
    """
    match card.get("vc"):
        case {"type": list() as types, "credentialSubject": {"fhirVersion": str(), "fhirBundle": dict() as bundle}}:
            pass
        case _:
            raise NotACertificate("no health card")
    if _TYPE not in types:
        raise NotACertificate("another credential")
    begins = seconds(card.get("nbf"))
    return ForeignClaims(
        name=name_in(bundle),
        number=payload,
        summary=summary_of(bundle),
        issued_at=begins,
        not_before=begins,
        expires_at=seconds(card["exp"]) if "exp" in card else None,
    )
