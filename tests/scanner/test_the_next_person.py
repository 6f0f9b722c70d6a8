"""What was seen of one person never counts for the next: not after an outage, a standing picture or a new visit."""

import gc

import numpy as np
import pytest
from scanner_rig import HEALTH_CODE, Stand

from device.checkpoint.events import NotAHealthCode
from device.scanner.camera import Camera
from device.scanner.coach import Hint
from device.scanner.decoders import ZxingDecoder
from device.scanner.frame import Frame
from device.simulation.code_picture import CodePicture
from device.simulation.emulated_camera import EmulatedCamera

CODE = CodePicture(text=HEALTH_CODE, pixels_per_module=4.0)
GLARE = CodePicture(text=HEALTH_CODE, pixels_per_module=5.0, glare=0.5)


def in_little_light() -> Stand:
    """A stand whose person has just held up a code that was read."""
    stand = Stand()
    stand.scene.light = 0.3
    stand.run(1.0)
    stand.scene.hold_up(CODE)
    stand.run(1.0)
    assert stand.events == [NotAHealthCode(looks_like=HEALTH_CODE)]
    return stand


@pytest.mark.parametrize(
    ("trouble", "seconds"), [("gone", 5.0), ("gone", 300.0), ("frozen", 2.0), ("frozen", 5.0), ("frozen", 7.0)]
)
def test_a_code_is_not_read_from_before_an_outage_or_a_standing_picture(trouble: str, seconds: float) -> None:
    stand = in_little_light()
    setattr(stand.scene, trouble, True)
    stand.run(0.3)
    stand.scene.hold_up()
    stand.run(seconds)
    read = len(stand.texts)
    setattr(stand.scene, trouble, False)
    stand.run(12.0)
    assert len(stand.texts) == read
    stand.scene.hold_up(CODE)
    stand.run(1.0)
    assert len(stand.texts) > read  # it saw all the while


def test_a_code_is_not_read_from_before_a_new_visit() -> None:
    stand = in_little_light()
    stand.scene.hold_up()
    stand.worker.rescan()
    assert stand.run(1.0) == []


class Stuck(Stand):
    """Before a camera whose standing picture outlives its being opened anew, as a stuck driver's does."""

    def _open(self) -> Camera:
        super()._open()
        return _StuckCamera(self)

    shown: Frame | None = None


class _StuckCamera(EmulatedCamera):
    def __init__(self, stand: Stuck) -> None:
        super().__init__(stand.scene, stand.clock)
        self._stand = stand

    def capture(self) -> Frame:
        if not self._stand.scene.frozen or self._stand.shown is None:
            self._stand.shown = super().capture()
        return self._stand.shown


def test_a_code_in_a_picture_that_stands_still_is_not_told_again_when_the_camera_is_opened_anew() -> None:
    stand = Stuck()
    stand.scene.hold_up(CODE)
    stand.run(1.0)
    stand.scene.frozen = True
    stand.scene.hold_up()
    stand.run(120.0)
    assert len(stand.openings) >= 4
    assert stand.faults() == ["frozen"]
    assert [event for event in stand.events if isinstance(event, NotAHealthCode)] == [
        NotAHealthCode(looks_like=HEALTH_CODE)
    ]


def held_in_the_light() -> Stand:
    stand = Stand()
    stand.scene.hold_up(GLARE)
    stand.run(3.0)
    assert stand.worker.hint is Hint.GLARE
    return stand


def test_a_hint_ends_with_its_camera_and_does_not_come_back_with_the_next() -> None:
    stand = held_in_the_light()
    stand.scene.gone = True
    stand.scene.hold_up()
    stand.run(60.0)
    stand.scene.gone = False
    hints = set()
    for _ in range(140):
        stand.run(0.1)
        hints.add(stand.worker.hint)
    assert hints == {None}


def test_a_hint_ends_a_second_after_the_picture_stood_still() -> None:
    stand = held_in_the_light()
    stand.scene.frozen = True
    stand.run(1.3)
    assert stand.worker.hint is None


def kept_by(stand: Stand) -> list[object]:
    """Everything that can be reached from the worker but not by way of the stand or its emulated camera."""
    outside = {id(part) for part in (stand, stand.scene, stand.clock, stand.events, stand.texts)}
    found: dict[int, object] = {}
    waiting: list[object] = [part for name, part in vars(stand.worker).items() if name != "_camera"]
    while waiting:
        one = waiting.pop()
        is_code = isinstance(one, type) or callable(one) or type(one).__name__ == "module"
        if id(one) in found or id(one) in outside or is_code:
            continue
        found[id(one)] = one
        waiting += gc.get_referents(one)
        waiting += [] if isinstance(one, dict) else list(getattr(one, "__dict__", {}).values())
    return list(found.values())


def test_no_text_is_kept_by_the_worker_and_an_hour_without_a_camera_leaves_no_picture_and_no_hash() -> None:
    stand = in_little_light()
    kept = kept_by(stand)
    assert any(isinstance(one, np.ndarray) for one in kept)  # what the search must be able to find
    assert not [one for one in kept if isinstance(one, str) and HEALTH_CODE in one]
    assert not [one for one in kept if isinstance(one, bytes | bytearray) and HEALTH_CODE.encode() in one]
    stand.scene.gone = True
    stand.run(3600.0)
    planes = [one for one in kept_by(stand) if isinstance(one, np.ndarray) and one.ndim == 2 and one.dtype == np.uint8]
    assert not [plane for plane in planes if ZxingDecoder().look(plane).codes]
    assert not [one for one in kept_by(stand) if isinstance(one, bytes) and len(one) == 32 and any(one)]
