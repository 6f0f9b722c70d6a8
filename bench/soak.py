"""Measures whether the gate's memory stays flat: thousands of visits one after the other in a running station.

3,600 visits are what a busy gate sees in three mornings. Goal: from the first quarter to the end the resident memory
grows by at most 2 MB. Exit 1 where it is missed.
Run as `python bench/soak.py [--visits N]`, or `--minutes M` for a daemon whose visitors come by themselves.
"""

import argparse
import os
import sys
import time

from figure import show_figure, show_machine
from measured_gate import DaemonProcess, gate_folder, resident_megabytes
from posted_visits import SECTIONS, posted_visits

GOAL_MEGABYTES = 2.0
QUARTERS = 4


def posted(visits: int) -> list[float]:
    """Give the memory after each quarter of so many visits whose facts are posted."""
    points = []
    with gate_folder(SECTIONS) as gate, posted_visits(gate) as running:
        for quarter in range(QUARTERS):
            for _ in range(visits * quarter // QUARTERS, visits * (quarter + 1) // QUARTERS):
                running.visit()
            points.append(resident_megabytes(os.getpid()))
        print(f"{visits} visits, {running.store.head.seq} entries")
    return points


def lived(minutes: float) -> list[float]:
    """Give the memory after each quarter of so many minutes of visitors who come by themselves, without a pause."""
    points = []
    with gate_folder({"hardware": {"visitors": True, "visitors_pause_seconds": 0.0}}) as gate:
        daemon = DaemonProcess(gate)
        for _ in range(QUARTERS):
            time.sleep(minutes * 60 / QUARTERS)
            points.append(daemon.resident_megabytes())
        daemon.end()
    return points


def main() -> int:
    """Print the figure; 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--visits", type=int, default=3600)
    parser.add_argument("--minutes", type=float, default=0.0)
    arguments = parser.parse_args()
    show_machine()
    points = lived(arguments.minutes) if arguments.minutes else posted(arguments.visits)
    print("memory after each quarter:", " ".join(f"{point:.1f}" for point in points), "MB")
    return 0 if show_figure("growth after the first quarter", points[-1] - points[0], "MB", goal=GOAL_MEGABYTES) else 1


if __name__ == "__main__":
    sys.exit(main())
