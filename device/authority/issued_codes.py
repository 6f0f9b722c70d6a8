"""Keeps the numbers of the codes that live long, so that they can be looked up and withdrawn.

Never keeps a code's text, nor its token: only a digest of it. Codes that live a quarter of an hour are not kept at all.
"""

import hashlib
from typing import Final

from msgspec import Struct

from device.authority.register import Register
from device.vocabulary import Kind

KEPT_AFTER_EXPIRY_SECONDS: Final = 30 * 24 * 3600
"""So long an expired paper still says whose it was, when it is looked up."""


class IssuedCode(Struct, frozen=True, kw_only=True):
    """One code that was given out."""

    cti: bytes
    kid: bytes
    holder: bytes
    kind: Kind
    issued_at: int
    """Seconds since the epoch, as are the others."""
    expires_at: int
    withdrawn_at: int | None = None


class IssuedCodes:
    """The register's codes."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def keep(self, code: IssuedCode, token: bytes | None) -> None:
        """Write `code` down, to be found by its number and by `token`.

        Raises:
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            register.execute(
                "INSERT INTO codes (cti, kid, holder, kind, issued_at, expires_at, token_mark)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    code.cti,
                    code.kid,
                    code.holder,
                    code.kind.value,
                    code.issued_at,
                    code.expires_at,
                    None if token is None else mark_of(token),
                ),
            )

    def find(self, cti: bytes) -> IssuedCode | None:
        """Give the code of that number.

        Raises:
            FileRefused: the register cannot be read.
        """
        return self._one("cti", cti)

    def find_by_token(self, token: bytes) -> IssuedCode | None:
        """Give the code that carries `token`.

        Raises:
            FileRefused: the register cannot be read.
        """
        return self._one("token_mark", mark_of(token))

    def of_holder(self, holder: bytes, *, now: int) -> tuple[IssuedCode, ...]:
        """Give the codes of `holder` that hold now, newest first.

        Raises:
            FileRefused: the register cannot be read.
        """
        with self._register.transaction() as register:
            rows = register.execute(
                f"SELECT {_COLUMNS} FROM codes WHERE holder = ? AND expires_at > ? AND withdrawn_at IS NULL"  # noqa: S608 - a constant
                " ORDER BY issued_at DESC",
                (holder, now),
            ).fetchall()
        return tuple(map(_code, rows))

    def withdraw(self, cti: bytes, *, now: int) -> bool:
        """Withdraw the code of that number; False where none holds.

        Raises:
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            changed = register.execute(
                "UPDATE codes SET withdrawn_at = ? WHERE cti = ? AND withdrawn_at IS NULL", (now, cti)
            ).rowcount
        return changed > 0

    def withdrawn(self, kid: bytes, *, now: int) -> tuple[bytes, ...]:
        """Give the numbers withdrawn among the codes that the key `kid` signed and whose time is not over.

        Raises:
            FileRefused: the register cannot be read.
        """
        with self._register.transaction() as register:
            rows = register.execute(
                "SELECT cti FROM codes WHERE kid = ? AND withdrawn_at IS NOT NULL AND expires_at > ?", (kid, now)
            ).fetchall()
        return tuple(cti for (cti,) in rows)

    def issuers(self) -> tuple[bytes, ...]:
        """Give the names of the keys that signed any of them.

        Raises:
            FileRefused: the register cannot be read.
        """
        with self._register.transaction() as register:
            return tuple(kid for (kid,) in register.execute("SELECT DISTINCT kid FROM codes ORDER BY kid"))

    def forget(self, *, now: int) -> None:
        """Erase those that were over a month ago.

        Raises:
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            register.execute("DELETE FROM codes WHERE expires_at < ?", (now - KEPT_AFTER_EXPIRY_SECONDS,))

    def _one(self, column: str, value: bytes) -> IssuedCode | None:
        with self._register.transaction() as register:
            row = register.execute(f"SELECT {_COLUMNS} FROM codes WHERE {column} = ?", (value,)).fetchone()  # noqa: S608 - both are constants
        return None if row is None else _code(row)


def mark_of(secret: bytes) -> bytes:
    """Give the digest under which something secret is kept."""
    return hashlib.sha256(secret).digest()


_COLUMNS: Final = "cti, kid, holder, kind, issued_at, expires_at, withdrawn_at"


def _code(row: tuple[bytes, bytes, bytes, str, int, int, int | None]) -> IssuedCode:
    cti, kid, holder, kind, issued_at, expires_at, withdrawn_at = row
    return IssuedCode(
        cti=cti,
        kid=kid,
        holder=holder,
        kind=Kind(kind),
        issued_at=issued_at,
        expires_at=expires_at,
        withdrawn_at=withdrawn_at,
    )
