"""Knows the authority's officers and what each of them may do.

Never lets one officer alone open who somebody is: asking and approving are two persons' work, and only a health officer
approves.
"""

import re
from enum import StrEnum
from typing import Final

from device.authority.pin_codes import OFFICERS, PinVerdict, fresh_salt, is_weak, judge_pin, verifier_of
from device.authority.register import Register
from device.errors import MenshenError

_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
_TAKEN: Final = frozenset({"local", "citizen", "kiosk"})


class Role(StrEnum):
    """What an officer is."""

    CLERK = "clerk"
    """Enrols people, invites them, prints and withdraws paper."""
    HEALTH_OFFICER = "health_officer"
    """A clerk who also changes colours and decides requests."""


class NotAllowed(MenshenError):
    """The officer is not known, the PIN is wrong, or the act is not theirs."""


class Officers:
    """The register's officers."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def appoint(self, officer: str, role: Role, pin: str) -> None:
        """Write an officer down, or give one a new role and PIN.

        Raises:
            NotAllowed: the id or the PIN is none that can be used.
            FileRefused: the register cannot be written.
        """
        if not _ID.fullmatch(officer) or officer in _TAKEN:
            raise NotAllowed(f"{officer!r} is no officer's id: lower-case letters, digits, hyphens, a letter first")
        if is_weak(pin):
            raise NotAllowed("a PIN has 6 to 12 digits and is no run such as 123456")
        salt = fresh_salt()
        with self._register.transaction() as register:
            register.execute(
                "INSERT OR REPLACE INTO officers (officer, role, salt, verifier, failures, locked_until)"
                " VALUES (?, ?, ?, ?, 0, 0)",
                (officer, role.value, salt, verifier_of(pin, salt)),
            )

    def dismiss(self, officer: str) -> bool:
        """Take an officer out; False where there is none of that id.

        Raises:
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            return register.execute("DELETE FROM officers WHERE officer = ?", (officer,)).rowcount > 0

    def listed(self) -> tuple[tuple[str, Role], ...]:
        """Give every officer and their role.

        Raises:
            FileRefused: the register cannot be read.
        """
        with self._register.transaction() as register:
            rows = register.execute("SELECT officer, role FROM officers ORDER BY officer").fetchall()
        return tuple((officer, Role(role)) for officer, role in rows)

    def require(self, officer: str, pin: str, role: Role, *, now: int) -> None:
        """Make sure that this is `officer`, who may do what a `role` does.

        Raises:
            NotAllowed: it is not so.
            FileRefused: the register cannot be read or written.
        """
        verdict = judge_pin(self._register, OFFICERS, officer, pin, now=now)
        if verdict is PinVerdict.LOCKED:
            raise NotAllowed(f"officer {officer}: too many wrong PINs; wait a quarter of an hour")
        if verdict is PinVerdict.WRONG:
            raise NotAllowed("officer or PIN is not right")
        if role is Role.HEALTH_OFFICER and dict(self.listed())[officer] is not Role.HEALTH_OFFICER:
            raise NotAllowed(f"officer {officer} is a clerk: this takes a health officer")
