"""One code held up is one event, whatever the camera does."""

from dataclasses import replace

import pytest
from scanner_rig import HEALTH_CODE, Stand

from device.checkpoint.events import Event, NotAHealthCode
from device.scanner.coach import Hint
from device.scanner.decoders import ZBAR, ZXING, Look, ReadCode, UnreadCode
from device.scanner.frame import Plane
from device.simulation.code_picture import INKS, CodePicture

CODE = CodePicture(text=HEALTH_CODE, pixels_per_module=4.0)


class Told:
    """A decoder that sees what it is told to."""

    def __init__(self, look: Look | None = None) -> None:
        self.seen = look or Look()
        self.planes: list[Plane] = []
        self.again: list[bool] = []

    def forget_pictures(self) -> None:
        """Nothing is remembered."""

    def look(self, plane: Plane, *, again: bool) -> Look:
        self.planes.append(plane)
        self.again.append(again)
        return self.seen


def code(text: str, decoder: str = ZXING) -> ReadCode:
    return ReadCode(text=text, decoder=decoder, corners=((0, 0), (9, 0), (9, 9), (0, 9)))


def test_a_code_held_up_for_a_minute_is_one_event() -> None:
    stand = Stand()
    assert stand.run(2.0) == []
    stand.scene.hold_up(CODE)
    assert stand.run(60.0) == [NotAHealthCode(looks_like=HEALTH_CODE)]


def test_a_code_is_told_within_half_a_second() -> None:
    stand = Stand()
    stand.run(1.0)
    stand.scene.hold_up(CODE)
    assert len(stand.run(0.5)) == 1


@pytest.mark.parametrize("ink", INKS)
def test_a_code_of_any_ink_is_one_event_though_only_every_second_frame_may_show_it(ink: str) -> None:
    stand = Stand()
    stand.scene.hold_up(replace(CODE, ink=ink, turn_degrees=7.0))
    assert len(stand.run(10.0)) == 1


@pytest.mark.parametrize("frames_per_second", [1.0, 2.0, 3.0])
def test_a_yellow_code_is_one_event_at_the_slowest_rates_too(frames_per_second: float) -> None:
    stand = Stand(frames_per_second=frames_per_second)
    stand.scene.hold_up(replace(CODE, ink="yellow", pixels_per_module=3.0, turn_degrees=7.0, blur_pixels=1.0))
    assert len(stand.run(30.0)) == 1


@pytest.mark.parametrize(("away_seconds", "events"), [(0.5, 0), (1.5, 1), (30.0, 1)])
def test_a_code_that_comes_back_after_a_second_is_told_again(away_seconds: float, events: int) -> None:
    stand = Stand()
    stand.scene.hold_up(CODE)
    stand.run(2.0)
    stand.scene.hold_up()
    stand.run(away_seconds)
    stand.scene.hold_up(CODE)
    assert len(stand.run(2.0)) == events


def test_two_codes_in_one_picture_are_both_told() -> None:
    stand = Stand()
    stand.scene.hold_up(
        CodePicture(text="PHC1:LEFT", across=0.25), CodePicture(text="PHC1:RIGHT", across=0.75, pixels_per_module=5.0)
    )
    assert stand.run(3.0) == [NotAHealthCode(looks_like="PHC1:RIGHT"), NotAHealthCode(looks_like="PHC1:LEFT")]


def test_rescan_tells_what_is_in_view_once_more() -> None:
    stand = Stand()
    stand.scene.hold_up(CODE)
    stand.run(2.0)
    stand.worker.rescan()
    assert len(stand.run(2.0)) == 1


def test_luma_and_blue_take_turns() -> None:
    eyes = Told()
    stand = Stand(decoder=eyes)
    stand.scene.hold_up(replace(CODE, ink="yellow"))
    stand.run(0.75)
    middles = [float(plane[plane.shape[0] // 2].mean()) for plane in eyes.planes]
    assert len(middles) == 8
    assert max(middles[1::2]) < min(middles[0::2]) - 10  # yellow modules are dark in blue


def test_what_zbar_read_and_nothing_proves_does_not_hide_what_zxing_reads_next() -> None:
    eyes = Told(Look(codes=(code("PHC1:A", ZBAR),)))

    def read(text: str, decoder: str) -> Event | None:
        return None if decoder == ZBAR else NotAHealthCode(looks_like=text)

    stand = Stand(decoder=eyes, read_code=read)
    assert stand.run(0.35) == []
    eyes.seen = Look(codes=(code("PHC1:A"),))
    assert stand.run(5.0) == [NotAHealthCode(looks_like="PHC1:A")]


def test_a_flood_of_codes_is_told_once_each() -> None:
    eyes = Told(Look(codes=tuple(code(f"N{number}") for number in range(16))))
    assert len(Stand(decoder=eyes).run(20.0)) == 16


def test_a_hint_is_given_while_a_code_shows_unread_and_taken_back_when_it_is_read() -> None:
    small = UnreadCode(corners=((300, 150), (350, 150), (350, 200), (300, 200)), modules=53)
    eyes = Told(Look(unread=(small,)))
    stand = Stand(decoder=eyes)
    stand.run(1.0)
    assert stand.worker.hint is Hint.CLOSER
    eyes.seen = Look(codes=(code("PHC1:A"),))
    stand.run(0.1)
    assert stand.worker.hint is None


def test_what_a_frame_costs_is_measured() -> None:
    class Slow(Told):
        def look(self, plane: Plane, *, again: bool) -> Look:
            stand.clock.advance_to(stand.clock.monotonic() + 0.02)
            return super().look(plane, again=again)

    stand = Stand(decoder=Slow())
    stand.run(0.5)
    assert stand.worker.cost.look_seconds == pytest.approx(0.02)
    assert stand.worker.cost.capture_seconds == 0.0
