"""Drawn frames, a hand-stepped scanner, and the photographs with what is written in them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from device.checkpoint.events import Event, NotAHealthCode, PartFailed, PartRecovered
from device.errors import DeviceFault
from device.scanner.camera import Camera
from device.scanner.eyes import LiveDecoder
from device.scanner.frame import Frame
from device.scanner.worker import ScannerWorker
from device.simulation.camera_scene import CameraScene
from device.simulation.code_picture import CodePicture, draw
from device.simulation.emulated_camera import EmulatedCamera
from device.simulation.virtual_clock import VirtualClock

HEALTH_CODE = "PHC1:" + "6BF+70790T9WJWG.FKY*4GO0.O1CV2" * 5
"""As long as the project's own code, 53 modules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    path: Path
    text: str | None
    """What is written in it; None where there is no QR code in it."""


def photographs() -> list[Photograph]:
    """Every handed-over photograph; skips the test where there are none."""
    folder = Path(os.environ.get("MENSHEN_VECTORS", Path(__file__).parents[3] / "shared" / "vectors")) / "qr-photos"
    if not folder.is_dir():
        pytest.skip(f"needs the photographs in {folder}")
    found = []
    for path in sorted(folder.glob("*/*.png")):
        beside = path.with_suffix(".txt")
        found.append(Photograph(path=path, text=beside.read_text(encoding="utf-8") if beside.exists() else None))
    return found


def same_text(read: str, expected: str) -> bool:
    """Whether two texts are one, however their lines end: the text files were kept with other line ends."""
    return read.replace("\r\n", "\n").strip() == expected.replace("\r\n", "\n").strip()


def frame_of(*pictures: CodePicture, width: int = 640, height: int = 480, grain: float = 2.0, seed: int = 1) -> Frame:
    """What a camera sees of the pictures, through YUV 4:2:0, with a sensor's grain on luma and colour."""
    planes = draw(pictures, width, height)
    chance = np.random.default_rng(seed)
    luma = planes.luma + chance.normal(0.0, grain, planes.luma.shape)
    chroma = planes.chroma_u + chance.normal(0.0, grain / 2, planes.chroma_u.shape)
    return Frame(luma=np.clip(luma, 0, 255).astype(np.uint8), chroma_u=np.clip(chroma, 0, 255).astype(np.uint8), at=0.0)


class Stand:
    """A scanner worker before an emulated camera, stepped by hand."""

    def __init__(
        self,
        *,
        frames_per_second: float = 10.0,
        decoder: LiveDecoder | None = None,
        read_code: Callable[[str, str], Event | None] | None = None,
    ) -> None:
        self.clock = VirtualClock(wall=datetime(2026, 11, 22, 8, 0, tzinfo=UTC))
        self.scene = CameraScene(width=640, height=360)
        self.events: list[Event] = []
        self.texts: list[tuple[str, str]] = []
        self.read_before: list[bool] = []
        self.openings: list[float] = []
        self._read = read_code or (lambda text, _decoder: NotAHealthCode(looks_like=text))
        self.worker = ScannerWorker(
            open_camera=self._open,
            read_code=self._note,
            post=self.events.append,
            frames_per_second=frames_per_second,
            random_bytes=bytes,
            clock=self.clock,
            decoder=decoder,
        )
        self._due = 0.0

    def run(self, seconds: float) -> list[Event]:
        """Step the worker whenever it is due for so long; give the events of that time."""
        before = len(self.events)
        end = self.clock.monotonic() + seconds
        while self._due <= end:
            self.clock.advance_to(max(self._due, self.clock.monotonic()))
            self._due = self.worker.step(self.clock.monotonic())
        self.clock.advance_to(max(end, self.clock.monotonic()))
        return self.events[before:]

    def faults(self) -> list[str]:
        """What was told about the camera, in order."""
        told = []
        for event in self.events:
            if isinstance(event, PartFailed):
                told.append(event.detail)
            elif isinstance(event, PartRecovered):
                told.append("recovered")
        return told

    def _open(self) -> Camera:
        self.openings.append(self.clock.monotonic())
        return EmulatedCamera(self.scene, self.clock)

    def _note(self, text: str, decoder: str, was_read_before: bool) -> Event | None:
        self.texts.append((text, decoder))
        self.read_before.append(was_read_before)
        return self._read(text, decoder)


class BrokenCamera:
    """A camera that gives the frames it is told to."""

    name = "broken"

    def __init__(self, frame: Frame | DeviceFault) -> None:
        self._frame = frame
        self.closed = 0

    def capture(self) -> Frame:
        if isinstance(self._frame, DeviceFault):
            raise self._frame
        return self._frame

    def close(self) -> None:
        self.closed += 1
