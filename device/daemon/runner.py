"""Gives every worker a thread of its own on the gate, with a name and an end.

Never restarts a worker: one that raises ends the daemon, and systemd starts it anew.
"""

import logging
import math
import threading
from collections.abc import Callable

from device.clock.protocol import Clock
from device.work import Worker

END_SECONDS = 3.0
_log = logging.getLogger(__name__)


class Doorbell:
    """Wakes one worker's thread; may be rung before the thread exists, from any thread."""

    def __init__(self, also: Callable[[], None] = lambda: None) -> None:
        """`also` ends a wait inside the worker's own step, where there is one, such as for a socket."""
        self._rung = threading.Event()
        self._also = also

    def __call__(self) -> None:
        """Ring."""
        self._rung.set()
        self._also()

    def wait(self, seconds: float | None) -> None:
        """Wait until rung, at most `seconds` (None: for ever), and hang up."""
        self._rung.wait(seconds)
        self._rung.clear()


class WorkerThread:
    """One worker, stepped until told to end."""

    def __init__(self, worker: Worker, bell: Doorbell, clock: Clock, failed: Callable[[str, Exception], None]) -> None:
        self._worker, self._bell, self._clock, self._failed = worker, bell, clock, failed
        self._is_ending = False
        self._thread = threading.Thread(target=self._run, name=worker.name, daemon=True)

    @property
    def name(self) -> str:
        """The worker's."""
        return self._worker.name

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def ask_to_end(self) -> None:
        """Let the step under way be the last; does not wait for it."""
        self._is_ending = True
        self._bell()

    def end(self) -> bool:
        """Let the step under way finish, then close the worker; claim that it did, in time."""
        self.ask_to_end()
        if self._thread.is_alive():
            self._thread.join(END_SECONDS)
        if self._thread.is_alive():
            _log.error("%s did not end within %g s", self._worker.name, END_SECONDS)
            return False
        try:
            self._worker.close()
        except Exception as error:  # noqa: BLE001 - whatever it is, the other parts must still be closed
            self._failed(self._worker.name, error)
            return False
        return True

    def _run(self) -> None:
        try:
            while not self._is_ending:
                step_until_due(self._worker, self._bell, self._clock)
        except Exception as error:  # noqa: BLE001 - the thread's end is the daemon's end, whatever the cause
            self._failed(self._worker.name, error)


def step_until_due(worker: Worker, bell: Doorbell, clock: Clock) -> None:
    """Step `worker` once and wait until it is due or its bell rings."""
    due = worker.step(clock.monotonic())
    rest = due - clock.monotonic()
    if rest > 0:
        bell.wait(None if math.isinf(rest) else rest)
