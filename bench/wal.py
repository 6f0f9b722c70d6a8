"""Measures what one visit writes to the card: the bytes of write-ahead log of all its entries, in a running station.

Goal: 10 KB a visit (check-in, movement, correction, the core's memory, the cursor of what is acknowledged).
Exit 1 where it is missed. Run as `python bench/wal.py`.
"""

import sys

from figure import show_figure, show_machine
from measured_gate import gate_folder
from posted_visits import SECTIONS, posted_visits

VISITS = 50
"""Few enough for the log not to be begun anew."""
GOAL_KILOBYTES = 10.0


def main() -> int:
    """Print the figure; 1 where the goal is missed."""
    show_machine()
    with gate_folder(SECTIONS) as gate, posted_visits(gate) as running:
        log = running.journal.with_name(running.journal.name + "-wal")
        for _ in range(5):
            running.visit()
        before, entries = log.stat().st_size, running.store.head.seq
        for _ in range(VISITS):
            running.visit()
        written, entries = log.stat().st_size - before, running.store.head.seq - entries
    print(f"{entries / VISITS:.1f} entries a visit")
    return 0 if show_figure("log a visit", written / VISITS / 1000, "KB", goal=GOAL_KILOBYTES) else 1


if __name__ == "__main__":
    sys.exit(main())
