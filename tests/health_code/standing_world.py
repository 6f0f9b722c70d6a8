"""Gives the tests an authority that withdraws codes, changes colours and answers questions."""

from types import MappingProxyType
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from health_code_world import DAY, ISSUER, NOW

from device.health_code.duties import Duty, duty_key
from device.health_code.keys import key_id_of
from device.health_code.packed_table import PackedTable, pack
from device.health_code.standing import Standing
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

ROOT: Final = Ed25519PrivateKey.from_private_bytes(b"\x0a" * 32)
CLERK: Final = Ed25519PrivateKey.from_private_bytes(b"\x0c" * 32)
"""A key with every duty and nothing else."""
DUTY_KEYS: Final = MappingProxyType({(key := duty_key(CLERK.public_key(), frozenset(Duty))).kid: key})
SCOPE: Final = shard_of(key_id_of(ISSUER.public_key()))


def ctis(*numbers: bytes) -> PackedTable:
    return pack(((number, b"") for number in numbers), key_bytes=8, value_bytes=0)


def changes(*rows: tuple[bytes, Colour, int]) -> PackedTable:
    return pack((colour_row(*row) for row in rows), key_bytes=12, value_bytes=5)


def message(
    kind: ListKind,
    table: PackedTable,
    *,
    seq: int = 1,
    before: StandingList | None = None,
    issued_at: int = NOW,
    covers_from: int = 0,
    key: Ed25519PrivateKey = CLERK,
    scope: str = SCOPE,
) -> bytes:
    return write_list(
        kind=kind,
        table=table,
        before=before,
        seq=seq,
        issued_at=issued_at,
        soft_end=issued_at + DAY,
        hard_end=issued_at + 7 * DAY,
        scope=scope if kind is ListKind.REVOKED else "",
        covers_from=covers_from,
        key=key,
    )


def held(kind: ListKind, table: PackedTable, *, issued_at: int = NOW, covers_from: int = 0) -> StandingList:
    written = message(kind, table, issued_at=issued_at, covers_from=covers_from)
    read = read_list(written, kind, roots=(), duty_keys=DUTY_KEYS, now=None)
    assert isinstance(read, ListMessage)
    after = apply(None, read)
    assert after is not None
    return after


def standing(
    *withdrawn: bytes,
    colours: tuple[tuple[bytes, Colour, int], ...] | None = None,
    issued_at: int = NOW,
    covers_from: int = 0,
) -> Standing:
    """Give what a gate holds; no list of colours where `colours` is None."""
    revoked = {SCOPE: held(ListKind.REVOKED, ctis(*withdrawn), issued_at=issued_at)} if withdrawn else {}
    told = None
    if colours is not None:
        told = held(ListKind.COLOURS, changes(*colours), issued_at=issued_at, covers_from=covers_from)
    return Standing(revoked=MappingProxyType(revoked), colours=told)
