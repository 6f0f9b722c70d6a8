"""Takes a COSE_Sign1 message apart and puts one together; one message has one reading or none.

Never reads the payload, never trusts an unprotected header of our own messages for anything but the name of the key,
never raises on hostile bytes: what cannot be taken apart is `None`.
Standards: RFC 9052, 4.2 (COSE_Sign1); RFC 8392, 6 (CWT tag 61). Tags: none, 18, or 61 around 18.
"""

from typing import Final

from msgspec import Struct

from device.health_code import strict_cbor
from device.health_code.keys import (
    Algorithm,
    SignerKey,
    VerifierKey,
    algorithm_of,
    signature_holds,
)
from device.health_code.keys import sign as sign_bytes
from device.vocabulary import Reason

_TAG_SIGN1: Final = b"\xd2"
_TAG_CWT: Final = b"\xd8\x3d"
_ALGORITHM: Final = 1
_CRITICAL: Final = 2
_CONTENT_TYPE: Final = 3
_KID: Final = 4
_KID_LONGEST: Final = 32
_ONLY_INTEGERS: Final = frozenset({int})
_ALGORITHMS: Final = frozenset(map(int, Algorithm))


class SignedMessage(Struct, frozen=True, kw_only=True):
    """The parts of a COSE_Sign1 message, nothing of it verified."""

    protected: bytes
    algorithm: int | None
    kid: bytes | None
    content_type: str | None
    """None as well where it is a registered number: no message of ours has one."""
    payload: bytes
    signature: bytes

    def signed_bytes(self) -> bytes:
        """Give the bytes that the signature covers."""
        return _to_be_signed(self.protected, self.payload)


def take_apart(message: bytes, *, longest: int, foreign: bool = False) -> SignedMessage | None:
    """Give the parts of `message`, or None where it is longer than `longest` bytes or not a COSE_Sign1.

    A `foreign` one may be spelled in any way that has one meaning, and may name its algorithm outside the signature:
    it chooses nothing, the key decides.
    """
    decode = strict_cbor.decode_any_spelling if foreign else strict_cbor.decode
    if len(message) > longest:
        return None
    body = message.removeprefix(_TAG_CWT) if message.startswith(_TAG_CWT + _TAG_SIGN1) else message
    try:
        parts = decode(body.removeprefix(_TAG_SIGN1))
        match parts:
            case [bytes() as protected, dict() as unprotected, bytes() as payload, bytes() as signature]:
                header = decode(protected) if protected else {}
            case _:
                return None
    except strict_cbor.NotStrictCbor:
        return None
    if foreign and isinstance(header, dict) and _ALGORITHM in unprotected:
        outside = dict(unprotected)
        header = {_ALGORITHM: outside.pop(_ALGORITHM), **header}
        unprotected = outside
    if not isinstance(header, dict) or not _headers_are_sound(header, unprotected):
        return None
    return SignedMessage(
        protected=protected,
        algorithm=header.get(_ALGORITHM),
        kid=header.get(_KID, unprotected.get(_KID)),
        content_type=content_type if isinstance(content_type := header.get(_CONTENT_TYPE), str) else None,
        payload=payload,
        signature=signature,
    )


def refusal(message: SignedMessage, key: VerifierKey | None) -> Reason | None:
    """Give why `message` is not what the owner of `key` signed, or None where it is.

    The key decides the algorithm, never the message. A signature that is not 64 bytes long (DER, ES384) is bad.
    """
    if message.algorithm not in _ALGORITHMS:
        return Reason.CODE_ALGORITHM
    if key is None:
        return Reason.CODE_KEY_UNKNOWN
    if algorithm_of(key) != message.algorithm:
        return Reason.CODE_ALGORITHM
    return None if signature_holds(key, message.signature, message.signed_bytes()) else Reason.CODE_SIGNATURE_BAD


def sign(payload: bytes, *, key: SignerKey, kid: bytes, content_type: str | None = None) -> bytes:
    """Give `payload` signed by `key` as a tagged COSE_Sign1 message."""
    header: dict[int, object] = {_ALGORITHM: int(algorithm_of(key)), _KID: kid}
    if content_type is not None:
        header[_CONTENT_TYPE] = content_type
    protected = strict_cbor.encode(header)
    signature = sign_bytes(key, _to_be_signed(protected, payload))
    return _TAG_SIGN1 + strict_cbor.encode([protected, {}, payload, signature])


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return strict_cbor.encode(["Signature1", protected, b"", payload])


def _headers_are_sound(protected: dict[object, object], unprotected: dict[object, object]) -> bool:
    """Check types; a critical header means something this reader would have to know, so it is refused."""
    if not _ONLY_INTEGERS.issuperset(map(type, (*protected, *unprotected))):
        return False
    if _CRITICAL in protected or {_ALGORITHM, _CRITICAL, _CONTENT_TYPE} & unprotected.keys():
        return False
    algorithm, content_type = protected.get(_ALGORITHM), protected.get(_CONTENT_TYPE)
    if not (algorithm is None or type(algorithm) is int) or type(content_type) not in {type(None), str, int}:
        return False
    for header in (protected, unprotected):
        kid = header.get(_KID, b"\0")
        if type(kid) is not bytes or not 0 < len(kid) <= _KID_LONGEST:
            return False
    return True
