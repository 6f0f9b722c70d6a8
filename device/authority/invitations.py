"""Gives out the short codes that open an account or agree to be shown by a guardian, each good once and not for long.

Never keeps such a code, only its digest. Eight letters out of 31 that nobody mistakes for another: 40 bits, tried at
the few times a minute that the page allows.
"""

import secrets
from enum import StrEnum
from typing import Final

from device.authority.issued_codes import mark_of
from device.authority.register import Register

LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LETTERS: Final = 8
_DAY_SECONDS: Final = 24 * 3600


class Purpose(StrEnum):
    """What a code is good for."""

    ACCOUNT = "account"
    """Opening one's account, or choosing a new PIN."""
    CONSENT = "consent"
    """Letting a guardian show one's code."""


LIFETIME_SECONDS: Final = {Purpose.ACCOUNT: 14 * _DAY_SECONDS, Purpose.CONSENT: 15 * 60}


class Invitations:
    """The register's invitations."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def give(self, holder: bytes, purpose: Purpose, *, now: int) -> str:
        """Give a fresh code of `holder`, `ABCD-2345`; the one before is over.

        Raises:
            FileRefused: the register cannot be written.
        """
        letters = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
        with self._register.transaction() as register:
            register.execute("DELETE FROM invitations WHERE holder = ? AND purpose = ?", (holder, purpose.value))
            register.execute(
                "INSERT INTO invitations (mark, holder, purpose, expires_at) VALUES (?, ?, ?, ?)",
                (mark_of(letters.encode()), holder, purpose.value, now + LIFETIME_SECONDS[purpose]),
            )
        return f"{letters[:4]}-{letters[4:]}"

    def look_up(self, code: str, purpose: Purpose, *, now: int) -> bytes | None:
        """Give whose code it is, without using it up.

        Raises:
            FileRefused: the register cannot be read.
        """
        with self._register.transaction() as register:
            row = register.execute(
                "SELECT holder FROM invitations WHERE mark = ? AND purpose = ? AND expires_at > ?",
                (mark_of(_letters(code)), purpose.value, now),
            ).fetchone()
        return None if row is None else bytes(row[0])

    def use(self, code: str, purpose: Purpose, *, now: int) -> bytes | None:
        """Give whose code it is, and let it be good no more.

        Raises:
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            holder = self.look_up(code, purpose, now=now)
            if holder is not None:
                register.execute("DELETE FROM invitations WHERE mark = ?", (mark_of(_letters(code)),))
        return holder

    def forget(self, *, now: int) -> None:
        """Erase those that are over.

        Raises:
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            register.execute("DELETE FROM invitations WHERE expires_at <= ?", (now,))


def _letters(code: str) -> bytes:
    """Give the code as it was given out, however somebody typed it."""
    return "".join(code.upper().replace("-", "").split())[: CODE_LETTERS + 1].encode()
