"""Checks the signatures of foreign certificates: ES256, ES384, ES512 and PS256, each with the one kind of key it fits.

Never takes DER signatures, never chooses a key by an algorithm, never parses a certificate.
Standards: RFC 9053, 2.1 (ECDSA); RFC 8230 (PS256, salt of 32 bytes); RFC 7518, 3.4.
"""

from functools import lru_cache
from types import MappingProxyType
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import load_der_public_key
from msgspec import Struct

PS256: Final = "PS256"
_RSA_BITS: Final = range(2048, 4096 + 1)
_PSS: Final = padding.PSS(mgf=padding.MGF1(SHA256()), salt_length=SHA256.digest_size)
_SHA256: Final = SHA256()
_LOADED_MOST: Final = 64


class _Curve(Struct, frozen=True, kw_only=True):
    name: str
    number_bytes: int
    check: ec.ECDSA


_CURVES: Final = MappingProxyType(
    {
        "ES256": _Curve(name="secp256r1", number_bytes=32, check=ec.ECDSA(SHA256())),
        "ES384": _Curve(name="secp384r1", number_bytes=48, check=ec.ECDSA(SHA384())),
        "ES512": _Curve(name="secp521r1", number_bytes=66, check=ec.ECDSA(SHA512())),
    }
)
_NAMES: Final = MappingProxyType({curve.name: algorithm for algorithm, curve in _CURVES.items()})
_Key = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


def algorithm_of_spki(spki: bytes) -> str:
    """Give the only algorithm that fits the key in `spki`.

    Raises:
        ValueError: it is no key that a foreign certificate may be signed with.
    """
    key = _load(spki)
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size not in _RSA_BITS:
            raise ValueError(f"an RSA key of {key.key_size} bits")
        return PS256
    if key.curve.name not in _NAMES:
        raise ValueError(f"the curve {key.curve.name} is not on the list")
    return _NAMES[key.curve.name]


def signature_holds(spki: bytes, algorithm: str, signature: bytes, message: bytes) -> bool:
    """Say whether the key in `spki` made `signature` over `message` by `algorithm`; a key that is none made nothing."""
    try:
        key = _load(spki)
        if isinstance(key, rsa.RSAPublicKey):
            if algorithm != PS256 or key.key_size not in _RSA_BITS:
                return False
            key.verify(signature, message, _PSS, _SHA256)
            return True
        curve = _CURVES.get(algorithm)
        if curve is None or key.curve.name != curve.name or len(signature) != 2 * curve.number_bytes:
            return False
        r = int.from_bytes(signature[: curve.number_bytes], "big")
        s = int.from_bytes(signature[curve.number_bytes :], "big")
        key.verify(encode_dss_signature(r, s), message, curve.check)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=_LOADED_MOST)
def _load(spki: bytes) -> _Key:
    """Give the key in `spki`; remembered, because loading one costs a tenth of a verdict and always gives the same.

    Raises:
        ValueError: there is none of the two kinds.
    """
    try:
        key = load_der_public_key(spki)
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from error
    if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        raise ValueError("not a key that foreign certificates are signed with")
    return key
