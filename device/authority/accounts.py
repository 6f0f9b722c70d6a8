"""Lets a holder in with id number and PIN, and remembers the phone they came in on.

Never keeps a PIN or a session's token, only what tells that it is the right one. A new PIN ends every open session.
"""

import secrets
from typing import Final

from device.authority.issued_codes import mark_of
from device.authority.pin_codes import ACCOUNTS, PinVerdict, fresh_salt, judge_pin, verifier_of
from device.authority.register import Register

SESSION_SECONDS: Final = 30 * 24 * 3600
IDLE_SECONDS: Final = 7 * 24 * 3600
_SEEN_EVERY_SECONDS: Final = 600
_TOKEN_BYTES: Final = 24
SESSIONS_MOST: Final = 5


class Accounts:
    """The register's accounts and their sessions."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def has(self, holder: bytes) -> bool:
        """Claim that `holder` has an account.

        Raises:
            FileRefused: the register cannot be read.
        """
        with self._register.transaction() as register:
            return register.execute("SELECT 1 FROM accounts WHERE holder = ?", (holder,)).fetchone() is not None

    def set_pin(self, holder: bytes, pin: str) -> None:
        """Open the account of `holder` with `pin`, or change it.

        Raises:
            FileRefused: the register cannot be written.
        """
        salt = fresh_salt()
        with self._register.transaction() as register:
            register.execute(
                "INSERT OR REPLACE INTO accounts (holder, salt, verifier, failures, locked_until)"
                " VALUES (?, ?, ?, 0, 0)",
                (holder, salt, verifier_of(pin, salt)),
            )
            register.execute("DELETE FROM sessions WHERE holder = ?", (holder,))

    def judge(self, holder: bytes, pin: str, *, now: int) -> PinVerdict:
        """Say whether `pin` is the one of `holder`.

        Raises:
            FileRefused: the register cannot be read or written.
        """
        return judge_pin(self._register, ACCOUNTS, holder, pin, now=now)

    def open_session(self, holder: bytes, *, now: int) -> str:
        """Give the token of a fresh session; the oldest of more than five ends.

        Raises:
            FileRefused: the register cannot be written.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with self._register.transaction() as register:
            register.execute(
                "INSERT INTO sessions (mark, holder, opened_at, seen_at) VALUES (?, ?, ?, ?)",
                (mark_of(token.encode()), holder, now, now),
            )
            register.execute(
                "DELETE FROM sessions WHERE holder = ?1 AND mark NOT IN"
                " (SELECT mark FROM sessions WHERE holder = ?1 ORDER BY opened_at DESC, mark LIMIT ?2)",
                (holder, SESSIONS_MOST),
            )
        return token

    def whose(self, token: str, *, now: int) -> bytes | None:
        """Give whose session it is, while it lasts: thirty days, and never seven without being seen.

        Raises:
            FileRefused: the register cannot be read or written.
        """
        mark = mark_of(token.encode())
        with self._register.transaction() as register:
            row = register.execute(
                "SELECT holder, seen_at FROM sessions WHERE mark = ? AND opened_at > ? AND seen_at > ?",
                (mark, now - SESSION_SECONDS, now - IDLE_SECONDS),
            ).fetchone()
            if row is not None and now - row[1] > _SEEN_EVERY_SECONDS:
                register.execute("UPDATE sessions SET seen_at = ? WHERE mark = ?", (now, mark))
        return None if row is None else bytes(row[0])

    def end_session(self, token: str) -> None:
        """End it.

        Raises:
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            register.execute("DELETE FROM sessions WHERE mark = ?", (mark_of(token.encode()),))

    def forget(self, *, now: int) -> None:
        """Erase the sessions that are over.

        Raises:
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            register.execute(
                "DELETE FROM sessions WHERE opened_at <= ? OR seen_at <= ?", (now - SESSION_SECONDS, now - IDLE_SECONDS)
            )
