"""Keeps who the pilot authority's holders are: what a gate can never know.

Never shows a name, phone or id number unsealed on the disk; a person is found by the pseudonym that codes carry, which
only the authority's own secret makes out of an id number.
"""

import hmac

from msgspec import Struct

from device.authority.register import Register
from device.health_code.declaration import Declaration
from device.health_code.verdict import HOLDER_BYTES
from device.vocabulary import Colour

_TABLE = "holders"
_DECLARATIONS = "declarations"


class Person(Struct, frozen=True, kw_only=True):
    """Who somebody is, unmasked."""

    name: str
    phone: str
    id_number: str


class Holder(Struct, frozen=True, kw_only=True):
    """One person of the register."""

    holder: bytes
    person: Person
    colour: Colour
    coloured_at: int
    """Seconds since the epoch."""
    declaration: Declaration | None = None
    """The newest; older ones are not kept."""
    division: int | None = None


class Holders:
    """The register's people."""

    def __init__(self, register: Register, holder_secret: bytes) -> None:
        self._register, self._secret = register, holder_secret

    def id_of(self, id_number: str) -> bytes:
        """Give the pseudonym of the owner of `id_number`, whether enrolled or not."""
        return holder_id_of(self._secret, id_number)

    def find(self, holder: bytes) -> Holder | None:
        """Give the person behind `holder`.

        Raises:
            FileRefused: the register was altered, or cannot be read.
        """
        with self._register.transaction() as register:
            row = register.execute(
                "SELECT sealed, colour, coloured_at, declaration, division FROM holders WHERE holder = ?", (holder,)
            ).fetchone()
        if row is None:
            return None
        sealed, colour, coloured_at, declaration, division = row
        unseal = self._register.fields.unseal
        return Holder(
            holder=holder,
            person=unseal(_TABLE, holder, sealed, Person),
            colour=Colour(colour),
            coloured_at=coloured_at,
            declaration=None if declaration is None else unseal(_DECLARATIONS, holder, declaration, Declaration),
            division=division,
        )

    def enrol(self, person: Person, *, now: int, division: int | None = None) -> bytes:
        """Write `person` down, green where they are new, and give their pseudonym; a known one's particulars change.

        Raises:
            FileRefused: the register cannot be written.
        """
        holder = self.id_of(person.id_number)
        sealed = self._register.fields.seal(_TABLE, holder, person)
        with self._register.transaction() as register:
            register.execute(
                "INSERT INTO holders (holder, sealed, division, colour, coloured_at, enrolled_at)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (holder) DO UPDATE"
                " SET sealed = excluded.sealed, division = coalesce(excluded.division, division)",
                (holder, sealed, division, Colour.GREEN.value, now, now),
            )
        return holder

    def declare(self, holder: bytes, declaration: Declaration) -> None:
        """Put `declaration` in the place of the one before.

        Raises:
            FileRefused: the register cannot be written.
        """
        sealed = self._register.fields.seal(_DECLARATIONS, holder, declaration)
        with self._register.transaction() as register:
            register.execute("UPDATE holders SET declaration = ? WHERE holder = ?", (sealed, holder))

    def forget_declarations(self, *, older_than: int) -> int:
        """Erase the declarations made before second `older_than`; give how many.

        Raises:
            FileRefused: the register cannot be read or written.
        """
        unseal = self._register.fields.unseal
        with self._register.transaction() as register:
            rows = register.execute("SELECT holder, declaration FROM holders WHERE declaration IS NOT NULL").fetchall()
            old = [
                (holder,)
                for holder, sealed in rows
                if unseal(_DECLARATIONS, holder, sealed, Declaration).at < older_than
            ]
            register.executemany("UPDATE holders SET declaration = NULL WHERE holder = ?", old)
        return len(old)

    def erase(self, holder: bytes) -> None:
        """Take everything about `holder` out of the register; their codes stay listed, as numbers, until they expire.

        Raises:
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            for statement in (
                "DELETE FROM holders WHERE holder = ?",
                "DELETE FROM accounts WHERE holder = ?",
                "DELETE FROM sessions WHERE holder = ?",
                "DELETE FROM invitations WHERE holder = ?",
                "DELETE FROM families WHERE guardian = ?1 OR member = ?1",
            ):
                register.execute(statement, (holder,))


def holder_id_of(holder_secret: bytes, id_number: str) -> bytes:
    """Give the 12-byte pseudonym under which codes name the owner of `id_number`."""
    return hmac.digest(holder_secret, id_number.strip().upper().encode(), "sha256")[:HOLDER_BYTES]
