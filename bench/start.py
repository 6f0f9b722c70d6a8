"""Measures how long the daemon takes from exec to READY, as systemd sees it: with its journal, keys and broker.

Goal: a median of at most 0.4 s of ten warm starts. Exit 1 where it is missed. Run as `python bench/start.py`.
"""

import statistics
import sys

from figure import show_figure, show_machine
from measured_gate import DaemonProcess, gate_folder

STARTS = 10
GOAL_SECONDS = 0.4


def main() -> int:
    """Print the figure; 1 where the goal is missed."""
    show_machine()
    with gate_folder({}) as gate:
        taken = []
        for number in range(-2, STARTS):
            daemon = DaemonProcess(gate)
            daemon.end()
            if number >= 0:  # the first starts begin the journal and warm the disk's cache
                taken.append(daemon.seconds_to_ready)
    print("starts:", " ".join(f"{seconds:.3f}" for seconds in taken), "s")
    return 0 if show_figure("exec to READY, median", statistics.median(taken), "s", goal=GOAL_SECONDS) else 1


if __name__ == "__main__":
    sys.exit(main())
