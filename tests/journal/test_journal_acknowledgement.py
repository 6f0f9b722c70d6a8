"""The cursor of what the system of record holds, and what happens where it holds something else."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from journal_bench import KEY, WriterBench

from device.journal.entry import ZERO_HASH
from device.journal.reader import JournalReader
from device.vocabulary import EntryClass


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[WriterBench]:
    made = WriterBench(tmp_path)
    made.submit(1, *(f'{{"n":{n}}}' for n in range(2, 12)))
    made.settle()
    made.posted.clear()
    made.written = 0
    yield made
    made.close()


def hash_of(bench: WriterBench, seq: int) -> str:
    return bench.store.read(seq - 1, 1)[0].hash


def saved_cursor(bench: WriterBench) -> int:
    reader = JournalReader(bench.folder / "journal.db", key=KEY, beside_writer=True)
    try:
        return reader.state().acked_through
    finally:
        reader.close()


def test_the_cursor_moves_and_never_back(bench: WriterBench) -> None:
    assert bench.writer.acknowledge(7, hash_of(bench, 7))
    assert bench.writer.acknowledge(4, hash_of(bench, 4))
    assert bench.store.cursor.through == 7


def test_nothing_acknowledged_is_acknowledged_with_zeros(bench: WriterBench) -> None:
    assert bench.writer.acknowledge(0, ZERO_HASH)
    assert bench.store.cursor.through == 0


def test_the_cursor_is_written_at_most_once_a_second(bench: WriterBench) -> None:
    bench.writer.acknowledge(3, hash_of(bench, 3))
    bench.settle()
    assert saved_cursor(bench) == 3
    commits = bench.disk.commits
    for seq in (4, 5, 6, 7):
        bench.writer.acknowledge(seq, hash_of(bench, seq))
        bench.settle()
    assert (bench.disk.commits, saved_cursor(bench)) == (commits, 3)
    bench.pass_seconds(1)
    assert (bench.disk.commits, saved_cursor(bench)) == (commits + 1, 7)


def test_the_cursor_goes_with_the_next_commit_for_nothing(bench: WriterBench) -> None:
    bench.writer.acknowledge(3, hash_of(bench, 3))
    bench.settle()
    commits = bench.disk.commits
    bench.writer.acknowledge(8, hash_of(bench, 8))
    bench.submit(2, "{}")
    bench.settle()
    assert (bench.disk.commits, saved_cursor(bench)) == (commits + 1, 8)


def test_the_cursor_is_there_after_a_restart(bench: WriterBench) -> None:
    bench.writer.acknowledge(9, hash_of(bench, 9))
    bench.close()
    bench.open()
    assert bench.store.cursor.through == 9


@pytest.mark.parametrize("through", [1, 5, 11])
def test_another_hash_is_a_fork_and_is_alerted_once(bench: WriterBench, through: int) -> None:
    assert not bench.writer.acknowledge(through, "ab" * 32)
    assert not bench.writer.acknowledge(through, "ab" * 32)
    bench.settle()
    bench.pass_seconds(5)
    alerts = bench.store.read(11, 10)
    assert [entry.header.entry_class for entry in alerts] == [EntryClass.ALERT]
    assert json.loads(alerts[0].body or "") == {
        "kind": "journal_fork",
        "severity": "critical",
        "state": "raised",
        "raised_by": "device",
        "details": {"through": through, "acknowledged_hash": "ab" * 32},
    }
    assert bench.store.cursor.through == 0
    assert bench.written == 1


def test_an_acknowledgement_of_what_was_never_written_is_a_fork(bench: WriterBench) -> None:
    assert not bench.writer.acknowledge(12, ZERO_HASH)
    bench.settle()
    assert bench.store.head.seq == 12


def test_a_wrong_hash_below_the_cursor_is_a_fork_too(bench: WriterBench) -> None:
    assert bench.writer.acknowledge(9, hash_of(bench, 9))
    assert not bench.writer.acknowledge(5, "ab" * 32)
    assert bench.store.cursor.through == 9


def test_what_is_deleted_is_judged_by_the_anchor(bench: WriterBench) -> None:
    old = {seq: hash_of(bench, seq) for seq in (3, 6)}
    bench.store.delete_through(bench.store.oldest(6)[-1].point)
    assert bench.writer.acknowledge(6, old[6])
    assert not bench.writer.acknowledge(6, old[3])
    assert bench.writer.acknowledge(3, old[3])
