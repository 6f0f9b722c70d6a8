"""Writes and reads what the authority says about codes after it signed them: those withdrawn, and changed colours.

Never takes a list that neither a root nor a key with that duty signed, or one whose rows are not what its digest says.
A list comes whole (base 0) or as the change from an older number; what it is after the change is signed too.
Layout (COSE_Sign1, content type `menshen-revoked-1` or `menshen-colours-1`, integer keys): 1 seq, 2 issued, 3 soft end,
4 hard end, 5 scope, 6 base, 7 rows added or changed, 8 keys gone, 9 SHA-256 of all rows after it, 10 covers from.
Rows of a revoked list: cti (8). Rows of colours: holder (12), colour (1), changed at (4, big-endian seconds).
"""

import hashlib
from enum import Enum
from typing import Final

from msgspec import Struct

from device.health_code import cose, strict_cbor
from device.health_code.claims import COLOURS, CTI_BYTES
from device.health_code.duties import Duty, DutyKeys
from device.health_code.keys import SignerKey, VerifierKey, key_id_of
from device.health_code.packed_table import NotATable, PackedTable, from_rows, pack
from device.health_code.trust import TrustRefusal
from device.health_code.validity import TIME_LARGEST
from device.health_code.verdict import HOLDER_BYTES
from device.vocabulary import Colour

MESSAGE_LONGEST_BYTES: Final = 1 << 23
"""Over HTTPS or from a file; the broker carries at most 256 KiB."""
ROWS_MOST: Final = 400_000
REVOKED_CONTENT_TYPE: Final = "menshen-revoked-1"
COLOURS_CONTENT_TYPE: Final = "menshen-colours-1"
_SCOPE_LONGEST: Final = 40
_KID_LONGEST: Final = 16
_SCOPE_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_DIGEST_BYTES: Final = 32
_TIME_BYTES: Final = 4


class _Shape(Struct, frozen=True, kw_only=True):
    content_type: str
    duty: Duty
    key_bytes: int
    value_bytes: int


class ListKind(Enum):
    """The two lists, with the shape of their rows."""

    REVOKED = _Shape(content_type=REVOKED_CONTENT_TYPE, duty=Duty.REVOKE, key_bytes=CTI_BYTES, value_bytes=0)
    """One for each issuing key; its scope is `shard_of(kid)`."""
    COLOURS = _Shape(
        content_type=COLOURS_CONTENT_TYPE, duty=Duty.RECOLOUR, key_bytes=HOLDER_BYTES, value_bytes=1 + _TIME_BYTES
    )
    """One for the whole authority; its scope is empty."""

    def table(self, packed: bytes = b"") -> PackedTable:
        """Give the table of this kind whose rows are `packed`.

        Raises:
            NotATable: they are none.
        """
        return from_rows(packed, key_bytes=self.value.key_bytes, value_bytes=self.value.value_bytes)


class ListMessage(Struct, frozen=True, kw_only=True):
    """One signed message, verified: a whole list, or the change from the list under the number `base`."""

    kind: ListKind
    seq: int
    issued_at: int
    """Seconds since the epoch, as are the other times."""
    soft_end: int
    hard_end: int
    scope: str
    base: int
    """0: the message is the whole list."""
    rows: PackedTable
    gone: PackedTable
    result_digest: bytes
    """SHA-256 of all rows once the change is made."""
    covers_from: int
    """Every change since then that still matters is in the list."""
    signed_by: bytes
    """The kid of the key that vouches for it."""


class StandingList(Struct, frozen=True, kw_only=True):
    """A list as it is held: the newest message and all its rows."""

    message: ListMessage
    table: PackedTable


def shard_of(kid: bytes) -> str:
    """Give the scope of the revoked list of the issuer whose key is `kid`: its hex digits, or those of its hash."""
    return kid.hex() if len(kid) <= _KID_LONGEST else hashlib.sha256(kid).hexdigest()[: 2 * _KID_LONGEST]


def colour_row(holder: bytes, colour: Colour, changed_at: int) -> tuple[bytes, bytes]:
    """Give the row that says `holder` is of `colour` since second `changed_at`."""
    return holder, bytes([COLOURS.index(colour)]) + changed_at.to_bytes(_TIME_BYTES, "big")


def colour_in(value: bytes) -> tuple[Colour, int]:
    """Give colour and second of a row's value; a number this version does not know is `unknown`."""
    colour = COLOURS[value[0]] if value[0] < len(COLOURS) else Colour.UNKNOWN
    return colour, int.from_bytes(value[1:], "big")


def write_list(
    *,
    kind: ListKind,
    table: PackedTable,
    before: StandingList | None = None,
    seq: int,
    issued_at: int,
    soft_end: int,
    hard_end: int,
    scope: str = "",
    covers_from: int = 0,
    key: SignerKey,
) -> bytes:
    """Give `table` signed by `key`: whole, or as the change from the list `before`."""
    rows, gone, base = table, kind.table(), 0
    if before is not None:
        old, new = before.table.as_mapping(), table.as_mapping()
        added = {place: value for place, value in new.items() if old.get(place) != value}
        rows = pack(added, key_bytes=table.key_bytes, value_bytes=table.value_bytes)
        base = before.message.seq
        missing = [(place, b"") for place in old if place not in new]
        left_out = pack(missing, key_bytes=table.key_bytes, value_bytes=0).packed
    else:
        left_out = gone.packed
    body = {
        1: seq,
        2: issued_at,
        3: soft_end,
        4: hard_end,
        5: scope,
        6: base,
        7: rows.packed,
        8: left_out,
        9: table.digest(),
        10: covers_from,
    }
    return cose.sign(
        strict_cbor.encode(body), key=key, kid=key_id_of(key.public_key()), content_type=kind.value.content_type
    )


def read_list(
    message: bytes, kind: ListKind, *, roots: tuple[VerifierKey, ...], duty_keys: DutyKeys, now: int | None
) -> ListMessage | TrustRefusal:
    """Give the verified message, or why it is not taken; `now` None asks no key for its time. Judges no age."""
    signed = cose.take_apart(message, longest=MESSAGE_LONGEST_BYTES)
    if signed is None or signed.kid is None or signed.content_type != kind.value.content_type:
        return TrustRefusal.MALFORMED
    keys = [root for root in roots if key_id_of(root) == signed.kid]
    named = duty_keys.get(signed.kid)
    if named is not None and kind.value.duty in named.duties and named.is_in_time(now):
        keys.append(named.key)
    if not any(cose.refusal(signed, key) is None for key in keys):
        return TrustRefusal.SIGNATURE_BAD
    try:
        return _message(strict_cbor.decode(signed.payload), kind, signed.kid)
    except ValueError:
        return TrustRefusal.MALFORMED


def apply(held: StandingList | None, message: ListMessage) -> StandingList | None:
    """Give the list that `message` makes of `held`, or None where it builds on another number or does not add up."""
    if message.base == 0:
        table = message.rows
    elif held is not None and held.message.seq == message.base:
        table = held.table.changed(message.rows, message.gone)
    else:
        return None
    if table.digest() != message.result_digest or len(table) > ROWS_MOST:
        return None
    return StandingList(message=message, table=table)


def _message(body: object, kind: ListKind, signed_by: bytes) -> ListMessage:
    """Give the message in `body`.

    Raises:
        ValueError: it is none.
    """
    match body:
        case {
            1: int() as seq,
            2: int() as issued,
            3: int() as soft,
            4: int() as hard,
            5: str() as scope,
            6: int() as base,
            7: bytes() as rows,
            8: bytes() as gone,
            9: bytes() as digest,
            10: int() as covers,
        } if 0 <= base < seq and 0 <= covers <= issued <= soft <= hard <= TIME_LARGEST:
            pass
        case _:
            raise NotATable("not a list")
    if len(digest) != _DIGEST_BYTES or len(scope) > _SCOPE_LONGEST or not _SCOPE_LETTERS.issuperset(scope):
        raise NotATable("no digest, or no scope")
    if (kind is ListKind.COLOURS) != (scope == ""):
        raise NotATable("a scope where there is none, or none where there is one")
    return ListMessage(
        kind=kind,
        seq=seq,
        issued_at=issued,
        soft_end=soft,
        hard_end=hard,
        scope=scope,
        base=base,
        rows=kind.table(rows),
        gone=from_rows(gone, key_bytes=kind.value.key_bytes, value_bytes=0),
        result_digest=digest,
        covers_from=covers,
        signed_by=signed_by,
    )
