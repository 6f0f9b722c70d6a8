"""Defines what a worker is: a part that is stepped, by a thread of its own on the gate or by a virtual clock.

A worker never sleeps inside `step` and never decides anything: it looks at its piece of the world, posts events, and
says when it wants to be stepped again. Blocking on the hardware itself (a frame, a bus transfer, an fsync) is allowed,
with a time-out below `limit_seconds`.
"""

from collections.abc import Callable
from typing import Protocol

from device.checkpoint.events import Event

Post = Callable[[Event], None]
"""Puts an event into the deciding thread's inbox; never blocks, may be called from any thread."""


class Worker(Protocol):
    """A part of the gate with work of its own."""

    @property
    def name(self) -> str:
        """Name of its thread, for logs and the watchdog."""

    @property
    def limit_seconds(self) -> float:
        """The longest a single `step` may take before the watchdog counts the part as hung."""

    def step(self, now: float) -> float:
        """Do what is due at monotonic second `now`; return the monotonic second of the next step.

        Raises:
            Exception: whatever it cannot handle; the daemon ends and systemd starts it anew.
        """

    def close(self) -> None:
        """Give back every resource; called once, after the last step."""


class Wakeable(Protocol):
    """What a worker calls when something arrived for it and it wants to be stepped before its next due time."""

    def __call__(self) -> None:
        """Step soon. Never blocks, may be called from any thread."""
