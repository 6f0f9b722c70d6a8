"""Turns the identity in a health code into what may be recorded: sealed to the authority, or keyed and one-way.

Never gives back a holder id to anything but the tracing key; never keeps one. The venue's month key makes old records
unlinkable, the city's day key only tells that the same code was shown at two gates.
Standards: RFC 9180 (HPKE base mode, X25519 / HKDF-SHA256 / AES-128-GCM), RFC 5869 (HKDF).
"""

import base64
import hmac
from datetime import date
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from device.health_code.keys import KEY_ID_BYTES
from device.health_code.verdict import HOLDER_BYTES, HealthCode

SECRET_BYTES: Final = 32
SEALED_BYTES: Final = 64
_KEYED_BYTES: Final = 16
_TAG_BYTES: Final = 12
_SEAL_INFO: Final = b"menshen-holder-1"


class RecordedIdentity(Struct, frozen=True, kw_only=True):
    """The three identity fields of an entry's code, base64; None where the code carries nothing to make them of."""

    holder: str | None
    holder_sealed: str | None
    code_id: str | None


class IdentityKeys:
    """Keys and seals the identity in codes for the journal's entries; for one thread."""

    def __init__(self, *, venue_secret: bytes, city_secret: bytes, tracing_public: X25519PublicKey) -> None:
        self._venue_secret = venue_secret
        self._city_secret = city_secret
        self._tracing_public = tracing_public

    def record(self, code: HealthCode, local_date: date) -> RecordedIdentity:
        """Give what an entry of the venue's `local_date` says about who holds `code`; sealed anew each time."""
        holder = sealed = code_id = None
        if code.holder is not None and code.issuer_kid is not None:
            holder = _base64(keyed(month_key(self._venue_secret, local_date), code.holder))
            sealed = _base64(seal_holder(self._tracing_public, issuer_kid=code.issuer_kid, holder=code.holder))
        if code.cti is not None:
            code_id = _base64(keyed(day_key(self._city_secret, local_date), code.cti))
        return RecordedIdentity(holder=holder, holder_sealed=sealed, code_id=code_id)


def month_key(venue_secret: bytes, local_date: date) -> bytes:
    """Give the venue's key of the month; around the turn a reader accepts both months'."""
    return _derived(venue_secret, f"menshen-holder-1 {local_date:%Y-%m}")


def day_key(city_secret: bytes, local_date: date) -> bytes:
    """Give the city's key of the day."""
    return _derived(city_secret, f"menshen-code-1 {local_date:%Y-%m-%d}")


def tag_key(venue_secret: bytes) -> bytes:
    """Give the venue's key for tags of codes, which outlive a restart: a used ticket stays used."""
    return _derived(venue_secret, "menshen-tag-1")


def keyed(key: bytes, value: bytes) -> bytes:
    """Give the first 16 bytes of HMAC-SHA256, as `holder` and `code_id` carry them."""
    return hmac.digest(key, value, "sha256")[:_KEYED_BYTES]


def tag(key: bytes, value: bytes) -> str:
    """Give a short printable keyed tag of `value`, for events: equal values are equal, nothing else shows."""
    return hmac.digest(key, value, "sha256")[:_TAG_BYTES].hex()


def seal_holder(tracing_public: X25519PublicKey, *, issuer_kid: bytes, holder: bytes) -> bytes:
    """Give issuer and holder sealed to the authority's tracing key: 64 bytes, different each time.

    Raises:
        ValueError: the kid is not 4 or the holder not 12 bytes long.
    """
    if len(issuer_kid) != KEY_ID_BYTES or len(holder) != HOLDER_BYTES:
        raise ValueError("a kid has 4 bytes and a holder id 12")
    return _suite().encrypt(issuer_kid + holder, tracing_public, _SEAL_INFO)


def open_holder(tracing_private: X25519PrivateKey, sealed: bytes) -> tuple[bytes, bytes] | None:
    """Give issuer kid and holder id out of `sealed`, or None where it was not sealed to this key (authority only)."""
    if len(sealed) != SEALED_BYTES:
        return None
    try:
        plain = _suite().decrypt(sealed, tracing_private, _SEAL_INFO)
    except InvalidTag:
        return None
    return plain[:KEY_ID_BYTES], plain[KEY_ID_BYTES:]


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


def _derived(secret: bytes, info: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=SECRET_BYTES, salt=None, info=info.encode("ascii")).derive(secret)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
