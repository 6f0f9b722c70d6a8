"""Gives the tests an issuer, a venue and a way to build codes that no honest encoder would write."""

from types import MappingProxyType
from typing import Final

import base45
import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from device.health_code.circumstances import Circumstances
from device.health_code.claims import Claims
from device.health_code.declaration import Declaration
from device.health_code.keys import SignerKey, key_id_of, sign
from device.health_code.trust import ISSUER_KINDS, TrustedKey, TrustSnapshot, venue_key
from device.vocabulary import ClockQuality, Colour, Kind

NOW: Final = 1_795_334_400
"""2026-11-22T08:00:00Z."""
DAY: Final = 86_400
ISSUER: Final = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
VENUE: Final = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
STRANGER: Final = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)
ISSUER_P256: Final = ec.derive_private_key(0x1234_5678_9ABC_DEF0, ec.SECP256R1())
HOLDER: Final = b"h" * 12
GUARDIAN: Final = b"g" * 12


def trusted(key: SignerKey, **changes: object) -> TrustedKey:
    public = key.public_key()
    fields: dict[str, object] = {"kid": key_id_of(public), "key": public, "kinds": ISSUER_KINDS, **changes}
    return TrustedKey(**fields)  # type: ignore[arg-type] # the tests name the fields


def snapshot(*keys: TrustedKey, **changes: object) -> TrustSnapshot:
    fields: dict[str, object] = {
        "seq": 1,
        "issued_at": NOW - 3600,
        "soft_end": NOW + 7 * DAY,
        "hard_end": NOW + 30 * DAY,
        "keys": MappingProxyType({key.kid: key for key in keys}),
        **changes,
    }
    return TrustSnapshot(**fields)  # type: ignore[arg-type] # the tests name the fields


CIRCUMSTANCES: Final = Circumstances(
    trust=snapshot(trusted(ISSUER), trusted(ISSUER_P256)),
    venue_key=venue_key(VENUE.public_key()),
    now=NOW,
    clock=ClockQuality.SYNCHRONISED,
)


def at(now: int, **changes: object) -> Circumstances:
    return replace(CIRCUMSTANCES, now=now, **changes)


DECLARATION: Final = Declaration(at=NOW - 600, celsius=36.5, symptoms=("none",), exposures=())


def claims(**changes: object) -> Claims:
    fields: dict[str, object] = {
        "kind": Kind.LIVE,
        "colour": Colour.GREEN,
        "issued_at": NOW,
        "expires_at": NOW + 600,
        "cti": b"\x11" * 8,
        "masked_name": "张*三",
        "masked_phone": "138****1234",
        "holder": HOLDER,
        **changes,
    }
    return Claims(**fields)  # type: ignore[arg-type] # the tests name the fields


def plain_claims(private: dict[object, object] | None = None, **outer: object) -> dict[object, object]:
    """The claims as a foreign encoder would hold them; `private` changes the private map, None leaves a claim out."""
    inner: dict[object, object] = {
        0: 1,
        1: 0,
        2: "张*三",
        3: "138****1234",
        4: HOLDER,
        5: 0,
        9: 440983,
        **(private or {}),
    }
    whole: dict[object, object] = {
        6: outer.get("iat", NOW),
        4: outer.get("exp", NOW + 600),
        7: outer.get("cti", b"\x11" * 8),
        -65537: {key: value for key, value in inner.items() if value is not None},
    }
    return {key: value for key, value in whole.items() if value is not None}


def signed_text(
    payload: object,
    *,
    key: SignerKey = ISSUER,
    protected: dict[object, object] | None = None,
    unprotected: dict[object, object] | None = None,
    signature: bytes | None = None,
    tag: bytes = b"\xd2",
) -> str:
    """A PHC1 text put together by hand, every part of it replaceable."""
    kid = key_id_of(key.public_key())
    algorithm = -8 if isinstance(key, Ed25519PrivateKey) else -7
    header = cbor2.dumps({1: algorithm, 4: kid} if protected is None else protected)
    body = payload if isinstance(payload, bytes) else cbor2.dumps(payload)
    to_sign = cbor2.dumps(["Signature1", header, b"", body])
    made = sign(key, to_sign) if signature is None else signature
    return as_text(tag + cbor2.dumps([header, unprotected or {}, body, made]))


def as_text(message: bytes) -> str:
    return "PHC1:" + str(base45.b45encode(message), "ascii")


def as_bytes(text: str) -> bytes:
    return bytes(base45.b45decode(text.removeprefix("PHC1:")))
