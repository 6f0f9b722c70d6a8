"""A failing camera is told once and comes back by itself, and nothing a camera gives ends the gate."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scanner_rig import HEALTH_CODE, BrokenCamera, Stand

from device.checkpoint.events import NotAHealthCode
from device.scanner.camera import CameraGone
from device.scanner.frame import Frame
from device.scanner.worker import RETRY_SECONDS_MOST, ScannerWorker
from device.simulation.code_picture import CodePicture

CODE = CodePicture(text=HEALTH_CODE, pixels_per_module=4.0)


@pytest.mark.parametrize(("knob", "word"), [("silent", "timeout"), ("gone", "gone"), ("covered", "covered")])
def test_a_failing_camera_is_told_once_within_ten_seconds_and_its_recovery_once(knob: str, word: str) -> None:
    stand = Stand()
    stand.run(3.0)
    setattr(stand.scene, knob, True)
    stand.run(10.0)
    assert stand.faults() == [word]
    stand.run(300.0)
    assert stand.faults() == [word]
    setattr(stand.scene, knob, False)
    stand.run(RETRY_SECONDS_MOST + 2.0)
    assert stand.faults() == [word, "recovered"]
    stand.scene.hold_up(CODE)
    assert len(stand.run(1.0)) == 1


def test_a_frozen_camera_is_told_within_ten_seconds_and_opened_anew_now_and_then() -> None:
    stand = Stand()
    stand.run(3.0)
    stand.scene.frozen = True
    stand.run(10.0)
    assert stand.faults() == ["frozen"]
    stand.run(120.0)
    assert stand.faults() == ["frozen"]
    assert 3 <= len(stand.openings) <= 6
    stand.scene.frozen = False
    stand.run(3.0)
    assert stand.faults() == ["frozen", "recovered"]


def test_a_code_in_a_frame_that_stands_still_is_not_told_again_to_the_next_person() -> None:
    stand = Stand()
    stand.scene.hold_up(CODE)
    stand.run(1.0)
    stand.scene.frozen = True
    stand.run(0.2)
    stand.scene.hold_up()
    stand.worker.rescan()
    assert [event for event in stand.run(5.0) if isinstance(event, NotAHealthCode)] == []


def test_one_missed_frame_is_no_fault() -> None:
    stand = Stand()
    stand.run(1.0)
    stand.scene.silent = True
    stand.run(0.2)
    stand.scene.silent = False
    stand.run(30.0)
    assert stand.faults() == []
    assert len(stand.openings) == 2


def test_a_camera_that_is_not_there_at_the_start_is_tried_ever_more_rarely() -> None:
    stand = Stand()
    stand.scene.gone = True
    stand.run(100.0)
    gaps = np.diff(stand.openings)
    assert stand.faults() == ["gone"]
    assert gaps[0] == pytest.approx(0.5)
    assert gaps.max() == pytest.approx(RETRY_SECONDS_MOST)
    assert bool((np.diff(gaps) >= -1e-9).all())


@pytest.mark.parametrize(
    ("luma", "chroma"),
    [((0, 0), None), ((48, 0), None), ((48, 64), (24, 31)), ((48, 64), (48, 64)), ((48, 64), (0, 0)), ((4,), None)],
)
def test_frames_that_are_no_pictures_are_a_fault_and_no_crash(
    luma: tuple[int, ...], chroma: tuple[int, ...] | None
) -> None:
    frame = Frame(
        luma=np.zeros(luma, dtype=np.uint8),
        chroma_u=None if chroma is None else np.zeros(chroma, dtype=np.uint8),
        at=0.0,
    )
    assert _faults_with(BrokenCamera(frame)) == ["format"]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 90), st.integers(1, 120), st.booleans(), st.integers(0, 2**32 - 1))
def test_frames_of_random_bytes_are_looked_at_without_harm(
    rows: int, columns: int, has_colour: bool, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    chroma = chance.integers(0, 256, (rows // 2, columns // 2), dtype=np.uint8)
    camera = BrokenCamera(
        Frame(
            luma=chance.integers(0, 256, (rows, columns), dtype=np.uint8),
            chroma_u=chroma if has_colour else None,
            at=0.0,
        )
    )
    assert set(_faults_with(camera)) <= {"format", "frozen", "covered", "dark"}


def test_a_camera_that_cannot_be_given_back_is_left_behind() -> None:
    class Clinging(BrokenCamera):
        def close(self) -> None:
            raise CameraGone("it does not let go")

    assert _faults_with(Clinging(CameraGone("no frame"))) == ["gone"]


def test_the_camera_is_given_back_at_the_end() -> None:
    camera = BrokenCamera(Frame(luma=np.zeros((48, 64), dtype=np.uint8), chroma_u=None, at=0.0))
    worker = _worker_with(camera, Stand())
    worker.step(0.0)
    worker.close()
    worker.close()
    assert camera.closed == 1


def _worker_with(camera: BrokenCamera, stand: Stand) -> ScannerWorker:
    return ScannerWorker(
        open_camera=lambda: camera,
        read_code=lambda _text, _decoder, _before: None,
        post=stand.events.append,
        frames_per_second=10.0,
        random_bytes=bytes,
        clock=stand.clock,
    )


def _faults_with(camera: BrokenCamera) -> list[str]:
    stand = Stand()
    worker, now = _worker_with(camera, stand), 0.0
    while now < 20.0:
        now = worker.step(now)
    return stand.faults()
