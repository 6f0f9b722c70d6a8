"""Every place where a code shows unread has its turns, whoever else is in view and whoever was there before."""

import numpy as np
from scanner_rig import HEALTH_CODE, frame_of

from device.scanner.decoders import ZBAR, ZXING, Look, ReadCode, UnreadCode
from device.scanner.frame import Plane
from device.scanner.ladder import Ladder
from device.scanner.suspects import RARELY, REMEMBERED_LOOKS, VAIN_TRIES_MOST, Suspects
from device.simulation.code_picture import CodePicture


def square(left: int, top: int, side: int) -> tuple[tuple[int, int], ...]:
    return ((left, top), (left + side, top), (left + side, top + side), (left, top + side))


POSTER = UnreadCode(corners=square(50, 50, 400), modules=None)
HELD = UnreadCode(corners=square(600, 300, 160), modules=53)
NEIGHBOUR = ReadCode(text="N", decoder=ZXING, corners=square(780, 300, 160))


def read(at: UnreadCode) -> Look:
    return Look(codes=(ReadCode(text="A", decoder=ZXING, corners=at.corners),))


def tried(suspects: Suspects, look: Look, times: int) -> list[UnreadCode | None]:
    codes = []
    for _ in range(times):
        suspects.see(look)
        suspect = suspects.next()
        codes.append(None if suspect is None else suspect.code)
    return codes


def test_a_poster_and_a_held_code_take_turns_and_a_newcomer_need_not_wait() -> None:
    suspects, both = Suspects(), Look(unread=(POSTER, HELD))
    assert tried(suspects, both, 6) == [POSTER, HELD, POSTER, HELD, POSTER, HELD]
    tried(suspects, Look(unread=(POSTER,)), 2 * VAIN_TRIES_MOST)
    assert tried(suspects, both, 10).count(HELD) >= 9


def test_what_is_tried_in_vain_for_long_is_tried_rarely() -> None:
    suspects = Suspects()
    codes = tried(suspects, Look(unread=(HELD,)), VAIN_TRIES_MOST + 3 * RARELY)
    assert codes[:VAIN_TRIES_MOST] == [HELD] * VAIN_TRIES_MOST
    assert codes[VAIN_TRIES_MOST:].count(HELD) == 3


def test_the_next_person_at_the_same_place_is_tried_at_once() -> None:
    suspects = Suspects()
    tried(suspects, Look(unread=(HELD,)), VAIN_TRIES_MOST + 5)
    tried(suspects, read(HELD), 3)
    tried(suspects, Look(), REMEMBERED_LOOKS + 1)
    assert tried(suspects, Look(unread=(HELD,)), 20) == [HELD] * 20


def test_a_code_that_showed_once_is_tried_for_a_few_looks_more() -> None:
    suspects = Suspects()
    assert tried(suspects, Look(unread=(HELD,)), 1) == [HELD]
    assert tried(suspects, Look(), 10) == [HELD] * REMEMBERED_LOOKS + [None] * (10 - REMEMBERED_LOOKS)


def test_a_place_that_was_read_is_not_tried_until_it_shows_unread_again() -> None:
    suspects = Suspects()
    tried(suspects, Look(unread=(HELD,)), 1)
    assert tried(suspects, read(HELD), 1) == [None]
    assert tried(suspects, Look(), 2) == [None, None]
    assert tried(suspects, Look(unread=(HELD,)), 1) == [HELD]


def test_what_shows_unread_where_a_code_was_read_is_that_code() -> None:
    look = Look(codes=read(HELD).codes, unread=(HELD,))
    assert tried(Suspects(), look, 3) == [None] * 3


def test_a_neighbours_code_within_the_margin_does_not_count_as_reading_this_one() -> None:
    asked = []

    class First:
        def look(self, plane: Plane) -> Look:
            whole = plane.shape == (720, 1280)
            return Look(codes=(NEIGHBOUR,), unread=(HELD,) if whole else ())

    class Second:
        def look(self, _plane: Plane) -> Look:
            asked.append(1)
            return Look(codes=(ReadCode(text="MINE", decoder=ZBAR, corners=square(10, 10, 160)),))

    ladder = Ladder(lambda: 0.0, quick=First(), hard=First(), second=Second())
    look = ladder.look(np.zeros((720, 1280), dtype=np.uint8))
    assert [code.text for code in look.codes] == ["N", "MINE"]
    assert asked


def test_a_small_blurred_code_is_read_beside_a_larger_one_that_nobody_reads() -> None:
    poster = CodePicture(text="PHC1:" + "A" * 60, pixels_per_module=5.0, glare=0.5, across=0.3, down=0.5)
    held = CodePicture(text=HEALTH_CODE, pixels_per_module=3.0, blur_pixels=1.4, across=0.75, down=0.5)
    ladder, texts = Ladder(lambda: 0.0), set()
    for seed in range(24):
        plane = frame_of(poster, held, width=1280, height=720, seed=seed).luma
        texts |= {code.text for code in ladder.look(plane).codes}
    assert texts == {HEALTH_CODE}
