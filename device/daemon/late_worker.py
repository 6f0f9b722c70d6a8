"""Builds a worker at its first step, on its own thread, so that what it loads does not hold up the gate's start.

Never hides a failure: what the building raises ends the daemon, as whatever a worker raises does.
"""

from collections.abc import Callable

from device.work import Worker


class LateWorker:
    """A worker that comes into being when it is first stepped."""

    def __init__(self, name: str, *, limit_seconds: float, build: Callable[[], Worker]) -> None:
        """`limit_seconds` holds for the building as well as for every step."""
        self._name, self._limit_seconds, self._build = name, limit_seconds, build
        self._worker: Worker | None = None

    @property
    def name(self) -> str:
        """Name of its thread."""
        return self._name

    @property
    def limit_seconds(self) -> float:
        """The longest a step may take, the first included."""
        return self._limit_seconds

    def step(self, now: float) -> float:
        """Build the worker if there is none, then step it."""
        if self._worker is None:
            self._worker = self._build()
        return self._worker.step(now)

    def close(self) -> None:
        """Close the worker, if it was ever built."""
        if self._worker is not None:
            self._worker.close()
