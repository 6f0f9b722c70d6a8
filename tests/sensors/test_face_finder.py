"""What the thermal array tells about who stands there: place, height, cap, two people; what it keeps quiet about."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.guidance.coach import Face, Known, wanted
from device.guidance.sentences import Sentence
from device.sensors.face_finder import Optics, nearest_face
from device.simulation.scene import Body, Scene
from device.simulation.thermal_picture import thermal_picture
from device.vocabulary import Signal

NOISE_CELSIUS = 0.2
ROOMS = pytest.mark.parametrize("room", [16.0, 20.0, 24.0, 28.0, 32.0])
DISTANCES = pytest.mark.parametrize("distance", [150.0, 200.0, 250.0, 300.0])
AT_THE_GATE = Body(distance_mm=250.0, core_celsius=36.6)


def seen(scene: Scene, optics: Optics | None = None, seed: int = 1) -> Face | None:
    picture = thermal_picture(scene, width_degrees=110.0, height_degrees=75.0, rows=24, columns=32, at=0.0)
    picture += np.random.default_rng(seed).normal(0.0, NOISE_CELSIUS, picture.shape)
    return nearest_face(picture, optics or Optics())


def sentence(face: Face | None) -> Sentence:
    return wanted(Known(signal=Signal.HOLD_STILL, face=face))


@ROOMS
@DISTANCES
@pytest.mark.parametrize("core", [36.0, 36.6, 39.0])
def test_who_stands_rightly_is_left_alone(room: float, distance: float, core: float) -> None:
    face = seen(Scene(ambient_celsius=room, body=Body(distance_mm=distance, core_celsius=core)))
    assert sentence(face) is Sentence.HOLD_STILL
    # In a room of 32 C cool skin does not stand out: then nothing is known, and nothing asked.
    assert face is not None or (room, core) == (32.0, 36.0)


@DISTANCES
@pytest.mark.parametrize("room", [16.0, 20.0, 24.0, 27.0])
def test_a_cap_is_asked_to_be_taken_off(room: float, distance: float) -> None:
    body = Body(distance_mm=distance, core_celsius=36.6, wears_cap=True)
    assert sentence(seen(Scene(ambient_celsius=room, body=body))) is Sentence.CAP_OFF


@ROOMS
@pytest.mark.parametrize(("aside", "below"), [(80.0, 0.0), (-80.0, 0.0), (0.0, 90.0), (0.0, -80.0), (60.0, 60.0)])
def test_a_forehead_beside_or_below_the_mark_is_asked_there(room: float, aside: float, below: float) -> None:
    body = Body(distance_mm=250.0, core_celsius=36.6, spot_offset_mm=aside, below_mm=below)
    face = seen(Scene(ambient_celsius=room, body=body))
    assert face is not None
    assert sentence(face) is Sentence.FOREHEAD_TO_THE_MARK
    if aside:
        assert np.sign(face.aside_degrees) == np.sign(aside)
    if below:
        assert np.sign(face.below_degrees) == np.sign(below)


@pytest.mark.parametrize(("aside", "below"), [(60.0, 0.0), (0.0, -50.0), (0.0, 60.0), (-60.0, 50.0)])
def test_the_place_is_right_within_seven_degrees(aside: float, below: float) -> None:
    body = Body(distance_mm=250.0, core_celsius=36.6, spot_offset_mm=aside, below_mm=below)
    face = seen(Scene(body=body))
    assert face is not None
    assert face.aside_degrees == pytest.approx(np.degrees(np.arctan(aside / 250.0)), abs=7.0)
    assert face.below_degrees == pytest.approx(np.degrees(np.arctan(below / 250.0)), abs=7.0)


@ROOMS
def test_two_faces_side_by_side_are_two(room: float) -> None:
    beside = Body(distance_mm=300.0, core_celsius=36.6, spot_offset_mm=280.0)
    face = seen(Scene(ambient_celsius=room, body=AT_THE_GATE, companion=beside))
    assert face is not None
    assert face.faces == 2
    assert sentence(face) is Sentence.ONE_AT_A_TIME


@ROOMS
def test_who_waits_behind_is_not_counted(room: float) -> None:
    waiting = Body(distance_mm=1000.0, core_celsius=36.6, spot_offset_mm=500.0)
    face = seen(Scene(ambient_celsius=room, body=AT_THE_GATE, companion=waiting))
    assert face is not None
    assert face.faces == 1


@ROOMS
def test_an_empty_lane_has_no_face(room: float) -> None:
    assert seen(Scene(ambient_celsius=room)) is None


def test_somebody_at_three_metres_is_no_face() -> None:
    assert seen(Scene(body=Body(distance_mm=3000.0, core_celsius=36.6))) is None


def test_a_hot_cup_in_the_hand_does_not_hide_the_face() -> None:
    picture = thermal_picture(Scene(body=AT_THE_GATE), width_degrees=110, height_degrees=75, rows=24, columns=32, at=0)
    picture[20:23, 24:27] = 80.0
    face = nearest_face(picture, Optics())
    assert face is not None
    assert abs(face.aside_degrees) < 5.0
    assert face.brow_celsius == pytest.approx(33.0, abs=1.0)


def test_an_array_on_its_head_sees_the_same() -> None:
    picture = thermal_picture(
        Scene(body=Body(distance_mm=250.0, core_celsius=36.6, spot_offset_mm=60.0, below_mm=40.0)),
        width_degrees=110.0,
        height_degrees=75.0,
        rows=24,
        columns=32,
        at=0.0,
    )
    assert nearest_face(picture[::-1, ::-1], Optics(is_upside_down=True)) == nearest_face(picture, Optics())


def test_the_mark_is_where_the_installer_says() -> None:
    plain = seen(Scene(body=AT_THE_GATE))
    moved = seen(Scene(body=AT_THE_GATE), Optics(mark_right_degrees=6.0, mark_below_degrees=-4.0))
    assert plain is not None
    assert moved is not None
    assert moved.aside_degrees == pytest.approx(plain.aside_degrees - 6.0)
    assert moved.below_degrees == pytest.approx(plain.below_degrees + 4.0)


@given(st.integers(0, 2**32 - 1), st.floats(-40, 60), st.floats(0.0, 60.0))
def test_no_picture_whatsoever_is_too_much(seed: int, middle: float, spread: float) -> None:
    picture = np.random.default_rng(seed).normal(middle, spread, (24, 32))
    face = nearest_face(picture, Optics())
    assert face is None or np.isfinite([face.aside_degrees, face.below_degrees, face.brow_celsius]).all()
