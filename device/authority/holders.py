"""Keeps who the pilot authority's holders are, in one private file: what a gate can never know.

Never written by anything but the authority's own tools; the file is for its owner alone.
"""

import hmac
from pathlib import Path

import msgspec

from device.errors import FileRefused
from device.health_code.declaration import Declaration
from device.health_code.verdict import HOLDER_BYTES
from device.trust_store import write_durably


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """One person, unmasked."""

    name: str
    phone: str
    id_number: str
    colour: str = "green"
    declaration: Declaration | None = None
    resolve_tokens: tuple[str, ...] = ()
    """Hex, newest last."""


class Holders:
    """The authority's file of holders."""

    def __init__(self, path: Path) -> None:
        """Take the file; it need not exist yet.

        Raises:
            FileRefused: it is there and cannot be read.
        """
        self._path = path
        try:
            self._known = msgspec.json.decode(path.read_bytes(), type=dict[str, Holder])
        except FileNotFoundError:
            self._known = {}
        except (OSError, ValueError) as error:
            raise FileRefused(f"{path} is not a file of holders: {error}") from error

    def find(self, holder_id: bytes) -> Holder | None:
        """Give the person behind `holder_id`."""
        return self._known.get(holder_id.hex())

    def keep(self, holder_id: bytes, holder: Holder) -> None:
        """Write `holder` down in place of what was known before.

        Raises:
            FileRefused: the disk does not take it.
        """
        known = {**self._known, holder_id.hex(): holder}
        try:
            write_durably(self._path, msgspec.json.format(msgspec.json.encode(known)))
        except OSError as error:
            raise FileRefused(f"{self._path} cannot be written: {error.strerror}") from error
        self._known = known


def holder_id_of(holder_secret: bytes, id_number: str) -> bytes:
    """Give the 12-byte pseudonym under which codes name the owner of `id_number`."""
    return hmac.digest(holder_secret, id_number.strip().upper().encode(), "sha256")[:HOLDER_BYTES]
