from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mqtt_world import EPOCH, GATE, VENUE, World, memory_store, next_entry, outbox_entry
from msgspec.structs import replace

from device.journal.entry import Entry
from device.mqtt.messages import Ack, EventBatch, Malformed, WireEntry, decode, encode
from device.record_keeper.store import ChainKey, FaultRecord, RecordFault, RecordStore
from device.vocabulary import EntryClass

KEY = ChainKey(venue=VENUE, device=GATE, epoch=EPOCH)


def chain(length: int, text: str = "x") -> list[Entry]:
    entries: list[Entry] = []
    for _ in range(length):
        entries.append(next_entry(entries, EntryClass.CHECKIN, text))
    return entries


def kept(store: RecordStore, entries: Sequence[Entry], oldest: int | None = None) -> Ack:
    store.begin()
    for entry in entries:
        store.keep(KEY, entry)
    ack = store.advance(KEY, oldest)
    store.commit()
    return ack


def batch_payload(*entries: Entry) -> bytes:
    return encode(EventBatch(epoch=EPOCH, items=[outbox_entry(entry).wire for entry in entries]))


def test_a_chain_in_order_is_held_to_its_head() -> None:
    entries = chain(3)
    assert kept(memory_store(), entries) == Ack(epoch=EPOCH, through=3, head_hash=entries[2].hash, missing=[], seen=3)


def test_gaps_are_told_over_all_classes_and_close_when_filled() -> None:
    store, entries = memory_store(), chain(10)
    ack = kept(store, [entries[0], entries[3], entries[4], entries[8]])
    assert (ack.through, ack.missing, ack.seen) == (1, [(2, 3), (6, 8)], 9)
    ack = kept(store, entries)
    assert (ack.through, ack.missing, ack.seen) == (10, [], 10)


def test_the_first_sixty_four_gaps_are_told_and_what_lies_behind_them_is_left_open() -> None:
    entries = chain(200)
    ack = kept(memory_store(), entries[1::2])
    assert len(ack.missing) == 64
    assert ack.missing[-1] == (127, 127)
    assert ack.seen == 128


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(12)), st.lists(st.integers(0, 11), max_size=8))
def test_any_order_and_any_repetition_give_each_entry_once(order: Sequence[int], again: list[int]) -> None:
    store, entries = memory_store(), chain(12)
    for at in (*order, *again):
        ack = kept(store, [entries[at]])
    assert ack.through == 12
    assert store.entries(GATE, EPOCH) == tuple(entries)
    assert store.faults() == ()


def test_another_entry_under_a_taken_key_is_a_fork_that_is_kept_and_never_overwrites() -> None:
    store, entries = memory_store(), chain(3)
    kept(store, entries)
    forged = chain(3, "y")[1]
    ack = kept(store, [forged])
    assert ack.through == 3
    assert store.entries(GATE, EPOCH) == tuple(entries)
    assert store.faults() == (
        FaultRecord(device=GATE, epoch=EPOCH, seq=2, kind=RecordFault.JOURNAL_FORK, hash=forged.hash),
    )


def test_an_entry_that_does_not_follow_stops_the_acknowledgement_before_it() -> None:
    store, entries, other = memory_store(), chain(5), chain(5, "y")
    ack = kept(store, [*entries[:2], *other[2:]])
    assert (ack.through, ack.head_hash) == (2, entries[1].hash)
    assert [fault.kind for fault in store.faults()] == [RecordFault.CHAIN_BROKEN]


def test_an_altered_body_is_not_kept() -> None:
    store, entries = memory_store(), chain(2)
    ack = kept(store, [entries[0], replace(entries[1], body='{"what":"z"}')])
    assert ack.through == 1
    assert [fault.kind for fault in store.faults()] == [RecordFault.BODY_ALTERED]


def test_an_erased_body_still_proves_the_chain() -> None:
    entries = chain(3)
    entries[1] = replace(entries[1], salt=None, body=None)
    assert kept(memory_store(), entries).through == 3


def test_what_a_gate_no_longer_holds_is_written_off_and_counted() -> None:
    store, entries = memory_store(), chain(10)
    kept(store, entries[:2])
    ack = kept(store, entries[6:], oldest=7)
    assert (ack.through, ack.missing) == (10, [])
    assert [chain.lost for chain in store.chains()] == [4]


def test_nothing_is_written_off_on_a_bare_word() -> None:
    store, entries = memory_store(), chain(10)
    ack = kept(store, entries[:2], oldest=7)
    assert ack.through == 2
    assert [chain.lost for chain in store.chains()] == [0]


def test_records_outlive_the_program(tmp_path: Path) -> None:
    entries = chain(3)
    store = RecordStore(tmp_path / "records.sqlite")
    kept(store, entries[:2])
    store.close()
    store = RecordStore(tmp_path / "records.sqlite")
    assert kept(store, entries[2:]).through == 3
    store.close()


def test_a_keeper_that_fails_in_the_middle_keeps_nothing_and_acknowledges_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    world.run(1)

    def fail(*_: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(world.store, "advance", fail)
    world.write(EntryClass.CHECKIN)
    with pytest.raises(OSError, match="disk"):
        world.run(1)
    assert world.store.entries(GATE, EPOCH) == ()
    assert world.journal.acked == 0


@pytest.mark.parametrize("topic_class", ["alert", "checkin"])
def test_an_entry_is_taken_only_under_its_own_class(topic_class: str) -> None:
    world = World()
    world.run(1)
    world.broker.publish(f"gate/1/{VENUE}/{GATE}/evt/{topic_class}", batch_payload(*chain(1)))
    world.run(1)
    assert len(world.held()) == (topic_class == "checkin")


def test_a_retained_event_is_no_event() -> None:
    world = World()
    world.run(1)
    world.broker.publish(f"gate/1/{VENUE}/{GATE}/evt/checkin", batch_payload(*chain(1)), retain=True)
    world.run(1)
    assert world.held() == []


def test_an_acknowledgement_follows_every_repetition() -> None:
    world = World()
    world.run(1)
    topic = f"gate/1/{VENUE}/north-gate/evt/checkin"
    for _ in range(3):
        world.broker.publish(topic, batch_payload(*chain(1)))
        world.run(1)
    acks = [decode(payload, Ack) for payload in world.payloads(f"gate/1/{VENUE}/north-gate/ack")]
    assert [ack.through for ack in acks if not isinstance(ack, Malformed)] == [1, 1, 1]


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200)
    | st.builds(
        lambda header, salt, body: encode(
            EventBatch(epoch=EPOCH, items=[WireEntry(header=header, salt=salt, body=body)])
        ),
        st.text(max_size=200),
        st.none() | st.text(max_size=24),
        st.none() | st.text(max_size=50),
    )
)
def test_nothing_a_gate_can_send_stops_the_keeper(payload: bytes) -> None:
    world = World()
    world.run(1)
    world.broker.publish(f"gate/1/{VENUE}/{GATE}/evt/checkin", payload)
    world.write(EntryClass.CHECKIN)
    world.run(60)
    assert world.held() == world.written()
