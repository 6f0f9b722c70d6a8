"""Moves people, codes and contacts before one emulated gate: the hands of a scenario, and of visitors who come alone.

Never touches the gate's code: it changes what the emulated chips, camera and wires see, as the world would.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from PIL import Image

from device.simulation.code_picture import CodePicture
from device.simulation.pins import EmulatedPins
from device.simulation.scenario_people import Carrier, Code, Person, Picture
from device.simulation.scene import Body, Stage

PRESS_SECONDS: Final = 0.25
KEY_SECONDS: Final = 0.5
PASSAGE_SECONDS: Final = 0.15
_PLAIN: Final = Picture()

Later = Callable[[float, Callable[[], None]], None]
"""Calls something after so many seconds."""


class View(Protocol):
    """What the camera looks at; see `device.simulation.emulated_camera.CameraScene`."""

    def hold_up(self, *pictures: CodePicture) -> None:
        """Let codes be in view, or nothing."""

    def show_image(self, image: Image.Image) -> None:
        """Let a photograph be in view."""


class Entrance:
    """Everything before and around one gate that is not the gate."""

    def __init__(self, *, stage: Stage, pins: EmulatedPins, view: View, later: Later) -> None:
        self._stage, self._pins, self._view, self._later = stage, pins, view, later

    # --- before the sensors

    def arrive(self, person: Person, distance_mm: float) -> None:
        """Let `person` stand before the gate, in place of whoever stood there."""
        self._stage.place(_body(person, distance_mm))

    def stand_beside(self, person: Person, beside_mm: float, distance_mm: float) -> None:
        """Let `person` stand beside whoever is before the gate, where only a thermal array sees them."""
        self._stage.place_beside(replace(_body(person, distance_mm), spot_offset_mm=beside_mm))

    def step_back(self) -> None:
        """Let whoever stood beside go away."""
        self._stage.place_beside(None)

    def place_object(self, celsius: float, distance_mm: float) -> None:
        """Put something warm that is no person before the thermometer."""
        self._stage.place(Body(distance_mm=distance_mm, surface_celsius=celsius, sway_mm=0.0))

    def leave(self) -> None:
        """Let nobody and nothing stand there, nor anything be held up."""
        self._stage.place(None)
        self._view.hold_up()

    def step_out(self) -> None:
        """Let nobody and nothing stand there; what is held up stays."""
        self._stage.place(None)

    def move(self, distance_mm: float) -> None:
        """Let whoever stands there come closer or step back."""
        body = self._stage.scene.body
        if body is not None:
            self._stage.place(replace(body, distance_mm=distance_mm))

    def take_cap_off(self) -> None:
        """Let whoever stands there bare the forehead."""
        body = self._stage.scene.body
        if body is not None:
            self._stage.place(replace(body, wears_cap=False))

    def bring_to_the_mark(self) -> None:
        """Let whoever stands there hold the forehead where the thermometer looks."""
        body = self._stage.scene.body
        if body is not None:
            self._stage.place(replace(body, spot_offset_mm=0.0, below_mm=0.0))

    def change_skin(self, offset_celsius: float) -> None:
        """Let the forehead there warm or cool."""
        body = self._stage.scene.body
        if body is not None:
            self._stage.place(replace(body, skin_offset_celsius=offset_celsius))

    # --- before the camera

    def hold_up(self, text: str, picture: Picture = _PLAIN, *, ink: str = "black") -> None:
        """Hold something with a QR code before the camera; `ink` is the colour of its modules."""
        self._view.hold_up(
            CodePicture(
                text=text,
                pixels_per_module=picture.module_pixels,
                ink=ink,
                turn_degrees=picture.turned_degrees,
                tilt_degrees=picture.tilted_degrees,
                blur_pixels=picture.blur_pixels,
                across=picture.across,
                down=picture.down,
            )
        )

    def show_image(self, image: Image.Image) -> None:
        """Hold a photograph before the camera."""
        self._view.show_image(image)

    def take_away(self) -> None:
        """Hold nothing before the camera."""
        self._view.hold_up()

    # --- at the barrier

    def pass_through(self, people: int = 1, *, apart_seconds: float = 0.8, backwards: bool = False) -> None:
        """Let `people` go through, one after the other, the first now."""
        contact = "passage_out" if backwards else "passage_in"
        for place in range(people):
            self._later(place * apart_seconds, lambda: self.touch(contact, PASSAGE_SECONDS))

    def touch(self, contact: str, seconds: float) -> None:
        """Let a contact happen for a moment."""
        self._pins.begin(contact)
        self._later(seconds, lambda: self._pins.end(contact))

    def begin(self, contact: str) -> None:
        """Let a contact happen from now on."""
        self._pins.begin(contact)

    def end(self, contact: str) -> None:
        """Let a contact be over."""
        self._pins.end(contact)


def _body(person: Person, distance_mm: float) -> Body:
    return Body(
        distance_mm=distance_mm,
        core_celsius=person.core_celsius,
        skin_offset_celsius=person.skin_offset_celsius,
        spot_offset_mm=person.beside_mm,
        below_mm=person.below_mm,
        wears_cap=person.wears_cap,
        sway_mm=person.sway_mm,
    )


def ink_of(code: Code) -> str:
    """Give the colour in which a code's modules are shown: its own on a screen, black on paper."""
    return "black" if code.carrier is Carrier.PAPER else code.colour.value
