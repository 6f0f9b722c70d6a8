"""Runs what stands at the other end of a demonstration's gate: a private broker and a small system of record.

Never listens beyond this machine. Either can be away for a while, as a network can.
"""

import random
import threading
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final

from device.mqtt.paho_transport import RETRY_SECONDS_MOST_ALONE, PahoTransport
from device.record_keeper.keeper import RecordKeeper
from device.record_keeper.store import RecordStore
from device.simulation.private_broker import PrivateBroker

_END_SECONDS: Final = 5.0


class Network:
    """The two of them, running."""

    def __init__(self, folder: Path, *, venue: str) -> None:
        """Start both; what they keep lies in `folder`.

        Raises:
            ProgramMissing: mosquitto is missing or does not start.
        """
        self._broker = PrivateBroker(folder)
        self._broker.start()
        self.is_away = False
        """Whether the broker is out of reach."""
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._transport = PahoTransport(
            name="record keeper's broker",
            client_id=f"{venue[:20]}-record-keeper",
            host="127.0.0.1",
            port=self.port,
            keepalive_seconds=30,
            tls=None,
            monotonic=monotonic,
            random=random.SystemRandom().random,
            wait_seconds=0.2,
            retry_seconds_most=RETRY_SECONDS_MOST_ALONE,
        )
        self._store_path = folder / "records.sqlite"
        self._venue = venue
        self._keeper: RecordKeeper | None = None
        self._thread = threading.Thread(target=self._keep, name="record keeper", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The broker's."""
        return self._broker.port

    def go_away(self) -> None:
        """Let the broker be out of reach; may be called from any thread."""
        with self._lock:
            if not self.is_away:
                self.is_away = True
                self._broker.stop()

    def come_back(self) -> None:
        """Let it be reached again; may be called from any thread.

        Raises:
            ProgramMissing: it does not start.
        """
        with self._lock:
            if self.is_away:
                self._broker.start()
                self.is_away = False

    def say_inspectors_live(self, count: int) -> None:
        """Let the venue's console say how many inspectors are live."""
        if self._keeper is not None:
            self._keeper.say_inspectors_live(count)

    def stop(self) -> None:
        """End both."""
        self._stop.set()
        self._transport.wake()
        self._thread.join(_END_SECONDS)
        self._broker.stop()

    def _keep(self) -> None:
        keeper = RecordKeeper(
            venue=self._venue,
            transport=self._transport,
            store=RecordStore(self._store_path),
            wall=lambda: datetime.now(UTC),
            wake=self._transport.wake,
            inspectors_live=1,
        )
        self._keeper = keeper
        try:
            while not self._stop.is_set():
                keeper.step(monotonic())
                self._transport.step(monotonic())
        finally:
            keeper.close()
            self._transport.close()
