"""Measures how long a person stands before a verdict, on the virtual clock, and what a reading costs the processor.

Goals: at most 0.5 s (MLX90614-DAA), 1.0 s (DCC), 1.8 s (DCI) and 1.3 s (MLX90632) to the 95th percentile, people who
stand still in the middle of the optics' limits; at most 3 ms of processor time a reading, in the steps that read the
thermometer, without the emulated chips' own work. The MLX90632 is one that measures eight times a second; `--rate 2`
takes the factory's; `--anywhere` spreads the people over the whole of the limits. Exit 1 where a goal is missed.
Run as `python bench/time_to_verdict.py [--people N] [--rate HERTZ] [--anywhere]`.
"""

import argparse
import random
import statistics
import sys

from emulated_post import Outcome, emulated_post
from figure import percentile, show_figure, show_machine

from device.simulation.mlx90632_chip import Mlx90632Chip
from device.simulation.scene import Body, Scene

POSTS = (
    ("mlx90614-daa", 10, 20, 0.5),
    ("mlx90614-dcc", 30, 50, 1.0),
    ("mlx90614-dci", 100, 300, 1.8),
    ("mlx90632", 20, 35, 1.3),
)
CPU_MILLISECONDS = 3.0
_MIDDLE = 0.2
"""Share of the limits that counts as their middle."""
RATE_CODES = {2: 2, 4: 3, 8: 4, 16: 5}


def outcomes(post_of: tuple[str, int, int], people: int, rate: int, spread: float) -> list[Outcome]:
    """Measure so many people, each stepping up at a moment of their own, over that share of the limits."""
    kind, near, far = post_of
    source = random.Random(kind)  # noqa: S311 - made-up people
    found = []
    with emulated_post(kind, near_mm=near, far_mm=far, scene=Scene(), seed=1) as post:
        if isinstance(post.chip, Mlx90632Chip):
            for cell in (0xE1, 0xE2):
                post.chip.eeprom[cell] = post.chip.eeprom[cell] & ~0x0700 | RATE_CODES[rate] << 8
            post.chip.turn(noise_celsius=0.07 * (rate / 2) ** 0.5)
            post.chip.power_cycle()
            post.run(10.0)
        for _ in range(people):
            post.run(source.uniform(0.5, 3.0))
            body = Body(
                distance_mm=(near + far) / 2 + source.uniform(-spread / 2, spread / 2) * (far - near),
                core_celsius=source.uniform(36.0, 38.0),
                sway_mm=1.0,
            )
            found.append(post.measure(body))
    return found


def main() -> int:
    """Print the figures; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--rate", type=int, choices=sorted(RATE_CODES), default=8, help="of the MLX90632, in hertz")
    parser.add_argument("--anywhere", action="store_true", help="people stand anywhere within the limits")
    arguments = parser.parse_args()
    show_machine()
    met = True
    for kind, near, far, goal in POSTS:
        spread = 1.0 if arguments.anywhere else _MIDDLE
        found = outcomes((kind, near, far), arguments.people, arguments.rate, spread)
        read = [one for one in found if one.reading is not None]
        print(f"{kind}: {len(read)} of {len(found)} people read in the first attempt")
        if not read:
            met = False
            continue
        seconds = [one.seconds for one in read]
        print(f"  median {statistics.median(seconds):.2f} s")
        cpu = [one.cpu_seconds * 1000 for one in read]
        met = show_figure("  verdict, p95", percentile(seconds, 0.95), "s", goal=goal) and met
        met = show_figure("  processor, median", statistics.median(cpu), "ms", goal=CPU_MILLISECONDS) and met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
