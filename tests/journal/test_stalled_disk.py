"""A disk that does not answer is noticed whether somebody waits for a commit or nobody does."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from journal_bench import HandClock, WriterBench, a_content

from device.checkpoint.events import Event, PartFailed, PartRecovered
from device.journal.retention import Retention
from device.journal.stall_watch import StallWatch
from device.journal.store import Store
from device.journal.writer import BEAT_SECONDS, JournalWriter
from device.simulation.emulated_disk import EmulatedDisk
from device.vocabulary import Part

STALL_SECONDS = 10.0
STALLED = PartFailed(part=Part.JOURNAL, detail="stalled")
RECOVERED = PartRecovered(part=Part.JOURNAL)


class Watched(WriterBench):
    """A writer whose disk is looked at every second."""

    def live(self, seconds: int) -> list[Event]:
        """Let so many seconds go by; give what was told of the journal itself."""
        before = len(self.posted)
        for _ in range(seconds):
            self.pass_seconds(1)
            self.watch.look(self.clock.now)
        return [event for event in self.posted[before:] if isinstance(event, PartFailed | PartRecovered)]

    def __post_init__(self) -> None:
        super().__post_init__()
        self.watch = StallWatch(writer=self.writer, post=self.posted.append, stall_seconds=STALL_SECONDS)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    made.settle()
    yield made
    made.close()


def test_with_nobody_there_the_disk_is_asked_once_a_minute(bench: Watched) -> None:
    commits = bench.disk.commits
    assert bench.live(int(BEAT_SECONDS) - 1) == []
    assert bench.disk.commits == commits
    bench.live(1)
    asked = bench.disk.commits - commits
    assert asked > 0
    bench.live(2 * int(BEAT_SECONDS))
    assert bench.disk.commits - commits == 3 * asked


def test_a_disk_that_has_just_taken_a_commit_is_not_asked(bench: Watched) -> None:
    bench.live(50)
    bench.submit(1, "{}")
    bench.live(1)
    commits = bench.disk.commits
    bench.live(int(BEAT_SECONDS) - 2)
    assert bench.disk.commits == commits


def test_what_the_disk_is_asked_leaves_no_entry(bench: Watched) -> None:
    head = bench.store.head
    bench.live(3 * int(BEAT_SECONDS))
    assert bench.store.head == head
    assert bench.store.verify().fault is None


def test_a_disk_that_stalls_with_nobody_there_is_told_of_once_and_once_that_it_answers_again(
    bench: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    bench.disk.slow_seconds = 30.0
    assert bench.live(int(BEAT_SECONDS + STALL_SECONDS)) == []
    assert bench.live(1) == [STALLED]
    assert bench.live(18) == []
    bench.disk.slow_seconds = 0.0
    assert bench.live(2) == [RECOVERED]
    assert bench.live(200) == []
    assert caplog.messages == ["the journal's disk has not answered for 10 s", "the journal's disk answers again"]


def test_a_commit_that_somebody_waits_for_is_watched_too(bench: Watched) -> None:
    bench.disk.slow_seconds = 12.0
    bench.submit(1, "{}")
    bench.settle()
    assert bench.live(10) == []
    assert bench.live(1) == [STALLED]
    assert bench.live(2) == [RECOVERED]


def test_many_commits_one_after_the_other_are_no_stall(bench: Watched) -> None:
    bench.disk.slow_seconds = 4.0
    for ticket in range(10):
        bench.submit(ticket, "{}")
        assert bench.live(5) == []


def test_a_stall_that_ends_with_an_error_is_no_recovery(bench: Watched) -> None:
    bench.disk.slow_seconds = 12.0
    bench.disk.failing = True
    bench.submit(1, "{}")
    bench.settle()
    assert bench.live(20) == [STALLED, PartFailed(part=Part.JOURNAL, detail="io")]
    bench.disk.slow_seconds, bench.disk.failing = 0.0, False
    assert bench.live(40) == [RECOVERED]


def test_a_disk_that_refuses_the_small_commit_has_failed(bench: Watched) -> None:
    bench.disk.full = True
    assert bench.live(int(BEAT_SECONDS)) == [PartFailed(part=Part.JOURNAL, detail="full")]


def test_a_commit_that_does_not_return_is_seen_from_another_thread(tmp_path: Path) -> None:
    inside, let_go = threading.Event(), threading.Event()
    clock, posted = HandClock(), list[Event]()
    hangs = False

    def before_commit() -> None:
        if hangs:
            inside.set()
            assert let_go.wait(5)

    store = Store(tmp_path / "journal.db", key=bytes(32), device="gate-1", clock=clock, before_commit=before_commit)
    writer = JournalWriter(
        store=store,
        disk=EmulatedDisk(),
        clock=clock,
        post=posted.append,
        wake=lambda: None,
        retention=Retention(),
    )
    watch = StallWatch(writer=writer, post=posted.append, stall_seconds=STALL_SECONDS)
    writer.step(clock.now)
    posted.clear()
    hangs = True
    writer.submit(1, (a_content(),), "{}")
    thread = threading.Thread(target=writer.step, args=(clock.now,))
    thread.start()
    assert inside.wait(5)
    watch.look(clock.now + STALL_SECONDS)
    assert posted == []
    watch.look(clock.now + STALL_SECONDS + 1)
    assert posted == [STALLED]
    let_go.set()
    thread.join(5)
    watch.look(clock.now + STALL_SECONDS + 2)
    assert posted[-1] == RECOVERED
    writer.close()
