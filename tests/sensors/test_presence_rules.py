"""Who stands before the gate: each rule at both sides of its limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from device.checkpoint.events import Event, PersonStepped, PresenceBegan, PresenceLost, StandsTooFar, StandsTooNear
from device.sensors.presence import Presence, Zones

ZONES = Zones(near_mm=100, far_mm=400, presence_mm=700)


class Lane:
    """Rangings every 50 ms."""

    def __init__(self) -> None:
        self.presence = Presence(ZONES)
        self.tick = 0
        self.events: list[Event] = []

    @property
    def now(self) -> float:
        return self.tick / 20

    def see(self, *distances: int | None) -> list[Event]:
        found: list[Event] = []
        for distance in distances:
            self.tick += 1
            found += self.presence.at_distance(self.now, distance)
        self.events += found
        return found


def lane_with_somebody(distance: int = 250) -> Lane:
    lane = Lane()
    assert lane.see(distance, distance, distance)[0] == PresenceBegan(distance_mm=distance)
    lane.see(*[distance] * 4)
    return lane


def test_presence_begins_after_a_tenth_of_a_second_and_not_before() -> None:
    lane = Lane()
    assert lane.see(250, 250) == []
    assert lane.see(250) == [PresenceBegan(distance_mm=250)]


def test_a_blip_is_nobody() -> None:
    lane = Lane()
    assert lane.see(None, 250, 250, None, 250, 250, None, 250, None) == []


def test_presence_is_lost_after_a_quarter_of_a_second_and_not_before() -> None:
    lane = lane_with_somebody()
    assert lane.see(None, None, None, None, None) == []
    assert lane.see(None) == [PresenceLost()]
    assert not lane.presence.is_present


def test_a_hand_waved_before_the_sensor_does_not_end_presence() -> None:
    lane = lane_with_somebody()
    lane.see(*[None] * 5, 250, *[None] * 5, 250)
    assert PresenceLost() not in lane.events


@pytest.mark.parametrize(("distance", "is_present"), [(700, True), (701, False), (0, True), (None, False)])
def test_the_limit_of_presence_belongs_to_the_inside(distance: int | None, is_present: bool) -> None:
    lane = Lane()
    lane.see(*[distance] * 4)
    assert lane.presence.is_present is is_present


def test_who_sways_at_the_limit_of_presence_does_not_flicker() -> None:
    lane = lane_with_somebody(700)
    lane.see(*[705, 710, 715] * 10)
    assert PresenceLost() not in lane.events
    lane.see(*[716] * 6)
    assert lane.events[-1] == PresenceLost()


@pytest.mark.parametrize(
    ("distance", "told"),
    [(100, []), (99, [StandsTooNear()]), (400, []), (401, [StandsTooFar()]), (700, [StandsTooFar()])],
)
def test_the_optics_limits_belong_to_the_inside(distance: int, told: list[Event]) -> None:
    lane = Lane()
    lane.see(*[distance] * 6)
    assert lane.events == [PresenceBegan(distance_mm=distance), *told]
    assert (lane.presence.right_since is None) is bool(told)


def test_who_stands_wrongly_is_told_once_until_they_move() -> None:
    lane = lane_with_somebody(500)
    assert lane.see(*[500] * 30) == []
    assert lane.see(*[480 - 20 * step for step in range(8)], *[340] * 4) == []
    assert StandsTooFar() in lane.see(*[340 + 20 * step for step in range(8)], *[480] * 4)


def test_who_stands_at_a_limit_does_not_flicker() -> None:
    lane = lane_with_somebody(402)
    lane.see(*[398, 402, 399, 403] * 10)
    assert lane.events.count(StandsTooFar()) == 1
    assert lane.presence.right_since is None
    lane.see(385)
    assert lane.presence.right_since == lane.now


def test_a_glimpse_of_another_zone_is_not_told() -> None:
    lane = lane_with_somebody(250)
    lane.see(90, 250, 250, 420, 250, 250)
    assert StandsTooNear() not in lane.events
    assert StandsTooFar() not in lane.events


def test_a_jump_that_stays_is_another_person() -> None:
    lane = lane_with_somebody(250)
    assert lane.see(310) == []
    assert lane.see(312) == [PersonStepped(distance_mm=312)]


def test_a_jump_of_less_than_sixty_millimetres_is_nobody_else() -> None:
    lane = lane_with_somebody(250)
    assert lane.see(309, 309, 309) == []


def test_a_jump_towards_the_gate_counts_as_one_away_from_it() -> None:
    lane = lane_with_somebody(350)
    assert lane.see(290, 290) == [PersonStepped(distance_mm=290)]


def test_a_jump_that_does_not_stay_is_nobody_else() -> None:
    lane = lane_with_somebody(250)
    lane.see(320, 250, 250, 320, 251, 250)
    assert lane.events == [PresenceBegan(distance_mm=250)]


def test_somebody_who_walks_up_is_one_person() -> None:
    lane = Lane()
    lane.see(*range(690, 250, -65), *[250] * 10)
    assert [type(event) for event in lane.events] == [PresenceBegan, StandsTooFar]


def test_after_a_gap_between_rangings_nothing_is_called_a_jump() -> None:
    lane = lane_with_somebody(250)
    lane.tick += 5
    lane.see(350, 350, 350)
    assert lane.events == [PresenceBegan(distance_mm=250)]


def test_another_person_must_settle_anew() -> None:
    lane = lane_with_somebody(250)
    before = lane.presence.right_since
    lane.see(340, 340)
    assert before is not None
    assert lane.presence.right_since == lane.now


def test_who_comes_back_begins_anew() -> None:
    lane = lane_with_somebody(250)
    lane.see(*[None] * 6)
    assert lane.presence.distance_mm is None
    assert lane.presence.right_since is None
    assert lane.see(300, 300, 300) == [PresenceBegan(distance_mm=300)]


def test_warmth_begins_and_ends_presence_without_a_distance() -> None:
    presence = Presence(ZONES)
    assert presence.by_warmth(0.0, is_warm=True) == []
    assert presence.by_warmth(0.65, is_warm=True) == [PresenceBegan(distance_mm=None)]
    assert presence.right_since == 0.0
    assert presence.by_warmth(1.3, is_warm=False) == []
    assert presence.by_warmth(1.95, is_warm=False) == [PresenceLost()]


def test_warmth_takes_over_from_distance_without_losing_the_person() -> None:
    lane = lane_with_somebody(250)
    assert lane.presence.by_warmth(lane.now + 0.65, is_warm=True) == []
    assert lane.presence.is_present
    assert lane.presence.distance_mm is None


@given(distances=some.lists(some.one_of(some.none(), some.integers(0, 1400)), max_size=120))
def test_began_and_lost_always_alternate(distances: list[int | None]) -> None:
    lane = Lane()
    lane.see(*distances)
    turns = [type(event) for event in lane.events if isinstance(event, PresenceBegan | PresenceLost)]
    assert turns == [PresenceBegan, PresenceLost] * (len(turns) // 2) + [PresenceBegan] * (len(turns) % 2)
    assert lane.presence.is_present is (len(turns) % 2 == 1)


@given(distances=some.lists(some.one_of(some.none(), some.integers(0, 1400)), max_size=120))
def test_nothing_is_told_of_nobody(distances: list[int | None]) -> None:
    lane = Lane()
    present = False
    for distance in distances:
        for event in lane.see(distance):
            if isinstance(event, PresenceBegan | PresenceLost):
                present = isinstance(event, PresenceBegan)
            else:
                assert present
