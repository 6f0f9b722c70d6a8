"""A ring of the last 24 hours, written by a thread of its own, readable as far as it goes."""

import hashlib
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from journal_bench import HandClock

from device.checkpoint.actions import Action, CloseBarrier, Commit, Show
from device.checkpoint.events import Event, PersonStepped, PresenceBegan, PresenceLost
from device.checkpoint.memory import Memory
from device.checkpoint.policy import Policy
from device.checkpoint.records import Service
from device.journal.action_digest import digest_actions
from device.journal.recorder import CoreState, EventRecorder
from device.journal.recording import Recording, read_recording
from device.vocabulary import ClockQuality, Signal


class RecorderBench:
    """A recorder whose core state is a number that grows with every event."""

    def __init__(self, folder: Path, ring_bytes_most: int = 64 << 20) -> None:
        self.folder = folder
        self.clock = HandClock()
        self.state = 0
        self.leaps = False
        self.ring_bytes_most = ring_bytes_most
        self.open()

    def open(self) -> None:
        self.recorder = EventRecorder(
            self.folder,
            clock=self.clock,
            version="0.1.0",
            session="00112233445566778899aabbccddeeff",
            core_state=lambda: CoreState(policy=Policy(fever_celsius=37.5), state=str(self.state)),
            ring_bytes_most=self.ring_bytes_most,
            clock_leaps=lambda: self.leaps,
        )
        self.recorder.begin(self.clock.now)

    def happen(self, event: Event, *actions: Action) -> None:
        self.state += 1
        self.recorder.keep(event, self.clock.now, actions)

    def write(self) -> None:
        self.recorder.step(self.clock.now)

    def pass_time(self, span: timedelta) -> None:
        self.clock.pass_time(span)

    def files(self) -> list[Path]:
        return sorted(self.folder.iterdir())

    def recordings(self) -> list[Recording]:
        return [read_recording(path) for path in self.files()]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[RecorderBench]:
    made = RecorderBench(tmp_path)
    yield made
    made.recorder.close()


def test_events_come_back_with_their_time_and_the_digest_of_their_actions(bench: RecorderBench) -> None:
    show = Show(signal=Signal.PASS)
    bench.happen(PresenceBegan(distance_mm=480), show)
    bench.clock.now += 0.1
    bench.happen(PresenceLost(), CloseBarrier(), show)
    bench.write()
    (recording,) = bench.recordings()
    assert [(step.now, step.event) for step in recording.steps] == [
        (100.0, PresenceBegan(distance_mm=480)),
        (100.1, PresenceLost()),
    ]
    assert [step.actions for step in recording.steps] == [
        digest_actions([show]),
        digest_actions([CloseBarrier(), show]),
    ]
    assert (recording.lost, recording.is_torn) == (0, False)


def test_a_segment_begins_with_how_everything_stood_before_its_first_event(bench: RecorderBench) -> None:
    bench.happen(PresenceLost())
    bench.write()
    (recording,) = bench.recordings()
    head = recording.head
    assert (head.version, head.session, head.state) == ("0.1.0", "00112233445566778899aabbccddeeff", "0")
    assert (head.at, head.clock, head.now) == ("2026-11-22T08:15:03.412Z", ClockQuality.SYNCHRONISED, 100.0)
    assert head.policy == Policy(fever_celsius=37.5)


def test_each_hour_has_a_segment_that_begins_with_the_state_then(bench: RecorderBench) -> None:
    for _ in range(3):
        bench.happen(PresenceLost())
        bench.pass_time(timedelta(minutes=61))
    bench.happen(PresenceBegan())
    bench.write()
    # The event that notices the hour still belongs to the segment it ends.
    assert [(recording.head.state, len(recording.steps)) for recording in bench.recordings()] == [
        ("0", 2),
        ("2", 1),
        ("3", 1),
        ("4", 0),
    ]


def test_after_24_hours_a_segment_is_deleted(bench: RecorderBench) -> None:
    for _ in range(60):
        bench.happen(PresenceLost())
        bench.write()
        bench.pass_time(timedelta(hours=1))
    covered = [bench.clock.wall() - datetime.fromisoformat(recording.head.at) for recording in bench.recordings()]
    assert timedelta(hours=24) <= max(covered) <= timedelta(hours=26)


def test_without_a_clock_no_age_is_told_but_the_size_is_bounded(tmp_path: Path) -> None:
    bench = RecorderBench(tmp_path, ring_bytes_most=40_000)
    bench.clock.is_known = ClockQuality.UNSET
    for number in range(3000):
        bench.happen(PersonStepped(distance_mm=number))
        bench.clock.now += 0.5
        bench.write()
    bench.recorder.close()
    assert 20_000 < sum(path.stat().st_size for path in bench.files()) < 50_000
    newest = [step.event for recording in bench.recordings() for step in recording.steps][-1]
    assert newest == PersonStepped(distance_mm=2999)


def test_a_restart_begins_a_segment_and_keeps_the_old_ones(bench: RecorderBench) -> None:
    bench.happen(PresenceBegan())
    bench.recorder.close()
    bench.open()
    bench.happen(PresenceLost())
    bench.write()
    assert [recording.steps[0].event for recording in bench.recordings()] == [PresenceBegan(), PresenceLost()]


def test_what_a_full_queue_loses_is_counted_and_a_new_segment_begins(bench: RecorderBench) -> None:
    for number in range(5000):
        bench.happen(PersonStepped(distance_mm=number))
    bench.write()
    bench.happen(PresenceLost())
    bench.happen(PresenceBegan())
    bench.write()
    first, second = bench.recordings()
    assert len(first.steps) + first.lost == 5001
    assert first.lost > 0
    assert (second.head.state, [step.event for step in second.steps]) == ("5001", [PresenceBegan()])


def test_a_folder_that_cannot_be_written_costs_the_recording_and_never_the_gate(tmp_path: Path) -> None:
    folder = tmp_path / "ring"
    folder.write_bytes(b"")
    bench = RecorderBench(folder)
    bench.happen(PresenceBegan())
    bench.write()
    folder.unlink()
    bench.happen(PresenceBegan())
    bench.write()
    assert not folder.exists(), "not tried without end"
    bench.pass_time(timedelta(minutes=1))
    bench.happen(PresenceLost())
    bench.happen(PresenceBegan())
    bench.write()
    (recording,) = bench.recordings()
    assert [step.event for step in recording.steps] == [PresenceBegan()]
    assert recording.head.state == "3"
    bench.recorder.close()


def test_a_file_cut_off_by_a_crash_is_read_as_far_as_it_goes(bench: RecorderBench) -> None:
    for number in range(5):
        bench.happen(PersonStepped(distance_mm=number))
    bench.write()
    (path,) = bench.files()
    content = path.read_bytes()
    lines = content.splitlines(keepends=True)
    for length in range(len(lines[0]), len(content)):
        for filler in (b"", bytes(100)):
            path.write_bytes(content[:length] + filler)
            recording = read_recording(path)
            whole = content[:length].count(b"\n") - 1
            assert [step.event for step in recording.steps] == [PersonStepped(distance_mm=n) for n in range(whole)]
            assert recording.is_torn == (content[:length][-1:] != b"\n")


def test_recordings_are_for_their_owner_alone(bench: RecorderBench) -> None:
    bench.write()
    (path,) = bench.files()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_clock_that_leaps_a_year_ahead_costs_no_recording_of_today(bench: RecorderBench) -> None:
    bench.write()
    (today,) = bench.files()
    bench.leaps = True
    bench.clock.pass_time(timedelta(days=365))
    bench.recorder.begin(bench.clock.now)
    bench.happen(PresenceLost())
    bench.write()
    assert today in bench.files()
    assert len(bench.files()) > 1


def test_files_of_others_are_left_alone(bench: RecorderBench) -> None:
    for name in ("notes.txt", "events-1.jsonl", "events-000001-99999999T999999Z.jsonl"):
        (bench.folder / name).write_text("mine")
    bench.pass_time(timedelta(days=3))
    bench.happen(PresenceLost())
    bench.write()
    assert (bench.folder / "events-000001-99999999T999999Z.jsonl").read_text() == "mine"
    assert (bench.folder / "notes.txt").exists()


def test_the_digest_tells_order_kind_and_every_member_apart() -> None:
    def commit(what: str, memory: Memory) -> Commit:
        return Commit(ticket=1, records=(Service(what=what),), memory=memory)

    answers: list[list[Action]] = [
        [],
        [CloseBarrier()],
        [CloseBarrier(), CloseBarrier()],
        [Show(signal=Signal.PASS)],
        [Show(signal=Signal.WAIT)],
        [Show(signal=Signal.PASS), CloseBarrier()],
        [CloseBarrier(), Show(signal=Signal.PASS)],
        [commit("locked", Memory())],
        [commit("unlocked", Memory())],
        [commit("locked", Memory(locked=True))],
    ]
    digests = [digest_actions(actions) for actions in answers]
    assert len(set(digests)) == len(answers)
    assert digests == [digest_actions(actions) for actions in answers]


def test_the_digest_is_sha256_over_names_and_members_as_json() -> None:
    expected = hashlib.sha256(b'[["Show","pass"],["CloseBarrier"]]').hexdigest()[:16]
    assert digest_actions([Show(signal=Signal.PASS), CloseBarrier()]) == expected
