"""Seals what the register knows about persons before it reaches the disk, and opens it again.

Never lets one field be read in another's place: table and row are part of what is authenticated. Never keeps plain text
on the disk. Standards: AES-256-GCM (NIST SP 800-38D) with a fresh 12-byte nonce for every sealing.
"""

import secrets
from typing import Final, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from device.errors import FileRefused

_NONCE_BYTES: Final = 12
_CONTEXT: Final = b"menshen-register-1\0"
_T = TypeVar("_T")


class SealedFields:
    """Seals and opens with one 32-byte key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, table: str, row: bytes, value: object) -> bytes:
        """Give `value` as bytes that only this key opens, and only for this `row` of this `table`."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, msgspec.json.encode(value), _place(table, row))

    def unseal(self, table: str, row: bytes, sealed: bytes, type_: type[_T]) -> _T:
        """Give the value back.

        Raises:
            FileRefused: another key sealed it, or it was altered or moved from another row.
        """
        try:
            plain = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _place(table, row))
            return msgspec.json.decode(plain, type=type_)
        except (InvalidTag, ValueError) as error:
            raise FileRefused(f"the register's table {table} was altered, or this is not its key") from error


def _place(table: str, row: bytes) -> bytes:
    return _CONTEXT + table.encode("ascii") + b"\0" + row
