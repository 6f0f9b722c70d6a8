"""What the kernel's driver of a USB camera does, played by a pipe that stalls and by a container with a script."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace

import av
import numpy as np

from device.scanner.frame import Frame
from device.scanner.v4l2_camera import V4l2Camera

WIDTH, HEIGHT = 640, 480
RAW_FORMS = ("yuyv422", "nv12", "yuv420p", "rgb24")


def picture(frame: Frame) -> av.VideoFrame:
    assert frame.chroma_u is not None
    red = np.full_like(frame.chroma_u, 128)
    planes = np.vstack([plane.reshape(-1, frame.luma.shape[1]) for plane in (frame.luma, frame.chroma_u, red)])
    return av.VideoFrame.from_ndarray(planes, format="yuvj420p")


def as_bytes(frame: Frame, form: str) -> bytes:
    """What a camera of this form sends for a frame."""
    if form == "mjpeg":
        encoder = av.CodecContext.create("mjpeg", "w")
        assert isinstance(encoder, av.VideoCodecContext)
        encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
        encoder.framerate, encoder.options = 30, {"qscale": "3"}  # type: ignore[assignment]  # PyAV takes whole numbers
        return b"".join(bytes(packet) for packet in (*encoder.encode(picture(frame)), *encoder.encode(None)))
    return picture(frame).reformat(format=form, dst_color_range="MPEG").to_ndarray().tobytes()


class Pipe:
    """A device file that gives what is poured into it, stalls when that is used up, and ends when it is pulled out."""

    def __init__(self, path: Path, form: str = "mjpeg") -> None:
        os.mkfifo(path)
        self.path, self._form = path, form
        self._end = os.open(path, os.O_RDWR)
        self._pouring = Thread(target=lambda: None)

    def open(self, device: Path, options: dict[str, str]) -> object:
        """What FFmpeg's v4l2 input does, with the pipe for the driver."""
        if self._form == "mjpeg":
            return av.open(str(device), format="mjpeg", options={"probesize": "32", "analyzeduration": "0"})
        raw = {"pixel_format": self._form, "video_size": options["video_size"]}
        return av.open(str(device), format="rawvideo", options=raw)

    def pour(self, frame: bytes, times: int) -> None:
        def write() -> None:
            with suppress(OSError):
                for _ in range(times):
                    view = memoryview(frame)
                    while view:
                        view = view[os.write(self._end, view) :]

        self._pouring = Thread(target=write, daemon=True)
        self._pouring.start()

    def pull_out(self) -> None:
        """End it; whoever reads it gets its end."""
        with suppress(OSError):
            os.close(self._end)
        reader = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        self._pouring.join(5.0)
        os.close(reader)


def camera_on(open_device: Callable[[Path, dict[str, str]], object], path: Path = Path("/dev/video0")) -> V4l2Camera:
    return V4l2Camera(
        path, width=WIDTH, height=HEIGHT, frames_per_second=10, open_device=open_device, capture_seconds=1.0
    )


class Driver:
    """A container whose packets come when the test says so."""

    def __init__(self) -> None:
        self.streams = SimpleNamespace(video=[object()])
        self.closed = Event()
        self.asked: dict[str, str] = {}
        self._go_on = Event()
        self._script: list[object] = []

    def open(self, _device: Path, options: dict[str, str]) -> "Driver":
        self.asked = options
        return self

    def gives(self, *steps: object) -> None:
        """Packets to decode, or errors to raise; after them the driver blocks until it is let go."""
        self._script += steps

    def let_go(self) -> None:
        self._go_on.set()

    def demux(self, _stream: object) -> Iterator[object]:
        for step in self._script:
            if isinstance(step, Exception):
                raise step
            yield step
        self._go_on.wait(10.0)
        yield SimpleNamespace(decode=list)

    def close(self) -> None:
        self.closed.set()


def packet(level: int, *, width: int = WIDTH, height: int = HEIGHT) -> SimpleNamespace:
    seen = av.VideoFrame.from_ndarray(np.full((height, width), level, dtype=np.uint8), format="gray")
    return SimpleNamespace(decode=lambda: [seen])


def spoilt() -> SimpleNamespace:
    def decode() -> list[object]:
        raise av.error.InvalidDataError(errno.EIO, "Invalid data found when processing input")

    return SimpleNamespace(decode=decode)
