"""Measures how long it takes from the last needed fact to the barrier's pin, durable entry included.

Goal: a 99th percentile of at most twice that of one bare SQLite commit (WAL, FULL) in the same run, and 2 ms. The bare
commits are made turn about with the visits, on the same disk. Exit 1 where it is missed.
Run as `python bench/decision.py [--folder FOLDER] [--visits N]`; give a folder on the disk that is to be measured.
"""

import argparse
import sqlite3
import statistics
import sys
import time
from pathlib import Path

from figure import percentile, show_figure, show_machine
from measured_gate import gate_folder
from posted_visits import SECTIONS, posted_visits

ENTRY_LIKE = "e" * 1200
MORE_MILLISECONDS = 2.0


def bare_commit(connection: sqlite3.Connection) -> float:
    """Give the seconds of one row's commit."""
    began = time.perf_counter()
    connection.execute("INSERT INTO entry (body) VALUES (?)", (ENTRY_LIKE,))
    return time.perf_counter() - began


def show(name: str, seconds: list[float]) -> float:
    """Print median and 99th percentile; give the latter in milliseconds."""
    last = percentile(seconds, 0.99) * 1000
    print(f"{name:<34} median {statistics.median(seconds) * 1000:7.2f} ms   p99 {last:7.2f} ms")
    return last


def main() -> int:
    """Print the figure; 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where to measure (default: the system's temporary folder)")
    parser.add_argument("--visits", type=int, default=600)
    arguments = parser.parse_args()
    show_machine()
    with gate_folder(SECTIONS, beside=arguments.folder) as gate, posted_visits(gate) as running:
        bare = sqlite3.connect(gate.folder / "bare.db", isolation_level=None)
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = FULL")
        bare.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, body TEXT)")
        commits, decisions = [], []
        for number in range(-20, arguments.visits):
            pair = bare_commit(bare), running.visit()
            if number >= 0:
                commits.append(pair[0])
                decisions.append(pair[1])
        bare.close()
    goal = 2 * show("one bare commit", commits) + MORE_MILLISECONDS
    value = show("last fact to the barrier's pin", decisions)
    return 0 if show_figure("decision, p99", value, "ms", goal=goal) else 1


if __name__ == "__main__":
    sys.exit(main())
