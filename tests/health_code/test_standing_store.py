"""The gate's memory of withdrawn codes and changed colours: never back, never half, never unverified."""

import os
from pathlib import Path
from types import MappingProxyType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from health_code_world import HOLDER, NOW, STRANGER
from standing_world import CLERK, DUTY_KEYS, ROOT, SCOPE, changes, ctis, message

from device.errors import FileRefused
from device.health_code.duties import NO_DUTY_KEYS, Duty, duty_key
from device.health_code.keys import key_id_of
from device.health_code.standing_list import ListKind, ListMessage, StandingList, apply, read_list
from device.health_code.trust import TrustRefusal
from device.trust.standing_store import REVOKED_LISTS_MOST, StandingStore
from device.vocabulary import Colour

ONE, TWO, THREE = b"11111111", b"22222222", b"33333333"


def opened(directory: Path) -> StandingStore:
    store = StandingStore(directory=directory, roots=(ROOT.public_key(),))
    store.load(DUTY_KEYS)
    return store


def offered(
    store: StandingStore, written: bytes, kind: ListKind = ListKind.REVOKED, scope: str | None = None
) -> ListMessage | TrustRefusal:
    default = SCOPE if kind is ListKind.REVOKED else ""
    return store.offer(written, kind, DUTY_KEYS, NOW, scope=default if scope is None else scope)


def whole(*numbers: bytes, seq: int = 1) -> bytes:
    return message(ListKind.REVOKED, ctis(*numbers), seq=seq)


def listed(written: bytes) -> StandingList:
    read = read_list(written, ListKind.REVOKED, roots=(), duty_keys=DUTY_KEYS, now=None)
    assert isinstance(read, ListMessage)
    made = apply(None, read)
    assert made is not None
    return made


def is_withdrawn(store: StandingStore, number: bytes) -> bool:
    held = store.standing().revoked.get(SCOPE)
    return held is not None and held.table.find(number) is not None


def test_an_empty_store_knows_of_nothing(tmp_path: Path) -> None:
    assert opened(tmp_path).standing().lists() == ()


def test_lists_are_held_across_restarts(tmp_path: Path) -> None:
    store = opened(tmp_path)
    assert isinstance(offered(store, whole(ONE)), ListMessage)
    colours = message(ListKind.COLOURS, changes((HOLDER, Colour.RED, NOW)))
    assert isinstance(offered(store, colours, ListKind.COLOURS), ListMessage)
    for again in (store, opened(tmp_path)):
        assert is_withdrawn(again, ONE)
        assert again.standing().worse_colour(HOLDER, Colour.GREEN, NOW - 1) is Colour.RED
        assert (again.seq(ListKind.REVOKED, SCOPE), again.seq(ListKind.COLOURS, "")) == (1, 1)


def test_a_change_is_held_across_restarts(tmp_path: Path) -> None:
    offered(opened(tmp_path), whole(ONE, TWO))
    change = message(ListKind.REVOKED, ctis(TWO, THREE), seq=2, before=listed(whole(ONE, TWO)))
    assert isinstance(offered(opened(tmp_path), change), ListMessage)
    again = opened(tmp_path)
    assert [is_withdrawn(again, number) for number in (ONE, TWO, THREE)] == [False, True, True]
    assert again.seq(ListKind.REVOKED, SCOPE) == 2


def test_an_older_list_is_refused_across_restarts(tmp_path: Path) -> None:
    offered(opened(tmp_path), whole(ONE, seq=5))
    assert offered(opened(tmp_path), whole(seq=4)) is TrustRefusal.ROLLED_BACK
    assert offered(opened(tmp_path), whole(seq=5)) is TrustRefusal.ROLLED_BACK
    assert isinstance(offered(opened(tmp_path), whole(ONE, seq=5)), ListMessage)
    assert is_withdrawn(opened(tmp_path), ONE)


def test_an_old_file_put_back_by_hand_is_not_used(tmp_path: Path) -> None:
    store = opened(tmp_path)
    offered(store, whole(seq=1))
    (file,) = tmp_path.glob("*.list")
    old = file.read_bytes()
    offered(store, whole(ONE, seq=2))
    file.write_bytes(old)
    assert opened(tmp_path).standing().lists() == ()
    assert offered(opened(tmp_path), whole(seq=1)) is TrustRefusal.ROLLED_BACK
    file.unlink()
    assert offered(opened(tmp_path), whole(seq=1)) is TrustRefusal.ROLLED_BACK
    assert isinstance(offered(opened(tmp_path), whole(ONE, seq=2)), ListMessage)


def test_a_change_that_does_not_follow_is_a_gap(tmp_path: Path) -> None:
    store = opened(tmp_path)
    change = message(ListKind.REVOKED, ctis(TWO), seq=9, before=listed(whole(ONE, seq=8)))
    assert offered(store, change) is TrustRefusal.GAP
    offered(store, whole(ONE, seq=7))
    assert offered(store, change) is TrustRefusal.GAP
    assert is_withdrawn(store, ONE)


def test_a_list_under_another_name_is_not_taken(tmp_path: Path) -> None:
    assert offered(opened(tmp_path), whole(ONE), scope="aabbccdd") is TrustRefusal.MALFORMED


def test_a_list_that_nobody_vouches_for_is_neither_taken_nor_loaded(tmp_path: Path) -> None:
    store = opened(tmp_path)
    forged = message(ListKind.REVOKED, ctis(ONE), key=STRANGER)
    assert offered(store, forged) is TrustRefusal.SIGNATURE_BAD
    offered(store, whole(ONE))
    fresh = StandingStore(directory=tmp_path, roots=(ROOT.public_key(),))
    fresh.load(NO_DUTY_KEYS)
    assert fresh.standing().lists() == ()
    fresh.load(DUTY_KEYS)
    assert is_withdrawn(fresh, ONE)


def test_a_key_that_ran_out_since_still_vouches_for_what_is_held(tmp_path: Path) -> None:
    offered(opened(tmp_path), message(ListKind.REVOKED, ctis(ONE), key=CLERK))
    assert is_withdrawn(opened(tmp_path), ONE)


def test_a_damaged_file_is_not_used(tmp_path: Path) -> None:
    offered(opened(tmp_path), whole(ONE, TWO))
    (file,) = tmp_path.glob("*.list")
    sound = file.read_bytes()
    for damaged in (b"", sound[:3], sound[:-1], sound[:-8], sound + b"x" * 8, sound[:-1] + b"x", b"\xff" * 40):
        file.write_bytes(damaged)
        assert opened(tmp_path).standing().lists() == (), damaged
    file.write_bytes(sound)
    assert is_withdrawn(opened(tmp_path), ONE)


def test_a_mark_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    offered(opened(tmp_path), whole(ONE))
    for content in (b"", b"{", b'{"../x": {"seq": 1, "digest": ""}}', b'{"revoked-a/b": {"seq": 1, "digest": ""}}'):
        (tmp_path / "standing.mark").write_bytes(content)
        with pytest.raises(FileRefused, match=r"standing\.mark"):
            opened(tmp_path)


def test_a_disk_that_does_not_take_a_list_is_said_and_the_old_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(tmp_path)
    offered(store, whole(ONE))

    def full(_descriptor: int) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileRefused, match="no room"):
        offered(store, whole(seq=2))
    monkeypatch.undo()
    assert is_withdrawn(store, ONE)
    assert is_withdrawn(opened(tmp_path), ONE)


def test_no_more_lists_are_kept_than_fit(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for place in range(REVOKED_LISTS_MOST):
        scope = f"{place:08x}"
        assert isinstance(offered(store, message(ListKind.REVOKED, ctis(), scope=scope), scope=scope), ListMessage)
    one_more = message(ListKind.REVOKED, ctis(), scope="ffffffff")
    assert offered(store, one_more, scope="ffffffff") is TrustRefusal.TOO_MANY
    colours = message(ListKind.COLOURS, changes())
    assert isinstance(offered(store, colours, ListKind.COLOURS), ListMessage), "another duty has room of its own"


THIEF = Ed25519PrivateKey.from_private_bytes(b"\x0d" * 32)
STOLEN = MappingProxyType(
    {**DUTY_KEYS, key_id_of(THIEF.public_key()): duty_key(THIEF.public_key(), frozenset({Duty.REVOKE}))}
)
"""While nobody has noticed: a key that may only withdraw codes is in a thief's hands."""


def stolen(store: StandingStore, scope: str, *, seq: int = 2**64 - 1) -> ListMessage | TrustRefusal:
    written = message(ListKind.REVOKED, ctis(THREE), seq=seq, key=THIEF, scope=scope)
    return store.offer(written, ListKind.REVOKED, STOLEN, NOW, scope=scope)


def test_a_stolen_key_cannot_take_the_numbers_of_another_duty(tmp_path: Path) -> None:
    store = opened(tmp_path)
    written = message(ListKind.COLOURS, changes((HOLDER, Colour.GREEN, NOW)), seq=2**64 - 1, key=THIEF)
    assert store.offer(written, ListKind.COLOURS, STOLEN, NOW, scope="") is TrustRefusal.SIGNATURE_BAD
    assert isinstance(offered(store, message(ListKind.COLOURS, changes()), ListKind.COLOURS), ListMessage)


def test_the_highest_number_of_a_stolen_key_ends_with_its_duty(tmp_path: Path) -> None:
    store = opened(tmp_path)
    offered(store, whole(ONE, seq=7))
    assert isinstance(stolen(store, SCOPE), ListMessage)
    honest = whole(ONE, seq=8)
    assert store.offer(honest, ListKind.REVOKED, STOLEN, NOW, scope=SCOPE) is TrustRefusal.ROLLED_BACK
    for again in (store, opened(tmp_path)):
        again.load(DUTY_KEYS)  # a root signed a trust list without it
        assert not is_withdrawn(again, THREE), "what it said does not count any more"
        assert again.lacking([SCOPE]) == {(ListKind.REVOKED, SCOPE)}
    assert isinstance(offered(store, honest), ListMessage)
    assert is_withdrawn(opened(tmp_path), ONE)
    assert opened(tmp_path).lacking([SCOPE]) == frozenset()
    assert offered(opened(tmp_path), whole(seq=7)) is TrustRefusal.ROLLED_BACK


def test_a_number_stands_while_its_key_is_only_past_its_time(tmp_path: Path) -> None:
    late = duty_key(THIEF.public_key(), frozenset({Duty.REVOKE}), not_after=NOW)
    keys = MappingProxyType({**DUTY_KEYS, late.kid: late})
    store = opened(tmp_path)
    stolen(store, SCOPE, seq=9)
    store.load(keys)
    assert store.offer(whole(seq=8), ListKind.REVOKED, keys, NOW + 1, scope=SCOPE) is TrustRefusal.ROLLED_BACK
    assert is_withdrawn(store, THREE)


def test_names_a_stolen_key_invented_give_way_once_its_duty_is_gone(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for place in range(REVOKED_LISTS_MOST):
        stolen(store, f"{place:08x}")
    assert store.offer(whole(ONE), ListKind.REVOKED, STOLEN, NOW, scope=SCOPE) is TrustRefusal.TOO_MANY
    store.load(DUTY_KEYS)
    assert isinstance(offered(store, whole(ONE)), ListMessage)
    assert is_withdrawn(opened(tmp_path), ONE)


def test_a_list_signed_again_by_another_key_is_that_keys_word(tmp_path: Path) -> None:
    store = opened(tmp_path)
    stolen(store, SCOPE, seq=5)
    again = message(ListKind.REVOKED, ctis(THREE), seq=5)
    assert isinstance(store.offer(again, ListKind.REVOKED, STOLEN, NOW, scope=SCOPE), ListMessage)
    store.load(DUTY_KEYS)
    assert is_withdrawn(store, THREE)
