"""Runs a gate under systemd: a thread a worker, the deciding one in front, safe outputs on every way out.

Never restarts anything itself: a worker that raises ends the daemon, and systemd starts it anew.
"""

import logging
from collections.abc import Callable

from device.checkpoint.events import StopRequested
from device.clock.protocol import Clock
from device.daemon.runner import Doorbell, WorkerThread, step_until_due
from device.daemon.stop_signals import StopSignals
from device.daemon.systemd_notify import ServiceManager
from device.station import Station
from device.vocabulary import State

STOP_SECONDS = 5.0
"""How long the last commits may take once the daemon is told to stop."""
BEFORE_READY = frozenset({"gate", "journal"})
"""The workers without which fire and exit are not answered and kept."""
RESTART_EXIT = 0
FAILED_EXIT = 1
_log = logging.getLogger(__name__)


class Daemon:
    """One run of a gate."""

    def __init__(self, build: Callable[["Daemon"], Station], *, clock: Clock, manager: ServiceManager) -> None:
        self._clock = clock
        self._manager = manager
        self._failure: str | None = None
        self._stop_by: float | None = None
        self.station = build(self)

    # --- what the station is given ------------------------------------------------------------------------------

    def ready(self) -> None:
        """Outputs are safe, the journal is open and proven, fire and exit are answered.

        A part that takes its time (or is missing) holds up neither this nor the way out; until each has answered, the
        gate itself says `starting`.
        """
        self._manager.ready("up")
        _log.info("up")

    def alive(self) -> None:
        """No part is stuck."""
        self._manager.alive()

    def stop(self) -> None:
        """End in order; may be called from any thread, never from a signal's handler."""
        self.station.inbox.post(StopRequested())

    # --- the run ------------------------------------------------------------------------------------------------

    def run(self) -> int:
        """Run until told to stop or a part breaks; give the exit code."""
        station = self.station
        bell = station.loop_bell
        if not isinstance(bell, Doorbell):
            raise TypeError("the deciding thread waits at a doorbell of its own")
        threads = [
            WorkerThread(worker, worker_bell, self._clock, self._worker_failed)
            for worker, worker_bell in station.workers
            if isinstance(worker_bell, Doorbell)
        ]
        try:
            station.begin()
            # the way out first: while the others load their libraries, the first turn would wait for the interpreter
            for thread in threads:
                if thread.name in BEFORE_READY:
                    thread.start()
            station.loop.step(self._clock.monotonic())
            for thread in threads:
                if thread.name not in BEFORE_READY:
                    thread.start()
            while not self._is_over():
                step_until_due(station.loop, bell, self._clock)
        finally:
            self._manager.stopping()
            station.rest()
            for thread in threads:
                thread.ask_to_end()  # all at once, so that their last steps pass side by side
            for thread in reversed(threads):
                thread.end()
            station.store.close()
        if self._failure is not None:
            _log.error("ending: %s", self._failure)
            return FAILED_EXIT
        return RESTART_EXIT

    def _is_over(self) -> bool:
        if self._failure is not None:
            return True
        here = self.station.core.situation
        if here.state is not State.STOPPING:
            return False
        if self._stop_by is None:
            self._stop_by = self._clock.monotonic() + STOP_SECONDS
        return not here.waiting or self._clock.monotonic() >= self._stop_by

    def _worker_failed(self, name: str, error: Exception) -> None:
        _log.error("%s broke: %s: %s", name, type(error).__name__, error, exc_info=error)
        self._failure = f"{name} broke"
        self.station.loop_bell()


def run_daemon(build: Callable[[Daemon], Station], clock: Clock, manager: ServiceManager) -> int:
    """Run a gate in this thread until SIGTERM, SIGINT or SIGHUP."""
    with StopSignals() as signals:
        daemon = Daemon(build, clock=clock, manager=manager)
        signals.tell(daemon.stop)
        return daemon.run()
