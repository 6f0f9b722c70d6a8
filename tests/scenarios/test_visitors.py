"""Visitors come by themselves, do what the gate's signals ask, and are the same for the same seed."""

import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from device.gate.pin_plan import PinPlan
from device.simulation.code_picture import CodePicture
from device.simulation.entrance import Entrance
from device.simulation.pins import EmulatedPins
from device.simulation.play_codes import PlayCodes
from device.simulation.play_keys import make_play_keys
from device.simulation.scene import Stage
from device.simulation.virtual_clock import VirtualClock
from device.simulation.visitor_people import Story, invent
from device.simulation.visitors import PATIENCE_SECONDS, Agenda, Visitors
from device.vocabulary import Kind, Signal

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class Eye:
    """A camera that remembers what it saw."""

    def __init__(self) -> None:
        self.text: str | None = None
        self.seen: list[str] = []

    def hold_up(self, *pictures: CodePicture) -> None:
        self.text = pictures[0].text if pictures else None
        self.seen += [picture.text for picture in pictures]

    def show_image(self, image: Image.Image) -> None:
        raise AssertionError(f"no visitor holds up a photograph of {image.size}")


class Lane:
    """An entrance with visitors, and a gate that shows whatever a test says."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.clock = VirtualClock(wall=START)
        self.stage = Stage(self.clock)
        self.pins = EmulatedPins(self.clock)
        self.passages = 0
        self.eye = Eye()
        self.signal = Signal.READY
        agenda = Agenda()
        keys = make_play_keys(folder / "keys", seed=seed, now=int(START.timestamp()))
        codes = PlayCodes((), keys, venue="v", checkpoint="c", true_seconds=lambda: self.clock.true_wall().timestamp())
        entrance = Entrance(stage=self.stage, pins=self.pins, view=self.eye, later=agenda.later)
        self.visitors = Visitors(entrance=entrance, agenda=agenda, codes=codes, signal=lambda: self.signal, seed=seed)
        self.was_passing = False

    def somebody_is_there(self) -> bool:
        return self.stage.scene.body is not None

    def live(self, seconds: float) -> None:
        end = self.clock.monotonic() + seconds
        while self.clock.monotonic() < end:
            due = self.visitors.step(self.clock.monotonic())
            passing = self.pins.contact_is_closed(PinPlan().passage_in)
            self.passages += passing and not self.was_passing
            self.was_passing = passing
            self.clock.advance_to(due)

    def until_somebody_comes(self) -> None:
        for _ in range(200):
            if self.somebody_is_there():
                return
            self.live(0.2)
        raise AssertionError("nobody came")


def test_somebody_comes_to_a_ready_gate_and_holds_up_a_code(tmp_path: Path) -> None:
    lane = Lane(tmp_path)
    lane.until_somebody_comes()
    lane.live(3.0)
    assert lane.visitors.sent == 1
    assert lane.eye.text is not None
    assert lane.eye.text.startswith("PHC1:")


@pytest.mark.parametrize("signal", [Signal.OUT_OF_SERVICE, Signal.LOCKED, Signal.WARMING_UP, Signal.EMERGENCY])
def test_nobody_comes_to_a_gate_that_does_not_serve(tmp_path: Path, signal: Signal) -> None:
    lane = Lane(tmp_path)
    lane.signal = signal
    lane.live(60.0)
    assert lane.visitors.sent == 0


def test_whoever_may_pass_goes_through_and_leaves(tmp_path: Path) -> None:
    lane = Lane(tmp_path)
    lane.until_somebody_comes()
    lane.signal = Signal.PASS
    lane.live(4.0)
    assert lane.passages == 1
    assert not lane.somebody_is_there()
    assert lane.eye.text is None


@pytest.mark.parametrize("signal", [Signal.STEP_ASIDE, Signal.GO_TO_THE_DESK])
def test_whoever_is_referred_steps_aside_and_does_not_pass(tmp_path: Path, signal: Signal) -> None:
    lane = Lane(tmp_path)
    lane.until_somebody_comes()
    lane.signal = signal
    lane.live(5.0)
    assert not lane.somebody_is_there()
    assert lane.passages == 0


def test_patience_ends(tmp_path: Path) -> None:
    lane = Lane(tmp_path)
    lane.until_somebody_comes()
    lane.signal = Signal.WAIT
    lane.live(PATIENCE_SECONDS + 3.0)
    assert not lane.somebody_is_there()


def test_the_next_one_comes_after_the_last_has_gone(tmp_path: Path) -> None:
    lane = Lane(tmp_path)
    for number in range(1, 6):
        lane.signal = Signal.READY
        lane.until_somebody_comes()
        assert lane.visitors.sent == number
        lane.signal = Signal.STEP_ASIDE
        lane.live(6.0)


def test_the_same_seed_sends_the_same_people(tmp_path: Path) -> None:
    def seen(name: str, seed: int) -> list[str]:
        lane = Lane(tmp_path / name, seed)
        for _ in range(4):
            lane.signal = Signal.READY
            lane.until_somebody_comes()
            lane.live(3.0)
            lane.signal = Signal.STEP_ASIDE
            lane.live(6.0)
        return lane.eye.seen

    assert seen("a", 5) == seen("b", 5) != seen("c", 6)


def test_most_visitors_are_healthy_and_every_story_happens() -> None:
    chance = random.Random(3)  # noqa: S311 - a crowd, not a secret
    stories = Counter(invent(chance, number).story for number in range(2000))
    assert set(stories) == set(Story)
    assert stories[Story.HEALTHY] > 1000


def test_a_family_is_a_guardian_with_one_or_two_children_on_the_same_phone() -> None:
    chance = random.Random(4)  # noqa: S311 - a crowd, not a secret
    families = [party for number in range(300) if (party := invent(chance, number)).story is Story.FAMILY]
    assert families
    for family in families:
        guardian, *children = family.people
        assert 1 <= len(children) <= 2
        for child in children:
            assert child.code is not None
            assert (child.code.kind, child.code.guardian) == (Kind.FAMILY, guardian.id)


def test_a_child_steps_up_when_the_gate_asks_for_the_next(tmp_path: Path) -> None:
    lane = Lane(tmp_path)
    for _ in range(80):
        lane.until_somebody_comes()
        shown = len(lane.eye.seen)
        lane.live(6.0)
        codes = len(lane.eye.seen) - shown
        if codes > 1:
            break
        lane.signal = Signal.STEP_ASIDE
        lane.live(6.0)
        lane.signal = Signal.READY
    lane.signal = Signal.NEXT_OF_GROUP
    lane.live(0.3)
    assert not lane.somebody_is_there()
    lane.signal = Signal.HOLD_STILL
    lane.live(1.5)
    assert lane.somebody_is_there()
    lane.signal = Signal.PASS
    lane.live(8.0)
    assert lane.passages == codes
