"""Measures the journal against a bare SQLite commit in the same run: time of a commit, bytes written for a visit.

Run as `python bench/journal.py [--folder FOLDER] [--visits N]`; give a folder on the disk that is to be measured.
"""

import argparse
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

# The sample visit is the one the tests measure.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "journal"))

from journal_bench import KEY, HandClock
from visit_sample import check_in_body, first_commit, memory_text, second_commit

from device.checkpoint.actions import Show
from device.checkpoint.events import PresenceBegan
from device.checkpoint.policy import Policy
from device.journal.entry import EntryContent
from device.journal.recorder import CoreState, EventRecorder
from device.journal.store import Store
from device.vocabulary import Signal

HEADER_LIKE = "h" * 330
LOG_VISITS = 400


def microseconds(work: Callable[[int], object], times: int) -> list[float]:
    """Give how long each of so many calls took, shortest first."""
    taken = []
    for number in range(times):
        began = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - began) * 1e6)
    return sorted(taken)


def show(name: str, taken: list[float]) -> None:
    """Print median and 99th percentile."""
    print(f"{name:58} p50 {taken[len(taken) // 2]:8.0f} us   p99 {taken[len(taken) * 99 // 100]:8.0f} us")


def bare(folder: Path, page_bytes: int) -> sqlite3.Connection:
    """Open the plainest durable table there can be."""
    connection = sqlite3.connect(folder / f"bare-{page_bytes}.db", isolation_level=None)
    connection.execute(f"PRAGMA page_size = {page_bytes}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, body TEXT)")
    return connection


def insert_into(connection: sqlite3.Connection, texts: list[str]) -> Callable[[int], object]:
    """Give what commits one row."""
    return lambda number: connection.execute("INSERT INTO entry (body) VALUES (?)", (texts[number],))


def appending(store: Store, commits: list[tuple[tuple[EntryContent, ...], str]]) -> Callable[[int], object]:
    """Give what commits one of them."""
    return lambda number: store.append(*commits[number])


def commits(folder: Path, times: int) -> None:
    """Interleave the three, so that all see the same disk."""
    store = Store(folder / "timed.db", key=KEY, device="gate-1", clock=HandClock())
    bares = {page_bytes: bare(folder, page_bytes) for page_bytes in (4096, 1024)}
    texts = [HEADER_LIKE + check_in_body(number) for number in range(times)]
    taken: dict[str, list[float]] = {}
    for round_number in range(5):
        part = range(round_number * times // 5, (round_number + 1) * times // 5)
        for page_bytes, connection in bares.items():
            name = f"bare SQLite, WAL, FULL, one row of 1.2 KB, {page_bytes} B pages"
            taken.setdefault(name, []).extend(microseconds(insert_into(connection, texts), len(part)))
        firsts = [(first_commit(number), memory_text(number, is_open=True)) for number in part]
        done = microseconds(appending(store, firsts), len(part))
        taken.setdefault("journal: check-in and memory, hashed, sealed, chained", []).extend(done)
        seconds = [(second_commit(number), memory_text(number, is_open=False)) for number in part]
        done = microseconds(appending(store, seconds), len(part))
        taken.setdefault("journal: movement, correction and memory", []).extend(done)
    for name, values in taken.items():
        show(name, sorted(values))
    for connection in bares.values():
        connection.close()
    store.close()


def bytes_of_a_visit(folder: Path, visits: int, *, after_deleting: bool) -> float:
    """Give the bytes of log a visit costs; so few visits that the log is not begun anew."""
    path = folder / f"bytes-{after_deleting}.db"
    store = Store(path, key=KEY, device="gate-1", clock=HandClock())
    store.append((), memory_text(0, is_open=False))
    if after_deleting:
        for number in range(visits * 2):
            store.append(first_commit(number) + second_commit(number), memory_text(0, is_open=False))
        store.delete_through(store.oldest(1_000_000)[-1].point)
    store.close()
    store = Store(path, key=KEY, device="gate-1", clock=HandClock())
    for number in range(visits):
        store.append(first_commit(number), memory_text(number, is_open=True))
        store.append(second_commit(number), memory_text(number, is_open=False))
    written = path.with_name(path.name + "-wal").stat().st_size
    store.close()
    return written / visits


def the_rest(folder: Path) -> None:
    """Measure what is done beside commits."""
    path = folder / "large.db"
    store = Store(path, key=KEY, device="gate-1", clock=HandClock())
    for number in range(4000):
        store.append(first_commit(number) + second_commit(number), memory_text(number, is_open=False))
    store.close()
    size = path.stat().st_size
    show("open a journal of 12,001 entries", microseconds(lambda _: reopen(path), 20))
    store = Store(path, key=KEY, device="gate-1", clock=HandClock())
    show("prove its whole chain", microseconds(lambda _: store.verify(), 3))
    show("read 50 entries for the outbox", microseconds(lambda n: store.read(n * 50, 50), 200))
    show("acknowledge", microseconds(lambda n: acknowledge(store, n + 2), 200))
    show("delete 2,000 old entries", microseconds(lambda _: store.delete_through(store.oldest(2000)[-1].point), 4))
    store.close()
    print(f"{'size of the file per visit':58} {size / 4000:8.0f} B")
    ring = folder / "ring"
    ring.mkdir()
    recorder = EventRecorder(
        ring,
        clock=HandClock(),
        version="bench",
        session="bench",
        core_state=lambda: CoreState(policy=Policy(), state="{}"),
    )
    recorder.begin(0.0)
    event, actions = PresenceBegan(distance_mm=500), (Show(signal=Signal.PASS),)
    show("keep an event (on the deciding thread)", microseconds(lambda _: recorder.keep(event, 1.0, actions), 4000))
    show("write 4,000 events (on the recorder's thread)", microseconds(lambda _: recorder.step(1.0), 1))
    recorder.close()


def reopen(path: Path) -> None:
    """Open and close a journal."""
    Store(path, key=KEY, device="gate-1", clock=HandClock()).close()


def acknowledge(store: Store, seq: int) -> None:
    """Acknowledge one entry as the system of record would."""
    if not store.acknowledge(seq, store.read(seq - 1, 1)[0].hash):
        raise AssertionError(seq)


def main() -> int:
    """Print the figures; 1 where a visit costs more than 10 KB of log."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--folder", type=Path, help="where to measure (default: the system's temporary folder)")
    parser.add_argument("--visits", type=int, default=1000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        print(f"check-in body {len(check_in_body(7).encode())} B, memory {len(memory_text(7, is_open=True))} B")
        commits(folder, arguments.visits)
        fresh = bytes_of_a_visit(folder, LOG_VISITS, after_deleting=False)
        steady = bytes_of_a_visit(folder, LOG_VISITS, after_deleting=True)
        print(f"{'log bytes for all entries of a visit (two commits)':58} {fresh:8.0f} B")
        print(f"{'the same in a file with room from deleted entries':58} {steady:8.0f} B")
        the_rest(folder)
    return 0 if max(fresh, steady) <= 10_000 else 1


if __name__ == "__main__":
    sys.exit(main())
