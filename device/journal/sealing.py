"""Seals what lies on the disk with AES-256-GCM under the journal key, and opens it again.

Never keeps a plaintext and never uses a nonce twice: each sealing takes 12 fresh random bytes.
Standard: NIST SP 800-38D.
"""

from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from device.errors import JournalKeyWrong

_NONCE_BYTES = 12
_TAG_BYTES = 16
KEY_BYTES = 32


class Seal:
    """One key, bound to nothing else; the associated data says what each sealed value is."""

    def __init__(self, key: bytes, random_bytes: Callable[[int], bytes]) -> None:
        if len(key) != KEY_BYTES:
            raise JournalKeyWrong(f"the journal key is {len(key)} bytes long; it must be {KEY_BYTES}")
        self._cipher = AESGCM(key)
        self._random_bytes = random_bytes

    def close_up(self, plain: bytes, associated: bytes) -> bytes:
        """Give nonce and ciphertext."""
        nonce = self._random_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, associated)

    def open_up(self, sealed: bytes, associated: bytes) -> bytes | None:
        """Give the plaintext; None where key, ciphertext or associated data do not belong together."""
        if len(sealed) < _NONCE_BYTES + _TAG_BYTES:
            return None
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], associated)
        except InvalidTag:
            return None
