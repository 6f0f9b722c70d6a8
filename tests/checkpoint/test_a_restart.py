"""What outlives a restart: used tickets, admissions cut off, the lock, the emergency."""

import pytest
from core_driver import Lane, an_order
from msgspec.structs import replace

from device.checkpoint import events as e
from device.vocabulary import Kind, OrderName, Outcome, Reason, Signal, State


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


def test_a_ticket_works_once_even_across_a_restart(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang", kind=Kind.TICKET)
    assert lane.barrier == "open"
    again = Lane(memory=lane.memory).start()
    again.tell(e.PresenceBegan())
    again.read(36.5)
    again.show_code("zhang", kind=Kind.TICKET)
    assert again.state == State.REFERRED
    assert Reason.CODE_TICKET_USED in again.check_ins()[-1].reasons


@pytest.mark.parametrize("restarts", [False, True])
def test_a_ticket_admitted_by_hand_is_used_up_all_the_same(lane: Lane, restarts: bool) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(38.6)
    lane.show_code("zhang", kind=Kind.TICKET)
    lane.wait(1.0)
    lane.read(38.6)
    assert lane.state == State.REFERRED
    case = lane.case()
    if restarts:
        lane = Lane(memory=lane.memory).start()
    lane.tell(an_order(OrderName.ADMIT, case, id="o-9"), e.Passed(), e.PresenceLost())
    lane.wait(5.0)
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("li", tag="tag-zhang", kind=Kind.TICKET)
    assert lane.state == State.REFERRED
    assert Reason.CODE_TICKET_USED in lane.check_ins()[-1].reasons


def test_an_interrupted_admission_is_closed_at_the_next_start(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang")
    visit = lane.check_ins()[0].visit
    assert lane.memory.visits_open == ((visit, 0),), "what number it has is the journal's to find"
    again = Lane(memory=replace(lane.memory, visits_open=((visit, 7),))).start()
    assert again.core.situation.visits_open == []
    assert [(one.visit, one.corrects, one.outcome, one.reasons) for one in again.corrections()] == [
        (visit, 7, Outcome.ABANDONED, (Reason.VISIT_INTERRUPTED,))
    ]


def test_locked_refuses_entry_and_survives_a_restart(lane: Lane) -> None:
    lane.tell(an_order(OrderName.LOCK))
    assert lane.state == State.LOCKED
    again = Lane(memory=lane.memory).start()
    assert (again.state, again.signal) == (State.LOCKED, Signal.LOCKED)
    again.tell(e.PresenceBegan())
    assert again.state == State.LOCKED


def test_an_emergency_survives_a_restart() -> None:
    lane = Lane().start()
    lane.tell(e.FireBegan())
    again = Lane(memory=lane.memory)
    assert (again.state, again.barrier) == (State.EMERGENCY_OPEN, "open")
