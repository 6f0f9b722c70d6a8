"""Measures a gate's way to its system of record through a real broker: a backlog, one alert, a broker that comes back.

Starts a private mosquitto; the gate's link and connection run in threads as on a gate, the record keeper in its own.
Beside it, in the same run, what the record keeper's store alone takes. Run as `python bench/broker.py [--entries N]`.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

# The journal in memory, the keys and the broker are the tests' own.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "mqtt"))

from mqtt_world import EPOCH, GATE, VENUE, MemoryJournal, Posted, link_over
from private_broker import PrivateBroker

from device.daemon.runner import Doorbell, WorkerThread
from device.journal.entry import Entry
from device.mqtt.paho_transport import PahoTransport
from device.record_keeper.__main__ import keep_records
from device.record_keeper.store import ChainKey, RecordStore
from device.record_keeper.two_gates import WALK_SECONDS
from device.vocabulary import ClockQuality, EntryClass, State

ALERTS = 200
BATCH = 50
PATIENCE_SECONDS = 120.0


class MachineClock:
    """This machine's clock, taken for synchronised."""

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    def wall(self) -> datetime:
        """The time now."""
        return datetime.now(UTC)

    def quality(self) -> ClockQuality:
        """As good as it gets."""
        return ClockQuality.SYNCHRONISED


def seconds_until(claim: Callable[[], bool]) -> float:
    """Give how long it took until `claim` held."""
    began = time.perf_counter()
    while not claim():
        if time.perf_counter() - began > PATIENCE_SECONDS:
            raise RuntimeError(f"still not so after {PATIENCE_SECONDS:.0f} s: look at what was printed above")
        time.sleep(0.0005)
    return time.perf_counter() - began


def store_alone(folder: Path, entries: list[Entry]) -> float:
    """Give how long the record keeper's store takes for the entries, 50 a commit, with no broker at all."""
    store = RecordStore(folder / "alone.sqlite")
    key = ChainKey(venue=VENUE, device=GATE, epoch=EPOCH)
    began = time.perf_counter()
    for first in range(0, len(entries), BATCH):
        store.begin()
        for entry in entries[first : first + BATCH]:
            store.keep(key, entry)
        store.advance(key)
        store.commit()
    taken = time.perf_counter() - began
    store.close()
    return taken


def measure(folder: Path, backlog: int) -> None:
    """Print the figures."""
    broker = PrivateBroker(folder)
    broker.start()
    journal, bell, stop = MemoryJournal(), Doorbell(), threading.Event()
    journal.write(*(list(EntryClass) * backlog)[:backlog])
    transport = PahoTransport(
        client_id=GATE,
        host="127.0.0.1",
        port=broker.port,
        keepalive_seconds=30,
        tls=None,
        monotonic=time.monotonic,
        random=random.SystemRandom().random,
    )
    link = link_over(transport, journal, MachineClock(), Posted(), bell)
    link.publish_status(State.IDLE, (), 0)
    failures: list[Exception] = []
    threads = [
        WorkerThread(worker, ring, MachineClock(), lambda _, error: failures.append(error))
        for worker, ring in ((link, bell), (transport, Doorbell()))
    ]
    keeping = threading.Thread(
        target=lambda: keep_records(
            host="127.0.0.1",
            port=broker.port,
            venue=VENUE,
            path=folder / "records.sqlite",
            inspectors_live=0,
            walk_seconds=WALK_SECONDS,
            stop=stop,
        )
    )
    keeping.start()
    for thread in threads:
        thread.start()

    drained = seconds_until(lambda: journal.acked == journal.head())
    alone = store_alone(folder, journal.entries)
    print(f"{backlog} entries of backlog       {drained:6.2f} s   (the record keeper's store alone: {alone:.2f} s)")

    taken = []
    for _ in range(ALERTS):
        journal.write(EntryClass.ALERT)
        link.entries_written()
        taken.append(1000 * seconds_until(lambda: journal.acked == journal.head()))
        time.sleep(0.01)
    taken.sort()
    print(
        f"an alert, written to acknowledged  p50 {taken[ALERTS // 2]:.1f} ms   p99 {taken[ALERTS * 99 // 100]:.1f} ms"
    )

    began = time.process_time()
    time.sleep(5)
    print(f"nothing to do                      {(time.process_time() - began) / 5 * 100:.2f} % of one core")

    broker.kill()
    journal.write(*[EntryClass.CHECKIN] * 100)
    broker.start()
    print(f"broker killed and back             {seconds_until(lambda: journal.acked == journal.head()):.2f} s")

    for thread in threads:
        thread.end()
    stop.set()
    keeping.join()
    broker.stop()
    if failures:
        raise failures[0]


def main() -> int:
    """Measure in a folder that is removed at the end."""
    parser = argparse.ArgumentParser(description="Measure a gate's way to its system of record")
    parser.add_argument("--entries", type=int, default=5000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given.entries)
    return 0


if __name__ == "__main__":
    sys.exit(main())
