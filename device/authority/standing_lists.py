"""Signs the lists of withdrawn codes and changed colours, whenever they change and before they grow old.

Never signs two different lists under one number, never says why somebody's colour changed, and names nobody who is
green: what is not in the list has not become worse. Layout: docs/authority-messages.md.
"""

from typing import Final

from msgspec import Struct

from device.authority.ceremony import current_trust
from device.authority.desk import Desk
from device.authority.upkeep import COLOUR_SECONDS
from device.errors import FileRefused
from device.health_code.packed_table import PackedTable, pack
from device.health_code.standing_list import (
    ListKind,
    ListMessage,
    StandingList,
    apply,
    colour_row,
    read_list,
    shard_of,
    write_list,
)
from device.vocabulary import Colour

SIGNED_ANEW_SECONDS: Final = 3600
"""So that paper stays fresh at a gate that hears the broker: its colour counts as of the list."""
SOFT_SECONDS: Final = 24 * 3600
HARD_SECONDS: Final = 30 * 24 * 3600
KEPT_MOST: Final = 48
_COLOURS_SCOPE: Final = ""


class Published(Struct, frozen=True, kw_only=True):
    """One list as gates are given it now."""

    kind: ListKind
    scope: str
    seq: int
    message: bytes
    """Whole."""


def current_lists(desk: Desk, *, now: int) -> tuple[Published, ...]:
    """Give every list, signed anew where it changed or is an hour old.

    Raises:
        FileRefused: register or trust list cannot be read or written.
    """
    with desk.register.transaction():
        kids = sorted({*desk.codes.issuers(), *current_trust(desk.authority).keys})
        found = [_current(desk, ListKind.REVOKED, shard_of(kid), _withdrawn(desk, kid, now), now) for kid in kids]
        return (*found, _current(desk, ListKind.COLOURS, _COLOURS_SCOPE, _worse(desk, now), now))


def change_from(desk: Desk, published: Published, held: int) -> bytes | None:
    """Give the change from the list under number `held` to the one published; None where that one is not kept.

    Raises:
        FileRefused: the register cannot be read.
    """
    before = _kept(desk, published.kind, published.scope, held)
    newest = _kept(desk, published.kind, published.scope, published.seq)
    if before is None or newest is None or held >= published.seq:
        return None
    message = newest.message
    return write_list(
        kind=published.kind,
        table=newest.table,
        before=before,
        seq=message.seq,
        issued_at=message.issued_at,
        soft_end=message.soft_end,
        hard_end=message.hard_end,
        scope=message.scope,
        covers_from=message.covers_from,
        key=desk.authority.standing,
    )


def _current(desk: Desk, kind: ListKind, scope: str, table: PackedTable, now: int) -> Published:
    with desk.register.transaction() as register:
        row = register.execute("SELECT max(seq) FROM published WHERE scope = ?", (_name(kind, scope),)).fetchone()
        seq = row[0] or 0
        newest = _kept(desk, kind, scope, seq)
        if newest is not None and newest.table == table and _age(newest.message, now) < SIGNED_ANEW_SECONDS:
            return Published(kind=kind, scope=scope, seq=seq, message=_message(desk, kind, scope, seq))
        message = write_list(
            kind=kind,
            table=table,
            seq=seq + 1,
            issued_at=now,
            soft_end=now + SOFT_SECONDS,
            hard_end=now + HARD_SECONDS,
            scope=scope,
            covers_from=max(0, now - COLOUR_SECONDS),
            key=desk.authority.standing,
        )
        register.execute("INSERT INTO published VALUES (?, ?, ?)", (_name(kind, scope), seq + 1, message))
        register.execute(
            "DELETE FROM published WHERE scope = ? AND seq <= ?", (_name(kind, scope), seq + 1 - KEPT_MOST)
        )
    return Published(kind=kind, scope=scope, seq=seq + 1, message=message)


def _age(message: ListMessage, now: int) -> int:
    """Give the seconds since it was signed; a list from the future is signed anew."""
    return now - message.issued_at if now >= message.issued_at else SIGNED_ANEW_SECONDS


def _kept(desk: Desk, kind: ListKind, scope: str, seq: int) -> StandingList | None:
    message = _message(desk, kind, scope, seq)
    if not message:
        return None
    duties = current_trust(desk.authority).duty_keys
    read = read_list(message, kind, roots=desk.authority.root_publics, duty_keys=duties, now=None)
    found = apply(None, read) if isinstance(read, ListMessage) else None
    if found is None:
        raise FileRefused("a published list in the register was altered")
    return found


def _message(desk: Desk, kind: ListKind, scope: str, seq: int) -> bytes:
    with desk.register.transaction() as register:
        row = register.execute(
            "SELECT message FROM published WHERE scope = ? AND seq = ?", (_name(kind, scope), seq)
        ).fetchone()
    return b"" if row is None else bytes(row[0])


def _withdrawn(desk: Desk, kid: bytes, now: int) -> PackedTable:
    shape = ListKind.REVOKED.value
    rows = [(cti, b"") for cti in desk.codes.withdrawn(kid, now=now)]
    return pack(rows, key_bytes=shape.key_bytes, value_bytes=shape.value_bytes)


def _worse(desk: Desk, now: int) -> PackedTable:
    shape = ListKind.COLOURS.value
    changed = desk.colours.changed_since(max(0, now - COLOUR_SECONDS))
    rows = [colour_row(holder, colour, at) for holder, (colour, at) in changed.items() if colour is not Colour.GREEN]
    return pack(rows, key_bytes=shape.key_bytes, value_bytes=shape.value_bytes)


def _name(kind: ListKind, scope: str) -> str:
    return f"{kind.name.lower()}/{scope}"
