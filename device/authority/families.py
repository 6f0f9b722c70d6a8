"""Keeps whose code a guardian may show besides their own.

Never adds anybody without the person's own consent where that person has an account, and never more than eight.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from device.authority.register import Register

MEMBERS_MOST: Final = 8


class Relation(StrEnum):
    """What somebody is to the guardian."""

    CHILD = "child"
    PARENT = "parent"
    SPOUSE = "spouse"
    OTHER = "other"


class FamilyFull(ValueError):
    """The guardian shows as many codes as one may."""


class Member(Struct, frozen=True, kw_only=True):
    """One whose code the guardian may show."""

    holder: bytes
    relation: Relation


class Families:
    """The register's families."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def of(self, guardian: bytes) -> tuple[Member, ...]:
        """Give those whose codes `guardian` may show, in the order they were added.

        Raises:
            FileRefused: the register cannot be read.
        """
        with self._register.transaction() as register:
            rows = register.execute(
                "SELECT member, relation FROM families WHERE guardian = ? ORDER BY since, member", (guardian,)
            ).fetchall()
        return tuple(Member(holder=member, relation=Relation(relation)) for member, relation in rows)

    def guardians_of(self, member: bytes) -> tuple[bytes, ...]:
        """Give who may show the code of `member`.

        Raises:
            FileRefused: the register cannot be read.
        """
        with self._register.transaction() as register:
            rows = register.execute("SELECT guardian FROM families WHERE member = ?", (member,)).fetchall()
        return tuple(guardian for (guardian,) in rows)

    def add(self, guardian: bytes, member: bytes, relation: Relation, *, now: int) -> None:
        """Let `guardian` show the code of `member`.

        Raises:
            FamilyFull: there are eight already.
            ValueError: nobody is their own guardian.
            FileRefused: the register cannot be written.
        """
        if guardian == member:
            raise ValueError("nobody is their own guardian")
        with self._register.transaction() as register:
            others = [other for other in self.of(guardian) if other.holder != member]
            if len(others) >= MEMBERS_MOST:
                raise FamilyFull(f"{MEMBERS_MOST} members at most")
            register.execute(
                "INSERT OR REPLACE INTO families (guardian, member, relation, since) VALUES (?, ?, ?, ?)",
                (guardian, member, relation.value, now),
            )

    def remove(self, guardian: bytes, member: bytes) -> bool:
        """End it; False where it was not so.

        Raises:
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            removed = register.execute(
                "DELETE FROM families WHERE guardian = ? AND member = ?", (guardian, member)
            ).rowcount
        return removed > 0
