"""Keeps what is asked to be opened (who somebody is, who was in a place) until a second person decides.

Never lets who asked decide, never keeps what was asked once it is decided, and forgets what nobody decides in two days.
"""

import secrets
from enum import StrEnum
from typing import Final

from msgspec import Struct

from device.authority.register import Register
from device.errors import MenshenError

WAITS_SECONDS: Final = 2 * 24 * 3600
OPEN_MOST: Final = 500
PEOPLE_MOST: Final = 2000
REASON_LONGEST: Final = 200
_TABLE: Final = "requests"


class RequestKind(StrEnum):
    """What is asked."""

    UNMASK = "unmask"
    """Who the holders of a few entries are."""
    CONTACTS = "contacts"
    """Who was at a venue in a window of time."""


class State(StrEnum):
    """What became of it."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class NotDecidable(MenshenError):
    """There is no such open request, or this officer may not decide it."""


class Asked(Struct, frozen=True, kw_only=True):
    """What is asked and why; sealed while it waits."""

    reason: str
    holders_sealed: tuple[bytes, ...]
    """As the entries carry them."""
    venue: str = ""
    when: str = ""
    """The window of time, or the moment of each entry, for the officer to read."""
    principal: str = ""
    """Who asked over the broker; empty for an officer."""
    id: str = ""
    reply_key: bytes = b""


class Request(Struct, frozen=True, kw_only=True):
    """One request."""

    id: str
    kind: RequestKind
    state: State
    asked_by: str
    asked_at: int
    asked: Asked | None
    """None once it is decided."""


class Requests:
    """The register's requests."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def ask(self, kind: RequestKind, asked: Asked, *, by: str, now: int) -> str:
        """Write a request down and give its id; the same question asked again over the broker is the same.

        Raises:
            NotDecidable: without a reason, for nobody or too many, or too many wait already.
            FileRefused: the register cannot be written.
        """
        if not asked.reason.strip() or len(asked.reason) > REASON_LONGEST:
            raise NotDecidable(f"a request needs a reason of at most {REASON_LONGEST} characters")
        if not 1 <= len(asked.holders_sealed) <= PEOPLE_MOST:
            raise NotDecidable(f"a request is for 1 to {PEOPLE_MOST} entries")
        number = asked.id or secrets.token_hex(4)
        with self._register.transaction() as register:
            (waiting,) = register.execute("SELECT count(*) FROM requests WHERE state = 'waiting'").fetchone()
            if waiting >= OPEN_MOST:
                raise NotDecidable("too many requests wait already")
            register.execute(
                "INSERT OR IGNORE INTO requests (id, kind, state, asked_by, asked_at, sealed)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    number,
                    kind.value,
                    State.WAITING.value,
                    by,
                    now,
                    self._register.fields.seal(_TABLE, number.encode(), asked),
                ),
            )
        return number

    def listed(self) -> tuple[Request, ...]:
        """Give every request, oldest first.

        Raises:
            FileRefused: the register cannot be read.
        """
        with self._register.transaction() as register:
            rows = register.execute(
                "SELECT id, kind, state, asked_by, asked_at, sealed FROM requests ORDER BY asked_at, id"
            ).fetchall()
        return tuple(self._request(row) for row in rows)

    def find(self, number: str) -> Request | None:
        """Give the request `number`.

        Raises:
            FileRefused: the register cannot be read.
        """
        return next((request for request in self.listed() if request.id == number), None)

    def decide(self, number: str, state: State, *, by: str, now: int, answer: bytes | None) -> None:
        """Write the decision down, and forget what was asked.

        Raises:
            NotDecidable: it is not open, or `by` asked it.
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            self.decidable(number, by=by)
            register.execute(
                "UPDATE requests SET state = ?, decided_by = ?, decided_at = ?, sealed = NULL, answer = ? WHERE id = ?",
                (state.value, by, now, answer, number),
            )

    def sent(self, number: str) -> None:
        """Forget the answer to the request `number`: it is on its way.

        Raises:
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            register.execute("UPDATE requests SET answer = NULL WHERE id = ?", (number,))

    def decidable(self, number: str, *, by: str) -> Request:
        """Give the open request `number`, which `by` may decide.

        Raises:
            NotDecidable: it is not so.
            FileRefused: the register cannot be read.
        """
        found = self.find(number)
        if found is None or found.asked is None or found.state is not State.WAITING:
            raise NotDecidable(f"there is no open request {number}")
        if found.asked_by == by:
            raise NotDecidable("who asks does not decide: this takes a second person")
        return found

    def forget(self, *, now: int) -> None:
        """Erase what waited for two days, and what was decided two days ago.

        Raises:
            FileRefused: the register cannot be written.
        """
        with self._register.transaction() as register:
            register.execute("DELETE FROM requests WHERE asked_at <= ?", (now - WAITS_SECONDS,))

    def _request(self, row: tuple[str, str, str, str, int, bytes | None]) -> Request:
        number, kind, state, asked_by, asked_at, sealed = row
        unsealed = None if sealed is None else self._register.fields.unseal(_TABLE, number.encode(), sealed, Asked)
        return Request(
            id=number,
            kind=RequestKind(kind),
            state=State(state),
            asked_by=asked_by,
            asked_at=asked_at,
            asked=unsealed,
        )
