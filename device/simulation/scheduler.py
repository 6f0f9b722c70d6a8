"""Steps every worker of an emulated gate in one thread on a virtual clock, always in the same order.

Never sleeps and never lets chance decide: what is due first is stepped first; at the same instant the scenario's own
steps come first, then the workers in the order in which they were added.
"""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from device.errors import MenshenError
from device.simulation.virtual_clock import VirtualClock
from device.work import Worker

_SCRIPT_ORDER = 0


class WorkerStuck(MenshenError):
    """A worker asks to be stepped again and again at one instant, or names no time at all: a defect in that worker."""


class Doorbell:
    """Makes a worker due now; may be handed out before the worker exists."""

    def __init__(self) -> None:
        self._ring: Callable[[], None] | None = None
        self._rung_early = False

    def __call__(self) -> None:
        """Step the worker soon; rung before the worker was added, it counts from then."""
        if self._ring is None:
            self._rung_early = True
        else:
            self._ring()

    def connect(self, ring: Callable[[], None]) -> None:
        """Join the bell to a worker's place in the schedule."""
        self._ring = ring
        if self._rung_early:
            self._rung_early = False
            ring()


@dataclass(slots=True)
class _Place:
    """One worker's place in the schedule."""

    worker: Worker
    order: int
    due: float
    line: int = 0
    """Sequence number of its one line of the heap that counts."""
    stepping: bool = False
    woken_while_stepping: bool = False
    removed: bool = False
    instant: float = -math.inf
    steps_at_instant: int = 0


@dataclass(order=True, slots=True)
class _Due:
    """One line of the heap; a worker's older lines stay in it and are passed over."""

    due: float
    order: int
    sequence: int
    place: _Place | None = field(compare=False, default=None)
    call: Callable[[], None] | None = field(compare=False, default=None)


class VirtualScheduler:
    """Plays the threads of a gate one after the other, in the order a virtual clock gives them."""

    def __init__(self, clock: VirtualClock, *, steps_at_one_instant_most: int = 1000) -> None:
        self._clock = clock
        self._steps_most = steps_at_one_instant_most
        self._heap: list[_Due] = []
        self._places: dict[int, _Place] = {}
        self._sequence = 0
        self._orders = _SCRIPT_ORDER

    def add(self, worker: Worker, doorbell: Doorbell | None = None, *, due: float | None = None) -> None:
        """Step `worker` from now on, first at `due` (left out: now); `doorbell` is connected to it."""
        if id(worker) in self._places:
            raise ValueError(f"worker {worker.name} is in the schedule already")
        self._orders += 1
        place = _Place(worker, self._orders, self._clock.monotonic() if due is None else due)
        self._places[id(worker)] = place
        self._push(place)
        if doorbell is not None:
            doorbell.connect(lambda: self._wake(place))

    def doorbell(self, worker: Worker) -> Doorbell:
        """Give the bell that makes `worker`, already added, due now."""
        place = self._places[id(worker)]
        bell = Doorbell()
        bell.connect(lambda: self._wake(place))
        return bell

    def remove(self, worker: Worker) -> None:
        """Never step `worker` again; it is not closed."""
        self._places.pop(id(worker)).removed = True

    def remove_all(self) -> tuple[Worker, ...]:
        """Never step any worker again, as at a power cut; none is closed. The scenario's own steps stay."""
        workers = tuple(place.worker for place in self._places.values())
        for worker in workers:
            self.remove(worker)
        return workers

    def at(self, due: float, call: Callable[[], None]) -> None:
        """Call `call` at monotonic second `due`, before any worker that is due at the same instant."""
        self._sequence += 1
        heapq.heappush(self._heap, _Due(due, _SCRIPT_ORDER, self._sequence, call=call))

    def run_until(self, end: float) -> None:
        """Let time pass until `end`, stepping all that is due up to and including that instant.

        Raises:
            WorkerStuck: a worker never lets time pass.
            Exception: whatever a worker or a step of the scenario raised.
        """
        while self._heap and self._heap[0].due <= end:
            line = heapq.heappop(self._heap)
            if line.place is not None and (line.place.removed or line.place.line != line.sequence):
                continue
            self._clock.advance_to(max(line.due, self._clock.monotonic()))
            if line.call is not None:
                line.call()
            elif line.place is not None:
                self._step(line.place)
        self._clock.advance_to(max(end, self._clock.monotonic()))

    def stand_still(self, seconds: float) -> None:
        """Let the worker that is being stepped block for `seconds` while all others go on, as threads would.

        A second worker that blocks meanwhile holds the first up until it is done.
        """
        self.run_until(self._clock.monotonic() + seconds)

    def _step(self, place: _Place) -> None:
        now = self._clock.monotonic()
        place.steps_at_instant = place.steps_at_instant + 1 if place.instant == now else 1
        place.instant = now
        if place.steps_at_instant > self._steps_most:
            raise WorkerStuck(
                f"worker {place.worker.name} was stepped {self._steps_most} times at {now} s: it is stuck"
            )
        place.line = 0
        place.stepping = True
        place.woken_while_stepping = False
        try:
            due = place.worker.step(now)
        finally:
            place.stepping = False
        if math.isnan(due):
            raise WorkerStuck(f"worker {place.worker.name} was stepped at {now} s and named no next time")
        place.due = self._clock.monotonic() if place.woken_while_stepping else max(due, self._clock.monotonic())
        if not place.removed:
            self._push(place)

    def _wake(self, place: _Place) -> None:
        if place.removed:
            return
        if place.stepping:
            place.woken_while_stepping = True
            return
        now = self._clock.monotonic()
        if place.due > now:
            place.due = now
            self._push(place)

    def _push(self, place: _Place) -> None:
        if place.due < math.inf:
            self._sequence += 1
            place.line = self._sequence
            heapq.heappush(self._heap, _Due(place.due, place.order, self._sequence, place=place))
