"""The gate's memory of the trust list: never back to an older one, whatever happens to the files."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from health_code_world import DAY, ISSUER, ISSUER_P256, NOW, STRANGER, trusted

from device.errors import FileRefused
from device.health_code.trust import TrustRefusal, TrustSnapshot
from device.health_code.trust_list import LIST_LONGEST_BYTES, write_trust_list
from device.trust.trust_store import TrustStore, write_durably

ROOT = Ed25519PrivateKey.from_private_bytes(b"\x0a" * 32)


def _list(seq: int, key: Ed25519PrivateKey = ISSUER) -> bytes:
    return write_trust_list(
        keys=(trusted(key),), seq=seq, issued_at=NOW, soft_end=NOW + DAY, hard_end=NOW + 2 * DAY, root=ROOT
    )


def _store(directory: Path) -> TrustStore:
    return TrustStore(directory=directory, roots=(ROOT.public_key(), STRANGER.public_key()))


def _seq(verdict: TrustSnapshot | TrustRefusal) -> int:
    assert isinstance(verdict, TrustSnapshot)
    return verdict.seq


def test_an_empty_store_knows_nobody(tmp_path: Path) -> None:
    assert _store(tmp_path).held() == TrustSnapshot()


def test_a_list_is_held_across_restarts(tmp_path: Path) -> None:
    assert _seq(_store(tmp_path).offer(_list(5))) == 5
    assert _store(tmp_path).held().seq == 5
    assert set(_store(tmp_path).held().keys) == {trusted(ISSUER).kid}


def test_an_older_list_is_refused_across_restarts(tmp_path: Path) -> None:
    _store(tmp_path).offer(_list(5))
    assert _store(tmp_path).offer(_list(4)) is TrustRefusal.ROLLED_BACK
    assert _seq(_store(tmp_path).offer(_list(5))) == 5
    assert _seq(_store(tmp_path).offer(_list(6))) == 6
    assert _store(tmp_path).offer(_list(5)) is TrustRefusal.ROLLED_BACK


def test_another_list_under_the_same_number_is_refused(tmp_path: Path) -> None:
    _store(tmp_path).offer(_list(5))
    other = write_trust_list(
        keys=(trusted(ISSUER_P256),), seq=5, issued_at=NOW, soft_end=NOW + DAY, hard_end=NOW + 2 * DAY, root=ROOT
    )
    assert _store(tmp_path).offer(other) is TrustRefusal.ROLLED_BACK


def test_an_old_list_put_back_by_hand_is_not_used(tmp_path: Path) -> None:
    store = _store(tmp_path)
    store.offer(_list(5))
    (tmp_path / "trust.cose").write_bytes(_list(4))
    assert _store(tmp_path).held() == TrustSnapshot()
    assert _seq(_store(tmp_path).offer(_list(6))) == 6


def test_a_power_cut_between_list_and_mark_loses_nothing(tmp_path: Path) -> None:
    _store(tmp_path).offer(_list(5))
    (tmp_path / "trust.cose").write_bytes(_list(6))
    assert _store(tmp_path).held().seq == 6
    assert _seq(_store(tmp_path).offer(_list(6))) == 6
    assert _store(tmp_path).offer(_list(5)) is TrustRefusal.ROLLED_BACK


def test_a_forged_or_broken_list_changes_nothing(tmp_path: Path) -> None:
    store = _store(tmp_path)
    store.offer(_list(5))
    broken = bytearray(_list(7))
    broken[-1] ^= 1
    assert store.offer(bytes(broken)) is TrustRefusal.SIGNATURE_BAD
    assert store.offer(b"") is TrustRefusal.MALFORMED
    assert store.offer(b"\0" * (LIST_LONGEST_BYTES + 100)) is TrustRefusal.MALFORMED
    assert _store(tmp_path).held().seq == 5


@pytest.mark.parametrize("mark", [b"", b"{}x", b'{"seq":"5"}', b'{"seq":5,"digest":"no hex"}'])
def test_a_broken_mark_is_a_fault_and_not_a_fresh_start(tmp_path: Path, mark: bytes) -> None:
    (tmp_path / "trust.mark").write_bytes(mark)
    with pytest.raises(FileRefused, match="mark"):
        _store(tmp_path)


def test_a_disk_that_takes_nothing_is_said_and_leaves_the_old_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = _store(tmp_path)
    store.offer(_list(5))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileRefused, match="No space left"):
        store.offer(_list(6))
    monkeypatch.undo()
    assert store.held().seq == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["trust.cose", "trust.mark"]
    assert _seq(store.offer(_list(6))) == 6


def test_what_is_written_durably_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_durably(tmp_path / "file", b"content")
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "file").read_bytes() == b"content"
