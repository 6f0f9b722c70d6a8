from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mqtt_world import EPOCH, MemoryJournal

from device.mqtt.batches import BATCH_BYTES_MOST, Batch
from device.mqtt.messages import EVENT_BYTES_MOST, Ack
from device.mqtt.outbox import LIVE_MESSAGES_MOST, WINDOW_MESSAGES, Outbox
from device.vocabulary import EntryClass

A, C, M, R, K, S = (
    EntryClass.ALERT,
    EntryClass.CHECKIN,
    EntryClass.MOVEMENT,
    EntryClass.RESULT,
    EntryClass.CORRECTION,
    EntryClass.SERVICE,
)


def outbox_of(journal: MemoryJournal, random: Callable[[], float] = lambda: 0.5, now: float = 0.0) -> Outbox:
    outbox = Outbox(read=journal.read_entries, head=journal.head, random=random)
    outbox.begin(journal.acked, now)
    return outbox


def drain(outbox: Outbox, now: float = 0.0) -> list[Batch]:
    batches = []
    while (batch := outbox.next(now)) is not None:
        outbox.handed_over(now)
        batches.append(batch)
    return batches


def numbers(batches: list[Batch]) -> list[int]:
    return [entry.seq for batch in batches for entry in batch.entries]


def ack(journal: MemoryJournal, through: int, *missing: tuple[int, int], seen: int = 0) -> Ack:
    head_hash = journal.entries[through - 1].hash if through else "0" * 64
    return Ack(epoch=EPOCH, through=through, head_hash=head_hash, missing=list(missing), seen=seen)


def test_every_entry_goes_out_once_and_each_message_holds_one_class() -> None:
    journal = MemoryJournal()
    journal.write(*[C, M, K] * 100, A, S, R)
    batches = drain(outbox_of(journal))
    assert sorted(numbers(batches)) == list(range(1, 304))
    for batch in batches:
        assert 1 <= len(batch.entries) <= 50
        assert {entry.entry_class for entry in batch.entries} == {batch.entry_class}
        assert numbers([batch]) == sorted(numbers([batch]))


def test_twenty_messages_go_ahead_of_the_acknowledgements_and_no_more() -> None:
    journal = MemoryJournal()
    journal.write(*[S] * 3000)
    outbox = outbox_of(journal)
    assert len(drain(outbox)) == WINDOW_MESSAGES
    outbox.acknowledged(ack(journal, 100), 1.0)
    assert numbers(drain(outbox, 1.0)) == list(range(1001, 1101))


def test_an_alert_and_a_check_in_go_before_a_backlog_that_is_waiting() -> None:
    journal = MemoryJournal()
    journal.write(*[C] * 3000)
    outbox = outbox_of(journal)
    drain(outbox)
    journal.write(M, A, C)
    assert [(batch.entry_class, numbers([batch])) for batch in drain(outbox)] == [(A, [3002]), (C, [3003])]


def test_what_went_ahead_is_not_sent_again_when_the_backlog_reaches_it() -> None:
    journal = MemoryJournal()
    journal.write(*[C] * 1500)
    outbox = outbox_of(journal)
    sent = numbers(drain(outbox))
    journal.write(A, M)
    sent += numbers(drain(outbox))
    outbox.acknowledged(ack(journal, 1000, (1001, 1500), seen=1501), 1.0)
    sent += numbers(drain(outbox, 1.0))
    assert Counter(sent) == Counter(range(1, 1503))


def test_alerts_still_go_out_while_nobody_acknowledges_but_not_without_end() -> None:
    journal = MemoryJournal()
    journal.write(*[S] * 1200)
    outbox = outbox_of(journal)
    drain(outbox)
    for _ in range(LIVE_MESSAGES_MOST + 10):
        journal.write(A)
        drain(outbox)
    assert outbox.messages_in_flight == WINDOW_MESSAGES + LIVE_MESSAGES_MOST


def test_with_no_backlog_everything_goes_out_as_it_is_written() -> None:
    journal = MemoryJournal()
    outbox = outbox_of(journal)
    for seq, entry_class in enumerate((C, M, A, K, R, S), start=1):
        journal.write(entry_class)
        assert numbers(drain(outbox)) == [seq]


def test_without_progress_everything_unacknowledged_is_sent_again() -> None:
    journal = MemoryJournal()
    journal.write(C, M, A)
    outbox = outbox_of(journal)
    drain(outbox)
    due = outbox.due()
    assert not outbox.turn_back(due - 0.001)
    assert drain(outbox, due - 0.001) == []
    assert outbox.turn_back(due)
    assert sorted(numbers(drain(outbox, due))) == [1, 2, 3]


def test_silence_makes_the_pauses_longer_up_to_about_a_minute_and_progress_makes_them_short_again() -> None:
    journal = MemoryJournal()
    journal.write(*[C] * 3)
    outbox = outbox_of(journal)
    now, pauses = 0.0, []
    for _ in range(6):
        drain(outbox, now)
        pauses.append(outbox.due() - now)
        now = outbox.due()
        outbox.turn_back(now)
    assert pauses == [5.0, 10.0, 20.0, 40.0, 60.0, 60.0]
    drain(outbox, now)
    outbox.acknowledged(ack(journal, 1), now)
    assert outbox.due() - now == 5.0


@pytest.mark.parametrize(("random", "seconds"), [(0.0, 4.0), (1.0, 6.0)])
def test_the_pause_is_jittered(random: float, seconds: float) -> None:
    journal = MemoryJournal()
    journal.write(C)
    outbox = outbox_of(journal, lambda: random)
    drain(outbox)
    assert outbox.due() == pytest.approx(seconds)


def test_nothing_under_way_is_due_never() -> None:
    journal = MemoryJournal()
    journal.write(C)
    outbox = outbox_of(journal)
    drain(outbox)
    outbox.acknowledged(ack(journal, 1), 1.0)
    assert outbox.due() == float("inf")


def test_what_the_keeper_misses_is_sent_again_once_it_is_surely_lost() -> None:
    journal = MemoryJournal()
    journal.write(C, A, M)
    outbox = outbox_of(journal)
    drain(outbox)
    lost = ack(journal, 1, (2, 2))
    outbox.acknowledged(lost, 2.9)
    assert drain(outbox, 2.9) == []
    outbox.acknowledged(lost, 3.0)
    assert numbers(drain(outbox, 3.0)) == [2]
    outbox.acknowledged(lost, 3.1)
    assert drain(outbox, 3.1) == []


def test_what_the_keeper_holds_already_is_passed_over_when_everything_else_is_sent_again() -> None:
    journal = MemoryJournal()
    journal.write(*[C] * 1500)
    outbox = outbox_of(journal)
    drain(outbox)
    journal.write(A, A)
    drain(outbox)
    outbox.acknowledged(ack(journal, 1000, (1001, 1500), seen=1502), 1.0)
    due = outbox.due()
    drain(outbox, 1.0)
    due = outbox.due()
    assert outbox.turn_back(due)
    assert numbers(drain(outbox, due)) == list(range(1001, 1501))


def test_the_cursor_never_goes_back() -> None:
    journal = MemoryJournal()
    journal.write(*[C] * 10)
    outbox = outbox_of(journal)
    drain(outbox)
    outbox.acknowledged(ack(journal, 8), 1.0)
    outbox.acknowledged(ack(journal, 3), 1.0)
    assert outbox.acked_through == 8
    outbox.begin(2, 2.0)
    assert numbers(drain(outbox, 2.0)) == [9, 10]


def test_a_keeper_that_lost_its_records_is_given_the_history_that_is_still_held() -> None:
    journal = MemoryJournal()
    journal.write(*[C] * 300)
    journal.acked = 300
    journal.deleted_through = 100
    outbox = outbox_of(journal)
    journal.write(C)
    drain(outbox)
    outbox.acknowledged(ack(journal, 0, (1, 300), seen=301), 5.0)
    batches = drain(outbox, 5.0)
    assert numbers(batches) == list(range(101, 301))
    assert {batch.oldest for batch in batches} == {101}


def test_a_keeper_that_asks_for_what_is_gone_is_told_what_the_oldest_entry_is_but_not_in_a_loop() -> None:
    journal = MemoryJournal()
    journal.write(*[C] * 300)
    journal.acked = 300
    journal.deleted_through = 299
    outbox = outbox_of(journal)
    lost = ack(journal, 0, (1, 299), seen=300)
    outbox.acknowledged(lost, 5.0)
    assert [(numbers([batch]), batch.oldest) for batch in drain(outbox, 5.0)] == [([300], 300)]
    outbox.acknowledged(lost, 6.0)
    assert drain(outbox, 6.0) == []


def test_after_a_deletion_the_next_message_names_the_oldest_entry() -> None:
    journal = MemoryJournal()
    journal.write(*[C] * 10)
    journal.deleted_through = 4
    assert [(numbers([batch]), batch.oldest) for batch in drain(outbox_of(journal))] == [([5, 6, 7, 8, 9, 10], 5)]


def test_a_message_never_grows_beyond_what_the_contract_allows() -> None:
    journal = MemoryJournal()
    journal.write(*[C] * 20, text='\\"' * 14_000)
    batches = drain(outbox_of(journal))
    assert sorted(numbers(batches)) == list(range(1, 21))
    for batch in batches:
        assert len(batch.payload(EPOCH)) <= BATCH_BYTES_MOST + 70_000 <= EVENT_BYTES_MOST


def test_a_single_entry_of_the_greatest_length_still_fits() -> None:
    journal = MemoryJournal()
    journal.write(C, text='\\"' * 32_000)
    (batch,) = drain(outbox_of(journal))
    assert len(batch.payload(EPOCH)) < EVENT_BYTES_MOST


@pytest.mark.parametrize(("through", "seen", "missing"), [(4, 0, ()), (1, 4, ()), (1, 0, ((2, 3),))])
def test_an_acknowledgement_of_what_was_never_written_is_seen_for_what_it_is(
    through: int, seen: int, missing: tuple[tuple[int, int], ...]
) -> None:
    journal = MemoryJournal()
    journal.write(C, C, C)
    lie = Ack(epoch=EPOCH, through=through, head_hash="a" * 64, missing=list(missing), seen=seen)
    assert outbox_of(journal).is_beyond(lie)
    assert not outbox_of(journal).is_beyond(ack(journal, 3))


class LossyKeeper:
    """Holds what arrives, loses some of it, and acknowledges as the record keeper does."""

    def __init__(self, random: Random, loss: float) -> None:
        self.held: set[int] = set()
        self._random = random
        self._loss = loss

    def receive(self, batch: Batch) -> None:
        if self._random.random() >= self._loss:
            self.held |= {entry.seq for entry in batch.entries}

    def ack(self, journal: MemoryJournal) -> Ack | None:
        through = 0
        while through + 1 in self.held:
            through += 1
        missing, at = [], through
        for seq in sorted(number for number in self.held if number > through):
            if seq > at + 1:
                missing.append((at + 1, seq - 1))
            at = seq
        return None if self._random.random() < self._loss else ack(journal, through, *missing[:64], seen=at)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), loss=st.sampled_from([0.0, 0.1, 0.5]), backlog=st.integers(0, 1500))
def test_whatever_is_lost_every_entry_arrives_in_the_end(seed: int, loss: float, backlog: int) -> None:
    random = Random(seed)  # noqa: S311 - chance for a test, not for a key
    journal = MemoryJournal()
    journal.write(*random.choices(list(EntryClass), k=backlog))
    outbox = outbox_of(journal, random.random)
    keeper = LossyKeeper(random, loss)
    now, live, sent = 0.0, 40, Counter[int]()
    while outbox.acked_through < journal.head() or live:
        now += random.uniform(0.1, 5.0)
        if live and random.random() < 0.5:
            journal.write(random.choice(list(EntryClass)))
            live -= 1
        if random.random() < loss / 10:
            outbox.begin(outbox.acked_through, now)
        outbox.turn_back(now)
        for batch in drain(outbox, now):
            assert len({entry.seq for entry in batch.entries}) == len(batch.entries) <= 50
            sent.update(numbers([batch]))
            keeper.receive(batch)
        assert outbox.messages_in_flight <= WINDOW_MESSAGES + LIVE_MESSAGES_MOST
        answer = keeper.ack(journal)
        if answer is not None and not outbox.is_beyond(answer):
            outbox.acknowledged(answer, now)
        assert now < 100_000
    assert keeper.held == set(range(1, journal.head() + 1))
    assert loss > 0 or set(sent.values()) <= {1}
