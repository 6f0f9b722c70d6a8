import pytest
from core_driver import Lane

from device.checkpoint import actions as a
from device.checkpoint import events as e
from device.checkpoint.policy import Policy
from device.checkpoint.unseen import LOOK_AGAIN_SECONDS, PATIENCE_SECONDS
from device.vocabulary import AlertKind, Band, Colour, Mode, Outcome, Reason, Signal, State


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


def looks(done: list[a.Action]) -> int:
    return sum(isinstance(action, a.Rescan) for action in done)


def shown(done: list[a.Action]) -> list[Signal]:
    return [action.signal for action in done if isinstance(action, a.Show)]


def hold_up_unseen(lane: Lane, seconds: float, **more: object) -> None:
    """Hold a code up where nobody is seen; the scanner tells it again whenever it is asked to look again."""
    lane.show_code("zhang", **more)
    end = lane.now + seconds
    while lane.now + LOOK_AGAIN_SECONDS <= end:
        if looks(lane.wait(LOOK_AGAIN_SECONDS)):
            lane.show_code("zhang", **more)
    lane.wait(end - lane.now)


def test_whoever_shows_a_code_and_is_not_seen_is_told_where_to_stand(lane: Lane) -> None:
    assert shown(lane.show_code("zhang")) == [Signal.COME_CLOSER]
    assert lane.state == State.IDLE
    assert lane.barrier == "closed"


def test_whoever_is_seen_in_time_passes_as_anybody(lane: Lane) -> None:
    hold_up_unseen(lane, 4.0)
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang")
    assert lane.state == State.ADMITTING


def test_who_cannot_be_seen_is_helped_by_the_desk_and_never_refused(lane: Lane) -> None:
    hold_up_unseen(lane, PATIENCE_SECONDS)
    assert lane.state == State.REFERRED
    assert lane.outcomes() == [Outcome.REFERRED]
    assert lane.check_ins()[0].band is Band.UNMEASURED
    assert Reason.VISIT_TIMEOUT in lane.check_ins()[0].reasons
    assert AlertKind.NEEDS_HELP in lane.alerts()
    assert lane.barrier == "closed"


def test_the_key_lets_whoever_could_not_be_seen_in(lane: Lane) -> None:
    hold_up_unseen(lane, PATIENCE_SECONDS)
    lane.tell(e.KeyAdmit())
    assert lane.barrier == "open"


def test_a_code_that_was_taken_away_calls_nobody(lane: Lane) -> None:
    lane.show_code("zhang")
    assert looks(lane.wait(60.0)) == 1
    lane.show_code("zhang")
    assert lane.state == State.IDLE
    assert lane.alerts() == []


def test_a_code_that_stays_in_view_calls_once(lane: Lane) -> None:
    hold_up_unseen(lane, PATIENCE_SECONDS)
    lane.wait(20.0)
    assert lane.state == State.IDLE
    hold_up_unseen(lane, 30.0)
    assert lane.outcomes() == [Outcome.REFERRED]


def test_two_people_who_are_not_seen_do_not_add_up_to_one_who_waits(lane: Lane) -> None:
    lane.show_code("zhang")
    lane.wait(LOOK_AGAIN_SECONDS)
    lane.show_code("li")
    lane.wait(LOOK_AGAIN_SECONDS)
    lane.show_code("li")
    assert lane.state == State.IDLE


@pytest.mark.parametrize("colour", [Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.UNKNOWN])
def test_no_colour_opens_for_whoever_is_not_seen(lane: Lane, colour: Colour) -> None:
    hold_up_unseen(lane, PATIENCE_SECONDS, colour=colour)
    assert lane.state == State.REFERRED
    assert lane.barrier == "closed"


def test_a_venue_that_asks_for_no_code_takes_no_notice() -> None:
    lane = Lane(policy=Policy(mode=Mode.TEMPERATURE_ALONE)).start()
    assert shown(lane.show_code("zhang")) == []


def test_where_the_code_alone_counts_it_still_takes_somebody_who_is_seen() -> None:
    lane = Lane(policy=Policy(mode=Mode.CODE_ALONE)).start()
    hold_up_unseen(lane, PATIENCE_SECONDS)
    assert lane.barrier == "closed"
    assert lane.state == State.REFERRED
