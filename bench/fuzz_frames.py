"""Holds hostile frames before the gate's decoding for as long as asked, and keeps those that cost too much.

Kept pictures are wounded, laid over each other, tiled, stretched, inverted and drowned in noise; symbols of random
bytes, ECI, modes and sizes are drawn between them. Each is looked at live, as often as its attempts take turns, and as
a still. Nothing may be raised, no text may be too long, and no frame of 1280 x 720 may take more than 80 ms by the
clock every time it is tried: run it on a machine with nothing else to do. What breaks a rule is written as PNG into
`--keep`. Exit 1 where a rule was broken. Run with `python bench/fuzz_frames.py --seconds 600`.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import segno
from figure import percentile, show_machine
from PIL import Image

from device.scanner.decoders import CODES_MOST, TEXT_CHARACTERS_MOST, Look
from device.scanner.frame import Plane
from device.scanner.ladder import Ladder
from device.scanner.still import StillPicture, StillReader

CORPUS = Path(__file__).parents[1] / "tests" / "scanner" / "corpus"
WIDTH, HEIGHT = 1280, 720
LOOKS = 12
FRAME_MILLISECONDS, STILL_MILLISECONDS = 80.0, 1000.0
REPEATS = 3
"""A frame is dear only if it is so every time: other programs disturb a measurement."""
Chance = np.random.Generator


def drawn_symbol(chance: Chance) -> Plane:
    """Give a QR code of random content, mode, encoding, size and error correction."""
    kind = int(chance.integers(0, 4))
    length = int(chance.integers(1, 800))
    content: str | bytes = chance.bytes(length)
    if kind == 1:
        content = "".join(chr(int(point)) for point in chance.integers(0x4E00, 0x9FA5, length // 3 + 1))
    elif kind == 2:
        content = "".join("0123456789"[int(digit)] for digit in chance.integers(0, 10, length))
    symbol = segno.make_qr(content, error=str(chance.choice(list("lmqh"))), boost_error=False, eci=kind == 1)
    scale, border = int(chance.integers(1, 7)), int(chance.integers(0, 5))
    rows = [[0 if module else 255 for module in row] for row in symbol.matrix_iter(scale=scale, border=border)]
    return np.array(rows, dtype=np.uint8)


def kept_pictures() -> list[Plane]:
    """Give the pictures of the corpus."""
    planes = []
    for path in sorted(CORPUS.glob("*.png")):
        with Image.open(path) as image:
            planes.append(np.asarray(image.convert("L")))
    return planes


def hostile(chance: Chance, kept: list[Plane]) -> Plane:
    """Give one frame."""
    frame: Plane = np.full((HEIGHT, WIDTH), int(chance.integers(0, 256)), dtype=np.uint8)
    for _ in range(int(chance.integers(1, 6))):
        source = kept[int(chance.integers(0, len(kept)))] if chance.random() < 0.5 else drawn_symbol(chance)
        wide, high = (int(side) for side in chance.integers(24, (WIDTH, HEIGHT)))
        laid = np.asarray(Image.fromarray(source).resize((wide, high), Image.Resampling(int(chance.integers(0, 4)))))
        top, left = int(chance.integers(0, HEIGHT - high + 1)), int(chance.integers(0, WIDTH - wide + 1))
        frame[top : top + high, left : left + wide] = laid
    wounds: tuple[Callable[[Plane], Plane], ...] = (
        lambda plane: plane ^ np.uint8(255),
        lambda plane: np.roll(plane, chance.integers(1, 30), axis=1),
        lambda plane: np.tile(plane[: HEIGHT // 4, : WIDTH // 4], (4, 4)),
        lambda plane: np.where(chance.random(plane.shape) < 0.1, chance.integers(0, 256, plane.shape), plane),
        lambda plane: np.repeat(plane[:, :: int(chance.integers(2, 9))], 8, axis=1)[:, :WIDTH],
        lambda plane: plane // 4 + np.uint8(90),
    )
    for _ in range(int(chance.integers(0, 3))):
        frame = np.ascontiguousarray(wounds[int(chance.integers(0, len(wounds)))](frame), dtype=np.uint8)
    return frame


def broken_rule(look: Look) -> str | None:
    """Give the rule that a look breaks, or None."""
    if len(look.codes) > CODES_MOST or len(look.unread) > CODES_MOST:
        return "too many codes"
    if any(not 0 < len(code.text) <= TEXT_CHARACTERS_MOST for code in look.codes):
        return "a text of no length a code has"
    return None


def live_milliseconds(frame: Plane, ladder: Ladder) -> tuple[list[float], str | None]:
    """Look at one frame as the gate does while somebody holds it up; give what each look took."""
    took, broken = [], None
    for _ in range(LOOKS):
        began = time.monotonic()
        look = ladder.look(frame)
        took.append((time.monotonic() - began) * 1000)
        broken = broken or broken_rule(look)
    return took, broken


def main() -> int:
    """Fuzz, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for frames that break a rule")
    given = parser.parse_args()
    show_machine()
    kept, live, still, breaches = kept_pictures(), list[float](), list[float](), 0
    end, seed = time.monotonic() + given.seconds, given.seed
    ladder, reader = Ladder(time.monotonic), StillReader(time.process_time)
    megabytes = 0.0
    while time.monotonic() < end:
        seed += 1
        frame = hostile(np.random.default_rng(seed), kept)
        took, broken = live_milliseconds(frame, ladder)
        if max(took) > FRAME_MILLISECONDS and all(
            max(live_milliseconds(frame, ladder)[0]) > FRAME_MILLISECONDS for _ in range(REPEATS)
        ):
            broken = f"{max(took):.0f} ms"
        began = time.process_time()
        broken = broken_rule(reader.read(StillPicture(luma=frame, blue=None))) or broken
        still.append((time.process_time() - began) * 1000)
        if still[-1] > STILL_MILLISECONDS:
            broken = f"{still[-1]:.0f} ms as a still"
        live += took
        if broken:
            breaches += 1
            print(f"frame {seed}: {broken}", flush=True)
            if given.keep:
                Image.fromarray(frame).save(given.keep / f"hostile-{seed}.png")
        if len(still) == 20:
            megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    most_megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(still)} frames, {len(live)} looks: 99 % {percentile(live, 0.99):.0f} ms, most {max(live):.0f} ms;",
        end=" ",
    )
    print(
        f"as stills most {max(still):.0f} ms; {most_megabytes - megabytes:.1f} MB more at most; {breaches} broken rules"
    )
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
