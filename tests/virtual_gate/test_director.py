"""One at a time has the lane before the virtual gate, and the gate's own people do what its signals say."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from device.gate.pin_plan import PinPlan
from device.guidance.sentences import Sentence
from device.guidance.telling import Telling
from device.simulation.camera_scene import CameraScene
from device.simulation.emulated_board import EmulatedBoard
from device.simulation.entrance import Entrance
from device.simulation.play_codes import PlayCodes
from device.simulation.play_keys import make_play_keys
from device.simulation.scenario_reader import load_scenario
from device.simulation.shipped_scenarios import shipped_scenarios
from device.simulation.virtual_clock import VirtualClock
from device.simulation.virtual_gate import page_deeds as deeds
from device.simulation.virtual_gate.camera_picture import CameraPicture
from device.simulation.virtual_gate.director import Cast, Director
from device.simulation.virtual_gate.fan_out import FanOut
from device.simulation.virtual_gate.guest import (
    COMES_BEHIND_SECONDS,
    GOES_ASIDE_AFTER_SECONDS,
    WALKS_AFTER_SECONDS,
    Guest,
    Place,
)
from device.simulation.virtual_gate.live_play import LivePlay, can_be_played
from device.simulation.virtual_gate.page_deeds import Example
from device.simulation.virtual_gate.screen_mirror import ScreenMirror
from device.simulation.visitor_people import Story
from device.simulation.visitors import Agenda, Visitors
from device.simulation.world_deeds import WorldDeeds
from device.vocabulary import Signal

HEALTHY = deeds.Stand(core_celsius=36.6, skin_celsius=0.0, height_cm=170.0, distance_mm=230.0)


class Page(FanOut):
    """What was told last of each topic."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[str, object] = {}

    def tell(self, topic: str, value: object) -> None:
        self.told[topic] = value
        super().tell(topic, value)


@dataclass
class Lane:
    """A director and everybody it directs, on a clock of its own."""

    folder: Path
    signal: Signal = Signal.READY
    now: float = 0.0
    tidied: int = 0
    acked_through: int = 0
    passages: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        clock = VirtualClock(wall=datetime(2026, 11, 22, 8, 0, tzinfo=UTC))
        self.board = board = EmulatedBoard(
            clock=clock,
            seed=1,
            room_celsius=24.0,
            thermometer_bus="/dev/i2c-1",
            distance_bus="/dev/i2c-3",
            plan=PinPlan(),
            camera=CameraScene(width=640, height=480),
        )
        agenda = Agenda()
        entrance = Entrance(stage=board.stage, pins=board.pins, view=board.camera, later=agenda.later)
        keys = make_play_keys(self.folder / "keys", seed=1, now=int(clock.wall().timestamp()))
        codes = PlayCodes((), keys, venue="v", checkpoint="c", true_seconds=lambda: clock.wall().timestamp())
        self.guest = Guest(board=board, entrance=entrance, agenda=agenda, codes=codes)
        self.visitors = Visitors(
            entrance=entrance, agenda=agenda, codes=codes, signal=lambda: self.signal, seed=1, pause_seconds=(1.0, 1.0)
        )
        self.page = page = Page()
        scenarios = {name: load_scenario(path) for name, path in shipped_scenarios().items()}
        world = WorldDeeds(
            {person.id: person for person in scenarios["paper-code"].people},
            entrance=entrance,
            board=board,
            codes=codes,
            beside=Path(),
            end_emergency=lambda: None,
        )
        for person in scenarios["paper-code"].people:
            codes.meet(person)
        cast = Cast(
            board=board,
            agenda=agenda,
            guest=self.guest,
            visitors=self.visitors,
            begin_play=lambda name, scenario, now: LivePlay(name, scenario, world=world, from_afar={}, now=now),
            tidy_up=self._tidy,
            camera=CameraPicture(board.camera),
            screen=ScreenMirror(lambda: Telling(signal=self.signal, sentence=Sentence.READY), page),
            world=dict,
            acked_through=lambda: self.acked_through,
            page=page,
        )
        self.director = Director(cast, scenarios=scenarios, signal=lambda: self.signal)

    def _tidy(self) -> None:
        self.tidied += 1

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.director.step(self.now)
            if self.board.pins.is_happening("passage_in"):
                self.passages.append(self.now)
            self.now = round(self.now + 0.05, 3)

    @property
    def is_somebody_there(self) -> bool:
        return self.board.stage.scene.body is not None


@pytest.fixture
def lane(tmp_path: Path) -> Lane:
    return Lane(tmp_path)


def test_visitors_come_until_the_user_steps_up_and_again_when_told(lane: Lane) -> None:
    lane.run(3.0)
    assert lane.visitors.story is Story.HEALTHY
    lane.director.ask(HEALTHY)
    lane.run(0.1)
    assert lane.guest.place is Place.BEFORE_THE_GATE
    sent = lane.visitors.sent
    lane.run(30.0)
    assert (lane.visitors.sent, lane.guest.place) == (sent, Place.BEFORE_THE_GATE)
    lane.director.ask(deeds.LetVisitorsCome())
    lane.run(3.0)
    assert (lane.visitors.sent, lane.guest.height_cm) == (sent + 1, None)


def test_nobody_is_pushed_away_halfway_through_the_barrier(lane: Lane) -> None:
    lane.run(3.0)
    lane.signal = Signal.PASS
    lane.run(0.3)
    lane.director.ask(HEALTHY)
    lane.run(0.3)
    before = lane.guest.place
    lane.run(3.0)
    assert lane.passages
    assert (before, lane.guest.place is Place.AWAY) == (Place.AWAY, False)


def test_the_users_person_walks_through_when_the_gate_says_so_and_only_once(lane: Lane) -> None:
    lane.director.ask(HEALTHY)
    lane.director.ask(deeds.HoldUp(example=Example.GREEN))
    lane.run(1.0)
    assert lane.passages == []
    lane.signal = Signal.PASS
    lane.run(WALKS_AFTER_SECONDS + 3.0)
    assert lane.passages[-1] - lane.passages[0] < 0.2
    assert lane.guest.place is Place.AWAY
    assert not lane.is_somebody_there
    assert lane.board.camera.shown() == ()


def test_whoever_steps_up_right_after_walking_away_is_not_taken_away_by_what_was_begun(lane: Lane) -> None:
    lane.director.ask(HEALTHY)
    lane.run(0.5)
    lane.signal = Signal.PASS
    lane.run(WALKS_AFTER_SECONDS + 0.2)
    assert lane.guest.place is Place.WALKING
    lane.director.ask(deeds.Leave())
    lane.signal = Signal.READY
    lane.director.ask(HEALTHY)
    lane.run(5.0)
    assert lane.is_somebody_there


def test_the_users_person_waits_aside_when_referred_and_passes_when_an_inspector_admits(lane: Lane) -> None:
    lane.director.ask(HEALTHY)
    lane.run(0.5)
    lane.signal = Signal.STEP_ASIDE
    lane.run(GOES_ASIDE_AFTER_SECONDS + 0.5)
    assert lane.guest.place is Place.ASIDE
    assert not lane.is_somebody_there
    lane.signal = Signal.READY
    lane.run(5.0)
    assert lane.passages == []
    lane.signal = Signal.PASS
    lane.run(WALKS_AFTER_SECONDS + 1.0)
    assert lane.passages


@pytest.mark.parametrize("example", Example)
def test_every_example_can_be_held_up_and_is_seen(lane: Lane, example: Example) -> None:
    lane.director.ask(deeds.HoldUp(example=example))
    lane.run(0.1)
    shown = lane.board.camera.shown()
    assert isinstance(shown, tuple)
    assert len(shown) == 1


def test_a_photograph_is_seen_by_the_camera(lane: Lane) -> None:
    lane.director.ask(Image.new("RGB", (320, 240), "white"))
    lane.run(0.1)
    assert isinstance(lane.board.camera.shown(), Image.Image)


def test_a_scenario_has_the_lane_until_it_ends_and_everything_is_put_right_afterwards(lane: Lane) -> None:
    lane.director.ask(deeds.Play(scenario="paper-code"))
    lane.run(2.5)
    assert lane.is_somebody_there
    assert lane.visitors.are_away
    lane.run(30.0)
    assert lane.tidied == 1


def test_a_scenario_that_is_stopped_leaves_nobody_there(lane: Lane) -> None:
    lane.director.ask(deeds.Play(scenario="paper-code"))
    lane.run(2.5)
    lane.director.ask(deeds.StopPlay())
    lane.run(0.1)
    assert (lane.tidied, lane.is_somebody_there) == (1, False)


def test_the_room_is_warmed_for_whoever_has_the_lane(lane: Lane) -> None:
    lane.director.ask(deeds.Room(celsius=12.0))
    lane.run(0.1)
    assert lane.board.stage.scene.ambient_celsius == 12.0


def played(has_network: bool) -> set[str]:
    return {
        name
        for name, path in shipped_scenarios().items()
        if can_be_played(load_scenario(path), has_network=has_network)
    }


def test_the_page_learns_what_is_acknowledged_from_the_journal(lane: Lane) -> None:
    lane.run(0.5)
    assert lane.page.told["journal"] == {"acked_through": 0}
    lane.acked_through = 7
    lane.run(0.5)
    assert lane.page.told["journal"] == {"acked_through": 7}


def test_only_what_a_running_gate_can_be_put_through_is_offered() -> None:
    with_network, without = played(True), played(False)
    assert without < with_network
    assert {"paper-code", "fever-confirmed", "fire-during-admitting", "mother-with-two-children"} <= without
    assert {"no-inspector-online", "badge-at-night"} <= with_network - without
    for never in ("clock-unset", "power-cut-while-committing", "broker-away-for-an-hour", "ordinary-morning"):
        assert never not in with_network


def test_whoever_comes_next_leaves_the_gate_time_to_see_nobody_in_between(lane: Lane) -> None:
    lane.director.ask(HEALTHY)
    lane.run(5.0)
    lane.director.ask(deeds.Leave())
    lane.director.ask(HEALTHY)
    lane.director.ask(deeds.HoldUp(example=Example.RED))
    lane.run(COMES_BEHIND_SECONDS - 0.1)
    assert not lane.is_somebody_there
    lane.run(0.2)
    assert lane.is_somebody_there


def test_whoever_stands_there_may_move_at_once(lane: Lane) -> None:
    lane.director.ask(HEALTHY)
    lane.run(5.0)
    lane.director.ask(replace(HEALTHY, distance_mm=400.0))
    lane.run(0.1)
    assert lane.board.stage.scene.body is not None
    assert lane.board.stage.scene.body.distance_mm == 400.0


@pytest.mark.parametrize("other", [replace(HEALTHY, core_celsius=38.9), replace(HEALTHY, height_cm=118.0)])
def test_another_body_is_another_person_whom_no_earlier_reading_may_let_pass(lane: Lane, other: deeds.Stand) -> None:
    lane.director.ask(HEALTHY)
    lane.director.ask(deeds.HoldUp(example=Example.GREEN))
    lane.run(5.0)
    lane.director.ask(other)
    lane.run(COMES_BEHIND_SECONDS - 0.1)
    gone = lane.board.stage.scene.body
    assert gone is None
    assert lane.board.camera.shown() == ()
    lane.run(0.2)
    body = lane.board.stage.scene.body
    assert body is not None
    assert body.core_celsius == other.core_celsius
