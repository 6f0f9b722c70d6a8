"""Plays the one person before the virtual gate whom the user of the page moves, and who does what the gate says.

Never knows what the gate decides: like any visitor, this one sees its signal. Stepped by the director alone.
"""

from enum import Enum, auto
from math import inf
from typing import Final

from PIL import Image

from device.simulation.emulated_board import EmulatedBoard
from device.simulation.entrance import Entrance
from device.simulation.play_codes import PlayCodes
from device.simulation.scenario_people import Person
from device.simulation.virtual_gate.example_codes import GUEST, example_picture
from device.simulation.virtual_gate.page_deeds import Example, Stand
from device.simulation.visitors import Agenda
from device.vocabulary import Signal

_EYE_LEVEL_CM: Final = 165.0
"""Whoever is so tall has the forehead where the thermometer looks."""
_BENDS_CM: Final = 20.0
"""People bend or stretch by so much by themselves."""
WALKS_AFTER_SECONDS: Final = 1.2
GOES_ASIDE_AFTER_SECONDS: Final = 4.0
COMES_BEHIND_SECONDS: Final = 1.5
"""Whoever comes next is so far behind that the gate has seen nobody in between (it takes a second to be sure)."""
_TO_THE_PASSAGE_SECONDS: Final = 0.6
_THROUGH_SECONDS: Final = 1.2
_REFERRED: Final = (Signal.STEP_ASIDE, Signal.GO_TO_THE_DESK)


class Place(Enum):
    """Where the user's person is."""

    AWAY = auto()
    BEFORE_THE_GATE = auto()
    WALKING = auto()
    ASIDE = auto()


class Guest:
    """The user's person."""

    def __init__(self, *, board: EmulatedBoard, entrance: Entrance, agenda: Agenda, codes: PlayCodes) -> None:
        """`agenda` is the one behind `entrance`."""
        self._board, self._entrance, self._agenda, self._codes = board, entrance, agenda, codes
        self._body: Stand | None = None
        self._since: float | None = None
        """When the signal that moves this person was first seen."""
        self.place = Place.AWAY
        self._gone_since = -inf

    @property
    def height_cm(self) -> float | None:
        """How tall, where somebody stands there."""
        return None if self._body is None else self._body.height_cm

    def stand(self, body: Stand, now: float) -> bool:
        """Step before the gate, or move while standing there; claim False while the one before is hardly gone.

        Nobody grows or falls ill while standing there: another height or core temperature is somebody else, who comes
        when the gate has seen nobody in between. Else a fever would pass on the reading of the healthy one before.
        """
        if self.place is Place.WALKING:
            return True
        if self.place is Place.BEFORE_THE_GATE and self._body is not None and not _is_same_person(self._body, body):
            self.leave(now)
        if self.place is not Place.BEFORE_THE_GATE and now < self._gone_since + COMES_BEHIND_SECONDS:
            return False
        self.place, self._body = Place.BEFORE_THE_GATE, body
        person = Person(
            id=GUEST,
            core_celsius=body.core_celsius,
            skin_offset_celsius=body.skin_celsius,
            beside_mm=10.0 * max(0.0, abs(body.height_cm - _EYE_LEVEL_CM) - _BENDS_CM),
        )
        self._entrance.arrive(person, body.distance_mm)
        return True

    def hold_up(self, example: Example) -> None:
        """Hold an example before the camera."""
        self._board.camera.hold_up(example_picture(example, self._codes))

    def show_image(self, image: Image.Image) -> None:
        """Hold a photograph before the camera, or be seen by one's own."""
        self._entrance.show_image(image)

    def take_away(self) -> None:
        """Hold nothing before the camera."""
        self._entrance.take_away()

    def leave(self, now: float) -> None:
        """Go away, with whatever was held up."""
        if self.place is Place.BEFORE_THE_GATE:
            self._gone_since = now
        self._be_gone()

    def step(self, now: float, signal: Signal) -> None:
        """Do what the signal says, a moment after it is seen."""
        moves = (signal is Signal.PASS and self.place in (Place.BEFORE_THE_GATE, Place.ASIDE)) or (
            signal in _REFERRED and self.place is Place.BEFORE_THE_GATE
        )
        if not moves:
            self._since = None
        elif self._since is None:
            self._since = now
        elif signal is Signal.PASS and now >= self._since + WALKS_AFTER_SECONDS:
            self._walk()
        elif signal in _REFERRED and now >= self._since + GOES_ASIDE_AFTER_SECONDS:
            self._entrance.leave()
            self.place, self._since, self._gone_since = Place.ASIDE, None, now

    def _walk(self) -> None:
        self._entrance.leave()  # whoever walks is out of the sensors' sight before the passage counts them
        self.place, self._since = Place.WALKING, None
        self._agenda.later(_TO_THE_PASSAGE_SECONDS, self._entrance.pass_through)
        self._agenda.later(_THROUGH_SECONDS, self._be_through)

    def _be_through(self) -> None:
        if self.place is Place.WALKING:
            self._be_gone()

    def _be_gone(self) -> None:
        self._entrance.leave()
        self.place, self._body, self._since = Place.AWAY, None, None


def _is_same_person(one: Stand, other: Stand) -> bool:
    return (one.core_celsius, one.height_cm) == (other.core_celsius, other.height_cm)
