"""Judges ICAO's visible digital seals for health (VDS-NC): text, keys and time in, a verdict out.

Never raises on a hostile text, never parses the certificate inside and never believes it: its public key is a name by
which a key of the trust list is looked up. Never gives a colour.
Text: JSON `{"data": {hdr, msg}, "sig": {alg, sigvl, cer}}`, signed over the canonical JSON (RFC 8785) of `data`.
Standards: ICAO Technical Report VDS-NC 1.1; Doc 9303-13.
"""

import json
import re
from collections.abc import Mapping
from typing import Final

from device.health_code.base64url_text import NotBase64url
from device.health_code.base64url_text import decode as from_base64url
from device.health_code.circumstances import Circumstances
from device.health_code.foreign_keys import VDS_NC, ForeignKey
from device.health_code.foreign_summary import ForeignSummary, Subject, country_in, date_in, doses_in, word_in
from device.health_code.foreign_verdict import ForeignClaims, NotACertificate, graded, refused, signer
from device.health_code.strict_json import NotStrictJson
from device.health_code.strict_json import decode as from_json
from device.health_code.verdict import HealthCode
from device.vocabulary import Reason

NAME: Final = VDS_NC
TEXT_LONGEST: Final = 4296
_ALGORITHMS: Final = frozenset({"ES256", "ES384", "ES512"})
_LOOKS_LIKE_ONE: Final = re.compile(r'"t"\s*:\s*"icao\.')
_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_POINTS: Final = ((b"\x03\x42\x00", 65), (b"\x03\x62\x00", 97), (b"\x03\x81\x86\x00", 133))
"""How a DER bit string with an uncompressed point of each curve begins, and the length of the point."""
_UNCOMPRESSED: Final = b"\x04"
_POINTS_MOST: Final = 4
_RESULTS: Final = {"Negative": True, "Normal": True, "Positive": False, "Abnormal": False}


def belongs(text: str) -> bool:
    """Claim that `text` is JSON that names a type of ICAO's."""
    return text.startswith("{") and _LOOKS_LIKE_ONE.search(text[:TEXT_LONGEST]) is not None


def judge(text: str, circumstances: Circumstances) -> HealthCode:
    """Give the verdict on `text`."""
    try:
        seal, signed, algorithm, signature, certificate = _take_apart(text)
    except (NotACertificate, NotBase64url, NotStrictJson, UnicodeEncodeError):
        return refused(NAME, Reason.CODE_MALFORMED)
    if algorithm not in _ALGORITHMS:
        return refused(NAME, Reason.CODE_ALGORITHM)
    key = signer(_keys(certificate, circumstances), algorithm, signature, signed, circumstances)
    if isinstance(key, Reason):
        return refused(NAME, key)
    try:
        claims = _claims(seal)
    except NotACertificate:
        return refused(NAME, Reason.CODE_MALFORMED)
    return graded(claims, key, circumstances)


def _take_apart(text: str) -> tuple[dict[str, object], bytes, str, bytes, bytes]:
    """Give data, its canonical bytes, algorithm, signature and the certificate's bytes.

    Raises:
        NotACertificate, NotBase64url, NotStrictJson, UnicodeEncodeError: it cannot be taken apart.
    """
    if len(text) > TEXT_LONGEST:
        raise NotACertificate("too long")
    match from_json(text, whole_numbers=True):
        case {
            "data": dict() as seal,
            "sig": {"alg": str() as algorithm, "sigvl": str() as signature, "cer": str() as certificate},
            **others,
        } if not others:
            pass
        case _:
            raise NotACertificate("not data and a signature")
    signed = _CANONICAL.encode(seal).encode("utf-8")
    return (
        seal,
        signed,
        algorithm,
        from_base64url(signature, padded=True),
        from_base64url(certificate.replace("+", "-").replace("/", "_"), padded=True),
    )


def _keys(certificate: bytes, circumstances: Circumstances) -> tuple[ForeignKey, ...]:
    """Give the listed keys that `certificate` shows."""
    found: list[ForeignKey] = []
    for beginning, length in _POINTS:
        place = certificate.find(beginning + _UNCOMPRESSED)
        for _ in range(_POINTS_MOST):
            if place < 0:
                break
            point = certificate[place + len(beginning) :][:length]
            found.extend(circumstances.trust.foreign.get((NAME, point), ()))
            place = certificate.find(beginning + _UNCOMPRESSED, place + 1)
    return tuple(found)


def _claims(seal: dict[str, object]) -> ForeignClaims:
    """Give the claims of `seal`; neither a beginning nor an end is among them.

    Raises:
        NotACertificate: a claim is missing or of another type.
    """
    match seal:
        case {
            "hdr": {"t": "icao.vacc", "is": str() as issuer},
            "msg": {"uvci": str() as number, "ve": list() as events, "pid": person},
        }:
            summary = _vaccination(events)
        case {"hdr": {"t": "icao.test", "is": str() as issuer}, "msg": {"utci": str() as number, "pid": person, **msg}}:
            summary = _test(msg)
        case _:
            raise NotACertificate("neither vaccination nor test")
    match person:
        case {"n": str() as name}:
            return ForeignClaims(name=name, number=f"{issuer}\0{number}".encode(), summary=summary)
        case _:
            raise NotACertificate("nobody's name")


def _vaccination(events: list[object]) -> ForeignSummary:
    doses = [
        dose
        for event in events
        if isinstance(event, dict) and isinstance(event.get("vd"), list)
        for dose in event["vd"]
        if isinstance(dose, dict)
    ]
    diseases = {word_in(event.get("dis")) for event in events if isinstance(event, dict)}
    newest = max(doses, key=lambda dose: date_in(dose.get("dvc")) or "", default={})
    return ForeignSummary(
        subject=Subject.VACCINATION,
        disease=diseases.pop() if len(diseases) == 1 else None,
        date=date_in(newest.get("dvc")),
        doses=doses_in(newest.get("seq")),
        country=country_in(newest.get("ctr")),
    )


def _test(msg: Mapping[object, object]) -> ForeignSummary:
    place, times, result = (part if isinstance(part, dict) else {} for part in map(msg.get, ("sp", "dat", "tr")))
    word = result.get("r")
    return ForeignSummary(
        subject=Subject.TEST,
        date=date_in(times.get("sc")),
        negative=_RESULTS.get(word) if isinstance(word, str) else None,
        country=country_in(place.get("ctr")),
    )
