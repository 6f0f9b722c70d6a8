"""Measures what one picture of the screen costs: laid out, painted and written to a framebuffer, in processor time.

Goal: at most 30 ms of the processor for the dearest picture of every panel.
Each picture's cost is the median of several, after the fonts are loaded. Exit 1 where it is missed.
Run as `python bench/screen.py`.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from figure import show_figure, show_machine

from device.guidance.patterns import PATTERNS
from device.guidance.sentences import Sentence
from device.guidance.telling import Telling
from device.screen.framebuffer import Framebuffer
from device.screen.inks import Ground
from device.screen.layout import Panel, scene
from device.screen.painter import Painter
from device.screen.qr_rows import qr_rows
from device.vocabulary import Signal

GOAL_MILLISECONDS = 30.0
PANELS = (
    (320, 240, 16, Ground.DARK),
    (800, 480, 16, Ground.DARK),
    (800, 480, 32, Ground.LIGHT),
    (1280, 720, 32, Ground.DARK),
    (1920, 1080, 32, Ground.DARK),
)
REPEATS = 5


def tellings() -> list[Telling]:
    """Everything the screen can be told to show."""
    own = [Telling(signal=signal, sentence=PATTERNS[signal].sentence, name="张*三") for signal in Signal]
    spoken = {telling.sentence for telling in own}
    hints = [Telling(signal=Signal.HOLD_STILL, sentence=each) for each in Sentence if each not in spoken]
    return own + hints


def framebuffer(folder: Path, width: int, height: int, bits: int) -> Framebuffer:
    """A file that the kernel's words make a framebuffer."""
    about = folder / f"{width}-{bits}"
    (about / "fb0").mkdir(parents=True)
    line = width * bits // 8
    for name, word in (("virtual_size", f"{width},{height}"), ("bits_per_pixel", bits), ("stride", line)):
        (about / "fb0" / name).write_text(f"{word}\n", encoding="ascii")
    device = folder / "fb0"
    device.write_bytes(bytes(line * height))
    return Framebuffer(device, about)


def dearest(folder: Path, width: int, height: int, bits: int, ground: Ground) -> tuple[float, float]:
    """Give median and most of the milliseconds of all pictures."""
    panel = Panel(width=width, height=height, check_in_rows=qr_rows("https://check-in.example.org/?v=school&c=gate"))
    painter, display = Painter(ground), framebuffer(folder, width, height, bits)
    costs = []
    for telling in tellings():
        each = []
        for _ in range(REPEATS):
            began = time.thread_time()
            display.show(painter.paint(scene(telling, panel)))
            each.append((time.thread_time() - began) * 1000)
        costs.append(statistics.median(each))
    return statistics.median(costs), max(costs)


def main() -> int:
    """Print the figures; 1 where the goal is missed."""
    argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]).parse_args()
    show_machine()
    met = True
    with tempfile.TemporaryDirectory() as name:
        for width, height, bits, ground in PANELS:
            median, most = dearest(Path(name), width, height, bits, ground)
            panel = f"{width} x {height}, {bits} bits, {ground}"
            print(f"{panel:<36} median {median:6.1f} ms   dearest {most:6.1f} ms")
            met = show_figure(f"redraw, {panel}", most, "ms", goal=GOAL_MILLISECONDS) and met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
