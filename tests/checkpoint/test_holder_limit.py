"""A venue may limit how often one holder comes in: then a person decides, and nobody is refused."""

from core_driver import Lane, an_order

from device.checkpoint import events as e
from device.checkpoint.holder_limit import ENTRIES_MOST
from device.checkpoint.policy import Policy
from device.vocabulary import AlertKind, Colour, OrderName, Outcome, Reason, State

TWICE_AN_HOUR = Policy(holder_entries_most=2, holder_window_seconds=3600.0)


def comes(lane: Lane, holder: str = "zhang", **code: object) -> None:
    """Let somebody come, be measured, show a code, and leave through the gate or to the desk."""
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code(holder, **code)
    if lane.state is State.ADMITTING:
        lane.tell(e.PresenceLost(), e.Passed())
    else:
        lane.tell(e.PresenceLost())
    lane.wait(20.0)


def test_by_default_nobody_is_counted() -> None:
    lane = Lane().start()
    for _ in range(30):
        comes(lane)
    assert lane.outcomes() == [Outcome.ADMITTED] * 30
    assert lane.core.situation.entered == []


def test_one_more_than_the_limit_is_a_case_and_never_a_refusal() -> None:
    lane = Lane(policy=TWICE_AN_HOUR).start()
    for _ in range(3):
        comes(lane)
    assert lane.outcomes() == [Outcome.ADMITTED, Outcome.ADMITTED, Outcome.REFERRED]
    assert lane.check_ins()[-1].reasons[-1] is Reason.CODE_HOLDER_LIMIT
    assert lane.alerts() == [AlertKind.CODE_UNKNOWN]
    assert lane.openings() == 2


def test_another_holder_and_a_new_code_of_the_same_one_are_told_apart() -> None:
    lane = Lane(policy=TWICE_AN_HOUR).start()
    comes(lane, tag="first")
    comes(lane, tag="second")
    comes(lane, "wang")
    comes(lane, tag="third")
    assert lane.outcomes() == [Outcome.ADMITTED, Outcome.ADMITTED, Outcome.ADMITTED, Outcome.REFERRED]


def test_the_window_ends() -> None:
    lane = Lane(policy=TWICE_AN_HOUR).start()
    comes(lane)
    comes(lane)
    lane.wait(3600.0)
    comes(lane)
    assert lane.outcomes() == [Outcome.ADMITTED] * 3
    assert len(lane.core.situation.entered) == 1


def test_who_was_not_let_in_or_by_hand_is_not_counted() -> None:
    lane = Lane(policy=TWICE_AN_HOUR).start()
    comes(lane, colour=Colour.YELLOW)
    case = lane.case()
    lane.tell(an_order(OrderName.ADMIT, case))
    lane.tell(e.Passed())
    lane.wait(20.0)
    comes(lane)
    comes(lane)
    assert lane.outcomes() == [Outcome.REFERRED, Outcome.ADMITTED, Outcome.ADMITTED]


def test_nothing_is_counted_that_the_disk_did_not_take() -> None:
    lane = Lane(policy=TWICE_AN_HOUR).start()
    lane.disk_works = False
    comes(lane)
    assert lane.core.situation.entered == []


def test_a_limit_that_is_lifted_forgets_everybody_with_the_next_entry() -> None:
    lane = Lane(policy=TWICE_AN_HOUR).start()
    comes(lane)
    lane.tell(e.SettingsChanged(policy=Policy()))
    comes(lane, "wang")
    assert lane.core.situation.entered == []


def test_no_more_are_remembered_than_fit() -> None:
    lane = Lane(policy=TWICE_AN_HOUR).start()
    lane.core.situation.entered = [(f"somebody-{number}", lane.now) for number in range(ENTRIES_MOST)]
    comes(lane)
    assert len(lane.core.situation.entered) == ENTRIES_MOST
    assert lane.core.situation.entered[-1][0] == "zhang"
