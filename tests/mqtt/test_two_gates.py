"""The same code at two gates faster than anybody walks is told to whoever looks after inspectors, and to no gate."""

import json
import logging
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mqtt_world import EPOCH, NOON, VENUE, World, memory_store, outbox_entry

from device.journal.entry import ZERO_HASH, Entry, EntryContent, make_entry
from device.mqtt.messages import EventBatch, encode
from device.record_keeper.store import ChainKey, RecordStore
from device.record_keeper.two_gates import WALK_SECONDS
from device.vocabulary import ClockQuality, EntryClass

CODE = "Y29kZS1vZi10b2RheTE="


def check_in(
    seconds: float,
    *,
    code: str | None = CODE,
    outcome: str = "admitted",
    clock: ClockQuality = ClockQuality.SYNCHRONISED,
    seq: int = 1,
    body: str | None = None,
) -> Entry:
    content = EntryContent(
        entry_class=EntryClass.CHECKIN,
        at=NOON + timedelta(seconds=seconds),
        clock=clock,
        monotonic_ms=1,
        visit="v-0123abcd-1",
        case=None,
        body=body or json.dumps({"outcome": outcome, "code": {"name": "张*三", "code_id": code}}),
    )
    return make_entry(content, seq=seq, boot="b-1", salt=bytes(16), previous_hash=ZERO_HASH)


def kept(store: RecordStore, *seen: tuple[str, Entry]) -> list[tuple[str, str, float]]:
    store.begin()
    for device, entry in seen:
        store.keep(ChainKey(venue=VENUE, device=device, epoch=EPOCH), entry)
    store.commit()
    return [(one.device, one.other_device, one.apart_seconds) for one in store.sightings.found()]


@pytest.mark.parametrize(
    ("apart", "is_told"), [(0.0, True), (3.0, True), (WALK_SECONDS - 0.001, True), (WALK_SECONDS, False), (60, False)]
)
def test_a_code_is_not_at_two_gates_sooner_than_a_person_walks(apart: float, is_told: bool) -> None:
    found = kept(memory_store(), ("south", check_in(0.0)), ("north", check_in(apart)))
    assert found == ([("north", "south", apart)] if is_told else [])


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        ("admitted", "admitted", True),
        ("admitted", "referred", True),  # let in once already: whoever stands here now is somebody else
        ("referred", "admitted", False),  # sent away, tried the next gate
        ("referred", "referred", False),
        ("abandoned", "admitted", False),
    ],
)
def test_whoever_was_not_let_in_may_try_the_next_gate(first: str, second: str, is_told: bool) -> None:
    south, north = check_in(0.0, outcome=first), check_in(4.0, outcome=second)
    assert bool(kept(memory_store(), ("south", south), ("north", north))) is is_told


@given(st.permutations([("south", 0.0), ("north", 4.0), ("east", 9.0), ("west", 40.0)]))
@settings(max_examples=24, deadline=None)
def test_backlog_that_comes_in_any_order_tells_the_same(order: Sequence[tuple[str, float]]) -> None:
    found = kept(memory_store(), *((device, check_in(seconds)) for device, seconds in order))
    pairs = {(frozenset((one, other)), apart) for one, other, apart in found}
    assert pairs == {
        (frozenset(("south", "north")), 4.0),
        (frozenset(("south", "east")), 9.0),
        (frozenset(("north", "east")), 5.0),
    }


def test_the_same_gate_another_code_no_code_and_no_clock_tell_nothing() -> None:
    nothing = [
        (("south", check_in(1.0, seq=2)),),
        (("north", check_in(1.0, code="another")),),
        (("north", check_in(1.0, code=None)),),
        (("north", check_in(1.0, code="x" * 25)), ("east", check_in(1.0, code="x" * 25))),
        (("north", check_in(1.0, clock=ClockQuality.UNSET)),),
        (("north", check_in(1.0, body='{"outcome": "admitted", "code": null}')),),
        (("north", check_in(1.0, body="[]")),),
        (("north", check_in(1.0, body='{"outcome": 1, "code": {"code_id": []}}')),),
    ]
    for others in nothing:
        assert kept(memory_store(), ("south", check_in(0.0)), *others) == []


def test_what_is_sent_again_is_told_once() -> None:
    store = memory_store()
    kept(store, ("south", check_in(0.0)), ("north", check_in(3.0)))
    assert len(kept(store, ("north", check_in(3.0)), ("south", check_in(0.0)))) == 1
    assert len(store.sightings.news()) == 1
    assert store.sightings.news() == ()


def test_a_code_is_forgotten_after_a_day() -> None:
    store = memory_store()
    kept(store, ("south", check_in(0.0)), ("south", check_in(24 * 3600 + 1.0, code="another", seq=2)))
    assert kept(store, ("north", check_in(3.0))) == []


def test_a_gate_whose_clock_runs_years_ahead_makes_nobody_elses_codes_forgotten() -> None:
    store = memory_store()
    kept(store, ("south", check_in(0.0)), ("east", check_in(10 * 365 * 24 * 3600.0, code="another")))
    assert kept(store, ("north", check_in(3.0))) == [("north", "south", 3.0)]


def test_nothing_is_looked_for_where_the_venue_does_not_want_it() -> None:
    store = RecordStore(None, walk_seconds=0.0)
    try:
        assert kept(store, ("south", check_in(0.0)), ("north", check_in(0.0))) == []
    finally:
        store.close()


def test_a_batch_that_is_rolled_back_told_nothing() -> None:
    store = memory_store()
    store.begin()
    for device in ("south", "north"):
        store.keep(ChainKey(venue=VENUE, device=device, epoch=EPOCH), check_in(0.0))
    store.roll_back()
    assert (store.sightings.news(), store.sightings.found()) == ((), ())


def test_the_record_keeper_says_which_entries_and_not_whose(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    world.run(1)
    payload = encode(EventBatch(epoch=EPOCH, items=[outbox_entry(check_in(0.0)).wire]))
    with caplog.at_level(logging.WARNING):
        for device in ("south-gate-1", "north-gate-1"):
            world.broker.publish(f"gate/1/{VENUE}/{device}/evt/checkin", payload)
            world.run(1)
    (line,) = [record.getMessage() for record in caplog.records if "two gates" in record.getMessage()]
    assert "north-gate-1 entry 1" in line
    assert "south-gate-1 entry 1" in line
    assert CODE not in line
    assert "张" not in line
