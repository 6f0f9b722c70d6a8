"""Whatever is held up costs bounded time and gives texts of bounded length, or nothing."""

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from device.scanner.decoders import CODES_MOST, TEXT_CHARACTERS_MOST, Look, ZxingDecoder, can_show_a_code
from device.scanner.frame import PIXELS_MOST, Frame, Plane, is_sane
from device.scanner.ladder import Ladder
from device.scanner.still import StillPicture, StillReader

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.png"))
SECONDS_MOST = 2.0
"""Of processor time for a look that is to take 0.08: a busy machine is allowed for, an endless search is not."""


def plane_of(path: Path) -> Plane:
    with Image.open(path) as image:
        return np.asarray(image.convert("L"))


def check(look: Look) -> None:
    assert len(look.codes) <= CODES_MOST
    assert len(look.unread) <= CODES_MOST
    for code in look.codes:
        assert 0 < len(code.text) <= TEXT_CHARACTERS_MOST
        code.text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_kept_picture_costs_bounded_time_live_and_still(path: Path) -> None:
    plane, ladder = plane_of(path), Ladder(time.process_time)
    for _ in range(10):
        began = time.process_time()
        check(ladder.look(plane))
        assert time.process_time() - began < SECONDS_MOST
    began = time.process_time()
    check(StillReader(time.process_time).read(StillPicture(luma=plane, blue=None)))
    assert time.process_time() - began < SECONDS_MOST


def test_there_are_kept_pictures() -> None:
    assert len(CORPUS) >= 12


def test_of_two_hundred_codes_the_largest_sixteen_count() -> None:
    plane = plane_of(Path(__file__).parent / "corpus" / "two-hundred-codes.png")
    assert len(ZxingDecoder().look(plane).codes) == CODES_MOST


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(CORPUS), st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_wounded_symbols_are_read_or_left_and_nothing_else(path: Path, seed: int, wounds: int) -> None:
    plane, chance = plane_of(path).copy(), np.random.default_rng(seed)
    rows, columns = plane.shape
    for _ in range(wounds):
        top, left = int(chance.integers(0, rows)), int(chance.integers(0, columns))
        high, wide = (int(side) for side in chance.integers(1, 60, 2))
        plane[top : top + high, left : left + wide] ^= np.uint8(chance.integers(0, 256))
    ladder = Ladder(time.process_time)
    for _ in range(4):
        check(ladder.look(plane))


def test_a_gigantic_plane_is_not_looked_at_at_all() -> None:
    giant = np.broadcast_to(np.uint8(0), (100_000, 100_000))  # ten thousand million pixels in one byte
    assert not can_show_a_code(giant)
    assert not is_sane(Frame(luma=giant, chroma_u=None, at=0.0))
    began = time.process_time()
    assert ZxingDecoder().look(giant) == Look()
    assert time.process_time() - began < 0.1


def test_the_largest_stream_is_sane_and_one_row_more_is_not() -> None:
    assert is_sane(Frame(luma=np.broadcast_to(np.uint8(0), (2592, 4608)), chroma_u=None, at=0.0))
    assert not is_sane(Frame(luma=np.broadcast_to(np.uint8(0), (2593, 4608)), chroma_u=None, at=0.0))
    assert PIXELS_MOST == 2592 * 4608
