"""Forgets what need not be known any longer: once an hour, as the page "About and privacy" promises.

Never erases what a gate still has to be told: a colour's change is kept as long as a paper printed before it may live.
"""

from collections.abc import Callable
from typing import Final

from device.authority.desk import Desk
from device.health_code.phc1 import LIFETIME_SECONDS
from device.vocabulary import Kind

DECLARATION_SECONDS: Final = 14 * 24 * 3600
COLOUR_SECONDS: Final = LIFETIME_SECONDS[Kind.PAPER] + 24 * 3600
EVERY_SECONDS: Final = 3600


def forget(desk: Desk, *, now: int) -> None:
    """Erase declarations, sessions, invitations, codes and changes whose time is over.

    Raises:
        FileRefused: the register cannot be read or written.
    """
    with desk.register.transaction():
        desk.holders.forget_declarations(older_than=now - DECLARATION_SECONDS)
        desk.accounts.forget(now=now)
        desk.invitations.forget(now=now)
        desk.codes.forget(now=now)
        desk.requests.forget(now=now)
        desk.colours.forget(older_than=now - COLOUR_SECONDS)


class Upkeep:
    """Forgets once an hour; a `Worker`."""

    name: Final = "upkeep"
    limit_seconds: Final = 60.0

    def __init__(self, desk: Desk, *, wall: Callable[[], float]) -> None:
        self._desk, self._wall = desk, wall
        self._due = 0.0

    def step(self, now: float) -> float:
        """Forget, where an hour has gone by."""
        if now >= self._due:
            self._due = now + EVERY_SECONDS
            forget(self._desk, now=int(self._wall()))
        return self._due

    def close(self) -> None:
        """Nothing is held open."""
