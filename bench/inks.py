"""Measures how fine a coloured code may be and still be read, in luma and in the blue plane, through YUV 4:2:0.

Drawn codes of 53 modules, held at changing angles, slightly blurred and noisy; real ones are to be measured on a gate.
Run with `python -m bench.inks`.
"""

import sys

import numpy as np

from device.scanner.blue_plane import BluePlanes
from device.scanner.decoders import ZxingDecoder
from device.scanner.frame import Frame, Plane
from device.simulation.code_picture import INKS, CodePicture, draw

WIDTH, HEIGHT = 640, 480
CODES = 20
PIXELS_PER_MODULE = (2.25, 2.5, 2.75, 3.0, 3.5, 4.0)
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
LUMA_NOISE, CHROMA_NOISE = 2.0, 1.0


def text_of(number: int) -> str:
    """Give a text as long as a health code's."""
    chosen = np.random.default_rng(number).integers(0, len(LETTERS), 246)
    return "PHC1:" + "".join(LETTERS[place] for place in chosen)


def noisy(plane: Plane, levels: float, seed: int) -> Plane:
    """Give the plane with grain."""
    grain = np.random.default_rng(seed).normal(0.0, levels, plane.shape)
    return np.clip(plane + grain, 0, 255).astype(np.uint8)


def frame_of(ink: str, pixels_per_module: float, number: int) -> Frame:
    """Give a frame with one code."""
    picture = CodePicture(
        text=text_of(number),
        ink=ink,
        pixels_per_module=pixels_per_module,
        turn_degrees=float(number * 37 % 41 - 20),
        across=0.45 + number / 200,
    )
    planes = draw((picture,), WIDTH, HEIGHT)
    luma, chroma_u = noisy(planes.luma, LUMA_NOISE, number), noisy(planes.chroma_u, CHROMA_NOISE, number + 1)
    return Frame(luma=luma, chroma_u=chroma_u, at=0.0)


def main() -> int:
    """Print a table: read in luma / read in blue, of 20."""
    decoder, blue_planes = ZxingDecoder(), BluePlanes()
    print(f"{'pixels a module':<16}" + "".join(f"{size:>10.2f}" for size in PIXELS_PER_MODULE))
    for ink in INKS:
        cells = []
        for size in PIXELS_PER_MODULE:
            read = {"luma": 0, "blue": 0}
            for number in range(CODES):
                frame = frame_of(ink, size, number)
                for name, plane in (("luma", frame.luma), ("blue", blue_planes.of(frame))):
                    read[name] += any(code.text == text_of(number) for code in decoder.look(plane).codes)
            cells.append(f"{read['luma']:>6}/{read['blue']:<3}")
        print(f"{ink:<16}" + "".join(cells), flush=True)
    print(f"read in luma / in the blue plane, of {CODES} codes each")
    return 0


if __name__ == "__main__":
    sys.exit(main())
