"""A text that nothing proves counts once it was read twice alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scanner_rig import Stand
from test_scanner_worker import Told, code

from device.scanner.decoders import Look
from device.scanner.evidence import EVIDENCE_SECONDS, TEXTS_MOST, Evidence
from device.scanner.frame import Plane

KEY = bytes(32)


@pytest.mark.parametrize(
    ("later", "counts"), [(0.04, True), (EVIDENCE_SECONDS, True), (EVIDENCE_SECONDS + 0.01, False)]
)
def test_a_second_reading_bears_witness_for_two_seconds(later: float, counts: bool) -> None:
    evidence = Evidence(KEY)
    assert not evidence.was_read_before("A", 5.0)
    evidence.let_go(5.0 + later)
    assert evidence.was_read_before("A", 5.0 + later) is counts


def test_two_readings_in_one_frame_are_one() -> None:
    evidence = Evidence(KEY)
    assert not evidence.was_read_before("A", 5.0)
    assert not evidence.was_read_before("A", 5.0)
    assert evidence.was_read_before("A", 5.1)


def test_another_text_is_no_witness() -> None:
    evidence = Evidence(KEY)
    evidence.was_read_before("A", 5.0)
    assert not evidence.was_read_before("B", 5.1)


@given(st.lists(st.text(max_size=8), max_size=300))
def test_a_flood_of_texts_is_not_kept(texts: list[str]) -> None:
    evidence = Evidence(KEY)
    for number, text in enumerate(texts):
        evidence.was_read_before(text, number / 1000)
    kept = vars(evidence)["_read_at"]
    assert len(kept) <= TEXTS_MOST
    assert all(len(tag) == 32 for tag in kept)


class Misreading(Told):
    """A decoder that reads another text in every frame."""

    def look(self, plane: Plane, *, again: bool) -> Look:
        super().look(plane, again=again)
        return Look(codes=(code(f"MISREAD {len(self.planes)}"),))


def test_misreadings_that_differ_from_frame_to_frame_are_never_told() -> None:
    stand = Stand(decoder=Misreading())
    stand.run(10.0)
    assert len(stand.read_before) == 101
    assert not any(stand.read_before)


def test_what_two_frames_give_alike_was_read_before() -> None:
    stand = Stand(decoder=Told(Look(codes=(code("READ"),))), read_code=lambda _text, _decoder: None)
    stand.run(0.25)
    assert stand.read_before == [False, True, True]
