"""Runs a record keeper as a program of its own: one thread that turns the connection and the keeper in turn.

Never talks in clear to another machine.
"""

import argparse
import logging
import random
import signal
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from device.errors import MenshenError
from device.mqtt.paho_transport import RETRY_SECONDS_MOST_ALONE, PahoTransport
from device.record_keeper.keeper import RecordKeeper
from device.record_keeper.store import RecordStore
from device.record_keeper.two_gates import WALK_SECONDS


def keep_records(
    *,
    host: str,
    port: int,
    venue: str,
    path: Path | None,
    inspectors_live: int,
    walk_seconds: float,
    stop: threading.Event,
) -> None:
    """Keep records until `stop` is set; for a thread or a process.

    Raises:
        SettingsError: another machine without TLS.
    """
    transport = PahoTransport(
        name="record keeper's broker",
        client_id=f"{venue[:20]}-record-keeper",
        host=host,
        port=port,
        keepalive_seconds=30,
        tls=None,
        monotonic=time.monotonic,
        random=random.SystemRandom().random,
        wait_seconds=0.2,
        retry_seconds_most=RETRY_SECONDS_MOST_ALONE,
    )
    keeper = RecordKeeper(
        venue=venue,
        transport=transport,
        store=RecordStore(path, walk_seconds=walk_seconds),
        wall=lambda: datetime.now(UTC),
        wake=lambda: None,
        inspectors_live=inspectors_live,
    )
    try:
        while not stop.is_set():
            keeper.step(time.monotonic())
            transport.step(time.monotonic())
    finally:
        keeper.close()
        transport.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Keep records until told to end."""
    parser = argparse.ArgumentParser(prog="python -m device.record_keeper", description="A small system of record")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=1883)
    parser.add_argument("--venue", required=True)
    parser.add_argument("--file", type=Path, required=True, help="SQLite file of the records")
    parser.add_argument("--inspectors-live", type=int, default=0, help="how many consoles to claim are live")
    parser.add_argument(
        "--walk-seconds", type=float, default=WALK_SECONDS, help="the same code at two gates sooner is told; 0: never"
    )
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        keep_records(
            host=given.host,
            port=given.port,
            venue=given.venue,
            path=given.file,
            inspectors_live=given.inspectors_live,
            walk_seconds=given.walk_seconds,
            stop=stop,
        )
    except MenshenError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a program's last word
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
