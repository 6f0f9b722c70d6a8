"""The authority's signed list: who may sign it, what may stand in it, and how old it may be."""

from collections.abc import MutableMapping

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from health_code_world import DAY, ISSUER, ISSUER_P256, NOW, STRANGER, VENUE, snapshot, trusted
from hypothesis import given
from hypothesis import strategies as st

from device.health_code import cose
from device.health_code.duties import Duty, duty_key
from device.health_code.keys import key_id, key_id_of, raw_public
from device.health_code.trust import TrustAge, TrustedKey, TrustRefusal, TrustSnapshot, may_replace
from device.health_code.trust_list import CONTENT_TYPE, read_trust_list, read_unverified, write_trust_list
from device.vocabulary import Kind

ROOT_1 = Ed25519PrivateKey.from_private_bytes(b"\x0a" * 32)
ROOT_2 = Ed25519PrivateKey.from_private_bytes(b"\x0b" * 32)
ROOTS = (ROOT_1.public_key(), ROOT_2.public_key())


def _listed(*keys: TrustedKey, seq: int = 3, root: Ed25519PrivateKey = ROOT_1) -> bytes:
    return write_trust_list(
        keys=keys or (trusted(ISSUER),),
        seq=seq,
        issued_at=NOW,
        soft_end=NOW + 7 * DAY,
        hard_end=NOW + 30 * DAY,
        root=root,
    )


@pytest.mark.parametrize("root", [ROOT_1, ROOT_2], ids=["first", "second"])
def test_either_root_may_sign_the_list(root: Ed25519PrivateKey) -> None:
    keys = (
        trusted(ISSUER, not_before=NOW, not_after=NOW + DAY, issuer="city", divisions=(440900,)),
        trusted(ISSUER_P256, kinds=frozenset({Kind.PAPER}), formats=frozenset({"phc1", "other"})),
    )
    read = read_trust_list(_listed(*keys, root=root), ROOTS)
    assert isinstance(read, TrustSnapshot)
    assert (read.seq, read.issued_at, read.soft_end, read.hard_end) == (3, NOW, NOW + 7 * DAY, NOW + 30 * DAY)
    assert [
        (key.kid, key.kinds, key.formats, key.not_before, key.not_after, key.issuer, key.divisions)
        for key in read.keys.values()
    ] == [(key.kid, key.kinds, key.formats, key.not_before, key.not_after, key.issuer, key.divisions) for key in keys]
    assert [raw_public(key.key) for key in read.keys.values()] == [raw_public(key.key) for key in keys]


def test_nobody_else_may_sign_the_list() -> None:
    assert read_trust_list(_listed(root=STRANGER), ROOTS) is TrustRefusal.SIGNATURE_BAD
    assert read_trust_list(_listed(root=ROOT_1), (ROOT_2.public_key(),)) is TrustRefusal.SIGNATURE_BAD
    assert read_trust_list(_listed(), ()) is TrustRefusal.SIGNATURE_BAD


def test_a_root_of_the_same_name_with_another_key_does_not_help() -> None:
    payload = cbor2.loads(_listed()[1:])[2]
    forged = cose.sign(payload, key=STRANGER, kid=key_id_of(ROOTS[0]), content_type=CONTENT_TYPE)
    assert read_trust_list(forged, ROOTS) is TrustRefusal.SIGNATURE_BAD


def test_no_bit_of_a_list_can_be_turned() -> None:
    message = _listed()
    for bit in range(len(message) * 8):
        turned = bytearray(message)
        turned[bit // 8] ^= 1 << bit % 8
        assert isinstance(read_trust_list(bytes(turned), ROOTS), TrustRefusal), bit


@given(st.binary(max_size=300))
def test_every_message_is_a_list_or_a_refusal(message: bytes) -> None:
    assert read_trust_list(message, ROOTS) is TrustRefusal.MALFORMED
    assert read_unverified(message) is TrustRefusal.MALFORMED


def _body(**changes: object) -> dict[object, object]:
    key: dict[object, object] = {
        1: key_id_of(ISSUER.public_key()),
        2: -8,
        3: raw_public(ISSUER.public_key()),
        4: None,
        5: None,
        6: [0, 1, 2],
        7: "city",
        8: [],
        9: ["phc1"],
    }
    places = {"kid": 1, "alg": 2, "pub": 3, "nbf": 4, "exp": 5, "kinds": 6, "issuer": 7, "divisions": 8, "formats": 9}
    key.update({places[name]: value for name, value in changes.items() if name in places})
    outer = {"seq": 1, "issued": 2, "soft": 3, "hard": 4, "keys": 5}
    body: dict[object, object] = {1: 3, 2: NOW, 3: NOW + 7 * DAY, 4: NOW + 30 * DAY, 5: [key]}
    body.update({outer[name]: value for name, value in changes.items() if name in outer})
    return body


def _signed(body: object, content_type: str | None = CONTENT_TYPE) -> bytes:
    return cose.sign(cbor2.dumps(body), key=ROOT_1, kid=key_id_of(ROOTS[0]), content_type=content_type)


def test_the_hand_made_list_is_sound() -> None:
    assert isinstance(read_trust_list(_signed(_body()), ROOTS), TrustSnapshot)


WRONG = {
    "number 0": _body(seq=0),
    "a number in words": _body(seq="3"),
    "no issue date": _body(issued=None),
    "a soft end before its issue": _body(soft=NOW - 1),
    "a hard end before the soft one": _body(hard=NOW + DAY),
    "keys that are no list": _body(keys={}),
    "a key that is no map": _body(keys=[1]),
    "two keys of one name": _body(keys=[_body()[5][0], _body()[5][0]]),  # type: ignore[index] # built above
    "a kid that is not the key's": _body(kid=b"1234"),
    "a short key": _body(pub=b"k" * 31),
    "an algorithm that is not on the list": _body(alg=-37),
    "an algorithm of another key": _body(alg=-7),
    "the venue's kinds": _body(kinds=[0, 3]),
    "the badge": _body(kinds=[4]),
    "a kind in words": _body(kinds=["live"]),
    "a negative kind": _body(kinds=[-1]),
    "an issuer in bytes": _body(issuer=b"city"),
    "a division in words": _body(divisions=["440983"]),
    "a format that is a number": _body(formats=[1]),
    "too many keys": _body(keys=[{}] * 2001),
    "something else": [1, 2, 3],
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG.keys())
def test_a_rightly_signed_list_that_makes_no_sense_is_not_taken(body: object) -> None:
    assert read_trust_list(_signed(body), ROOTS) is TrustRefusal.MALFORMED


@pytest.mark.parametrize("content_type", [None, "menshen-colours-1"])
def test_another_message_of_the_root_is_no_trust_list(content_type: str | None) -> None:
    assert read_trust_list(_signed(_body(), content_type), ROOTS) is TrustRefusal.MALFORMED


def test_a_kind_that_a_later_version_adds_is_left_out() -> None:
    read = read_trust_list(_signed(_body(kinds=[0, 77])), ROOTS)
    assert isinstance(read, TrustSnapshot)
    assert [key.kinds for key in read.keys.values()] == [frozenset({Kind.LIVE})]


@pytest.mark.parametrize(
    ("now", "age"),
    [
        (NOW, TrustAge.FRESH),
        (NOW + 7 * DAY, TrustAge.FRESH),
        (NOW + 7 * DAY + 1, TrustAge.STALE),
        (NOW + 30 * DAY, TrustAge.STALE),
        (NOW + 30 * DAY + 1, TrustAge.OVER),
    ],
)
def test_a_list_grows_stale_and_then_is_over(now: int, age: TrustAge) -> None:
    assert snapshot().age(now) is age
    assert snapshot().age_seconds(now) == now - (NOW - 3600)


def test_no_list_has_no_age_and_knows_nobody() -> None:
    nobody = TrustSnapshot()
    assert (nobody.age(NOW), nobody.age_seconds(NOW), dict(nobody.keys)) == (TrustAge.FRESH, None, {})


def test_a_list_from_the_future_is_of_age_nought() -> None:
    assert snapshot(issued_at=NOW + 5).age_seconds(NOW) == 0


@pytest.mark.parametrize(
    ("offered", "digest", "taken"), [(6, b"x", True), (5, b"same", True), (5, b"x", False), (4, b"same", False)]
)
def test_only_a_newer_list_or_the_very_same_may_replace_the_one_held(offered: int, digest: bytes, taken: bool) -> None:
    assert may_replace(held_seq=5, held_digest=b"same", offered=snapshot(seq=offered, digest=digest)) is taken


def test_two_hundred_keys_stay_small() -> None:
    keys = tuple(
        trusted(Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big")), not_before=NOW, not_after=NOW + DAY)
        for number in range(1, 201)
    )
    message = _listed(*keys)
    assert len(message) < 20_000
    read = read_trust_list(message, ROOTS)
    assert isinstance(read, TrustSnapshot)
    assert not isinstance(read.keys, MutableMapping)
    assert len(read.keys) == 200


def test_the_venues_key_is_not_among_the_authoritys() -> None:
    assert read_trust_list(_listed(trusted(VENUE, kinds=frozenset({Kind.TICKET}))), ROOTS) is TrustRefusal.MALFORMED


CLERK = Ed25519PrivateKey.from_private_bytes(b"\x0c" * 32)


def _with_duties(*duties: Duty, key: Ed25519PrivateKey = CLERK) -> bytes:
    return write_trust_list(
        keys=(trusted(ISSUER),),
        duties=(duty_key(key.public_key(), frozenset(duties), not_before=NOW, not_after=NOW + DAY),),
        seq=3,
        issued_at=NOW,
        soft_end=NOW + 7 * DAY,
        hard_end=NOW + 30 * DAY,
        root=ROOT_1,
    )


def test_keys_with_other_duties_stand_apart_from_those_that_issue() -> None:
    read = read_trust_list(_with_duties(Duty.RECOLOUR, Duty.ANSWER), ROOTS)
    assert isinstance(read, TrustSnapshot)
    assert list(read.keys) == [key_id_of(ISSUER.public_key())]
    (found,) = read.duty_keys.values()
    assert (found.duties, found.not_before, found.not_after) == (
        frozenset({Duty.RECOLOUR, Duty.ANSWER}),
        NOW,
        NOW + DAY,
    )
    assert raw_public(found.key) == raw_public(CLERK.public_key())


def test_one_key_cannot_both_issue_and_have_another_duty() -> None:
    assert read_trust_list(_with_duties(Duty.ANSWER, key=ISSUER), ROOTS) is TrustRefusal.MALFORMED


@pytest.mark.parametrize(
    "entry",
    [0, {}, {1: b"abcd", 2: -8, 3: b"\0" * 32, 4: None, 5: None, 6: [0]}, {6: ["revoke"]}, {6: [-1]}, {6: 0}],
    ids=str,
)
def test_an_entry_that_is_no_duty_key_refuses_the_list(entry: object) -> None:
    body = cbor2.loads(cbor2.loads(_with_duties(Duty.REVOKE)[1:])[2])
    body[7] = [body[7][0] | entry if isinstance(entry, dict) and 1 not in entry and entry else entry]
    message = cose.sign(
        cbor2.dumps(body, canonical=True), key=ROOT_1, kid=key_id_of(ROOTS[0]), content_type=CONTENT_TYPE
    )
    assert read_trust_list(message, ROOTS) is TrustRefusal.MALFORMED


def test_a_duty_of_a_later_version_is_left_out() -> None:
    body = cbor2.loads(cbor2.loads(_with_duties(Duty.REVOKE)[1:])[2])
    body[7][0][6] = [0, 9]
    message = cose.sign(
        cbor2.dumps(body, canonical=True), key=ROOT_1, kid=key_id_of(ROOTS[0]), content_type=CONTENT_TYPE
    )
    read = read_trust_list(message, ROOTS)
    assert isinstance(read, TrustSnapshot)
    assert [key.duties for key in read.duty_keys.values()] == [frozenset({Duty.REVOKE})]


@pytest.mark.parametrize(
    "change",
    [
        {2: -37},
        {3: b""},
        {4: "0"},
        {5: 1.5},
        {6: 0},
        {6: [-1]},
        {6: ["0"]},
        {6: [[0]]},
        {7: None},
        {8: [-1]},
        {8: [[1]]},
        {9: [1]},
        {9: "phc1"},
        {9: [["phc1"]]},
    ],
    ids=str,
)
def test_a_field_of_another_type_refuses_the_list(change: dict[int, object]) -> None:
    body = cbor2.loads(cbor2.loads(_listed()[1:])[2])
    body[5][0] |= change
    message = cose.sign(
        cbor2.dumps(body, canonical=True), key=ROOT_1, kid=key_id_of(ROOTS[0]), content_type=CONTENT_TYPE
    )
    assert read_trust_list(message, ROOTS) is TrustRefusal.MALFORMED


@given(st.integers(0, 511))
def test_a_point_that_is_not_on_the_curve_refuses_the_list(bit: int) -> None:
    raw = bytearray(raw_public(ISSUER_P256.public_key()))
    raw[1 + bit // 8] ^= 1 << bit % 8
    body = cbor2.loads(cbor2.loads(_listed(trusted(ISSUER_P256))[1:])[2])
    body[5][0] |= {3: bytes(raw), 1: key_id(bytes(raw))}
    message = cose.sign(
        cbor2.dumps(body, canonical=True), key=ROOT_1, kid=key_id_of(ROOTS[0]), content_type=CONTENT_TYPE
    )
    assert read_trust_list(message, ROOTS) is TrustRefusal.MALFORMED
