"""Fire and exit open first; a gate without a part it needs is out of service."""

import pytest
from core_driver import Lane, an_order
from referred_person import reach

from device.checkpoint import events as e
from device.checkpoint.actions import OpenBarrier
from device.checkpoint.policy import Policy
from device.vocabulary import Mode, MovementCause, OrderName, Part, State


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


def test_fire_opens_first_and_only_a_hand_ends_it(lane: Lane) -> None:
    done = lane.tell(e.FireBegan())
    assert type(done[0]).__name__ == "HoldBarrierOpen"
    assert lane.state == State.EMERGENCY_OPEN
    lane.tell(e.KeyReset())
    assert lane.barrier == "open"
    lane.tell(e.FireEnded())
    assert lane.barrier == "open"
    lane.tell(an_order(OrderName.UNLOCK))
    assert lane.barrier == "open"
    lane.tell(e.KeyReset())
    assert (lane.state, lane.barrier) == (State.IDLE, "closed")
    assert lane.movements()[-1].cause is MovementCause.FIRE_INPUT


@pytest.mark.parametrize("state", list(State))
def test_exit_opens_at_once_in_every_state(state: State) -> None:
    lane = Lane().start()
    reach(lane, state)
    done = lane.tell(e.ExitPressed())
    assert lane.barrier == "open"
    assert any(isinstance(action, OpenBarrier) for action in done[:1]) is (state is not State.EMERGENCY_OPEN)


def test_a_broken_thermometer_takes_the_gate_out_of_service_unless_the_mode_needs_none() -> None:
    lane = Lane().start()
    lane.tell(e.PartFailed(part=Part.THERMOMETER, detail="cable"))
    assert lane.state == State.OUT_OF_SERVICE
    lane.tell(e.PartRecovered(part=Part.THERMOMETER))
    assert lane.state == State.IDLE
    other = Lane(policy=Policy(mode=Mode.CODE_ALONE)).start()
    other.tell(e.PartFailed(part=Part.THERMOMETER, detail="cable"))
    assert other.state == State.IDLE
