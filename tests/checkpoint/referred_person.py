"""Brings a lane under test to a referral, away from it, and to every state there is."""

from core_driver import Lane

from device.checkpoint import events as e
from device.vocabulary import Colour, OrderStatus, Part, State


def refer(lane: Lane, holder: str = "zhang", core: float = 36.5) -> str:
    """Refer somebody by a red code; the lane is still theirs."""
    lane.tell(e.PresenceBegan())
    lane.read(core)
    lane.show_code(holder, colour=Colour.RED)
    assert lane.state == State.REFERRED
    return lane.case()


def leave(lane: Lane) -> None:
    lane.tell(e.PresenceLost())
    lane.wait(1.0)


def last(lane: Lane) -> tuple[OrderStatus, str]:
    return lane.results()[-1].status, lane.results()[-1].reason


def reach(lane: Lane, state: State) -> None:
    """Bring a fresh gate to `state` by what happens to gates."""
    match state:
        case State.STARTING:
            lane.__dict__.update(Lane().__dict__)
        case State.WARMING_UP:
            lane.tell(e.WarmingUp())
        case State.SCREENING:
            lane.tell(e.PresenceBegan())
        case State.COMMITTING | State.ADMITTING:
            lane.disk_answers = state is State.ADMITTING
            lane.tell(e.PresenceBegan())
            lane.read(36.5)
            lane.show_code("zhang")
            lane.disk_answers = True
        case State.REFERRED:
            refer(lane)
        case State.OUT_OF_SERVICE:
            lane.tell(e.PartFailed(part=Part.CAMERA, detail="frozen"))
        case State.LOCKED:
            lane.core.situation.locked = True
            lane.tell(e.WarmingUp())
        case State.EMERGENCY_OPEN:
            lane.tell(e.FireBegan())
        case State.STOPPING:
            lane.tell(e.StopRequested())
        case _:
            pass
