"""Keeps who of the authority did what and why, each line chained to the one before.

Never loses a line unseen: the header of each names the digest of the last, so that a line altered, left out or put in
between does not prove. What a line says about a person is sealed. Layout as in the gate's journal (docs/journal.md).
"""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from msgspec import Struct

from device.authority.register import Register

LOCAL: Final = "local"
"""Whoever sits at the authority's own machine and may read its keys."""
CITIZEN: Final = "citizen"
_TABLE: Final = "audit"
_SALT_BYTES: Final = 16
_BEGINNING: Final = "0" * 64


class _Header(msgspec.Struct, frozen=True, kw_only=True):
    seq: int
    at: int
    by: str
    act: str
    body_hash: str
    previous_hash: str


class AuditLine(Struct, frozen=True, kw_only=True):
    """One act."""

    seq: int
    at: int
    """Seconds since the epoch."""
    by: str
    act: str
    says: Mapping[str, str]
    proves: bool
    """Whether it follows the line before it and says what it said when it was written."""


class AuditLog:
    """The register's audit log."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def write(self, act: str, *, by: str, now: int, **says: str) -> None:
        """Add a line; in the same transaction as the act, where there is one.

        Raises:
            FileRefused: the register cannot be written.
        """
        salt, body = secrets.token_bytes(_SALT_BYTES), msgspec.json.encode(says)
        with self._register.transaction() as register:
            last = register.execute("SELECT seq, header FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
            seq = 1 if last is None else last[0] + 1
            header = _Header(
                seq=seq,
                at=now,
                by=by,
                act=act,
                body_hash=hashlib.sha256(salt + body).hexdigest(),
                previous_hash=_BEGINNING if last is None else _digest(last[1]),
            )
            register.execute(
                "INSERT INTO audit (seq, header, salt, sealed) VALUES (?, ?, ?, ?)",
                (
                    seq,
                    msgspec.json.encode(header).decode(),
                    salt,
                    self._register.fields.seal(_TABLE, str(seq).encode(), says),
                ),
            )

    def lines(self) -> Iterator[AuditLine]:
        """Give every line, oldest first, each with whether it proves.

        Raises:
            FileRefused: the register cannot be read, or a line cannot be opened.
        """
        with self._register.transaction() as register:
            rows = register.execute("SELECT seq, header, salt, sealed FROM audit ORDER BY seq").fetchall()
        previous, expected = _BEGINNING, 1
        for seq, text, salt, sealed in rows:
            says = self._register.fields.unseal(_TABLE, str(seq).encode(), sealed, dict[str, str])
            try:
                header = msgspec.json.decode(text, type=_Header)
            except msgspec.DecodeError:
                header = _Header(seq=seq, at=0, by="", act="", body_hash="", previous_hash="")
            proves = (
                header.seq == seq == expected
                and header.previous_hash == previous
                and header.body_hash == hashlib.sha256(salt + msgspec.json.encode(says)).hexdigest()
            )
            yield AuditLine(seq=seq, at=header.at, by=header.by, act=header.act, says=says, proves=proves)
            previous, expected = _digest(text), seq + 1

    def head(self) -> tuple[int, str]:
        """Give number and digest of the last line: whoever writes them down elsewhere can tell if lines are cut off.

        Raises:
            FileRefused: the register cannot be read.
        """
        with self._register.transaction() as register:
            last = register.execute("SELECT seq, header FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        return (0, _BEGINNING) if last is None else (last[0], _digest(last[1]))


def _digest(header: str) -> str:
    return hashlib.sha256(header.encode()).hexdigest()
