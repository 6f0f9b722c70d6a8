"""Says who has the lane before the virtual gate: visitors who come by themselves, the user's person, or a scenario.

Never lets two of them stand there at once, and never does anything to the gate but through what stands before it. A
`Worker`: whatever the page asks for waits here until its thread takes it up.
"""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from PIL import Image

from device.errors import MenshenError
from device.simulation.emulated_board import EmulatedBoard
from device.simulation.infrared import received_celsius, surface_celsius
from device.simulation.scenario import Scenario
from device.simulation.virtual_gate import page_deeds as deeds
from device.simulation.virtual_gate.camera_picture import CameraPicture
from device.simulation.virtual_gate.fan_out import FanOut
from device.simulation.virtual_gate.guest import Guest, Place
from device.simulation.virtual_gate.live_play import LivePlay
from device.simulation.virtual_gate.screen_mirror import ScreenMirror
from device.simulation.visitors import Agenda, Visitors
from device.vocabulary import Signal

STEP_SECONDS: Final = 0.05
ASIDE_WALKS_AFTER_SECONDS: Final = 1.2
_FIELD_OF_VIEW_DEGREES: Final = 5.0
_VISITOR_CM: Final = 168.0
"""How tall everybody but the user's person is drawn."""
_WAITING_MOST: Final = 32
_log = logging.getLogger(__name__)


class Holder(StrEnum):
    """Who has the lane."""

    VISITORS = "visitors"
    GUEST = "guest"
    SCENARIO = "scenario"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody who can have the lane, and what the director tells."""

    board: EmulatedBoard
    agenda: Agenda
    guest: Guest
    visitors: Visitors
    begin_play: Callable[[str, Scenario, float], LivePlay]
    tidy_up: Callable[[], None]
    """Bring the world back to an ordinary morning: cables in, contacts at rest, nobody locked out."""
    camera: CameraPicture
    screen: ScreenMirror
    world: Callable[[], dict[str, bool]]
    """Which of the hands' doings hold now."""
    acked_through: Callable[[], int]
    """The last entry of the journal that the system of record has acknowledged."""
    page: FanOut


class Director:
    """The worker."""

    name: Final = "director"
    limit_seconds: Final = 10.0

    def __init__(self, cast: Cast, *, scenarios: Mapping[str, Scenario], signal: Callable[[], Signal]) -> None:
        self._cast, self._scenarios, self._signal = cast, scenarios, signal
        self._asked: deque[deeds.LaneDeed | Image.Image] = deque(maxlen=_WAITING_MOST)
        self._holder = Holder.VISITORS
        self._play: LivePlay | None = None
        self._passes_since: float | None = None

    def ask(self, deed: deeds.LaneDeed | Image.Image) -> None:
        """Let something be done at the next step; may be called from any thread."""
        self._asked.append(deed)

    def step(self, now: float) -> float:
        """Do what was asked for, let whoever has the lane go on, tell the page."""
        self._cast.agenda.run(now)
        while self._asked and self._do(self._asked[0], now):
            self._asked.popleft()
        match self._holder:
            case Holder.VISITORS:
                self._cast.visitors.step(now)
                self._let_aside_pass(now)
            case Holder.GUEST:
                self._cast.guest.step(now, self._signal())
            case Holder.SCENARIO:
                if self._play is not None and not self._play.step(now):
                    self._end_play(now)
        self._tell(now)
        return now + STEP_SECONDS

    def close(self) -> None:
        """Send everybody home."""
        self._cast.visitors.close()

    # --- what is asked for

    def _do(self, deed: "deeds.LaneDeed | Image.Image", now: float) -> bool:
        """Do it; or claim False where whoever has the lane must be gone first."""
        cast = self._cast
        match deed:
            case deeds.Room(celsius=celsius):
                stage = cast.board.stage
                stage.show(replace(stage.scene, ambient_celsius=celsius))
                return True
            case deeds.StopPlay():
                if self._play is not None:
                    self._end_play(now)
                return True
            case deeds.Play(scenario=name):
                return self._begin_play(name, now)
            case deeds.LetVisitorsCome():
                return self._hand_over(Holder.VISITORS, now)
            case deeds.Invite(story=story):
                if not self._hand_over(Holder.VISITORS, now):
                    return False
                cast.visitors.invite(story)
                return True
            case _:
                return self._hand_over(Holder.GUEST, now) and self._do_as_guest(deed, now)

    def _do_as_guest(self, deed: "deeds.LaneDeed | Image.Image", now: float) -> bool:
        """Do it; or claim False where whoever was there before is hardly gone."""
        guest = self._cast.guest
        match deed:
            case deeds.Stand():
                return guest.stand(deed, now)
            case deeds.Leave():
                guest.leave(now)
            case deeds.HoldUp(example=example):
                guest.hold_up(example)
            case deeds.TakeAway():
                guest.take_away()
            case Image.Image():
                guest.show_image(deed)
            case _:
                raise TypeError(f"nobody does {type(deed).__name__}")
        return True

    def _hand_over(self, holder: Holder, now: float) -> bool:
        """Let `holder` have the lane, once whoever has it has gone."""
        if self._holder is holder:
            return True
        match self._holder:
            case Holder.VISITORS:
                if not self._cast.visitors.dismiss():
                    return False
            case Holder.GUEST:
                if self._cast.guest.place is Place.WALKING:
                    return False
                self._cast.guest.leave(now)
            case Holder.SCENARIO:
                self._end_play(now)
        self._holder = holder
        return True

    def _begin_play(self, name: str, now: float) -> bool:
        known = self._scenarios.get(name)
        if known is None:
            return True
        if self._holder is Holder.SCENARIO:
            self._end_play(now)
        if not self._hand_over(Holder.SCENARIO, now):
            return False
        self._play = self._cast.begin_play(name, known, now)
        return True

    def _end_play(self, now: float) -> None:
        self._play, self._holder = None, Holder.VISITORS
        self._cast.guest.leave(now)
        try:
            self._cast.tidy_up()
        except MenshenError as error:  # a broker that does not come back ends the play, not the gate
            _log.warning("after the scenario: %s", error)

    def _let_aside_pass(self, now: float) -> None:
        """Let a visitor who was sent aside walk through when the gate opens for them by order."""
        is_meant = self._signal() is Signal.PASS and self._cast.visitors.are_away
        if not is_meant:
            self._passes_since = None
        elif self._passes_since is None:
            self._passes_since = now
        elif now >= self._passes_since + ASIDE_WALKS_AFTER_SECONDS:
            self._passes_since = float("inf")  # once an opening
            self._cast.board.pins.begin("passage_in")
            self._cast.agenda.later(0.15, lambda: self._cast.board.pins.end("passage_in"))

    # --- what is told

    def _tell(self, now: float) -> None:
        cast, scene = self._cast, self._cast.board.stage.scene
        body, is_guest = scene.body, self._holder is Holder.GUEST
        story = cast.visitors.story if self._holder is Holder.VISITORS else None
        lane: dict[str, object] = {
            "holder": self._holder,
            "story": story,
            "play": None if self._play is None else self._play.name,
            "holds": cast.camera.holds(),
            "ambient": round(scene.ambient_celsius, 1),
            "guest": cast.guest.place.name.lower(),
            "person": None,
        }
        if body is not None:
            surface = surface_celsius(body, scene.ambient_celsius)
            lane["person"] = {
                "distance_mm": round(body.distance_mm),
                "core": body.core_celsius,
                "surface": round(surface, 1),
                "height_cm": (cast.guest.height_cm if is_guest else None) or _VISITOR_CM,
            }
        cast.page.tell("lane", lane)
        cast.page.tell("journal", {"acked_through": cast.acked_through()})
        cast.screen.tell()
        cast.page.tell("world", cast.world())
        seen = received_celsius(scene, _FIELD_OF_VIEW_DEGREES, 0.0)
        cast.page.tell(
            "eyes",
            {
                "thermometer": round(seen, 1),
                "distance_mm": None if body is None else round(body.distance_mm),
                "picture": cast.camera.look(),
                "frozen": cast.board.camera.frozen,
                "dark": cast.board.camera.covered or cast.board.camera.gone,
            },
        )
        play = self._play
        cast.page.tell(
            "play",
            None if play is None else {"name": play.name, "second": int(play.second(now)), "ends": play.ends_second},
        )
