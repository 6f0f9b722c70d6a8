"""Measures whether the scanner's memory stays flat over 100,000 frames: empty rooms, codes, failing cameras.

The whole worker with its real decoders, faster than real time. Exit 1 where the resident memory grows by more than 5 MB
after the first tenth. `--frames N` takes fewer. Run with `python bench/scanner_soak.py`.
"""

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from figure import show_figure, show_machine

from device.checkpoint.events import NotAHealthCode
from device.scanner.ladder import Ladder
from device.scanner.worker import ScannerWorker
from device.simulation.camera_scene import CameraScene
from device.simulation.code_picture import INKS, CodePicture
from device.simulation.emulated_camera import EmulatedCamera
from device.simulation.virtual_clock import VirtualClock

GOAL_MEGABYTES = 5.0
ROUND_FRAMES = 250
CODE_FRAMES = 20
FRAMES_PER_SECOND = 25.0


def resident_megabytes() -> float:
    """Give what of this process lies in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def turn(scene: CameraScene, number: int) -> None:
    """Change what is before the camera: a code for 20 frames of 250, now and then a fault."""
    place, lap = number % ROUND_FRAMES, number // ROUND_FRAMES
    if place == 0:
        scene.hold_up()
        scene.covered = scene.frozen = scene.silent = False
    elif place == ROUND_FRAMES - 2 * CODE_FRAMES:
        ink = tuple(INKS)[lap % len(INKS)]
        text = f"PHC1:{lap:06}" + "6BF+70790T9WJWG.FKY*4GO0.O1CV2" * 5
        blur, glare, cut = (0.5, 0.9, 1.6)[lap % 3], (0.0, 0.1)[lap % 2], (0.0, 0.0, 0.0, 0.3)[lap % 4]
        scene.hold_up(
            CodePicture(text=text, ink=ink, blur_pixels=blur, glare=glare, cut_off=cut, tilt_degrees=lap % 30)
        )
    elif place == ROUND_FRAMES - CODE_FRAMES:
        scene.hold_up()
        scene.frozen, scene.covered, scene.silent = lap % 7 == 3, lap % 7 == 4, lap % 7 == 5


def main() -> int:
    """Let the worker look at every frame; print memory on the way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=100_000)
    frames = parser.parse_args().frames
    show_machine()
    clock, scene = VirtualClock(wall=datetime(2026, 11, 23, 8, 0, tzinfo=UTC)), CameraScene(width=640, height=360)
    events: dict[str, int] = {}

    def count(event: object) -> None:
        events[type(event).__name__] = events.get(type(event).__name__, 0) + 1

    worker = ScannerWorker(
        open_camera=lambda: EmulatedCamera(scene, clock),
        read_code=lambda _text, _decoder, _before: NotAHealthCode(looks_like="text"),
        post=count,
        frames_per_second=FRAMES_PER_SECOND,
        random_bytes=os.urandom,
        clock=clock,
        decoder=Ladder(time.process_time),
    )
    begun, due, settled, most = time.process_time(), clock.monotonic(), 0.0, 0.0
    for number in range(frames):
        turn(scene, number)
        clock.advance_to(due)
        due = worker.step(due)
        if number % (frames // 10) == frames // 10 - 1:
            now = resident_megabytes()
            settled = settled or now
            most = max(most, now)
            print(f"{number + 1:>8} frames: {now:.1f} MB", flush=True)
    worker.close()
    each = (time.process_time() - begun) / frames * 1000
    print(f"{each:.2f} ms a frame of 640 x 360; events: {events}")
    return 0 if show_figure("growth after the first tenth", most - settled, "MB", goal=GOAL_MEGABYTES) else 1


if __name__ == "__main__":
    sys.exit(main())
