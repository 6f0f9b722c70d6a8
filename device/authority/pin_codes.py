"""Keeps PINs so that nobody can read them back, and stops whoever guesses.

Never keeps a PIN, never says whether the person or the PIN was wrong, and takes as long for somebody unknown as for
somebody known. Five wrong ones close the way for a quarter of an hour. Standard: scrypt, RFC 7914.
"""

import hashlib
import hmac
import secrets
from enum import StrEnum
from itertools import pairwise
from typing import Final

from msgspec import Struct

from device.authority.register import Register

PIN_SHORTEST, PIN_LONGEST = 6, 12
FAILURES_MOST: Final = 5
LOCKED_SECONDS: Final = 15 * 60
_SALT_BYTES: Final = 16
_COST, _BLOCK, _LANES = 1 << 14, 8, 1
_NOBODY_SALT: Final = bytes(_SALT_BYTES)


class PinVerdict(StrEnum):
    """What came of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


class PinTable(Struct, frozen=True, kw_only=True):
    """Where PINs are kept: a table, and the column that names their owner."""

    table: str
    owner: str


ACCOUNTS: Final = PinTable(table="accounts", owner="holder")
OFFICERS: Final = PinTable(table="officers", owner="officer")


def is_weak(pin: str, id_number: str = "") -> bool:
    """Claim that `pin` is among the first that anybody would try: one digit, a run, a piece of the id number."""
    if not (pin.isascii() and pin.isdigit() and PIN_SHORTEST <= len(pin) <= PIN_LONGEST):
        return True
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return steps in ({0}, {1}, {-1}) or len(set(pin)) < 3 or pin in id_number  # noqa: PLR2004 - two digits in turn are no secret


def verifier_of(pin: str, salt: bytes) -> bytes:
    """Give what is kept of `pin`."""
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES)


def fresh_salt() -> bytes:
    """Give a salt of its own for each PIN."""
    return secrets.token_bytes(_SALT_BYTES)


def judge_pin(register: Register, where: PinTable, owner: bytes | str, pin: str, *, now: int) -> PinVerdict:
    """Say whether `pin` is the one of `owner`; a try is counted before it is judged, so many at once help nobody.

    Raises:
        FileRefused: the register cannot be read or written.
    """
    found = f"SELECT salt, verifier, failures, locked_until FROM {where.table} WHERE {where.owner} = ?"  # noqa: S608 - constants
    change = f"UPDATE {where.table} SET failures = ?, locked_until = ? WHERE {where.owner} = ?"  # noqa: S608 - constants
    with register.transaction() as file:
        row = file.execute(found, (owner,)).fetchone()
        if row is not None:
            if row[3] > now:
                return PinVerdict.LOCKED
            failures = row[2] + 1
            is_last = failures >= FAILURES_MOST
            file.execute(change, (0 if is_last else failures, now + LOCKED_SECONDS if is_last else 0, owner))
    salt, verifier = (_NOBODY_SALT, b"") if row is None else row[:2]
    if not hmac.compare_digest(verifier_of(pin[: PIN_LONGEST + 1], salt), verifier):
        return PinVerdict.WRONG
    with register.transaction() as file:
        file.execute(change, (0, 0, owner))
    return PinVerdict.RIGHT
