"""How commits are taken, answered, refused and taken again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from journal_bench import WriterBench

from device.checkpoint.events import (
    Durable,
    PartFailed,
    PartRecovered,
    StorageLow,
    StorageRecovered,
    WriteFailed,
)
from device.errors import JournalBroken, JournalError, JournalFull, JournalKeyWrong
from device.journal.absent_journal import AbsentJournal
from device.journal.sqlite_file import open_for_writing
from device.journal.store import Store
from device.journal.writer import PROBE_SECONDS_MOST, STORAGE_LOW_BYTES
from device.vocabulary import Part

FAILED_FULL = PartFailed(part=Part.JOURNAL, detail="full")
FAILED_IO = PartFailed(part=Part.JOURNAL, detail="io")
RECOVERED = PartRecovered(part=Part.JOURNAL)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[WriterBench]:
    made = WriterBench(tmp_path)
    yield made
    made.close()


def bodies(bench: WriterBench) -> list[str | None]:
    return [entry.body for entry in bench.store.read(1, 1000)]


def test_a_commit_is_answered_only_after_its_entries_are_on_the_disk(bench: WriterBench) -> None:
    bench.submit(7, '{"n":1}', '{"n":2}')
    assert bench.posted == []
    bench.settle()
    assert bench.posted == [Durable(ticket=7, seqs=(2, 3))]
    assert bodies(bench) == ['{"n":1}', '{"n":2}']
    assert bench.store.memory_json() == '{"ticket":7}'


def test_asking_wakes_the_writer_and_a_commit_wakes_the_outbox(bench: WriterBench) -> None:
    bench.settle()
    bench.submit(1, "{}")
    assert (bench.woken, bench.written) == (1, 0)
    bench.settle()
    assert bench.written == 1


def test_a_commit_of_the_memory_alone_is_answered_without_numbers(bench: WriterBench) -> None:
    bench.submit(1, memory={"locked": True})
    bench.settle()
    assert bench.posted == [Durable(ticket=1, seqs=())]
    assert json.loads(bench.store.memory_json() or "") == {"locked": True}


def test_commits_that_wait_together_share_a_transaction_and_keep_their_answers(bench: WriterBench) -> None:
    commits = bench.disk.commits
    bench.submit(1, '{"n":1}')
    bench.submit(2)
    bench.submit(3, '{"n":2}', '{"n":3}')
    bench.step()
    assert bench.disk.commits == commits + 1
    assert bench.posted == [
        Durable(ticket=1, seqs=(2,)),
        Durable(ticket=2, seqs=()),
        Durable(ticket=3, seqs=(3, 4)),
    ]
    assert bench.store.memory_json() == '{"ticket":3}'


def test_a_full_queue_refuses_at_once_and_loses_nothing_it_took(tmp_path: Path) -> None:
    bench = WriterBench(tmp_path, queue_most=2)
    for ticket in (1, 2, 3):
        bench.submit(ticket, f'{{"n":{ticket}}}')
    assert bench.posted == [WriteFailed(ticket=3)]
    bench.settle()
    assert bodies(bench) == ['{"n":1}', '{"n":2}']
    bench.close()


def test_a_full_disk_fails_the_commit_and_the_part_once(bench: WriterBench) -> None:
    bench.settle()
    bench.disk.full = True
    bench.submit(1, "{}")
    bench.settle()
    bench.submit(2, "{}")
    bench.settle()
    assert bench.posted == [WriteFailed(ticket=1), FAILED_FULL, WriteFailed(ticket=2)]


def test_a_disk_that_takes_entries_again_is_found_without_a_commit(bench: WriterBench) -> None:
    bench.settle()
    bench.disk.failing = True
    bench.submit(1, '{"n":1}')
    bench.settle()
    assert bench.posted == [WriteFailed(ticket=1), FAILED_IO]
    bench.pass_seconds(5)
    assert bench.posted[2:] == []
    bench.disk.failing = False
    bench.pass_seconds(PROBE_SECONDS_MOST)
    assert bench.posted[2:] == [RECOVERED]
    bench.submit(2, '{"n":2}')
    bench.settle()
    assert bench.posted[3:] == [Durable(ticket=2, seqs=(2,))]
    assert bodies(bench) == ['{"n":2}']


def test_a_commit_that_succeeds_is_a_recovery_too(bench: WriterBench) -> None:
    bench.settle()
    bench.disk.full = True
    bench.submit(1, "{}")
    bench.settle()
    bench.disk.full = False
    bench.submit(2, "{}")
    bench.step()
    assert bench.posted[2:] == [Durable(ticket=2, seqs=(2,)), RECOVERED]


def test_a_failing_disk_is_tried_ever_more_rarely_and_never_given_up(bench: WriterBench) -> None:
    bench.settle()
    bench.disk.failing = True
    bench.submit(1, "{}")
    bench.settle()
    pauses = []
    for _ in range(9):
        pauses.append(bench.due - bench.clock.now)
        bench.pass_seconds(bench.due - bench.clock.now)
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30, 30]


def test_where_a_group_does_not_fit_each_commit_is_tried_alone(bench: WriterBench) -> None:
    bench.settle()
    bench.submit(1, '{"n":1}')
    bench.submit(2, '{"n":2}', '{"n":3}')
    bench.submit(3, '{"n":4}')
    bench.disk.refuse_next = 2  # the group, and then the first alone
    bench.settle()
    assert bench.posted == [
        WriteFailed(ticket=1),
        FAILED_FULL,
        Durable(ticket=2, seqs=(2, 3)),
        RECOVERED,
        Durable(ticket=3, seqs=(4,)),
    ]
    assert bench.store.memory_json() == '{"ticket":3}'


def test_a_slow_disk_delays_the_answer_and_blocks_nobody(bench: WriterBench) -> None:
    bench.settle()
    bench.disk.slow_seconds = 2.0
    bench.submit(1, '{"n":1}')
    assert bench.step() == bench.clock.now + 2.0
    bench.submit(2, '{"n":2}')
    bench.clock.now += 1.9
    assert bench.step() == pytest.approx(bench.clock.now + 0.1)
    assert bench.posted == []
    bench.disk.slow_seconds = 0.0
    bench.clock.now += 0.1
    bench.settle()
    assert bench.posted == [Durable(ticket=1, seqs=(2,)), Durable(ticket=2, seqs=(3,))]


def test_a_power_cut_loses_what_was_not_answered_and_nothing_else(bench: WriterBench) -> None:
    bench.submit(1, '{"n":1}')
    bench.settle()
    bench.disk.slow_seconds = 2.0
    bench.submit(2, '{"n":2}')
    bench.step()
    bench.disk.has_power = False
    bench.close()
    assert [event for event in bench.posted if isinstance(event, Durable)] == [Durable(ticket=1, seqs=(2,))]
    bench.disk.has_power, bench.disk.slow_seconds = True, 0.0
    bench.open()
    assert bodies(bench) == ['{"n":1}']
    assert bench.store.memory_json() == '{"ticket":1}'


def test_ending_commits_what_still_waits(tmp_path: Path) -> None:
    bench = WriterBench(tmp_path)
    bench.submit(1, '{"n":1}')
    bench.close()
    assert bench.posted == [Durable(ticket=1, seqs=(2,))]
    bench.open()
    assert bodies(bench) == ['{"n":1}']
    bench.close()


def test_little_room_is_told_once_and_enough_room_once(bench: WriterBench) -> None:
    bench.settle()
    for room, told in (
        (STORAGE_LOW_BYTES, []),
        (STORAGE_LOW_BYTES - 1, [StorageLow()]),
        (STORAGE_LOW_BYTES - 2, []),
        (STORAGE_LOW_BYTES * 5 // 4, []),
        (STORAGE_LOW_BYTES * 5 // 4 + 1, [StorageRecovered()]),
        (STORAGE_LOW_BYTES * 9, []),
    ):
        bench.posted.clear()
        bench.disk.room_bytes = room
        bench.pass_seconds(60)
        assert bench.posted == told, room


def test_a_damaged_journal_stays_failed_until_the_gate_starts_anew(bench: WriterBench) -> None:
    bench.settle()
    intruder = open_for_writing(bench.folder / "journal.db")
    intruder.execute("INSERT INTO entry VALUES (2, x'00', x'00')")
    intruder.close()
    bench.submit(1, "{}")
    bench.settle()
    assert bench.posted == [WriteFailed(ticket=1), PartFailed(part=Part.JOURNAL, detail="broken")]
    bench.pass_seconds(3600)
    bench.submit(2, memory={"locked": True})
    bench.settle()
    assert bench.posted[2:] == [Durable(ticket=2, seqs=())]


def test_an_idle_writer_sleeps(bench: WriterBench) -> None:
    bench.settle()
    assert bench.due - bench.clock.now >= 59.0


def test_the_log_is_emptied_after_many_commits_when_nobody_waits(bench: WriterBench) -> None:
    log = bench.folder / "journal.db-wal"
    for ticket in range(201):
        bench.submit(ticket, "{}")
        bench.settle()
    assert bench.due == bench.clock.now + 1.0
    file_bytes = (bench.folder / "journal.db").stat().st_size
    bench.pass_seconds(1)
    assert (bench.folder / "journal.db").stat().st_size > file_bytes
    log_bytes = log.stat().st_size
    bench.submit(999, "{}")
    bench.settle()
    assert log.stat().st_size == log_bytes  # written over from its beginning


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (JournalFull("no room"), "full"),
        (JournalBroken("damaged"), "broken"),
        (JournalKeyWrong("another key"), "key"),
        (JournalError("input/output"), "io"),
    ],
)
def test_without_a_journal_every_commit_fails_and_the_part_is_told_once(error: JournalError, detail: str) -> None:
    posted: list[object] = []

    def open_store() -> Store:
        raise error

    absent = AbsentJournal(error=error, open_store=open_store, post=posted.append, wake=lambda: None)
    absent.step(0.0)
    absent.submit(3, (), "{}")
    absent.step(10.0)
    absent.step(100.0)
    absent.close()
    assert posted == [PartFailed(part=Part.JOURNAL, detail=detail), WriteFailed(ticket=3)]
    assert absent.read(0, 10) == ()
