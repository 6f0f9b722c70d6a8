"""Lists of withdrawn codes and changed colours: who may sign them, how they change, and what is not taken."""

import hashlib
from types import MappingProxyType

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from health_code_world import DAY, HOLDER, ISSUER, NOW, STRANGER
from hypothesis import given
from hypothesis import strategies as st

from device.health_code import cose
from device.health_code.duties import Duty, DutyKey, duty_key
from device.health_code.keys import SignerKey, key_id_of
from device.health_code.packed_table import PackedTable, pack
from device.health_code.standing_list import (
    ListKind,
    ListMessage,
    StandingList,
    apply,
    colour_in,
    colour_row,
    read_list,
    shard_of,
    write_list,
)
from device.health_code.trust import TrustRefusal
from device.vocabulary import Colour

ROOT = Ed25519PrivateKey.from_private_bytes(b"\x0a" * 32)
CLERK = Ed25519PrivateKey.from_private_bytes(b"\x0c" * 32)
"""A key with duties and nothing else."""
SHARD = shard_of(key_id_of(ISSUER.public_key()))


def ctis(*numbers: int) -> PackedTable:
    return pack(((number.to_bytes(8, "big"), b"") for number in numbers), key_bytes=8, value_bytes=0)


def colours(**holders: Colour) -> PackedTable:
    rows = (colour_row(name.encode().ljust(12, b"."), colour, NOW) for name, colour in holders.items())
    return pack(rows, key_bytes=12, value_bytes=5)


def written(
    table: PackedTable, *, kind: ListKind = ListKind.REVOKED, key: SignerKey = CLERK, **changes: object
) -> bytes:
    fields: dict[str, object] = {
        "seq": 7,
        "issued_at": NOW,
        "soft_end": NOW + DAY,
        "hard_end": NOW + 7 * DAY,
        "scope": SHARD if kind is ListKind.REVOKED else "",
        **changes,
    }
    return write_list(kind=kind, table=table, key=key, **fields)  # type: ignore[arg-type] # the tests name the fields


def read(message: bytes, kind: ListKind = ListKind.REVOKED, *duties: Duty, **times: int) -> ListMessage | TrustRefusal:
    key = duty_key(CLERK.public_key(), frozenset(duties or Duty), **times)
    return read_list(message, kind, roots=(ROOT.public_key(),), duty_keys=MappingProxyType({key.kid: key}), now=NOW)


def taken(message: bytes, held: StandingList | None = None, kind: ListKind = ListKind.REVOKED) -> StandingList:
    verdict = read(message, kind)
    assert isinstance(verdict, ListMessage)
    after = apply(held, verdict)
    assert after is not None
    return after


@pytest.mark.parametrize("key", [ROOT, CLERK], ids=["a root", "a key with the duty"])
def test_a_root_or_a_key_with_the_duty_signs_a_list(key: Ed25519PrivateKey) -> None:
    held = taken(written(ctis(1, 5, 9), key=key))
    assert (held.message.seq, held.message.scope, held.message.issued_at) == (7, SHARD, NOW)
    assert held.table.find((5).to_bytes(8, "big")) == b""
    assert held.table.find((6).to_bytes(8, "big")) is None


@pytest.mark.parametrize("key", [STRANGER, ISSUER], ids=["a stranger", "a key that issues codes"])
def test_nobody_else_signs_a_list(key: Ed25519PrivateKey) -> None:
    assert read(written(ctis(1), key=key)) is TrustRefusal.SIGNATURE_BAD


def test_one_duty_is_not_another() -> None:
    assert read(written(ctis(1)), ListKind.REVOKED, Duty.RECOLOUR, Duty.ANSWER) is TrustRefusal.SIGNATURE_BAD
    message = written(colours(a=Colour.RED), kind=ListKind.COLOURS)
    assert read(message, ListKind.COLOURS, Duty.REVOKE, Duty.ANSWER) is TrustRefusal.SIGNATURE_BAD


def test_a_key_whose_time_is_over_signs_nothing() -> None:
    assert read(written(ctis(1)), not_after=NOW - 61) is TrustRefusal.SIGNATURE_BAD
    assert read(written(ctis(1)), not_before=NOW + 61) is TrustRefusal.SIGNATURE_BAD
    assert isinstance(read(written(ctis(1)), not_after=NOW - 60), ListMessage)


def test_a_list_of_one_kind_is_not_one_of_the_other() -> None:
    assert read(written(ctis(1)), ListKind.COLOURS) is TrustRefusal.MALFORMED
    assert read(written(colours(a=Colour.RED), kind=ListKind.COLOURS)) is TrustRefusal.MALFORMED


def test_a_change_makes_of_the_old_list_what_the_whole_list_is() -> None:
    old = taken(written(ctis(1, 5, 9)))
    change = written(ctis(2, 5, 9), before=old, seq=8)
    assert taken(change, old).table == taken(written(ctis(2, 5, 9), seq=8)).table
    verdict = read(change)
    assert isinstance(verdict, ListMessage)
    assert (len(verdict.rows), len(verdict.gone), verdict.base) == (1, 1, 7)


def test_a_change_from_another_number_is_not_made() -> None:
    old = taken(written(ctis(1)))
    older = taken(written(ctis(1), seq=6))
    change = read(written(ctis(1, 2), before=old, seq=8))
    assert isinstance(change, ListMessage)
    assert apply(older, change) is None
    assert apply(None, change) is None


def test_a_change_that_does_not_add_up_is_not_made() -> None:
    old = taken(written(ctis(1)))
    other = StandingList(message=old.message, table=ctis(3))
    change = read(written(ctis(1, 2), before=old, seq=8))
    assert isinstance(change, ListMessage)
    assert apply(other, change) is None


def test_a_colour_and_its_moment_come_back_as_written() -> None:
    table = taken(written(colours(a=Colour.RED, b=Colour.GREEN), kind=ListKind.COLOURS), kind=ListKind.COLOURS).table
    assert [colour_in(table.find(name.ljust(12, b".")) or b"") for name in (b"a", b"b")] == [
        (Colour.RED, NOW),
        (Colour.GREEN, NOW),
    ]
    assert table.find(HOLDER) is None
    assert colour_in(b"\x09" + NOW.to_bytes(4, "big")) == (Colour.UNKNOWN, NOW)


BODY = {
    1: 7,
    2: NOW,
    3: NOW + DAY,
    4: NOW + 7 * DAY,
    5: SHARD,
    6: 0,
    7: b"12345678",
    8: b"",
    9: hashlib.sha256(b"12345678").digest(),
    10: 0,
}


def signed(body: object) -> bytes:
    payload = cbor2.dumps(body, canonical=True)
    kid = key_id_of(CLERK.public_key())
    return cose.sign(payload, key=CLERK, kid=kid, content_type=ListKind.REVOKED.value.content_type)


@pytest.mark.parametrize(
    "change",
    [
        {1: 0},
        {1: "7"},
        {6: 7},
        {3: NOW - 1},
        {4: NOW + 1, 3: NOW + 2},
        {10: NOW + 1},
        {10: -1},
        {4: 5_000_000_000},
        {5: ""},
        {5: "A"},
        {5: "a" * 41},
        {5: "../x"},
        {7: b"1234567"},
        {7: b"2" * 8 + b"1" * 8},
        {8: b"1"},
        {9: b""},
        {7: None},
        {11: 1},
    ],
    ids=str,
)
def test_what_is_no_list_is_malformed(change: dict[int, object]) -> None:
    assert isinstance(read(signed(BODY)), ListMessage)
    expected = isinstance(read(signed(BODY | change)), ListMessage)
    assert expected is (change == {11: 1}), "a further member is passed over, everything else refuses the list"


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_raise(message: bytes) -> None:
    assert isinstance(read(message), TrustRefusal)


@given(st.data())
def test_no_flipped_bit_is_taken(data: st.DataObject) -> None:
    message = bytearray(written(ctis(1, 2, 3)))
    place = data.draw(st.integers(0, len(message) * 8 - 1))
    message[place // 8] ^= 1 << place % 8
    assert isinstance(read(bytes(message)), TrustRefusal)


def test_every_key_has_a_scope_that_fits_into_a_topic() -> None:
    for kid in (b"\x01\x02\x03\x04", b"k" * 16, b"k" * 43, b"\xff" * 128):
        assert 0 < len(shard_of(kid)) <= 40
    assert shard_of(b"k" * 43) != shard_of(b"k" * 44)


def test_a_duty_key_knows_its_own_name() -> None:
    assert isinstance(duty_key(CLERK.public_key(), frozenset()), DutyKey)
    assert duty_key(CLERK.public_key(), frozenset()).kid == key_id_of(CLERK.public_key())
