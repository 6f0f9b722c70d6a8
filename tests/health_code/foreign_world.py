"""Gives the tests foreign issuers, and certificates that no honest issuer would write."""

import base64
import json
import os
import zlib
from pathlib import Path
from types import MappingProxyType
from typing import Final

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from health_code_world import DAY, NOW
from msgspec.structs import replace

from device.health_code.circumstances import Circumstances
from device.health_code.foreign_keys import FOREIGN_FORMATS, ForeignKey, by_name
from device.health_code.parts import PartOfCode
from device.health_code.registry import OtherText, Registry
from device.health_code.trust import TrustSnapshot
from device.health_code.verdict import HealthCode
from device.vocabulary import ClockQuality

P256: Final = ec.derive_private_key(0x1111_2222_3333_4444, ec.SECP256R1())
P256_STRANGER: Final = ec.derive_private_key(0x5555_6666_7777_8888, ec.SECP256R1())
P384: Final = ec.derive_private_key(0x9999_AAAA_BBBB_CCCC, ec.SECP384R1())
P521: Final = ec.derive_private_key(0xDDDD_EEEE_FFFF_1111, ec.SECP521R1())
RSA: Final = rsa.generate_private_key(65537, 2048)
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

KID: Final = b"\x01\x02\x03\x04\x05\x06\x07\x08"
KID_RSA: Final = b"\x08\x07\x06\x05\x04\x03\x02\x01"
NZ_ISSUER: Final = "did:web:nzcp.example.org"
SHC_ISSUER: Final = "https://cards.example.org/issuer"
SHC_KID: Final = "cards-key"
_HASHES: Final[MappingProxyType[int, HashAlgorithm]] = MappingProxyType({256: SHA256(), 384: SHA384(), 521: SHA512()})


def spki(key: PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def algorithm(key: PrivateKey) -> str:
    return "PS256" if isinstance(key, rsa.RSAPrivateKey) else {256: "ES256", 384: "ES384", 521: "ES512"}[key.key_size]


def trusted(format_name: str, key: PrivateKey = P256, **changes: object) -> ForeignKey:
    fields: dict[str, object] = {
        "format": format_name,
        "kid": {"hcert": KID, "nzcp": b"key-1", "shc": SHC_KID.encode(), "vdsnc": b""}[format_name],
        "algorithm": algorithm(key),
        "spki": spki(key),
        "issuer": {"nzcp": NZ_ISSUER, "shc": SHC_ISSUER}.get(format_name, ""),
        **changes,
    }
    return ForeignKey(**fields)  # type: ignore[arg-type] # the tests name the fields


KEYS: Final = (
    trusted("hcert"),
    trusted("hcert", RSA, kid=KID_RSA),
    *(trusted(name) for name in ("nzcp", "shc", "vdsnc")),
    trusted("vdsnc", P384),
    trusted("vdsnc", P521),
)


def moment(*keys: ForeignKey, now: int = NOW, **changes: object) -> Circumstances:
    trust = TrustSnapshot(seq=1, issued_at=now, soft_end=now, hard_end=now, foreign=by_name(keys or KEYS))
    whole = Circumstances(trust=trust, venue_key=None, now=now, clock=ClockQuality.SYNCHRONISED)
    return replace(whole, **changes)


_REGISTRY: Final = Registry(FOREIGN_FORMATS)


def judged(text: str, circumstances: Circumstances | None = None) -> HealthCode:
    verdict = any_verdict(text, circumstances)
    assert isinstance(verdict, HealthCode), verdict
    return verdict


def any_verdict(text: str, circumstances: Circumstances | None = None) -> HealthCode | PartOfCode | OtherText:
    return _REGISTRY.judge(text, circumstances or moment())


def sign(key: PrivateKey, message: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, padding.PSS(mgf=padding.MGF1(SHA256()), salt_length=32), SHA256())
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(_HASHES[key.key_size])))
    width = (key.key_size + 7) // 8
    return r.to_bytes(width, "big") + s.to_bytes(width, "big")


def cose(
    payload: object,
    *,
    key: PrivateKey = P256,
    protected: object = None,
    unprotected: dict[object, object] | None = None,
    signature: bytes | None = None,
    tag: bytes = b"\xd2",
    kid: bytes = KID,
) -> bytes:
    number = -37 if isinstance(key, rsa.RSAPrivateKey) else -7
    header = protected if isinstance(protected, bytes) else cbor2.dumps(protected or {1: number, 4: kid})
    body = payload if isinstance(payload, bytes) else cbor2.dumps(payload)
    made = sign(key, cbor2.dumps(["Signature1", header, b"", body])) if signature is None else signature
    return tag + cbor2.dumps([header, unprotected or {}, body, made])


VACCINATION: Final = {
    "tg": "840539006",
    "mp": "EU/1/20/1528",
    "dn": 2,
    "sd": 2,
    "dt": "2026-05-01",
    "co": "AT",
    "ci": "URN:UVCI:01:AT:1",
}
TEST: Final = {"sc": "2026-11-21T09:00:00Z", "tr": "260415000", "co": "FR", "ci": "URN:UVCI:01:FR:2"}
RECOVERY: Final = {"fr": "2026-06-01", "du": "2026-12-01", "co": "DE", "ci": "URN:UVCI:01:DE:3"}


def dcc(certificate: dict[str, object] | None = None, **outer: object) -> dict[object, object]:
    inside = {"nam": {"fn": "Musterfrau", "gn": "Gabriele"}, "dob": "1998-02-26", "v": [VACCINATION]}
    claims = {1: "AT", 4: NOW + DAY, 6: NOW - DAY, -260: {1: inside if certificate is None else certificate}}
    claims |= {4: outer.get("exp", claims[4]), 6: outer.get("iat", claims[6])}
    return {name: value for name, value in claims.items() if value is not None}


def hc1(message: bytes) -> str:
    return "HC1:" + str(base45.b45encode(zlib.compress(message)), "ascii")


def hc1_message(text: str) -> bytes:
    return zlib.decompress(base45.b45decode(text.removeprefix("HC1:")))


def nz_claims(**changes: object) -> dict[object, object]:
    claims: dict[object, object] = {
        1: NZ_ISSUER,
        5: NOW - DAY,
        4: NOW + DAY,
        7: b"\x22" * 16,
        "vc": {
            "@context": ["https://www.w3.org/2018/credentials/v1"],
            "version": "1.0.0",
            "type": ["VerifiableCredential", "PublicCovidPass"],
            "credentialSubject": {"givenName": "Jack", "familyName": "Sparrow", "dob": "1960-04-16"},
        },
    }
    names = {"iss": 1, "nbf": 5, "exp": 4, "cti": 7, "vc": "vc"}
    claims |= {names[name]: value for name, value in changes.items()}
    return {name: value for name, value in claims.items() if value is not None}


def nz_text(message: bytes) -> str:
    return "NZCP:/1/" + base64.b32encode(message).decode("ascii").rstrip("=")


def nzcp(claims: object = None, **changes: object) -> str:
    options: dict[str, object] = {"kid": b"key-1", **changes}
    return nz_text(cose(nz_claims() if claims is None else claims, **options))  # type: ignore[arg-type] # as named


def base64url(message: bytes) -> str:
    return base64.urlsafe_b64encode(message).decode("ascii").rstrip("=")


def card(**changes: object) -> dict[str, object]:
    patient = {"resourceType": "Patient", "name": [{"family": "Anyperson", "given": ["John", "B."]}]}
    doses = [
        {"resourceType": "Immunization", "status": "completed", "occurrenceDateTime": date}
        for date in ("2026-01-01", "2026-01-29")
    ]
    whole: dict[str, object] = {
        "iss": SHC_ISSUER,
        "nbf": NOW - DAY + 0.5,
        "vc": {
            "type": ["https://smarthealth.cards#health-card"],
            "credentialSubject": {
                "fhirVersion": "4.0.1",
                "fhirBundle": {"entry": [{"resource": resource} for resource in (patient, *doses)]},
            },
        },
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def deflated(message: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(message) + machine.flush()


def jws(
    payload: object = None,
    *,
    key: ec.EllipticCurvePrivateKey = P256,
    header: dict[str, object] | None = None,
    packed: bytes | None = None,
    signature: bytes | None = None,
) -> str:
    said = {"zip": "DEF", "alg": "ES256", "kid": SHC_KID} if header is None else header
    body = payload if isinstance(payload, bytes) else json.dumps(card() if payload is None else payload).encode()
    letters = f"{base64url(json.dumps(said).encode())}.{base64url(deflated(body) if packed is None else packed)}"
    return f"{letters}.{base64url(sign(key, letters.encode()) if signature is None else signature)}"


def digits(letters: str) -> str:
    return "".join(f"{ord(letter) - 45:02d}" for letter in letters)


def shc(letters: str) -> str:
    return "shc:/" + digits(letters)


SEAL: Final = {
    "hdr": {"t": "icao.vacc", "v": 1, "is": "UTO"},
    "msg": {
        "uvci": "U32870",
        "pid": {"n": "Smith Bill", "dob": "1990-01-02"},
        "ve": [{"des": "XM68M6", "vd": [{"dvc": "2026-03-03", "seq": 1, "ctr": "AUS"}]}],
    },
}
TEST_SEAL: Final = {
    "hdr": {"t": "icao.test", "v": 1, "is": "JPN"},
    "msg": {
        "utci": "T1",
        "pid": {"n": "Yamada Hanako"},
        "sp": {"ctr": "JPN"},
        "dat": {"sc": "2026-11-21T10:00:00+09:00"},
        "tr": {"r": "Negative"},
    },
}


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def vds(seal: object = None, *, key: ec.EllipticCurvePrivateKey = P256, **signature: object) -> str:
    whole = SEAL if seal is None else seal
    sig: dict[str, object] = {
        "alg": algorithm(key),
        "sigvl": base64url(sign(key, canonical(whole))),
        "cer": base64url(b"\x30\x82 not really a certificate " + spki(key) + b" and more"),
        **signature,
    }
    return json.dumps({"data": whole, "sig": {name: value for name, value in sig.items() if value is not None}})


SOUND: Final = MappingProxyType(
    {
        "hcert ES256": hc1(cose(dcc())),
        "hcert PS256": hc1(cose(dcc(), key=RSA, kid=KID_RSA)),
        "nzcp": nzcp(),
        "shc": shc(jws()),
        "vdsnc ES256": vds(),
        "vdsnc ES384": vds(key=P384),
        "vdsnc ES512": vds(TEST_SEAL, key=P521),
    }
)


def vectors(name: str) -> Path:
    folder = Path(os.environ.get("MENSHEN_VECTORS", Path(__file__).parents[3] / "shared" / "vectors")) / name
    if not folder.is_dir():
        pytest.skip(f"the public vectors are not beside the checkout: {folder}")
    return folder
