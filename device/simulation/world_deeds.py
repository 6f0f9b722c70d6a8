"""Does what people and hands do before, at and to one emulated gate, on a virtual clock or a real one.

Never touches the gate's code and never knows what it will decide: lane, barrier, parts and their cables, no power.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, assert_never

from PIL import Image, UnidentifiedImageError

from device.errors import FileRefused
from device.simulation import deeds_at_the_barrier as barrier
from device.simulation import deeds_at_the_lane as lane
from device.simulation import deeds_to_the_parts as parts
from device.simulation.emulated_board import EmulatedBoard
from device.simulation.entrance import KEY_SECONDS, PRESS_SECONDS, Entrance, ink_of
from device.simulation.play_codes import PlayCodes
from device.simulation.scenario_people import Person
from device.simulation.scenario_words import KeyPosition, Plug


class WorldDeeds:
    """The hands that do them."""

    def __init__(
        self,
        people: Mapping[str, Person],
        *,
        entrance: Entrance,
        board: EmulatedBoard,
        codes: PlayCodes,
        beside: Path,
        end_emergency: Callable[[], None],
    ) -> None:
        """`beside` is where a scenario's pictures lie; `end_emergency` is what the gate's own command does."""
        self._people, self._entrance, self._board, self._codes = people, entrance, board, codes
        self._beside, self._end_emergency = beside, end_emergency

    def at_the_lane(self, deed: lane.LaneDeed) -> None:
        """Do one deed of somebody on the lane.

        Raises:
            FileRefused: a picture cannot be read.
        """
        entrance = self._entrance
        match deed:
            case lane.Arrive() | lane.Replace():
                entrance.arrive(self._people[deed.person], deed.distance_mm)
            case lane.Move():
                entrance.move(deed.distance_mm)
            case lane.Leave() | lane.StepAside():
                entrance.leave()
            case lane.SkinChanges():
                entrance.change_skin(deed.offset_celsius)
            case lane.PlaceObject():
                entrance.place_object(deed.celsius, deed.distance_mm)
            case lane.StandBeside() | lane.StepBack() | lane.TakeCapOff() | lane.BringToTheMark():
                self._before_the_array(deed)
            case lane.TakeObjectAway():
                entrance.step_out()
            case lane.HoldUp():
                self._hold_up(deed)
            case lane.TakeAway():
                entrance.take_away()
            case _:
                assert_never(deed)

    def _before_the_array(self, deed: lane.StandBeside | lane.StepBack | lane.TakeCapOff | lane.BringToTheMark) -> None:
        """What a thermal array asks for, or sees before anything else does."""
        entrance = self._entrance
        match deed:
            case lane.StandBeside():
                entrance.stand_beside(self._people[deed.person], deed.beside_mm, deed.distance_mm)
            case lane.StepBack():
                entrance.step_back()
            case lane.TakeCapOff():
                entrance.take_cap_off()
            case lane.BringToTheMark():
                entrance.bring_to_the_mark()
            case _:
                assert_never(deed)

    def _hold_up(self, deed: lane.HoldUp) -> None:
        entrance, codes = self._entrance, self._codes
        if deed.image:
            entrance.show_image(_image(self._beside / deed.image))
        elif deed.code_of:
            code = self._people[deed.code_of].code
            if code is not None:
                entrance.hold_up(codes.code_of(deed.code_of), code.picture, ink=ink_of(code))
        elif deed.badge_of:
            entrance.hold_up(codes.badge_of(deed.badge_of))
        elif deed.sheet is not None:
            entrance.hold_up(codes.sheet(deed.sheet))
        else:
            entrance.hold_up(deed.text)

    def at_the_barrier(self, deed: barrier.BarrierDeed) -> None:
        """Do one deed of hands, doors and wires."""
        entrance = self._entrance
        match deed:
            case barrier.PassThrough():
                entrance.pass_through(deed.people, apart_seconds=deed.apart_seconds, backwards=deed.backwards)
            case barrier.Press():
                entrance.touch(deed.button.value, PRESS_SECONDS)
            case barrier.TurnKey():
                entrance.touch("key_admit" if deed.position is KeyPosition.ADMIT else "key_reset", KEY_SECONDS)
            case barrier.EndEmergency():
                self._end_emergency()
            case _:
                contact, begins = _CONTACTS[type(deed)]
                (entrance.begin if begins else entrance.end)(contact)

    def to_the_parts(self, deed: parts.CableDeed) -> None:
        """Do one deed to the gate's parts."""
        board = self._board
        match deed:
            case parts.Unplug():
                self._plug(deed.part, is_in=False)
            case parts.PlugIn():
                self._plug(deed.part, is_in=True)
            case parts.FreezeCamera() | parts.ThawCamera():
                board.camera.frozen = isinstance(deed, parts.FreezeCamera)
            case parts.CoverCamera() | parts.UncoverCamera():
                board.camera.covered = isinstance(deed, parts.CoverCamera)
            case parts.DimLight():
                board.camera.light = deed.share
            case parts.LightAgain():
                board.camera.light = 1.0
            case parts.BlurLens():
                board.camera.lens_blur_pixels = deed.pixels
            case parts.WipeLens():
                board.camera.lens_blur_pixels = 0.0
            case parts.FillDisk():
                board.disk.full = True
            case parts.FreeDisk():
                board.disk.full, board.disk.slow_seconds = False, 0.0
            case parts.SlowDisk():
                board.disk.slow_seconds = deed.seconds
            case _:
                assert_never(deed)

    def _plug(self, part: Plug, *, is_in: bool) -> None:
        board = self._board
        if part is Plug.CAMERA:
            board.camera.gone = not is_in
            return
        chip = board.thermometer if part is Plug.THERMOMETER else board.distance
        (chip.plug_in if is_in else chip.unplug)()


_CONTACTS: Final[Mapping[type, tuple[str, bool]]] = {
    barrier.OpenDoor: ("door", True),
    barrier.CloseDoor: ("door", False),
    barrier.BlockBeam: ("beam", True),
    barrier.FreeBeam: ("beam", False),
    barrier.BreakFireLoop: ("fire", True),
    barrier.MendFireLoop: ("fire", False),
    barrier.OpenHousing: ("tamper", True),
    barrier.CloseHousing: ("tamper", False),
}
"""Deed: the contact it moves, and whether what the contact watches for begins."""


def _image(path: Path) -> Image.Image:
    try:
        with Image.open(path) as image:
            return image.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise FileRefused(f"{path} is no picture that can be read: {error}") from error
