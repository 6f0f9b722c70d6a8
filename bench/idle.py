"""Measures what the daemon costs with nobody there: its share of a core, and its memory.

The camera is emulated at the usual 10 frames a second, so drawing a frame is in the figure and a real camera is not.
Goals: 5 % of a core over 20 s, 80 MB resident. Exit 1 where one is missed. Run as `python bench/idle.py`.
"""

import argparse
import sys
import time

from figure import show_figure, show_machine
from measured_gate import DaemonProcess, gate_folder

SETTLE_SECONDS = 5.0
GOAL_PERCENT = 5.0
GOAL_MEGABYTES = 80.0


def main() -> int:
    """Print the figures; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    seconds = parser.parse_args().seconds
    show_machine()
    with gate_folder({"camera": {"frames_per_second": 10}}) as gate:
        daemon = DaemonProcess(gate)
        time.sleep(SETTLE_SECONDS)
        began, used = time.perf_counter(), daemon.cpu_seconds()
        time.sleep(seconds)
        share = (daemon.cpu_seconds() - used) / (time.perf_counter() - began) * 100
        memory = daemon.resident_megabytes()
        daemon.end()
    met = [
        show_figure("processor while idle", share, "% of a core", goal=GOAL_PERCENT),
        show_figure("memory while idle", memory, "MB", goal=GOAL_MEGABYTES),
    ]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
