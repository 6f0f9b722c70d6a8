"""Seals what goes to the authority and opens what comes back: whoever carries it learns who asks, and nothing else.

Never uses a key twice where one exchange has its own: a question brings the key that its answer is sealed to. Says
nothing about who sealed it; answers are signed inside.
Standard: RFC 9180 (HPKE base mode, X25519 / HKDF-SHA256 / AES-128-GCM).
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

REQUEST_INFO: Final = b"menshen-request-1"
ANSWER_INFO: Final = b"menshen-answer-1"
SEALED_LONGEST_BYTES: Final = 8192
_OVERHEAD_BYTES: Final = 32 + 16


def seal(message: bytes, *, to: X25519PublicKey, info: bytes, topic: str) -> bytes:
    """Give `message` sealed to the holder of `to`, for the one `topic` it is published on."""
    return _suite().encrypt(message, to, _bound(info, topic))


def unseal(sealed: bytes, *, with_key: X25519PrivateKey, info: bytes, topic: str) -> bytes | None:
    """Give the message in `sealed`, or None where it was not sealed to this key, for this use and this topic."""
    if not _OVERHEAD_BYTES <= len(sealed) <= SEALED_LONGEST_BYTES:
        return None
    try:
        return _suite().decrypt(sealed, with_key, _bound(info, topic))
    except (InvalidTag, ValueError):
        return None


def _bound(info: bytes, topic: str) -> bytes:
    """A message moved to another topic cannot be opened: the topic is part of what HPKE derives its key from."""
    return info + b"\0" + topic.encode("utf-8")


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
