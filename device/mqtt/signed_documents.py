"""Signs and verifies the envelopes that orders and desired values travel in.

Never trusts a topic or a body that the signature does not cover: both are signed together, under a prefix that keeps
an order from being shown as desired values. Ed25519, RFC 8032; form of the contract, "Orders".
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Struct

from device.mqtt.messages import Envelope, Malformed, decode, encode

ORDER_PREFIX: Final = b"menshen-order-1\0"
TWIN_PREFIX: Final = b"menshen-twin-1\0"


class Role(StrEnum):
    """Whose key may sign a document."""

    VENUE = "venue"
    OPERATOR = "operator"


class SignerKeys(Struct, frozen=True, kw_only=True):
    """The public keys of one venue and of the operator, by key id; a role has two while one replaces the other."""

    venue: Mapping[str, Ed25519PublicKey]
    operator: Mapping[str, Ed25519PublicKey]

    def of(self, role: Role) -> Mapping[str, Ed25519PublicKey]:
        """Give the keys of a role."""
        return self.venue if role is Role.VENUE else self.operator


class OpenedEnvelope(Struct, frozen=True, kw_only=True):
    """The parts of an envelope, not yet verified."""

    body: bytes
    signature: bytes


def signer_keys(*, venue: Iterable[Ed25519PublicKey], operator: Iterable[Ed25519PublicKey]) -> SignerKeys:
    """Arrange public keys by their ids."""
    return SignerKeys(
        venue={key_id(key): key for key in venue},
        operator={key_id(key): key for key in operator},
    )


def key_id(key: Ed25519PublicKey) -> str:
    """First 4 bytes of SHA-256 of the raw public key, hex."""
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:8]


def sign(prefix: bytes, topic: str, body: bytes, key: Ed25519PrivateKey) -> bytes:
    """Give the payload that carries `body` to `topic`."""
    signature = key.sign(_covered(prefix, topic, body))
    return encode(Envelope(body=b64encode(body).decode(), signature=b64encode(signature).decode()))


def open_envelope(payload: bytes) -> OpenedEnvelope | Malformed:
    """Take an envelope apart; says nothing about who signed it."""
    envelope = decode(payload, Envelope)
    if isinstance(envelope, Malformed):
        return envelope
    try:
        body = b64decode(envelope.body, validate=True)
        signature = b64decode(envelope.signature, validate=True)
    except ValueError:
        return Malformed(detail="not base64")
    if b64encode(body).decode() != envelope.body or b64encode(signature).decode() != envelope.signature:
        # one signed document has one payload: spare bits of the last character are not left to a forger
        return Malformed(detail="not canonical base64")
    return OpenedEnvelope(body=body, signature=signature)


def is_signed_by(key: Ed25519PublicKey, prefix: bytes, topic: str, opened: OpenedEnvelope) -> bool:
    """Whether `key` signed exactly this body for exactly this topic."""
    try:
        key.verify(opened.signature, _covered(prefix, topic, opened.body))
    except InvalidSignature:
        return False
    return True


def _covered(prefix: bytes, topic: str, body: bytes) -> bytes:
    return prefix + topic.encode() + b"\0" + body
