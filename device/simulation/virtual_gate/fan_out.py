"""Hands what happens at the gate to every browser that listens, each at its own pace.

Never makes whoever tells it wait, and never lets a slow browser pile up more than it can show: of a topic that says how
things stand only the newest is kept for it, of a topic that lists what happened the newest few.
"""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator
from typing import Final

import msgspec

LISTENERS_MOST: Final = 64
HAPPENED_MOST: Final = 30
"""Of each list, for whoever comes later."""
WAITING_MOST: Final = 120
"""Messages of a list that wait for one slow browser; older ones are dropped."""
BEAT_SECONDS: Final = 15.0
"""An empty line so often tells a browser, and whatever is between, that the connection lives."""
_BEAT: Final = b":\n\n"
_RETRY: Final = b"retry: 1000\n\n"


class FanOut:
    """The topics, and whoever listens."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: dict[str, bytes] = {}
        self._happened: dict[str, deque[bytes]] = {}
        self._listeners: set[Listener] = set()
        self._is_over = False

    def tell(self, topic: str, value: object) -> None:
        """Say how things stand; whoever comes later hears it too. May be called from any thread."""
        text = _message(topic, value)
        with self._lock:
            if self._newest.get(topic) == text:
                return
            self._newest[topic] = text
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener.put(topic, text)

    def add(self, topic: str, value: object) -> None:
        """Say that something happened; whoever comes later hears the newest few. May be called from any thread."""
        text = _message(topic, value)
        with self._lock:
            self._happened.setdefault(topic, deque(maxlen=HAPPENED_MOST)).append(text)
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener.put(None, text)

    def listen(self) -> "Listener | None":
        """Give a new listener that begins with everything as it stands; None where there are too many."""
        listener = Listener(asyncio.get_running_loop())
        with self._lock:
            if len(self._listeners) >= LISTENERS_MOST or self._is_over:
                return None
            for texts in self._happened.values():
                for text in texts:
                    listener.put(None, text)
            for topic, text in self._newest.items():
                listener.put(topic, text)
            self._listeners.add(listener)
        return listener

    def leave(self, listener: "Listener") -> None:
        """Forget a listener."""
        with self._lock:
            self._listeners.discard(listener)

    def close(self) -> None:
        """Send everybody home."""
        with self._lock:
            self._is_over = True
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener.end()

    def count(self) -> int:
        """How many listen."""
        with self._lock:
            return len(self._listeners)


class Listener:
    """What waits for one browser."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lock = threading.Lock()
        self._waiting: dict[str | int, bytes] = {}
        self._happenings = 0
        self._is_over = False
        self._woken = asyncio.Event()

    def put(self, topic: str | None, text: bytes) -> None:
        """Let a message wait, in place of an older one of its topic; without a topic it is one of a list."""
        with self._lock:
            key: str | int
            if topic is None:
                self._happenings += 1
                key = self._happenings
                self._waiting.pop(self._happenings - WAITING_MOST, None)
            else:
                key = topic
                self._waiting.pop(topic, None)
            self._waiting[key] = text
        self._wake()

    def end(self) -> None:
        """Let the stream be over."""
        self._is_over = True
        self._wake()

    async def stream(self) -> AsyncIterator[bytes]:
        """Give everything that waits whenever there is something, and a beat where there is nothing for long."""
        yield _RETRY
        while not self._is_over:
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                yield _BEAT
                continue
            self._woken.clear()
            with self._lock:
                texts, self._waiting = list(self._waiting.values()), {}
            if texts:
                yield b"".join(texts)

    def _wake(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._woken.set)
        except RuntimeError:  # the server has ended; nobody is left to wake
            self._is_over = True


def _message(topic: str, value: object) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (topic.encode("ascii"), msgspec.json.encode(value))
