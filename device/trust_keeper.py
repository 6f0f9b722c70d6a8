"""Keeps the gate's knowledge of trusted keys current, from a file and from the broker, and tells when it grows old.

Never takes a list that one of the two roots did not sign, or an older one; whoever carried it does not matter.
"""

import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Final

from device.checkpoint.events import TrustChanged
from device.clock import Clock
from device.errors import FileRefused
from device.health_code.trust import TrustAge, TrustSnapshot
from device.trust_store import TrustStore
from device.vocabulary import ClockQuality
from device.work import Post, Wakeable

LOOK_SECONDS: Final = 60.0
OFFERS_MOST: Final = 4
FILE_BYTES_MOST: Final = 1 << 20
_log = logging.getLogger(__name__)


class TrustKeeper:
    """The worker behind the trust list."""

    name: Final = "trust"
    limit_seconds: Final = 30.0

    def __init__(
        self,
        *,
        store: TrustStore,
        clock: Clock,
        use: Callable[[TrustSnapshot], None],
        post: Post,
        wake: Wakeable,
    ) -> None:
        self._store, self._clock, self._use, self._post, self._wake = store, clock, use, post, wake
        self._lock = Lock()
        self._offers: deque[bytes] = deque(maxlen=OFFERS_MOST)
        self._held = store.held()
        self._generation = 0
        self._told: tuple[bytes, bool] | None = None
        use(self._held)

    def offer(self, message: bytes) -> None:
        """Take note of a list somebody brought; may be called from any thread, never blocks."""
        with self._lock:
            self._offers.append(message)
        self._wake()

    def age_seconds(self) -> int | None:
        """Give the age of the list in use; None where none is."""
        return self._held.age_seconds(int(self._clock.wall().timestamp()))

    def step(self, now: float) -> float:
        """Judge what was brought, and the age of what is held."""
        while (message := self._next_offer()) is not None:
            self._take(message)
        is_stale = self._is_stale()
        told = (self._held.digest, is_stale)
        if told != self._told:
            self._told = told
            self._generation += 1
            self._post(TrustChanged(generation=self._generation, stale=is_stale))
        return now + LOOK_SECONDS

    def close(self) -> None:
        """Nothing is held open."""

    def _next_offer(self) -> bytes | None:
        with self._lock:
            return self._offers.popleft() if self._offers else None

    def _take(self, message: bytes) -> None:
        try:
            verdict = self._store.offer(message)
        except FileRefused as error:
            _log.warning("a newer trust list could not be kept: %s", error)
            return
        if not isinstance(verdict, TrustSnapshot):
            _log.warning("a trust list was not taken: %s", verdict)
            return
        if verdict.digest != self._held.digest:
            _log.info("trust list %d with %d keys is in use", verdict.seq, len(verdict.keys))
            self._held = verdict
            self._use(verdict)

    def _is_stale(self) -> bool:
        if self._clock.quality() is ClockQuality.UNSET:
            return False  # the clock is what is wrong, and is told as such
        grade = self._held.age(int(self._clock.wall().timestamp()))
        return grade is not TrustAge.FRESH or not self._held.keys


def read_trust_file(path: Path) -> bytes | None:
    """Give the list the installer put at `path`, or None where there is none.

    Raises:
        FileRefused: it is there and cannot be read, or is larger than 1 MiB.
    """
    try:
        with path.open("rb") as file:
            message = file.read(FILE_BYTES_MOST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}") from error
    if len(message) > FILE_BYTES_MOST:
        raise FileRefused(f"{path} is larger than {FILE_BYTES_MOST} bytes")
    return message
