"""Counts the messages that were handed over and are not yet acknowledged by the system of record.

Never holds an entry, only numbers; never decides when to send again.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct

from device.mqtt.batches import Batch


class _Flight(Struct):
    """One message under way."""

    numbers: set[int]
    since: float
    live: bool


class Flights:
    """The messages under way."""

    def __init__(self) -> None:
        self._flights: list[_Flight] = []

    def __len__(self) -> int:
        return len(self._flights)

    @property
    def backlog(self) -> int:
        """Messages of the backlog under way."""
        return len(self._flights) - self.live

    @property
    def live(self) -> int:
        """Messages of the live path under way."""
        return sum(flight.live for flight in self._flights)

    def add(self, batch: Batch, now: float, *, live: bool) -> None:
        """Count a message."""
        self._flights.append(_Flight({entry.seq for entry in batch.entries}, now, live))

    def land(self, is_held: Callable[[int], bool]) -> bool:
        """Strike out every number the system of record holds; say whether there was any."""
        progress = False
        for flight in self._flights:
            held = {seq for seq in flight.numbers if is_held(seq)}
            flight.numbers -= held
            progress = progress or bool(held)
        self._flights = [flight for flight in self._flights if flight.numbers]
        return progress

    def give_up(self, is_missing: Callable[[int], bool], *, before: float) -> None:
        """Forget messages that left before `before` and hold a number the system of record says it misses."""
        self._flights = [
            flight for flight in self._flights if flight.since > before or not any(map(is_missing, flight.numbers))
        ]

    def numbers(self) -> Iterator[int]:
        """Give every number under way."""
        for flight in self._flights:
            yield from flight.numbers

    def clear(self) -> None:
        """Forget everything under way."""
        self._flights.clear()
