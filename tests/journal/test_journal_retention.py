"""Entries go by age alone, the chain keeps its anchor, and what was never acknowledged is not lost in silence."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from journal_bench import BEGAN, KEY, WriterBench, a_content, opened

from device.journal.chain import ChainPoint
from device.journal.reader import JournalReader
from device.journal.retention import OldEntry, Retention, expired
from device.journal.upkeep import RETENTION_BATCH_ENTRIES
from device.vocabulary import ClockQuality, EntryClass

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[WriterBench]:
    made = WriterBench(tmp_path)
    made.settle()
    yield made
    made.close()


def write(bench: WriterBench, count: int) -> None:
    contents = tuple(a_content(f'{{"n":{n}}}', at=bench.clock.wall()) for n in range(count))
    bench.writer.submit(1, contents, "{}")
    bench.settle()


def acknowledge_all(bench: WriterBench) -> None:
    assert bench.writer.acknowledge(bench.store.head.seq, bench.store.head.hash)


def kept(bench: WriterBench) -> list[int]:
    return [entry.seq for entry in bench.store.read(0, 10000)]


def alerts(bench: WriterBench) -> list[object]:
    found = [entry for entry in bench.store.read(0, 10000) if entry.header.entry_class is EntryClass.ALERT]
    return [json.loads(entry.body or "") for entry in found]


def pass_time(bench: WriterBench, span: timedelta) -> None:
    bench.pass_seconds(span.total_seconds())


def test_an_acknowledged_entry_is_deleted_after_72_hours_and_not_before(bench: WriterBench) -> None:
    write(bench, 3)
    acknowledge_all(bench)
    head = bench.store.head
    pass_time(bench, 72 * HOUR)
    assert kept(bench) == [1, 2, 3, 4]
    pass_time(bench, HOUR)
    assert kept(bench) == []
    assert alerts(bench) == []
    assert bench.store.anchor == head


def test_an_entry_nobody_acknowledged_is_kept_for_the_whole_retention(bench: WriterBench) -> None:
    write(bench, 3)
    pass_time(bench, 14 * DAY)
    assert kept(bench) == [1, 2, 3, 4]
    assert alerts(bench) == []


def test_deleting_what_nobody_acknowledged_is_alerted_in_the_same_commit(bench: WriterBench) -> None:
    write(bench, 3)
    commits = bench.disk.commits
    bench.written = 0
    pass_time(bench, 14 * DAY + HOUR)
    assert kept(bench) == [5]
    assert alerts(bench) == [
        {
            "kind": "retention_gap",
            "severity": "critical",
            "state": "raised",
            "raised_by": "device",
            "details": {"first": 1, "last": 4, "entries": 4},
        }
    ]
    assert bench.disk.commits == commits + 1 + 2  # two are the heartbeat's, after hours without a commit
    assert bench.written == 1
    assert bench.store.cursor.through == 4


def test_only_what_was_not_acknowledged_is_called_lost(bench: WriterBench) -> None:
    write(bench, 1)
    acknowledge_all(bench)
    write(bench, 2)
    pass_time(bench, 14 * DAY + HOUR)
    details = [alert["details"] for alert in alerts(bench) if isinstance(alert, dict)]
    assert details == [{"first": 3, "last": 4, "entries": 2}]


def test_the_chain_goes_on_from_the_anchor_after_a_restart(bench: WriterBench) -> None:
    write(bench, 3)
    acknowledge_all(bench)
    pass_time(bench, 73 * HOUR)
    bench.close()
    bench.open()
    assert (bench.store.head.seq, bench.store.cursor.through) == (4, 4)
    write(bench, 2)
    proof = bench.store.verify()
    assert (proof.fault, proof.after.seq, proof.head.seq, proof.entries) == (None, 4, 6, 2)
    assert bench.store.read(0, 1)[0].header.previous_hash == proof.after.hash
    reader = JournalReader(bench.folder / "journal.db", key=KEY, beside_writer=True)
    assert reader.prove() == proof
    reader.close()


def test_without_a_clock_nothing_is_deleted(bench: WriterBench) -> None:
    write(bench, 3)
    bench.clock.is_known = ClockQuality.UNSET
    pass_time(bench, 40 * DAY)
    assert len(kept(bench)) == 4
    bench.clock.is_known = ClockQuality.HOLDOVER
    pass_time(bench, HOUR)
    assert kept(bench) == [5]


def test_a_long_absence_is_caught_up_in_batches_between_which_commits_pass(bench: WriterBench) -> None:
    write(bench, RETENTION_BATCH_ENTRIES + 500)
    acknowledge_all(bench)
    bench.clock.pass_time(73 * HOUR)
    bench.step()
    bench.submit(2, "{}")
    bench.settle()
    assert kept(bench)[0] == RETENTION_BATCH_ENTRIES + 1
    pass_time(bench, timedelta(seconds=10))
    assert kept(bench) == [RETENTION_BATCH_ENTRIES + 502]


def test_a_full_disk_does_not_delete_and_tries_again(bench: WriterBench) -> None:
    write(bench, 3)
    acknowledge_all(bench)
    bench.settle()
    bench.disk.full = True
    pass_time(bench, 73 * HOUR)
    assert len(kept(bench)) == 4
    bench.disk.full = False
    pass_time(bench, 2 * HOUR)
    assert kept(bench) == []


def test_the_memory_survives_when_every_entry_is_gone(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.append([a_content()], '{"locked":true}')
        store.delete_through(store.head)
    with opened(tmp_path) as store:
        assert store.memory_json() == '{"locked":true}'
        assert store.append([a_content()], None) == (3,)


def an_old(seq: int, hours: float) -> OldEntry:
    return OldEntry(point=ChainPoint(seq=seq, hash=f"{seq:064x}"), at=BEGAN - timedelta(hours=hours))


def test_a_younger_entry_holds_back_the_older_ones_behind_it() -> None:
    found = expired([an_old(1, 100), an_old(2, 1), an_old(3, 100)], acked_through=3, wall=BEGAN, retention=Retention())
    assert found is not None
    assert (found.through.seq, found.first_lost) == (1, None)


@pytest.mark.parametrize(
    ("acked", "unacked", "is_allowed"),
    [
        (72 * HOUR, 14 * DAY, True),
        (72 * HOUR, 21 * DAY, True),
        (21 * DAY, 21 * DAY, True),
        (72 * HOUR, 21 * DAY + HOUR, False),
        (15 * DAY, 14 * DAY, False),
        (timedelta(), 14 * DAY, False),
    ],
)
def test_nothing_is_kept_longer_than_21_days(acked: timedelta, unacked: timedelta, is_allowed: bool) -> None:
    if is_allowed:
        assert Retention(acked=acked, unacked=unacked).unacked == unacked
        return
    with pytest.raises(ValueError, match="21 days"):
        Retention(acked=acked, unacked=unacked)


def test_a_clock_that_leaps_a_year_ahead_deletes_nothing_until_it_is_believed(bench: WriterBench) -> None:
    write(bench, 3)
    bench.leaps = True
    pass_time(bench, 365 * DAY)
    assert kept(bench) == [1, 2, 3, 4]
    bench.leaps = False
    pass_time(bench, HOUR)
    assert 1 not in kept(bench)


def an_old_entry(seq: int, at: datetime) -> OldEntry:
    return OldEntry(point=ChainPoint(seq=seq, hash=f"{seq:064x}"), at=at)


def test_entries_written_while_the_clock_was_a_year_ahead_are_as_old_as_what_came_after_them() -> None:
    later = BEGAN + 365 * DAY
    oldest = [an_old_entry(1, BEGAN), an_old_entry(2, later), an_old_entry(3, later), an_old_entry(4, BEGAN + HOUR)]
    found = expired(oldest, acked_through=4, wall=BEGAN + 72 * HOUR, retention=Retention())
    assert found is None
    found = expired(oldest, acked_through=4, wall=BEGAN + 73 * HOUR, retention=Retention())
    assert found is not None
    assert found.through.seq == 1
    found = expired(oldest, acked_through=4, wall=BEGAN + 74 * HOUR, retention=Retention())
    assert found is not None
    assert found.through.seq == 4


def test_an_entry_from_the_future_with_nothing_after_it_is_kept() -> None:
    oldest = [an_old_entry(1, BEGAN), an_old_entry(2, BEGAN + 365 * DAY)]
    found = expired(oldest, acked_through=2, wall=BEGAN + 30 * DAY, retention=Retention())
    assert found is not None
    assert found.through.seq == 1
