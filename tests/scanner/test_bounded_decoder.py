"""Nobody waits for a decoder that a hostile picture keeps busy, and it reads on once it is done."""

from threading import Event

import numpy as np
import pytest
from scanner_rig import HEALTH_CODE, frame_of

from device.scanner.bounded_decoder import BoundedDecoder
from device.scanner.decoders import Look, ZbarDecoder
from device.scanner.frame import Plane
from device.simulation.code_picture import CodePicture

BLANK: Plane = np.full((64, 64), 200, dtype=np.uint8)
READ = Look(too_long=1)
FOR_EVER = 60.0
TRIES = 10_000


class Held:
    """Looks at a picture until it is let go."""

    def __init__(self) -> None:
        self.began, self.may_end = Event(), Event()
        self.seen: list[Plane] = []

    def look(self, plane: Plane) -> Look:
        self.began.set()
        assert self.may_end.wait(FOR_EVER)
        self.seen.append(plane)
        return READ


def test_what_is_read_in_time_is_given() -> None:
    plane = frame_of(CodePicture(text=HEALTH_CODE, pixels_per_module=4.0)).luma
    (code,) = BoundedDecoder(ZbarDecoder(), seconds=FOR_EVER).look(plane).codes
    assert code.text == HEALTH_CODE


def test_a_look_that_takes_too_long_gives_nothing_and_neither_do_those_behind_it() -> None:
    held = Held()
    bounded = BoundedDecoder(held, seconds=0.001)
    try:
        assert bounded.look(BLANK) == Look()
        assert held.began.wait(FOR_EVER)
        assert [bounded.look(BLANK) for _ in range(3)] == [Look()] * 3
    finally:
        held.may_end.set()


def test_one_that_was_left_behind_reads_the_next_picture_once_it_is_done() -> None:
    held = Held()
    bounded = BoundedDecoder(held, seconds=0.001)
    assert bounded.look(BLANK) == Look()
    held.may_end.set()
    assert any(bounded.look(BLANK) == READ for _ in range(TRIES))


def test_the_picture_outlives_the_camera_s_memory() -> None:
    held, plane = Held(), BLANK.copy()
    bounded = BoundedDecoder(held, seconds=0.001)
    bounded.look(plane)
    plane[:] = 0
    held.may_end.set()
    assert any(bounded.look(BLANK) == READ for _ in range(TRIES))
    assert held.seen[0].min() == 200


def test_a_decoder_that_fails_says_so() -> None:
    class Broken:
        def look(self, plane: Plane) -> Look:
            raise RuntimeError(f"no picture of {plane.size}")

    with pytest.raises(RuntimeError, match="4096"):
        BoundedDecoder(Broken(), seconds=FOR_EVER).look(BLANK)
