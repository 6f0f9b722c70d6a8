"""Takes a COSE_Sign1 message apart and puts one together; one message has one reading or none.

Never reads the payload, never trusts an unprotected header of our own messages for anything but the name of the key,
never raises on hostile bytes: what cannot be taken apart is `None`.
Standards: RFC 9052, 4.2 (COSE_Sign1); RFC 8392, 6 (CWT tag 61). Tags: none, 18, or 61 around 18.
"""

from functools import lru_cache
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
_SIGNED_BEGINS: Final = b"\x84\x6aSignature1"
"""An array of four, its first the text (RFC 9052, 4.4); the bytes in between are put side by side."""
_NO_BYTES: Final = b"\x40"
_ALGORITHM: Final = 1
_CRITICAL: Final = 2
_CONTENT_TYPE: Final = 3
_KID: Final = 4
_KID_LONGEST: Final = 32
_HEADERS_MOST: Final = 64
_HEADER_REMEMBERED_LONGEST: Final = 128
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


class _Header(Struct, frozen=True, kw_only=True):
    """What a header says that is of any use here."""

    algorithm: int | None
    kid: bytes | None
    content_type: str | None


def take_apart(message: bytes, *, longest: int, foreign: bool = False) -> SignedMessage | None:
    """Give the parts of `message`, or None where it is longer than `longest` bytes or not a COSE_Sign1.

    A `foreign` one may be spelled in any way that has one meaning, and may name its algorithm outside the signature:
    it chooses nothing, the key decides.
    """
    if len(message) > longest:
        return None
    body = message.removeprefix(_TAG_CWT) if message.startswith(_TAG_CWT + _TAG_SIGN1) else message
    try:
        match _decode(body.removeprefix(_TAG_SIGN1), foreign):
            case [bytes() as protected, dict() as unprotected, bytes() as payload, bytes() as signature]:
                header = _protected_header(protected, foreign)
            case _:
                return None
    except strict_cbor.NotStrictCbor:
        return None
    if unprotected:
        header = _with_unprotected(header, unprotected, foreign)
    if header is None:
        return None
    return SignedMessage(
        protected=protected,
        algorithm=header.algorithm,
        kid=header.kid,
        content_type=header.content_type,
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
    return _SIGNED_BEGINS + strict_cbor.encode_bytes(protected) + _NO_BYTES + strict_cbor.encode_bytes(payload)


def _decode(message: bytes, foreign: bool) -> object:
    return strict_cbor.decode_any_spelling(message) if foreign else strict_cbor.decode(message)


def _protected_header(protected: bytes, foreign: bool) -> _Header | None:
    """Give what `protected` says; a short one is remembered, because every code of an issuer begins with the same.

    Raises:
        NotStrictCbor: it says nothing.
    """
    read = _remembered_header if len(protected) <= _HEADER_REMEMBERED_LONGEST else _remembered_header.__wrapped__
    return read(protected, foreign)


@lru_cache(maxsize=_HEADERS_MOST)
def _remembered_header(protected: bytes, foreign: bool) -> _Header | None:
    """Check types; a critical header means something this reader would have to know, so it is refused."""
    header = _decode(protected, foreign) if protected else {}
    if not isinstance(header, dict) or not _ONLY_INTEGERS.issuperset(map(type, header)) or _CRITICAL in header:
        return None
    algorithm, kid, content_type = header.get(_ALGORITHM), header.get(_KID), header.get(_CONTENT_TYPE)
    if not (algorithm is None or type(algorithm) is int) or type(content_type) not in {type(None), str, int}:
        return None
    if _KID in header and not _is_kid(kid):
        return None
    return _Header(algorithm=algorithm, kid=kid, content_type=content_type if isinstance(content_type, str) else None)


def _with_unprotected(header: _Header | None, outside: dict[object, object], foreign: bool) -> _Header | None:
    """Give `header` with the kid, and for a foreign message the algorithm, that it does not name itself."""
    if header is None or not _ONLY_INTEGERS.issuperset(map(type, outside)):
        return None
    forbidden = {_CRITICAL, _CONTENT_TYPE} if foreign else {_CRITICAL, _CONTENT_TYPE, _ALGORITHM}
    algorithm, kid = outside.get(_ALGORITHM), outside.get(_KID)
    if forbidden & outside.keys() or (_ALGORITHM in outside and type(algorithm) is not int):
        return None
    if _KID in outside and not _is_kid(kid):
        return None
    return _Header(
        algorithm=header.algorithm if header.algorithm is not None else _integer(algorithm),
        kid=header.kid if header.kid is not None else _bytes(kid),
        content_type=header.content_type,
    )


def _is_kid(value: object) -> bool:
    return type(value) is bytes and 0 < len(value) <= _KID_LONGEST


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _bytes(value: object) -> bytes | None:
    return value if isinstance(value, bytes) else None
