"""Fetches the authority's large lists by HTTPS, where the broker's change does not follow on what is held.

Never follows a redirect, takes an address from a message or a code, talks without TLS, reads more than 8 MiB, or
believes what it fetched: the keeper verifies it like anything else. Tries again after a pause that grows.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final, Protocol

from device.health_code.standing_list import ListKind
from device.work import Wakeable

PAUSE_SECONDS_FIRST: Final = 30.0
PAUSE_SECONDS_MOST: Final = 3600.0
LISTS_MOST: Final = 64
_log = logging.getLogger(__name__)


class Download(Protocol):
    """What reads one address; see `device.trust.https_download`."""

    def __call__(self, path: str) -> bytes | None:
        """Give what lies at `path` under the one server known, or None where nothing does.

        Raises:
            OSError: the server cannot be reached, is not who it should be, or sent too much.
        """


class ListFetcher:
    """The worker behind large lists."""

    name: Final = "lists"
    limit_seconds: Final = 120.0

    def __init__(self, *, download: Download, offer: Callable[[ListKind, str, bytes], None], wake: Wakeable) -> None:
        self._download, self._offer, self._wake = download, offer, wake
        self._lock = Lock()
        self._wanted: OrderedDict[tuple[ListKind, str], int] = OrderedDict()
        self._pause_seconds = PAUSE_SECONDS_FIRST
        self._not_before = 0.0

    def want(self, kind: ListKind, scope: str, held: int) -> None:
        """Take note that the list held under number `held` is to be brought up; may be called from any thread."""
        with self._lock:
            if (kind, scope) in self._wanted or len(self._wanted) < LISTS_MOST:
                self._wanted[kind, scope] = held
        self._wake()

    def step(self, now: float) -> float:
        """Fetch the next list that is wanted: the change from what is held, else the whole of it."""
        with self._lock:
            if not self._wanted:
                return float("inf")
            if now < self._not_before:
                return self._not_before
            (kind, scope), held = self._wanted.popitem(last=False)
        try:
            message = (self._download(f"{_folder(kind, scope)}/from-{held}.cose") if held else None) or self._download(
                f"{_folder(kind, scope)}/whole.cose"
            )
        except OSError as error:
            _log.warning("a list of %s cannot be fetched: %s", kind.name.lower(), error)
            self.want(kind, scope, held)
            self._not_before = now + self._pause_seconds
            self._pause_seconds = min(2 * self._pause_seconds, PAUSE_SECONDS_MOST)
            return self._not_before
        self._pause_seconds = PAUSE_SECONDS_FIRST
        if message is None:
            _log.warning("the authority's server has no list of %s %s", kind.name.lower(), scope)
        else:
            self._offer(kind, scope, message)
        return now

    def close(self) -> None:
        """Nothing is held open."""


def _folder(kind: ListKind, scope: str) -> str:
    return f"revoked/{scope}" if kind is ListKind.REVOKED else "colours"
