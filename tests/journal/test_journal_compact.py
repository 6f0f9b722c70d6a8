"""Bodies are made small for the card's sake and come back byte for byte."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st
from visit_sample import check_in_body

from device.journal.compact import DICTIONARY, expand, shrink

MOST = 65536


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=3000))
def test_any_text_comes_back_the_same(text: str) -> None:
    assert expand(shrink(text), MOST) == text


@given(st.binary(max_size=300))
def test_any_other_bytes_are_no_text_or_some_text(noise: bytes) -> None:
    for small in (noise, b"\x01" + noise):
        text = expand(small, MOST)
        assert text is None or len(text.encode()) <= MOST


def test_a_text_longer_than_allowed_is_not_blown_up() -> None:
    bomb = shrink("x" * 10_000_000)
    assert len(bomb) < 20_000
    assert expand(bomb, MOST) is None
    assert expand(shrink("x" * MOST), MOST) == "x" * MOST
    assert expand(shrink("x" * (MOST + 1)), MOST) is None


def test_bytes_after_the_end_are_no_text() -> None:
    assert expand(shrink("x") + b"x", MOST) is None
    assert expand(b"\x02" + shrink("x")[1:], MOST) is None
    assert expand(b"", MOST) is None


def test_a_check_in_takes_less_than_two_fifths() -> None:
    body = check_in_body(7)
    assert len(shrink(body)) < len(body.encode()) * 0.4


def test_the_dictionary_never_changes() -> None:
    assert hashlib.sha256(DICTIONARY).hexdigest() == "b559fb52ec82b08fb45ae1f358e5fe6f0491ac8d7049fdd7cbab6a7ffc6b3464"
