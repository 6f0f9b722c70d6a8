"""The worker behind the lists: in any order, whoever carries them, and asked for where a change does not follow."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from health_code_world import DAY, HOLDER, ISSUER, NOW, trusted
from standing_world import CLERK, ROOT, SCOPE, changes, ctis, held, message

from device.checkpoint.events import Event, PartReduced, TrustChanged
from device.errors import FileRefused
from device.health_code.duties import Duty, duty_key
from device.health_code.standing import NO_STANDING, Standing
from device.health_code.standing_list import ListKind
from device.health_code.trust import TrustSnapshot
from device.health_code.trust_list import write_trust_list
from device.trust.installed_lists import read_list_files
from device.trust.standing_store import StandingStore
from device.trust.trust_keeper import LOOK_SECONDS, MISSED_SECONDS, STEP_LISTS_MOST, UNSIGNED_MOST, TrustKeeper
from device.trust.trust_store import TrustStore
from device.vocabulary import ClockQuality, Colour, Part

CTI = b"11111111"


class Keeper:
    """A keeper on a folder, and what it told."""

    def __init__(self, folder: Path) -> None:
        self.now, self.set = NOW, ClockQuality.SYNCHRONISED
        self.used: list[tuple[TrustSnapshot, Standing]] = []
        self.events: list[Event] = []
        self.wanted: list[tuple[ListKind, str, int]] = []
        roots = (ROOT.public_key(),)
        self.keeper = TrustKeeper(
            store=TrustStore(directory=folder, roots=roots),
            standing=StandingStore(directory=folder, roots=roots),
            clock=self,
            use=lambda trust, standing: self.used.append((trust, standing)),
            want=lambda kind, scope, number: self.wanted.append((kind, scope, number)),
            post=self.events.append,
            wake=lambda: None,
        )

    def monotonic(self) -> float:
        return 0.0

    def wall(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)

    def quality(self) -> ClockQuality:
        return self.set

    def step(self, *deeds: Callable[[], None]) -> list[Event]:
        for deed in deeds:
            deed()
        self.events.clear()
        self.keeper.step(0.0)
        return list(self.events)

    @property
    def standing(self) -> Standing:
        return self.used[-1][1]

    def keys(self) -> None:
        self.keeper.offer(
            write_trust_list(
                keys=(trusted(ISSUER),),
                duties=(duty_key(CLERK.public_key(), frozenset(Duty)),),
                seq=1,
                issued_at=NOW,
                soft_end=NOW + 7 * DAY,
                hard_end=NOW + 30 * DAY,
                root=ROOT,
            )
        )

    def revoked(self, *numbers: bytes, seq: int = 1) -> None:
        self.keeper.offer_list(ListKind.REVOKED, SCOPE, message(ListKind.REVOKED, ctis(*numbers), seq=seq))

    def colours(self) -> None:
        self.keeper.offer_list(
            ListKind.COLOURS, "", message(ListKind.COLOURS, changes((HOLDER, Colour.RED, NOW)), seq=1)
        )


def test_a_new_list_is_used_and_verdicts_are_made_again(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    assert keeper.standing == NO_STANDING
    first = keeper.step(keeper.keys)
    second = keeper.step(keeper.revoked)
    assert first == [TrustChanged(generation=1, stale=False)]
    assert second == [TrustChanged(generation=2, stale=False)]
    assert keeper.step() == []
    third = keeper.step(lambda: keeper.revoked(CTI, seq=2), keeper.colours)
    assert third == [TrustChanged(generation=3, stale=False)]
    assert keeper.standing.revoked[SCOPE].table.find(CTI) == b""
    assert keeper.standing.worse_colour(HOLDER, Colour.GREEN, NOW) is Colour.RED


def test_a_list_that_comes_before_the_key_that_signed_it_waits_for_the_key(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.step(lambda: keeper.revoked(CTI), keeper.colours)
    assert keeper.standing == NO_STANDING
    keeper.step(keeper.keys)
    assert keeper.standing.revoked[SCOPE].table.find(CTI) == b""
    assert keeper.standing.colours is not None


def test_what_was_held_is_used_from_the_first_moment(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.step(keeper.keys, lambda: keeper.revoked(CTI))
    again = Keeper(tmp_path)
    assert again.standing.revoked[SCOPE].table.find(CTI) == b""


def test_a_change_that_does_not_follow_is_asked_for(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.step(keeper.keys, keeper.revoked)
    missed = held(ListKind.REVOKED, ctis(CTI))
    change = message(ListKind.REVOKED, ctis(CTI, b"22222222"), seq=9, before=missed)
    other = message(ListKind.REVOKED, ctis(), seq=9, before=missed, scope="aabbccdd")
    keeper.step(lambda: keeper.keeper.offer_list(ListKind.REVOKED, SCOPE, change))
    keeper.step(lambda: keeper.keeper.offer_list(ListKind.REVOKED, "aabbccdd", other))
    assert keeper.wanted == [(ListKind.REVOKED, SCOPE, 1), (ListKind.REVOKED, "aabbccdd", 0)]


def test_a_list_past_its_soft_end_makes_the_gates_knowledge_stale(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.step(keeper.keys, keeper.revoked)
    keeper.now = NOW + DAY
    assert keeper.step() == []
    keeper.now += 1
    assert keeper.step() == [TrustChanged(generation=2, stale=True)]
    keeper.set = ClockQuality.UNSET
    assert keeper.step() == [TrustChanged(generation=3, stale=False)], "the clock is what is wrong then"


def test_lists_brought_by_hand_are_named_by_their_files(tmp_path: Path) -> None:
    revoked = message(ListKind.REVOKED, ctis(CTI))
    colours = message(ListKind.COLOURS, changes())
    (tmp_path / f"revoked-{SCOPE}.cose").write_bytes(revoked)
    (tmp_path / "colours.cose").write_bytes(colours)
    (tmp_path / "trust.cose").write_bytes(b"another")
    assert list(read_list_files(tmp_path)) == [(ListKind.REVOKED, SCOPE, revoked), (ListKind.COLOURS, "", colours)]
    assert list(read_list_files(tmp_path / "nowhere")) == []


def test_a_list_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "colours.cose").mkdir()
    with pytest.raises(FileRefused, match=r"colours\.cose"):
        list(read_list_files(tmp_path))


def test_a_flood_of_lists_is_said_in_log_and_status_and_what_it_pushed_out_is_asked_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = Keeper(tmp_path)
    keeper.step(keeper.keys)
    caplog.clear()
    for number in range(100):
        keeper.revoked(seq=number + 1)
    events = keeper.step()
    assert PartReduced(part=Part.TRUST, words=("lists_missed",)) in events
    assert "too much was brought at once: 0 trust lists and 68 other lists had no room" in caplog.text
    while keeper.keeper.step(0.0) == 0.0:
        pass
    assert keeper.standing.revoked[SCOPE].message.seq == 100, "the newest is taken all the same"
    assert keeper.wanted == [(ListKind.REVOKED, SCOPE, 100)], "once the flood is over"
    keeper.events.clear()
    keeper.keeper.step(MISSED_SECONDS - 1.0)
    assert keeper.events == []
    keeper.keeper.step(MISSED_SECONDS)
    assert keeper.events == [PartReduced(part=Part.TRUST, words=())]


def test_a_flood_of_one_kind_leaves_the_other_its_turn(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.step(keeper.keys)
    for number in range(1000):
        keeper.keeper.offer_list(ListKind.REVOKED, f"{number:08x}", b"junk")
    keeper.step(keeper.colours)
    assert keeper.standing.colours is not None


def test_no_step_judges_more_than_a_few_lists_however_fast_they_come(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for number in range(STEP_LISTS_MOST + 1):
        keeper.keeper.offer_list(ListKind.REVOKED, f"{number:08x}", b"junk")
    assert keeper.keeper.step(5.0) == 5.0
    assert keeper.keeper.step(5.0) == 5.0 + LOOK_SECONDS


def test_lists_of_a_kind_that_wait_for_their_key_leave_the_other_kind_room(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for number in range(2 * UNSIGNED_MOST):
        scope = f"{number:08x}"
        keeper.keeper.offer_list(ListKind.REVOKED, scope, message(ListKind.REVOKED, ctis(), scope=scope))
        keeper.step()
    keeper.step(keeper.colours)
    keeper.step(keeper.keys)
    assert keeper.standing.colours is not None


def test_a_list_whose_key_lost_its_duty_makes_the_gate_stale_until_another_says_it(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.step(keeper.keys, keeper.colours)
    without = write_trust_list(
        keys=(trusted(ISSUER),),
        duties=(),
        seq=2,
        issued_at=NOW,
        soft_end=NOW + 7 * DAY,
        hard_end=NOW + 30 * DAY,
        root=ROOT,
    )
    told = keeper.step(lambda: keeper.keeper.offer(without))
    assert [event.stale for event in told if isinstance(event, TrustChanged)] == [True]
    assert keeper.standing.colours is None
    assert keeper.wanted == [(ListKind.COLOURS, "", 0)], "asked for once"
    by_root = message(ListKind.COLOURS, changes((HOLDER, Colour.RED, NOW)), key=ROOT)
    told = keeper.step(lambda: keeper.keeper.offer_list(ListKind.COLOURS, "", by_root))
    assert [event.stale for event in told if isinstance(event, TrustChanged)] == [False]
    assert keeper.standing.worse_colour(HOLDER, Colour.GREEN, NOW) is Colour.RED
