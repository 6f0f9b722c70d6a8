"""Door, fire, parts, network, clock and rules: what each does to the gate, and that every alert has its end."""

import pytest
from core_driver import Lane, an_order
from referred_person import reach, refer

from device.checkpoint import actions as a
from device.checkpoint import events as e
from device.checkpoint.policy import Policy
from device.vocabulary import (
    AlertKind,
    AlertState,
    Band,
    ClockQuality,
    Kind,
    Mode,
    OrderName,
    OrderStatus,
    Outcome,
    Part,
    Reason,
    Signal,
    State,
)


@pytest.fixture
def lane() -> Lane:
    return Lane().start()


def admit(lane: Lane, holder: str = "zhang") -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code(holder)


PAIRS: list[tuple[AlertKind, list[e.Event], list[e.Event]]] = [
    (AlertKind.TAMPER, [e.TamperBegan()], [e.TamperEnded()]),
    (AlertKind.STORAGE_LOW, [e.StorageLow()], [e.StorageRecovered()]),
    (AlertKind.LINK_LOST, [e.LinkDown()], [e.LinkUp()]),
    (AlertKind.FIRE, [e.FireBegan()], [e.FireEnded(), e.EmergencyEnded()]),
    (AlertKind.TRUST_STALE, [e.TrustChanged(generation=2, stale=True)], [e.TrustChanged(generation=3, stale=False)]),
    (
        AlertKind.CLOCK_UNSET,
        [e.ClockChanged(quality=ClockQuality.UNSET, generation=2)],
        [e.ClockChanged(quality=ClockQuality.HOLDOVER, generation=3)],
    ),
    (
        AlertKind.THERMOMETER_FAULT,
        [e.PartFailed(part=Part.THERMOMETER, detail="cable"), e.PartFailed(part=Part.DISTANCE, detail="cable")],
        [e.PartRecovered(part=Part.THERMOMETER), e.PartRecovered(part=Part.DISTANCE)],
    ),
    (AlertKind.CAMERA_FAULT, [e.PartFailed(part=Part.CAMERA, detail="x")], [e.PartRecovered(part=Part.CAMERA)]),
    (AlertKind.BARRIER_FAULT, [e.PartFailed(part=Part.BARRIER, detail="x")], [e.PartRecovered(part=Part.BARRIER)]),
]


@pytest.mark.parametrize(("kind", "begin", "end"), PAIRS, ids=[kind.value for kind, _, _ in PAIRS])
def test_a_condition_is_told_once_and_cleared_once(
    lane: Lane, kind: AlertKind, begin: list[e.Event], end: list[e.Event]
) -> None:
    lane.tell(*begin, *begin)
    assert lane.alerts().count(kind) == 1
    lane.tell(*end, *end)
    assert lane.alerts(AlertState.CLEARED).count(kind) == 1
    assert lane.state == State.IDLE


@pytest.mark.parametrize("state", list(State))
def test_told_to_end_it_ends_in_every_state_and_closes_unless_it_burns(state: State) -> None:
    lane = Lane().start()
    reach(lane, state)
    done = lane.tell(e.StopRequested())
    assert lane.state == State.STOPPING
    if state is not State.STOPPING:
        assert (a.CloseBarrier() in done) is (state is not State.EMERGENCY_OPEN)
        assert a.Show(signal=Signal.DARK) in done
    assert lane.core.situation.waiting == {}


@pytest.mark.parametrize("state", [state for state in State if state is not State.EMERGENCY_OPEN])
def test_a_fire_opens_first_in_every_state(state: State) -> None:
    lane = Lane().start()
    reach(lane, state)
    assert isinstance(lane.tell(e.FireBegan())[0], a.HoldBarrierOpen)
    assert lane.barrier == "open"


def test_a_fire_that_begins_again_is_not_ended_by_the_hand_that_came_between(lane: Lane) -> None:
    lane.tell(e.FireBegan(), e.FireEnded(), e.FireBegan(), e.KeyReset())
    assert (lane.state, lane.barrier) == (State.EMERGENCY_OPEN, "open")


def test_an_exit_during_an_admission_keeps_the_barrier_open_until_both_are_over(lane: Lane) -> None:
    admit(lane)
    lane.wait(4.0)
    lane.tell(e.ExitPressed(), e.PresenceLost(), e.Passed())
    assert lane.barrier == "open"
    lane.wait(8.0)
    assert lane.barrier == "closed"
    assert [one.passages for one in lane.movements()] == [1, 0]


def test_whoever_comes_in_through_an_exit_opening_is_told_of(lane: Lane) -> None:
    lane.tell(e.ExitPressed(), e.Passed())
    assert lane.alerts() == [AlertKind.TAILGATING]


@pytest.mark.parametrize(("seconds", "kind"), [(2.0, AlertKind.TAILGATING), (2.1, AlertKind.DOOR_FORCED)])
def test_a_second_person_is_tailgating_for_two_seconds(lane: Lane, seconds: float, kind: AlertKind) -> None:
    admit(lane)
    lane.tell(e.PresenceLost(), e.Passed())
    lane.wait(seconds)
    lane.tell(e.Passed())
    assert lane.alerts() == [kind]


@pytest.mark.parametrize(("seconds", "held"), [(14.9, []), (15.0, [AlertKind.DOOR_HELD])])
def test_a_door_open_for_fifteen_seconds_is_held(lane: Lane, seconds: float, held: list[AlertKind]) -> None:
    admit(lane)
    lane.tell(e.DoorOpened())
    lane.wait(seconds)
    assert lane.alerts() == held
    lane.tell(e.DoorClosed())
    assert lane.alerts(AlertState.CLEARED) == held


def test_a_door_that_opens_by_itself_is_forced(lane: Lane) -> None:
    lane.tell(e.DoorOpened())
    assert lane.alerts() == [AlertKind.DOOR_FORCED]


def test_somebody_going_the_wrong_way_is_kept(lane: Lane) -> None:
    lane.tell(e.PassedBackwards())
    assert "passed_backwards" in lane.services()


@pytest.mark.parametrize(("seconds", "state"), [(0.9, State.SCREENING), (1.0, State.IDLE)])
def test_out_of_sight_for_a_second_is_gone(lane: Lane, seconds: float, state: State) -> None:
    lane.tell(e.PresenceBegan(), e.PresenceLost())
    lane.wait(seconds)
    assert lane.state == state


@pytest.mark.parametrize(("seconds", "state"), [(24.9, State.SCREENING), (25.0, State.REFERRED)])
def test_whoever_shows_nothing_for_twenty_five_seconds_needs_help(lane: Lane, seconds: float, state: State) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.wait(seconds)
    assert lane.state == state
    assert (AlertKind.NEEDS_HELP in lane.alerts()) is (state is State.REFERRED)


def test_a_thermometer_that_fails_while_it_measures_refers_whoever_stands_there(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.tell(e.PartFailed(part=Part.THERMOMETER, detail="cable"))
    assert lane.state == State.REFERRED
    assert Reason.TEMPERATURE_SENSOR in lane.check_ins()[0].reasons
    assert lane.check_ins()[0].band is Band.UNMEASURED
    lane.wait(8.0)
    assert lane.state == State.OUT_OF_SERVICE


@pytest.mark.parametrize("part", [Part.JOURNAL, Part.BARRIER])
def test_whoever_still_stands_there_when_the_gate_is_mended_is_screened_anew(lane: Lane, part: Part) -> None:
    lane.tell(e.PresenceBegan(), e.PartFailed(part=part, detail="cable"))
    assert lane.state == State.OUT_OF_SERVICE
    lane.tell(e.PartRecovered(part=part))
    assert lane.state == State.SCREENING
    lane.read(36.5)
    lane.show_code("zhang")
    assert lane.state == State.ADMITTING


def test_whoever_still_stands_there_when_the_gate_is_unlocked_is_screened(lane: Lane) -> None:
    lane.tell(e.PresenceBegan(), an_order(OrderName.LOCK), an_order(OrderName.UNLOCK, id="o-2"))
    assert lane.state == State.SCREENING


def test_the_key_begins_a_visit_anew(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.show_code("zhang")
    lane.tell(e.KeyReset())
    assert (lane.state, lane.outcomes()) == (State.SCREENING, [Outcome.ABANDONED])


def test_a_gate_that_warms_up_screens_nobody_unless_the_venue_says_so() -> None:
    for policy, state in (
        (Policy(), State.WARMING_UP),
        (Policy(measure_while_warming_up=True), State.SCREENING),
        (Policy(mode=Mode.CODE_ALONE), State.SCREENING),
    ):
        lane = Lane(policy=policy).start()
        lane.tell(e.WarmingUp(), e.PresenceBegan())
        assert lane.state == state
        lane.tell(e.WarmedUp())
        assert lane.state == State.SCREENING


@pytest.mark.parametrize("part", [Part.THERMOMETER, Part.CAMERA])
def test_a_gate_out_of_service_still_opens_by_order(lane: Lane, part: Part) -> None:
    lane.tell(e.PartFailed(part=part, detail="cable"), an_order(OrderName.OPEN))
    assert lane.openings() == 1


def test_new_rules_wait_until_nobody_is_being_screened(lane: Lane) -> None:
    lane.tell(e.PresenceBegan(), e.SettingsChanged(policy=Policy(mode=Mode.TEMPERATURE_ALONE)))
    lane.read(36.5)
    assert (lane.state, lane.openings()) == (State.SCREENING, 0)
    lane.tell(e.PresenceLost())
    lane.wait(1.0)
    assert "settings_applied" in lane.services()
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    assert lane.openings() == 1


def test_cases_end_by_the_rules_that_hold_now(lane: Lane) -> None:
    refer(lane)
    lane.tell(e.PresenceLost())
    lane.wait(1.0)
    lane.tell(e.SettingsChanged(policy=Policy(case_seconds=60.0)))
    lane.wait(60.0)
    assert lane.core.situation.cases == []


@pytest.mark.parametrize(("seconds", "open_cases"), [(1799.9, 1), (1800.0, 0)])
def test_a_case_lives_for_half_an_hour(lane: Lane, seconds: float, open_cases: int) -> None:
    refer(lane)
    lane.wait(seconds)
    assert len(lane.core.situation.cases) == open_cases
    if not open_cases:
        assert (lane.corrections()[0].outcome, lane.corrections()[0].reasons) == (
            Outcome.ABANDONED,
            (Reason.CASE_EXPIRED,),
        )


def test_a_broker_that_goes_away_leaves_nobody_to_ask(lane: Lane) -> None:
    refer(lane)
    lane.tell(e.LinkDown())
    lane.wait(5.0)
    assert AlertKind.NO_INSPECTOR in lane.alerts()
    assert lane.signal is Signal.GO_TO_THE_DESK


def test_while_people_flee_the_gate_does_not_show_which_one_it_is(lane: Lane) -> None:
    lane.tell(e.FireBegan(), an_order(OrderName.IDENTIFY))
    assert lane.signal is Signal.EMERGENCY
    assert a.Show(signal=Signal.IDENTIFY) not in lane.done
    assert lane.results()[-1].reason == Reason.GATE_EMERGENCY


def test_a_ticket_counts_where_tickets_are_asked_for() -> None:
    lane = Lane(policy=Policy(mode=Mode.TEMPERATURE_AND_TICKET)).start()
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.show_code("zhang")
    assert lane.state == State.REFERRED
    assert Reason.CODE_KIND in lane.check_ins()[0].reasons
    lane.tell(e.PersonStepped(distance_mm=300))
    lane.read(36.5)
    lane.show_code("li", kind=Kind.TICKET)
    assert lane.state == State.ADMITTING


def test_a_ticket_is_given_back_when_nobody_was_let_in(lane: Lane) -> None:
    lane.tell(e.PresenceBegan())
    lane.read(36.5)
    lane.disk_works = False
    lane.show_code("zhang", kind=Kind.TICKET)
    assert lane.core.situation.tickets_used == []


def test_a_poster_is_named_and_changes_nothing(lane: Lane) -> None:
    lane.tell(e.PresenceBegan(), e.NotAHealthCode(looks_like="venue_poster"))
    lane.read(36.5)
    lane.show_code("zhang")
    assert lane.state == State.ADMITTING
    assert a.Show(signal=Signal.NOT_A_HEALTH_CODE) in lane.done


def test_an_order_accepted_for_later_is_told_when_it_is_too_late(lane: Lane) -> None:
    refer(lane)
    lane.tell(an_order(OrderName.OPEN), e.PartFailed(part=Part.BARRIER, detail="cable"))
    lane.wait(60.0)
    assert [one.status for one in lane.results()] == [OrderStatus.ACCEPTED, OrderStatus.EXPIRED]
    lane.tell(e.PartRecovered(part=Part.BARRIER))
    assert lane.openings() == 0


@pytest.mark.parametrize("part", [Part.AIM, Part.SCREEN, Part.VOICE])
def test_a_help_that_fails_shows_in_the_status_and_calls_and_hinders_nobody(lane: Lane, part: Part) -> None:
    lane.tell(e.PartFailed(part=part, detail="cable"))
    told = [action for action in lane.done if isinstance(action, a.PublishStatus)]
    assert told[-1].degraded == (f"{part}.cable",)
    admit(lane)
    assert lane.core.situation.state is State.ADMITTING
    lane.tell(e.PartRecovered(part=part))
    told = [action for action in lane.done if isinstance(action, a.PublishStatus)]
    assert told[-1].degraded == ()
    assert not lane.alerts()


def test_a_part_that_works_but_not_as_it_should_shows_in_the_status_and_hinders_nobody(lane: Lane) -> None:
    lane.tell(e.PartReduced(part=Part.THERMOMETER, words=("slow_measurements", "emissivity_altered")))
    told = [action for action in lane.done if isinstance(action, a.PublishStatus)]
    assert told[-1].degraded == ("thermometer.emissivity_altered", "thermometer.slow_measurements")
    admit(lane)
    assert lane.core.situation.state is State.ADMITTING
    lane.tell(e.PartReduced(part=Part.THERMOMETER, words=()))
    told = [action for action in lane.done if isinstance(action, a.PublishStatus)]
    assert told[-1].degraded == ()
