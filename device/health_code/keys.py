"""Knows the two kinds of signing key a health code may use, their algorithms and their names.

Never chooses a key by an algorithm: the key found decides which algorithm is right. Never parses a certificate.
Standards: RFC 9053 (EdDSA -8, ES256 -7), RFC 8032, SEC 1 (uncompressed points).
"""

import hashlib
from enum import IntEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SignerKey = Ed25519PrivateKey | ec.EllipticCurvePrivateKey
VerifierKey = Ed25519PublicKey | ec.EllipticCurvePublicKey

KEY_ID_BYTES: Final = 4
SIGNATURE_BYTES: Final = 64
_HALF: Final = SIGNATURE_BYTES // 2
_ED25519_BYTES: Final = 32
_ES256: Final = ec.ECDSA(SHA256())


class Algorithm(IntEnum):
    """A COSE signature algorithm that is on the list."""

    EDDSA = -8
    ES256 = -7


def algorithm_of(key: VerifierKey | SignerKey) -> Algorithm:
    """Give the only algorithm that fits `key`.

    Raises:
        ValueError: an elliptic curve other than P-256.
    """
    if isinstance(key, Ed25519PublicKey | Ed25519PrivateKey):
        return Algorithm.EDDSA
    if not isinstance(key.curve, ec.SECP256R1):
        raise ValueError(f"the curve {key.curve.name} is not on the list")
    return Algorithm.ES256


def raw_public(key: VerifierKey) -> bytes:
    """Give the raw public key: 32 bytes of Ed25519, or the 65 bytes of an uncompressed P-256 point."""
    if isinstance(key, Ed25519PublicKey):
        return key.public_bytes_raw()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def key_from_raw(algorithm: Algorithm, raw: bytes) -> VerifierKey:
    """Give the key whose raw public bytes are `raw`.

    Raises:
        ValueError: not a key of this algorithm.
    """
    if algorithm is Algorithm.EDDSA:
        if len(raw) != _ED25519_BYTES:
            raise ValueError("an Ed25519 public key has 32 bytes")
        return Ed25519PublicKey.from_public_bytes(raw)
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)


def key_id(raw: bytes) -> bytes:
    """Give the name of a key: the first 4 bytes of SHA-256 of its raw public bytes."""
    return hashlib.sha256(raw).digest()[:KEY_ID_BYTES]


def key_id_of(key: VerifierKey) -> bytes:
    """Give the name of `key`."""
    return key_id(raw_public(key))


def sign(key: SignerKey, message: bytes) -> bytes:
    """Give the 64-byte signature of `message` (for ES256 the two numbers side by side, never DER)."""
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(message)
    r, s = decode_dss_signature(key.sign(message, _ES256))
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def signature_holds(key: VerifierKey, signature: bytes, message: bytes) -> bool:
    """Say whether `key` made `signature` over `message`; anything but 64 bytes does not hold."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
        else:
            r, s = int.from_bytes(signature[:_HALF], "big"), int.from_bytes(signature[_HALF:], "big")
            key.verify(encode_dss_signature(r, s), message, _ES256)
    except InvalidSignature:
        return False
    return True
