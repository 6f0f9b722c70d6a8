"""Knows of every worker whether it has answered once and whether it is stuck in a step now.

Never ends anything: the deciding thread feeds the watchdog only while nobody is stuck.
"""

from collections.abc import Callable
from threading import Lock

from device.work import Worker


class Liveness:
    """What the watchdog is fed by."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: set[str] = set()
        self._stepping: dict[str, float] = {}
        """Monotonic second by which each step under way must be over."""

    def expect(self, name: str) -> None:
        """A worker that has yet to answer for the first time."""
        with self._lock:
            self._waiting.add(name)

    def began(self, worker: Worker, now: float) -> None:
        """A worker begins a step."""
        with self._lock:
            self._stepping[worker.name] = now + worker.limit_seconds

    def ended(self, worker: Worker) -> bool:
        """A worker ended a step; claim that it was its first."""
        with self._lock:
            self._stepping.pop(worker.name, None)
            is_first = worker.name in self._waiting
            self._waiting.discard(worker.name)
            return is_first

    def all_answered(self) -> bool:
        """Claim that every worker has ended its first step."""
        with self._lock:
            return not self._waiting

    def stuck(self, now: float) -> tuple[str, ...]:
        """Name the workers whose step takes longer than they allow themselves."""
        with self._lock:
            return tuple(sorted(name for name, end in self._stepping.items() if now > end))


class Watched:
    """A worker whose steps are counted."""

    def __init__(self, worker: Worker, liveness: Liveness, first_answer: Callable[[], None]) -> None:
        self._worker = worker
        self._liveness = liveness
        self._first_answer = first_answer
        liveness.expect(worker.name)

    @property
    def name(self) -> str:
        """Name of the worker."""
        return self._worker.name

    @property
    def limit_seconds(self) -> float:
        """The worker's own limit."""
        return self._worker.limit_seconds

    def step(self, now: float) -> float:
        """Step the worker and note that it answered."""
        self._liveness.began(self._worker, now)
        due = self._worker.step(now)
        if self._liveness.ended(self._worker):
            self._first_answer()
        return due

    def close(self) -> None:
        """Close the worker."""
        self._worker.close()
