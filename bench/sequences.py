"""Measures how soon a code held up is read, from drawn films through the gate's own decoding, and draws the curves.

25 frames a second, luma and blue plane in turn as the scanner takes them, processor time counted as if it passed: a
slow look misses frames. Films for tuning and for judging have different seeds; `--judge` takes the latter, `--draw`
writes `docs/pictures/scanning-*.png`, `--films N` changes how many of each kind, `--light 0.6` takes light away, and
`--alone` never lays two pictures over each other. Exit 1 where a goal is missed.
Run with `python bench/sequences.py --judge`.
"""

import argparse
import math
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

from code_film import FRAME_SECONDS, Holding, Trouble, film_of, text_of
from curves import draw_curves
from figure import percentile, show_machine
from msgspec import Struct

from device.scanner.dim_pair import DimPair
from device.scanner.eyes import Eyes
from device.scanner.frame import Plane
from device.scanner.ladder import Ladder
from device.simulation.code_picture import INKS

TUNING_SEED, JUDGING_SEED = 0, 1_000_000
AVERAGE_MILLISECONDS, HARD_STOP_MILLISECONDS = 30.0, 80.0
LONGEST_SECONDS = 1.0
NEVER = math.inf
PICTURES = Path(__file__).parents[1] / "docs" / "pictures"


class Task(Struct, frozen=True, kw_only=True):
    """One goal: so many of such codes, so soon."""

    modules: int
    pixels_per_module: float
    within_seconds: float
    share: float
    exempt: tuple[str, ...] = ()


TASKS = (
    Task(modules=53, pixels_per_module=3.0, within_seconds=0.4, share=0.99),
    Task(modules=53, pixels_per_module=2.5, within_seconds=1.0, share=0.95, exempt=("yellow",)),
    Task(modules=93, pixels_per_module=3.0, within_seconds=1.0, share=0.95),
)


class Tally:
    """What was measured."""

    def __init__(self) -> None:
        self.seconds: dict[tuple[str, Trouble], list[float]] = defaultdict(list)
        self.look_milliseconds: list[float] = []
        self.wrong = 0

    def of(
        self, *, ink: str | None = None, trouble: Trouble | None = None, without: tuple[str, ...] = ()
    ) -> list[float]:
        """Give the seconds until the right text of every film with this ink and trouble, the soonest first."""
        return sorted(
            second
            for (of_ink, of_trouble), seconds in self.seconds.items()
            for second in seconds
            if ink in (None, of_ink) and trouble in (None, of_trouble) and of_ink not in without
        )


class NeverTwo(DimPair):
    """Keeps no picture, so that each is looked at alone."""

    def see(self, plane: Plane, at: float) -> None:
        """Give nothing."""


def play(holding: Holding, tally: Tally, *, pairs: type[DimPair] = DimPair) -> float:
    """Give the second at which the right text was read, counted from when the code was held up."""
    eyes, text = Eyes(Ladder(time.process_time, pairs=pairs())), text_of(holding)
    now = 0.0
    for number, frame in enumerate(film_of(holding)):
        if number * FRAME_SECONDS > LONGEST_SECONDS:
            return NEVER
        if number * FRAME_SECONDS < now:
            continue  # this frame came while the one before was still looked at
        begun = time.process_time()
        look = eyes.look(frame).look
        seconds = time.process_time() - begun
        tally.look_milliseconds.append(seconds * 1000)
        now = number * FRAME_SECONDS + seconds
        tally.wrong += sum(code.text != text for code in look.codes)
        if any(code.text == text for code in look.codes):
            return now
    return NEVER


def share_within(seconds: list[float], limit: float) -> float:
    """Give the share of films read by `limit`."""
    return sum(second <= limit for second in seconds) / len(seconds) if seconds else 0.0


def measure(task: Task, films: int, first_seed: int, *, light: float, pairs: type[DimPair]) -> Tally:
    """Play `films` films of every ink and trouble in this share of the light."""
    tally = Tally()
    seed = first_seed + round(1000 * task.modules * task.pixels_per_module)
    for ink in INKS:
        for trouble in Trouble:
            for _ in range(films):
                seed += 1
                holding = Holding(
                    seed=seed,
                    modules=task.modules,
                    pixels_per_module=task.pixels_per_module,
                    ink=ink,
                    trouble=trouble,
                    light=light,
                )
                tally.seconds[ink, trouble].append(play(holding, tally, pairs=pairs))
    return tally


def show(task: Task, tally: Tally) -> bool:
    """Print one task's figures; claim that its goal is met."""
    judged = tally.of(without=task.exempt)
    reached = share_within(judged, task.within_seconds)
    is_met = reached >= task.share and not tally.wrong
    besides = f" ({', '.join(task.exempt)} exempt)" if task.exempt else ""
    print(f"{task.modules} modules at {task.pixels_per_module} px{besides}, {len(judged)} films: ", end="")
    print(
        f"{reached:.1%} within {task.within_seconds} s, goal {task.share:.0%}: {'met' if is_met else 'MISSED'};",
        end=" ",
    )
    print(f"median {statistics.median(judged):.2f} s, last {judged[-1]:.2f} s, {tally.wrong} wrong texts")
    for trouble in Trouble:
        cells = "".join(
            f"{ink:>9} {share_within(tally.of(ink=ink, trouble=trouble), task.within_seconds):4.0%}" for ink in INKS
        )
        print(f"  {trouble:<18}{cells}", flush=True)
    return is_met


def main() -> int:
    """Measure, print, draw, and say whether every goal is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge", action="store_true")
    parser.add_argument("--draw", action="store_true")
    parser.add_argument("--films", type=int, default=10)
    parser.add_argument("--light", type=float, default=1.0)
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--task", type=int, action="append", choices=range(len(TASKS)))
    given = parser.parse_args()
    show_machine()
    first_seed = JUDGING_SEED if given.judge else TUNING_SEED
    chosen = [TASKS[number] for number in given.task or range(len(TASKS))]
    tallies = {}
    are_met = []
    for task in chosen:
        pairs = NeverTwo if given.alone else DimPair
        tallies[task] = measure(task, given.films, first_seed, light=given.light, pairs=pairs)
        are_met.append(show(task, tallies[task]))
        looks = tallies[task].look_milliseconds
        average, late, most = statistics.mean(looks), percentile(looks, 0.99), max(looks)
        is_in_budget = average <= AVERAGE_MILLISECONDS and most <= HARD_STOP_MILLISECONDS
        are_met.append(is_in_budget)
        print(f"  a frame: {average:.1f} ms on average, 99 % {late:.1f} ms, most {most:.1f} ms; ", end="")
        print(
            f"goal {AVERAGE_MILLISECONDS:.0f} and {HARD_STOP_MILLISECONDS:.0f}: {'met' if is_in_budget else 'MISSED'}"
        )
    if given.draw:
        curves = {
            f"{task.modules} modules, {task.pixels_per_module} px": tallies[task].of(without=task.exempt)
            for task in chosen
        }
        draw_curves(PICTURES / "scanning-sequences.png", curves, seconds_most=LONGEST_SECONDS)
    return 0 if all(are_met) else 1


if __name__ == "__main__":
    sys.exit(main())
