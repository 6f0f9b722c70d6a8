"""One person's visit, from standing there to having passed."""

import pytest
from core_driver import Lane, a_code

from device.checkpoint import events as e
from device.checkpoint.actions import CloseBarrier, Rescan
from device.vocabulary import AlertKind, MovementCause, Outcome, Part, Reason, Signal, State


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


def test_a_healthy_person_passes(lane: Lane) -> None:
    assert (lane.state, lane.signal) == (State.IDLE, Signal.READY)
    lane.tell(e.PresenceBegan())
    assert (lane.state, lane.signal) == (State.SCREENING, Signal.HOLD_STILL)
    lane.read(36.5)
    assert lane.signal is Signal.SHOW_CODE
    lane.show_code("zhang")
    assert (lane.state, lane.signal, lane.barrier) == (State.ADMITTING, Signal.PASS, "open")
    lane.tell(e.PresenceLost(), e.Passed())
    assert (lane.state, lane.barrier) == (State.IDLE, "closed")
    assert lane.outcomes() == [Outcome.ADMITTED]
    assert [one.reasons for one in lane.corrections()] == [(Reason.VISIT_PASSED,)]
    assert lane.corrections()[0].corrects > 0
    assert [one.cause for one in lane.movements()] == [MovementCause.CHECK_IN]


def test_the_code_may_come_before_the_reading(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    assert lane.state == State.SCREENING
    lane.read(36.5)
    assert lane.state == State.ADMITTING


def test_the_barrier_waits_for_the_disk(lane: Lane) -> None:
    lane.disk_answers = False
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang")
    assert (lane.state, lane.barrier, lane.signal) == (State.COMMITTING, "closed", Signal.WAIT)
    lane.wait(2.0)
    assert lane.openings() == 0
    lane.answer_disk()
    assert lane.barrier == "open"


def test_two_strangers_codes_void_the_pairing(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang", "li")
    assert (lane.state, lane.signal) == (State.SCREENING, Signal.ONE_AT_A_TIME)
    lane.read(36.5)
    assert lane.openings() == 0
    done = lane.wait(2.0)
    assert Rescan() in done
    lane.show_code("li")
    lane.read(36.5)
    assert lane.state == State.ADMITTING


def test_presence_that_breaks_voids_the_pairing(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.tell(e.PresenceLost())
    lane.wait(0.5)
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    assert (lane.state, lane.signal) == (State.SCREENING, Signal.SHOW_CODE)


def test_a_person_swapped_between_two_attempts_starts_over(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.read(38.4)
    lane.wait(1.0)
    lane.read(36.4)
    assert lane.outcomes() == [Outcome.ABANDONED]
    assert lane.state == State.SCREENING
    lane.read(36.4)
    assert lane.signal is Signal.SHOW_CODE


def test_nobody_passes_and_the_check_in_is_annulled(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang")
    lane.wait(8.0)
    assert lane.corrections()[0].outcome is Outcome.ANNULLED
    assert lane.barrier == "closed"


def test_a_second_person_through_is_tailgating(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang")
    lane.tell(e.PresenceLost(), e.Passed(), e.Passed())
    assert lane.alerts() == [AlertKind.TAILGATING]
    lane.wait(5.0)
    lane.tell(e.Passed())
    assert lane.alerts() == [AlertKind.TAILGATING, AlertKind.DOOR_FORCED]


def test_whoever_leaves_without_facts_leaves_no_trace(lane: Lane) -> None:
    written = len(lane.records)
    lane.tell(e.PresenceBegan())
    lane.tell(e.PresenceLost())
    lane.wait(1.0)
    assert (lane.state, len(lane.records)) == (State.IDLE, written)


def test_a_failed_write_admits_nobody_and_loses_nothing(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.disk_works = False
    lane.show_code("zhang")
    assert (lane.state, lane.signal, lane.openings()) == (State.OUT_OF_SERVICE, Signal.OUT_OF_SERVICE, 0)
    lane.tell(e.PartFailed(part=Part.JOURNAL, detail="full"))
    lane.disk_works = True
    lane.tell(e.PartRecovered(part=Part.JOURNAL))
    assert lane.outcomes() == [Outcome.ABANDONED]
    assert AlertKind.JOURNAL_FAULT in lane.alerts()
    assert lane.state in (State.IDLE, State.SCREENING)


def test_a_late_answer_of_a_stalled_disk_opens_nothing(lane: Lane) -> None:
    lane.disk_answers = False
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang")
    lane.wait(10.0)
    assert lane.state == State.OUT_OF_SERVICE
    lane.answer_disk()
    lane.disk_answers = True
    lane.answer_disk()
    assert lane.openings() == 0
    assert [one.outcome for one in lane.corrections()] == [Outcome.ANNULLED]


def test_a_pair_that_is_not_in_the_table_changes_nothing(lane: Lane) -> None:
    before = lane.core.situation
    done = lane.tell(e.CodeSeen(code=a_code("nobody")))
    assert lane.state == State.IDLE
    assert not any(isinstance(action, CloseBarrier) for action in done)
    assert lane.core.situation is before
