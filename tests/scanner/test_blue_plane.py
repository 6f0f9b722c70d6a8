"""In the blue plane every ink is darker than paper, at the full resolution, whatever the sizes and the light."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from device.scanner.blue_plane import BluePlanes
from device.scanner.decoders import ZxingDecoder
from device.scanner.frame import Frame, Plane
from device.simulation.code_picture import INKS, CodePicture, draw, planes_of
from device.simulation.empty_room import empty_room

TEXT = "PHC1:" + "6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N IOP" * 4
SHARP = 0.4


def frame_of(*colours: tuple[int, int, int]) -> Frame:
    image = Image.new("RGB", (16 * len(colours), 8))
    for number, colour in enumerate(colours):
        image.paste(colour, (16 * number, 0, 16 * number + 16, 8))
    planes = planes_of(image)
    return Frame(luma=planes.luma, chroma_u=planes.chroma_u, at=0.0)


def levels(*colours: tuple[int, int, int]) -> list[int]:
    blue = BluePlanes().of(frame_of(*colours))
    return [int(blue[4, 16 * number + 8]) for number in range(len(colours))]


def exact(frame: Frame) -> npt.NDArray[np.float64]:
    """The same in floating point: half luma, and half of three times blue difference less twice its neighbours."""
    assert frame.chroma_u is not None
    chroma = np.pad(frame.chroma_u.astype(np.float64), 1, mode="edge")
    beside = chroma[:-2, 1:-1] + chroma[2:, 1:-1] + chroma[1:-1, :-2] + chroma[1:-1, 2:]
    half = np.clip((3 * chroma[1:-1, 1:-1] - 2 * beside / 4) / 2, 0.0, 127.0)
    for axis in (0, 1):
        doubled = np.repeat(half, 2, axis=axis)
        before = np.repeat(np.insert(half, 0, np.take(half, 0, axis), axis), 2, axis=axis)
        after = np.repeat(np.insert(half, half.shape[axis], np.take(half, -1, axis), axis), 2, axis=axis)
        size = doubled.shape[axis]
        first = np.take(before, range(size), axis)
        last = np.take(after, range(2, size + 2), axis)
        is_first = np.arange(size) % 2 == 0
        mask = is_first[:, None] if axis == 0 else is_first[None, :]
        half = 0.75 * doubled + 0.25 * np.where(mask, first, last)
    rows, columns = half.shape
    blue: npt.NDArray[np.float64] = half + frame.luma[:rows, :columns] / 2
    return blue


@pytest.mark.parametrize("light", [1.0, 0.5, 0.25])
@pytest.mark.parametrize("ink", ["black", "red", "amber", "yellow"])
def test_ink_is_darker_than_paper_by_more_than_grain_even_in_little_light(ink: str, light: float) -> None:
    red, green, blue = (round(part * light) for part in INKS[ink])
    paper = (round(245 * light), round(245 * light), round(242 * light))
    dark, white, _ = levels((red, green, blue), paper, (255, 225, 0))
    assert white - dark > 15


def test_yellow_that_luma_hardly_shows_is_as_dark_as_ink_in_the_blue_plane() -> None:
    black, yellow, paper = levels((10, 10, 10), (255, 225, 0), (245, 245, 242))
    assert paper - yellow > 0.6 * (paper - black)


def test_a_bluish_ink_is_darker_than_paper_too() -> None:
    _, blue_ink, paper = levels((255, 225, 0), (0, 60, 220), (245, 245, 242))
    assert paper - blue_ink > 24


def test_a_picture_without_colour_gives_its_luma() -> None:
    luma = np.full((8, 8), 77, dtype=np.uint8)
    assert BluePlanes().of(Frame(luma=luma, chroma_u=None, at=0.0)) is luma
    grey = np.full((4, 4), 128, dtype=np.uint8)
    assert BluePlanes().of(Frame(luma=luma, chroma_u=grey, at=0.0)) is luma


def test_a_few_yellow_pixels_are_no_code_and_cost_nothing() -> None:
    luma = np.full((240, 320), 200, dtype=np.uint8)
    chroma = np.full((120, 160), 128, dtype=np.uint8)
    chroma[6, 5:9] = 11
    assert BluePlanes().of(Frame(luma=luma, chroma_u=chroma, at=0.0)) is luma
    chroma[4:9, 5:9] = 11
    blue = BluePlanes().of(Frame(luma=luma, chroma_u=chroma, at=0.0))
    assert blue[100, 100] - blue[14, 14] > 58


@pytest.mark.parametrize("lamp", [120, 104, 80])
def test_a_lamp_s_colour_is_no_ink_by_day_and_ink_is_found_in_it(lamp: int) -> None:
    luma = np.full((240, 320), 160, dtype=np.uint8)
    chroma = np.full((120, 160), lamp, dtype=np.uint8)
    assert BluePlanes().of(Frame(luma=luma, chroma_u=chroma, at=0.0)) is luma
    chroma[40:60, 40:60] = 20
    assert BluePlanes().of(Frame(luma=luma, chroma_u=chroma, at=0.0)) is not luma


def test_where_nearly_all_is_yellow_the_rest_is_still_made_out() -> None:
    luma, chroma = np.full((240, 320), 208, dtype=np.uint8), np.full((120, 160), 11, dtype=np.uint8)
    chroma[40:50, 40:50] = 128
    blue = BluePlanes().of(Frame(luma=luma, chroma_u=chroma, at=0.0))
    assert blue[90, 90] - blue[10, 10] > 40


@given(rows=st.integers(1, 9), columns=st.integers(1, 9), odd=st.booleans(), seed=st.integers(0, 10_000))
def test_byte_arithmetic_gives_what_floating_point_does(rows: int, columns: int, odd: bool, seed: int) -> None:
    chance = np.random.default_rng(seed)
    luma: Plane = chance.integers(0, 256, (rows * 2 + odd, columns * 2 + odd), dtype=np.uint8)
    chroma: Plane = chance.integers(0, 256, (rows, columns), dtype=np.uint8)
    frame = Frame(luma=luma, chroma_u=chroma, at=0.0)
    blue = BluePlanes().of(frame)
    assert blue.dtype == np.uint8
    if blue is luma:
        assert chroma[::4].min() >= 40
    else:
        assert np.abs(blue - exact(frame)).max() <= 3.0


def test_nothing_of_an_earlier_frame_is_left_in_the_next() -> None:
    planes = BluePlanes()
    for colours in (((255, 225, 0), (10, 10, 10)), ((10, 10, 10), (255, 225, 0)), ((255, 225, 0),)):
        frame = frame_of(*colours)
        assert np.abs(planes.of(frame) - exact(frame)).max() <= 3.0


def test_the_camera_s_own_memory_is_not_written_to() -> None:
    frame = frame_of((255, 225, 0), (10, 10, 10))
    assert frame.chroma_u is not None
    before = frame.luma.copy(), frame.chroma_u.copy()
    frame.luma.flags.writeable = frame.chroma_u.flags.writeable = False
    assert BluePlanes().of(frame) is not frame.luma
    assert (frame.luma == before[0]).all()
    assert (frame.chroma_u == before[1]).all()


def test_a_yellow_code_of_two_and_a_half_pixels_a_module_is_read_from_blue_and_never_from_luma() -> None:
    read = {"luma": 0, "blue": 0}
    for number in range(8):
        picture = CodePicture(
            text=TEXT, ink="yellow", pixels_per_module=2.5, blur_pixels=SHARP, turn_degrees=5.0 * number, across=0.4
        )
        planes = draw((picture,), 640, 480)
        frame = Frame(luma=planes.luma, chroma_u=planes.chroma_u, at=0.0)
        for name, plane in (("luma", frame.luma), ("blue", BluePlanes().of(frame))):
            read[name] += any(code.text == TEXT for code in ZxingDecoder().look(plane).codes)
    assert read["luma"] == 0
    assert read["blue"] == 8


def test_the_empty_room_is_drawn_alike_with_and_without_a_drawing_library() -> None:
    bare, drawn = empty_room(640, 480), draw((), 640, 480)
    assert np.abs(bare.luma.astype(int) - drawn.luma).max() <= 1
    assert np.abs(bare.chroma_u.astype(int) - drawn.chroma_u).max() <= 1
