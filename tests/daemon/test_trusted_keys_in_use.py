"""The list of trusted keys in use: newer ones are taken whoever brings them, and what grows old is told."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.checkpoint.events import Event, TrustChanged
from device.errors import FileRefused
from device.health_code.keys import key_id_of
from device.health_code.trust import ISSUER_KINDS, TrustedKey, TrustSnapshot
from device.health_code.trust_list import write_trust_list
from device.trust.installed_lists import FILE_BYTES_MOST, read_trust_file
from device.trust.standing_store import StandingStore
from device.trust.trust_keeper import LOOK_SECONDS, OFFERS_MOST, TrustKeeper
from device.trust.trust_store import TrustStore
from device.vocabulary import ClockQuality

NOW, DAY = 1_795_334_400, 86_400
ROOT = Ed25519PrivateKey.from_private_bytes(b"\x0a" * 32)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)
ISSUER = TrustedKey(
    kid=key_id_of(ROOT.public_key()), key=ROOT.public_key(), kinds=ISSUER_KINDS, not_before=NOW, not_after=NOW + DAY
)


def trust_list(seq: int, *, root: Ed25519PrivateKey = ROOT, keys: tuple[TrustedKey, ...] = (ISSUER,)) -> bytes:
    return write_trust_list(
        keys=keys, seq=seq, issued_at=NOW - 60, soft_end=NOW + DAY, hard_end=NOW + 2 * DAY, root=root
    )


class Bench:
    """A keeper over a real store, with a clock that a test sets."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(exist_ok=True)
        self.directory = directory
        self.at, self.grade = NOW, ClockQuality.SYNCHRONISED
        self.used: list[TrustSnapshot] = []
        self.posted: list[Event] = []
        self.woken = 0
        self.keeper = TrustKeeper(
            store=TrustStore(directory=directory, roots=(ROOT.public_key(),)),
            standing=StandingStore(directory=directory, roots=(ROOT.public_key(),)),
            clock=self,
            use=lambda trust, _: self.used.append(trust),
            want=lambda *_: None,
            post=self.posted.append,
            wake=self._wake,
        )

    def _wake(self) -> None:
        self.woken += 1

    def monotonic(self) -> float:
        return 5.0

    def wall(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    def quality(self) -> ClockQuality:
        return self.grade

    def offered(self, *messages: bytes) -> list[Event]:
        self.posted.clear()
        for message in messages:
            self.keeper.offer(message)
        while self.keeper.step(5.0) == 5.0:  # more waits than one step takes
            pass
        assert self.keeper.step(5.0) == 5.0 + LOOK_SECONDS
        return list(self.posted)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "state")


def test_without_a_list_nobody_is_trusted_and_that_is_told_once(bench: Bench) -> None:
    assert bench.used == [TrustSnapshot()]
    assert bench.keeper.age_seconds() is None
    assert bench.offered() == [TrustChanged(generation=1, stale=True)]
    assert bench.offered() == []


def test_a_list_is_in_use_from_the_step_after_it_was_brought(bench: Bench) -> None:
    bench.keeper.offer(trust_list(1))
    assert (bench.woken, len(bench.used)) == (1, 1)
    assert bench.offered() == [TrustChanged(generation=1, stale=False)]
    assert [one.seq for one in bench.used] == [0, 1]
    assert bench.keeper.age_seconds() == 60


def test_each_newer_list_has_a_generation_of_its_own_and_the_same_again_none(bench: Bench) -> None:
    assert bench.offered(trust_list(1)) == [TrustChanged(generation=1, stale=False)]
    assert bench.offered(trust_list(1)) == []
    assert bench.offered(trust_list(2)) == [TrustChanged(generation=2, stale=False)]
    assert [one.seq for one in bench.used] == [0, 1, 2]


def test_of_several_that_wait_the_newest_counts_in_whatever_order_they_came(bench: Bench) -> None:
    bench.offered(trust_list(1), trust_list(3), trust_list(2))
    assert bench.used[-1].seq == 3


def older(_: Bench) -> bytes:
    return trust_list(1)


def of_a_stranger(_: Bench) -> bytes:
    return trust_list(9, root=STRANGER)


def altered(_: Bench) -> bytes:
    return trust_list(9)[:-1] + b"\0"


@pytest.mark.parametrize("make", [older, of_a_stranger, altered])
def test_a_list_that_must_not_be_taken_is_said_and_changes_nothing(
    bench: Bench, make: Callable[[Bench], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    bench.offered(trust_list(2))
    assert bench.offered(make(bench)) == []
    assert bench.used[-1].seq == 2
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("a trust list was not taken: ")


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=st.binary(max_size=300), place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_bytes_whatever_change_what_is_trusted(bench: Bench, message: bytes, place: int, bit: int) -> None:
    bench.offered(trust_list(2))
    flipped = bytearray(trust_list(3))
    flipped[place % len(flipped)] ^= 1 << bit
    bench.offered(message, bytes(flipped))
    assert bench.used[-1].seq == 2


def test_a_flood_of_worthless_lists_costs_no_more_memory_than_the_few_newest(bench: Bench) -> None:
    assert TrustChanged(generation=2, stale=False) in bench.offered(*[b"x"] * 1000, trust_list(1))
    bench.offered(trust_list(5), *[b"x"] * OFFERS_MOST)
    assert bench.used[-1].seq == 1


def test_a_list_the_disk_does_not_take_is_not_used(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.offered(trust_list(1))
    (bench.directory / "trust.cose.new").mkdir()
    assert bench.offered(trust_list(2)) == []
    assert bench.used[-1].seq == 1
    assert "a newer trust list could not be kept: " in caplog.text
    (bench.directory / "trust.cose.new").rmdir()
    assert bench.offered(trust_list(2)) == [TrustChanged(generation=2, stale=False)]


def test_a_list_grows_stale_at_its_soft_end_and_is_told_once(bench: Bench) -> None:
    bench.offered(trust_list(1))
    bench.at = NOW + DAY - 1
    assert bench.offered() == []
    bench.at = NOW + DAY + 1
    assert bench.offered() == [TrustChanged(generation=2, stale=True)]
    assert bench.offered() == []


def test_a_list_without_a_key_is_stale_however_new(bench: Bench) -> None:
    assert bench.offered(trust_list(1, keys=())) == [TrustChanged(generation=1, stale=True)]


def test_without_a_clock_no_list_is_called_stale(bench: Bench) -> None:
    bench.grade = ClockQuality.UNSET
    assert bench.offered(trust_list(1)) == [TrustChanged(generation=1, stale=False)]
    bench.at = NOW + 3 * DAY
    assert bench.offered() == []
    bench.grade = ClockQuality.SYNCHRONISED
    assert bench.offered() == [TrustChanged(generation=2, stale=True)]


def test_the_next_run_begins_with_the_list_of_the_last_one(bench: Bench) -> None:
    bench.offered(trust_list(4))
    again = Bench(bench.directory)
    assert [one.seq for one in again.used] == [4]
    assert again.offered(trust_list(3)) == [TrustChanged(generation=1, stale=False)]
    assert again.used[-1].seq == 4


def test_an_installed_file_is_read_up_to_its_limit_and_no_further(tmp_path: Path) -> None:
    file = tmp_path / "trust.cose"
    assert read_trust_file(file) is None
    file.write_bytes(b"x" * FILE_BYTES_MOST)
    assert read_trust_file(file) == b"x" * FILE_BYTES_MOST
    file.write_bytes(b"x" * (FILE_BYTES_MOST + 1))
    with pytest.raises(FileRefused, match=r"trust\.cose is larger than 1048576 bytes"):
        read_trust_file(file)


def test_an_installed_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be read: Is a directory"):
        read_trust_file(tmp_path)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileRefused, match="cannot be read: Not a directory"):
        read_trust_file(tmp_path / "file" / "trust.cose")
