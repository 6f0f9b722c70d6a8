"""Keeps the gate's knowledge of keys, withdrawn codes and changed colours current, and tells when it grows old.

Never takes a list that the authority did not sign, or an older one; whoever carried it does not matter. A list that
cannot be followed change by change is asked for whole. Never loses one unseen: what had no room shows in the status.
"""

import logging
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Final

from device.checkpoint.events import PartReduced, TrustChanged
from device.clock.protocol import Clock
from device.errors import FileRefused
from device.health_code.standing import Standing
from device.health_code.standing_list import ListKind, shard_of
from device.health_code.trust import TrustAge, TrustRefusal, TrustSnapshot
from device.rate_limit import RateLimit
from device.trust.standing_store import StandingStore
from device.trust.trust_store import TrustStore
from device.trust.waiting_lists import ListName, WaitingLists
from device.vocabulary import ClockQuality, Part
from device.work import Post, Wakeable

LOOK_SECONDS: Final = 60.0
OFFERS_MOST: Final = 32
UNSIGNED_MOST: Final = 8
UNSIGNED_BYTES_MOST: Final = 1 << 18
STEP_LISTS_MOST: Final = 8
"""Judged in one step, so that a flood never holds it up for longer than a step may take."""
MISSED: Final = "lists_missed"
MISSED_SECONDS: Final = 600.0
"""For so long the status says that a list had no room."""
_log = logging.getLogger(__name__)


class TrustKeeper:
    """The worker behind the lists."""

    name: Final = "trust"
    limit_seconds: Final = 30.0

    def __init__(
        self,
        *,
        store: TrustStore,
        standing: StandingStore,
        clock: Clock,
        use: Callable[[TrustSnapshot, Standing], None],
        want: Callable[[ListKind, str, int], None],
        post: Post,
        wake: Wakeable,
    ) -> None:
        """`want` is called with the kind, scope and held number of a list that cannot be followed."""
        self._store, self._standing, self._clock, self._use, self._want = store, standing, clock, use, want
        self._post, self._wake = post, wake
        self._lock = Lock()
        self._offers: deque[bytes] = deque(maxlen=OFFERS_MOST)
        self._offers_dropped = 0
        self._lists = WaitingLists()
        self._held = store.held()
        self._standing.load(self._held.duty_keys)
        self._unsigned: dict[tuple[ListKind, str], bytes] = {}
        self._generation = 0
        self._changes = 0
        self._lines = RateLimit(burst=10, per_second=0.1)
        self._missed: set[ListName] = set()
        self._missed_until: float | None = None
        self._lacking: frozenset[ListName] = frozenset()
        self._told: tuple[bytes, int, bool] | None = None
        use(self._held, self._standing.standing())

    def offer(self, message: bytes) -> None:
        """Take note of a list of keys somebody brought; may be called from any thread, never blocks."""
        with self._lock:
            self._offers_dropped += len(self._offers) == OFFERS_MOST
            self._offers.append(message)
        self._wake()

    def offer_list(self, kind: ListKind, scope: str, message: bytes) -> None:
        """Take note of a list under the name `scope`; may be called from any thread, never blocks."""
        self._lists.put(kind, scope, message)
        self._wake()

    def age_seconds(self) -> int | None:
        """Give the age of the list of keys in use; None where none is."""
        return self._held.age_seconds(int(self._clock.wall().timestamp()))

    def trust(self) -> TrustSnapshot:
        """Give the keys in use; may be called from any thread."""
        return self._held

    def step(self, now: float) -> float:
        """Judge what was brought, and the age of what is held."""
        waits = self._judge_some()
        self._tell_missed(now, flooded=waits)
        self._ask_for_lacking()
        is_stale = self._is_stale()
        told = (self._held.digest, self._changes, is_stale)
        if told != self._told:
            self._told = told
            self._generation += 1
            self._post(TrustChanged(generation=self._generation, stale=is_stale))
        return now if waits else now + LOOK_SECONDS

    def close(self) -> None:
        """Nothing is held open."""

    def _judge_some(self) -> bool:
        """Judge what was brought, a list of keys and another by turns; claim that more may wait."""
        for _ in range(STEP_LISTS_MOST):
            message, offered = self._next_offer(), self._lists.take()
            if message is None and offered is None:
                return False
            if message is not None:
                self._take(message)
            if offered is not None:
                self._take_list(*offered)
        return True

    def _next_offer(self) -> bytes | None:
        with self._lock:
            return self._offers.popleft() if self._offers else None

    def _take(self, message: bytes) -> None:
        try:
            verdict = self._store.offer(message)
        except FileRefused as error:
            self._say(logging.WARNING, f"a newer trust list could not be kept: {error}")
            return
        if not isinstance(verdict, TrustSnapshot):
            self._say(logging.WARNING, f"a trust list was not taken: {verdict}")
            return
        if verdict.digest != self._held.digest:
            _log.info("trust list %d with %d keys is in use", verdict.seq, len(verdict.keys))
            self._held = verdict
            self._standing.load(verdict.duty_keys)
            self._use(verdict, self._standing.standing())
            for (kind, scope), waiting in self._unsigned.items():
                self._lists.put(kind, scope, waiting)
            self._unsigned.clear()

    def _take_list(self, kind: ListKind, scope: str, message: bytes) -> None:
        is_unset = self._clock.quality() is ClockQuality.UNSET
        now = None if is_unset else int(self._clock.wall().timestamp())
        name, before = kind.name.lower(), self._standing.seq(kind, scope)
        try:
            verdict = self._standing.offer(message, kind, self._held.duty_keys, now, scope=scope)
        except FileRefused as error:
            self._say(logging.WARNING, f"a newer list of {name} could not be kept: {error}")
            return
        if verdict is TrustRefusal.GAP:
            self._say(logging.INFO, f"{name} {scope} does not follow on number {before}: the list is wanted whole")
            self._want(kind, scope, before)
        elif verdict is TrustRefusal.SIGNATURE_BAD and self._may_wait(kind, scope, message):
            self._unsigned[kind, scope] = message
            self._say(logging.INFO, f"{name} {scope}: signed by a key that is not listed yet")
        elif isinstance(verdict, TrustRefusal):
            self._say(logging.WARNING, f"a list of {name} was not taken: {verdict}")
        elif verdict.seq != before:
            _log.info("%s %s number %d is in use", name, scope, verdict.seq)
            self._changes += 1
            self._use(self._held, self._standing.standing())

    def _may_wait(self, kind: ListKind, scope: str, message: bytes) -> bool:
        """A broker brings what it retains in its own order: the list that names the signer may come last."""
        waiting = sum(other is kind for other, _ in self._unsigned)
        has_room = (kind, scope) in self._unsigned or waiting < UNSIGNED_MOST
        return has_room and len(message) <= UNSIGNED_BYTES_MOST

    def _tell_missed(self, now: float, *, flooded: bool) -> None:
        """Say what had no room to wait, ask for it again, and let the status say so for a while."""
        with self._lock:
            offers, self._offers_dropped = self._offers_dropped, 0
        dropped = self._lists.dropped()
        if offers or dropped.count:
            self._say(
                logging.WARNING,
                f"too much was brought at once: {offers} trust lists and {dropped.count} other lists had no room",
            )
            if self._missed_until is None:
                self._post(PartReduced(part=Part.TRUST, words=(MISSED,)))
            self._missed_until = now + MISSED_SECONDS
            self._missed |= dropped.names & self._names()
        elif self._missed_until is not None and now >= self._missed_until:
            self._missed_until = None
            self._post(PartReduced(part=Part.TRUST, words=()))
        if self._missed and not flooded:
            for kind, scope in self._missed:
                self._want(kind, scope, self._standing.seq(kind, scope))
            self._missed.clear()

    def _ask_for_lacking(self) -> None:
        """Ask, once, for every list this gate had and has not any more."""
        lacking = self._standing.lacking(shard_of(kid) for kid in self._held.keys)
        for kind, scope in lacking - self._lacking:
            self._say(logging.WARNING, f"the list of {kind.name.lower()} {scope} held so far does not count any more")
            self._want(kind, scope, 0)
        self._lacking = lacking

    def _names(self) -> frozenset[ListName]:
        """Give the names a list that matters here can have."""
        return frozenset({(ListKind.COLOURS, ""), *((ListKind.REVOKED, shard_of(kid)) for kid in self._held.keys)})

    def _say(self, level: int, text: str) -> None:
        """Log it, but not for every message: whoever may publish could fill the disk with refusals."""
        if self._lines.permits(self._clock.monotonic()):
            _log.log(level, "%s", text)

    def _is_stale(self) -> bool:
        if self._clock.quality() is ClockQuality.UNSET:
            return False  # the clock is what is wrong, and is told as such
        now = int(self._clock.wall().timestamp())
        is_fresh = self._held.age(now) is TrustAge.FRESH and len(self._held.keys) > 0
        return not is_fresh or bool(self._lacking) or self._standing.standing().is_stale(now)
