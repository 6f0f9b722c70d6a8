"""Measures how soon a person is told: a decision by light and sound, and where to stand or what to do on arrival.

Goals: from the decision (the word that the entry is durable is taken up) to the lamps of `pass` and its first tone at
most 50 ms (99th percentile); from somebody's arrival before the emulated distance sensor to the first lamp that changes
at most 300 ms (the most of all). What the disk takes before the decision is told without a goal. Screen and voice are
fitted and told as well. Visits come a second apart, because no lamp may flash more often. Exit 1 where one is missed.
Run as `python bench/telling.py [--visits N]`.
"""

import argparse
import statistics
import sys
import threading

from figure import percentile, show_figure, show_machine
from measured_gate import gate_folder
from posted_visits import SECTIONS, PostedVisits, posted_visits

from device.simulation.scene import Body

FITTED = {**SECTIONS, "screen": {"kind": "framebuffer"}, "voice": {"enabled": True}}
PERSON = Body(distance_mm=250.0, core_celsius=36.6)
DECISION_MILLISECONDS = 50.0
ARRIVAL_MILLISECONDS = 300.0
WAIT_SECONDS_MOST = 5.0
APART_SECONDS = 1.1


def decision(running: PostedVisits, rest: threading.Event) -> tuple[float, float, float]:
    """Give the milliseconds from decision to lamps, from decision to tone, and from the last fact to the lamps."""
    rest.wait(APART_SECONDS)
    running.visit(lambda: rest.wait(APART_SECONDS))
    lit = _first_after(running, "amber", running.told_at, on=False)
    sounded = _first_after(running, "buzzer", running.told_at, on=True)
    decided, told = running.decided_at, running.told_at
    return (lit - decided) * 1000, (sounded - decided) * 1000, (lit - told) * 1000


def arrival(running: PostedVisits, rest: threading.Event) -> float:
    """Give the milliseconds from somebody's arrival to the amber lamp."""
    rest.wait(APART_SECONDS)
    came_at = running.clock.monotonic()
    running.board.stage.place(PERSON)
    for _ in range(int(WAIT_SECONDS_MOST * 1000)):
        change = running.board.pins.last_change("amber")
        if change is not None and change.on and change.at > came_at:
            break
        rest.wait(0.001)
    else:
        raise RuntimeError("no lamp answered the arrival")
    running.board.stage.place(None)
    rest.wait(APART_SECONDS * 2)  # out of sight for a second: gone
    return (change.at - came_at) * 1000


def _first_after(running: PostedVisits, name: str, second: float, *, on: bool) -> float:
    edges = [change.at for change in running.board.pins.changes(name) if change.on is on and change.at >= second]
    if not edges:
        raise RuntimeError(f"{name} did not answer")
    return edges[0]


def show(name: str, milliseconds: list[float]) -> None:
    """Print median, 99th percentile and the most."""
    middle, last, most = statistics.median(milliseconds), percentile(milliseconds, 0.99), max(milliseconds)
    print(f"{name:<38} median {middle:7.2f} ms   p99 {last:7.2f} ms   most {most:7.2f} ms")


def main() -> int:
    """Print the figures; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--visits", type=int, default=100)
    parser.add_argument("--arrivals", type=int, default=20)
    arguments = parser.parse_args()
    show_machine()
    rest = threading.Event()  # never set: what is waited for is time
    with gate_folder(FITTED) as gate, posted_visits(gate) as running:
        decision(running, rest)
        told = [decision(running, rest) for _ in range(arguments.visits)]
        arrivals = [arrival(running, rest) for _ in range(arguments.arrivals)]
    lights, sounds, facts = ([three[place] for three in told] for place in range(3))
    show("decision to the lamps of `pass`", lights)
    show("decision to the first tone", sounds)
    show("last fact to the lamps, disk included", facts)
    show("arrival to the first hint", arrivals)
    return (
        0
        if all(
            (
                show_figure("decision to light, p99", percentile(lights, 0.99), "ms", goal=DECISION_MILLISECONDS),
                show_figure("decision to sound, p99", percentile(sounds, 0.99), "ms", goal=DECISION_MILLISECONDS),
                show_figure("arrival to the first hint", max(arrivals), "ms", goal=ARRIVAL_MILLISECONDS),
            )
        )
        else 1
    )


if __name__ == "__main__":
    sys.exit(main())
