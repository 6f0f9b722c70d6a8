"""Judges EU digital COVID certificates and the WHO's HCERT: text, keys and time in, a verdict out.

Never raises on a hostile text, never believes a claim before the signature holds, never gives a colour.
Text: `HC1:` + base45 of zlib of COSE_Sign1 (ES256 or PS256) around a CWT with 4 exp, 6 iat, -260 {1: certificate}.
Standards: eHN electronic health certificate specification 1.0.8; WHO SMART Trust HCERT 1.1.1.
"""

from typing import Final

from device.health_code import base45_text, cose, strict_cbor
from device.health_code.circumstances import Circumstances
from device.health_code.foreign_keys import HCERT
from device.health_code.foreign_summary import ForeignSummary, Subject, country_in, date_in, doses_in, word_in
from device.health_code.foreign_verdict import ForeignClaims, NotACertificate, graded, refused, seconds, signer
from device.health_code.inflate import NotDeflated, inflate
from device.health_code.verdict import HealthCode
from device.vocabulary import Reason

NAME: Final = HCERT
PREFIX: Final = "HC1:"
TEXT_LONGEST: Final = 4296
"""What the largest QR code holds in capitals."""
MESSAGE_LONGEST: Final = 1 << 14
"""Ten times an ordinary certificate; as many small things as fit there are read before any signature."""
_ALGORITHMS: Final = {-7: "ES256", -37: "PS256"}
_EXP, _IAT = 4, 6
_GROUPS: Final = (("v", Subject.VACCINATION), ("t", Subject.TEST), ("r", Subject.RECOVERY))
_RESULTS: Final = {"260415000": True, "260373001": False}
"""SNOMED CT: not detected, detected."""


def belongs(text: str) -> bool:
    """Claim that `text` begins like one of this format."""
    return text.startswith(PREFIX)


def judge(text: str, circumstances: Circumstances) -> HealthCode:
    """Give the verdict on `text`, which begins with `PREFIX`."""
    message = _message(text)
    if message is None or message.kid is None:
        return refused(NAME, Reason.CODE_MALFORMED)
    algorithm = _ALGORITHMS.get(message.algorithm or 0)
    if algorithm is None:
        return refused(NAME, Reason.CODE_ALGORITHM)
    keys = circumstances.trust.foreign.get((NAME, message.kid), ())
    key = signer(keys, algorithm, message.signature, message.signed_bytes(), circumstances)
    if isinstance(key, Reason):
        return refused(NAME, key)
    try:
        claims = _claims(message.payload)
    except (NotACertificate, strict_cbor.NotStrictCbor):
        return refused(NAME, Reason.CODE_MALFORMED)
    return graded(claims, key, circumstances)


def _message(text: str) -> cose.SignedMessage | None:
    if len(text) > TEXT_LONGEST:
        return None
    try:
        packed = base45_text.decode(text.removeprefix(PREFIX))
        message = inflate(packed, longest=MESSAGE_LONGEST)
    except (base45_text.NotBase45, NotDeflated):
        return None
    return cose.take_apart(message, longest=MESSAGE_LONGEST, foreign=True)


def _claims(payload: bytes) -> ForeignClaims:
    """Give the claims in `payload`.

    Raises:
        NotACertificate: a claim is missing or of another type.
        NotStrictCbor: they cannot be read at all.
    """
    outer = strict_cbor.decode_any_spelling(payload)
    if not isinstance(outer, dict):
        raise NotACertificate("no claims")
    match outer:
        case {-260: {1: dict() as certificate}}:
            pass
        case _:
            raise NotACertificate("no certificate inside")
    names = certificate.get("nam")
    if not isinstance(names, dict):
        raise NotACertificate("nobody's name")
    subject, event = _event(certificate)
    number = event.get("ci")
    return ForeignClaims(
        name=_name(names),
        number=number.encode("utf-8", "surrogatepass") if isinstance(number, str) and number else payload,
        summary=_summary(subject, event),
        issued_at=seconds(outer.get(_IAT)),
        expires_at=seconds(outer.get(_EXP)),
    )


def _event(certificate: dict[object, object]) -> tuple[Subject, dict[object, object]]:
    """Give the one event a certificate is about; a certificate about several kinds of event is none."""
    found = [(subject, certificate[group]) for group, subject in _GROUPS if certificate.get(group)]
    match found:
        case [(Subject() as subject, [*_, dict() as event])]:
            return subject, event
        case _:
            raise NotACertificate("not one kind of event")


def _name(names: dict[object, object]) -> str:
    """Give given and family name, as written or else as transliterated."""
    found = [names.get(written) or names.get(plain) for written, plain in (("gn", "gnt"), ("fn", "fnt"))]
    return " ".join(part.replace("<", " ") for part in found if isinstance(part, str))


def _summary(subject: Subject, event: dict[object, object]) -> ForeignSummary:
    country, disease = country_in(event.get("co")), word_in(event.get("tg"))
    if subject is Subject.VACCINATION:
        return ForeignSummary(
            subject=subject,
            disease=disease,
            date=date_in(event.get("dt")),
            doses=doses_in(event.get("dn")),
            doses_needed=doses_in(event.get("sd")),
            country=country,
        )
    if subject is Subject.TEST:
        result = event.get("tr")
        negative = _RESULTS.get(result) if isinstance(result, str) else None
        date = date_in(event.get("sc"))
        return ForeignSummary(subject=subject, disease=disease, date=date, negative=negative, country=country)
    return ForeignSummary(
        subject=subject,
        disease=disease,
        date=date_in(event.get("fr")),
        until=date_in(event.get("du")),
        country=country,
    )
