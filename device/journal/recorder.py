"""Records every event the core was given, with a digest of its actions, in a ring of the last 24 hours.

Never holds a person (events carry verdicts, not texts or names) and never delays the core: events are queued, and
written by the recorder's own thread without waiting for the disk. After a crash the file is readable as far as it goes.
"""

import logging
import os
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Final

import msgspec
from msgspec import Struct

from device.checkpoint.actions import Action
from device.checkpoint.events import Event
from device.checkpoint.policy import Policy
from device.clock.protocol import Clock
from device.journal.action_digest import digest_actions
from device.journal.entry import time_text
from device.journal.event_text import event_name, write_event
from device.journal.recording import RECORDING_FORMAT, LostLine, SegmentHead, StepLine
from device.journal.segments import delete_old, next_segment
from device.vocabulary import ClockQuality

SEGMENT_SECONDS: Final = 3600.0
RING: Final = timedelta(hours=24)
RING_BYTES_MOST: Final = 64 << 20
WRITE_SECONDS: Final = 1.0
RETRY_SECONDS: Final = 60.0
"""After the disk refused, a new segment is begun no sooner."""
_SEGMENTS_LEAST = 8
"""One segment holds at most this part of the ring."""
_QUEUE_MOST = 4096
_log = logging.getLogger(__name__)


class CoreState(Struct, frozen=True, kw_only=True):
    """What a replay begins with."""

    policy: Policy
    state: str
    """The core's state as text; opaque here."""


class _Began(Struct, frozen=True, kw_only=True):
    now: float
    core: CoreState
    lost: int


class _Happened(Struct, frozen=True, kw_only=True):
    now: float
    event: Event
    actions: tuple[Action, ...]


class EventRecorder:
    """The worker that keeps the ring; `begin` and `keep` are called by the deciding thread."""

    name: Final = "recorder"
    limit_seconds: Final = 60.0

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        version: str,
        session: str,
        core_state: Callable[[], CoreState],
        ring_bytes_most: int = RING_BYTES_MOST,
        clock_leaps: Callable[[], bool] = lambda: False,
    ) -> None:
        """Record into `folder`; `core_state` is called on the deciding thread, between two events.

        `clock_leaps` claims that the wall clock is days ahead and nobody knows yet whether that is the time.
        """
        self._folder, self._clock, self._version, self._session = folder, clock, version, session
        self._core_state = core_state
        self._ring_bytes_most, self._clock_leaps = ring_bytes_most, clock_leaps
        self._lock = Lock()
        self._queue: deque[_Began | _Happened] = deque()
        self._lost = 0
        self._segment_until = 0.0
        self._file: int | None = None
        self._file_bytes = 0

    def begin(self, now: float) -> None:
        """Begin a segment with the core's present state; once before the first event, then it happens by itself."""
        began = _Began(now=now, core=self._core_state(), lost=self._lost)
        with self._lock:
            self._queue.append(began)
        self._lost = 0
        self._segment_until = now + SEGMENT_SECONDS

    def keep(self, event: Event, now: float, actions: Sequence[Action]) -> None:
        """Keep one event that the core has answered with `actions`; never blocks."""
        with self._lock:
            has_room = len(self._queue) < _QUEUE_MOST
            if has_room and not self._lost:
                self._queue.append(_Happened(now=now, event=event, actions=tuple(actions)))
        if not has_room:
            self._lost += 1
        elif self._lost:
            self._lost += 1  # the state that begins the next segment knows this event already
            self.begin(now)
        elif now >= self._segment_until:
            self.begin(now)

    def step(self, now: float) -> float:
        """Write what was queued."""
        self._write_queue(now)
        return now + WRITE_SECONDS

    def close(self) -> None:
        """Write what was queued and close the file."""
        self._write_queue(0.0)
        self._close_file()

    def _write_queue(self, now: float) -> None:
        with self._lock:
            waiting = tuple(self._queue)
            self._queue.clear()
        lines: list[bytes] = []
        try:
            for item in waiting:
                if isinstance(item, _Began):
                    self._write(lines, item.lost)
                    lines = [self._begin_segment(item)]
                else:
                    lines.append(_step_line(item))
            self._write(lines, 0)
        except OSError as error:
            # A full card costs the recording, never the gate; the next segment tries again.
            _log.warning("%d recorded events were lost: %s", len(waiting), error.strerror or error)
            self._close_file()
            self._segment_until = now + RETRY_SECONDS

    def _begin_segment(self, began: _Began) -> bytes:
        self._close_file()
        is_known = self._clock.quality() is not ClockQuality.UNSET and not self._clock_leaps()
        wall = self._clock.wall()
        self._folder.mkdir(mode=0o700, exist_ok=True)
        segment = next_segment(self._folder, wall)
        delete_old(self._folder, wall=wall if is_known else None, keep=RING, bytes_most=self._ring_bytes_most)
        self._file = os.open(segment.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._file_bytes = 0
        head = SegmentHead(
            recording=RECORDING_FORMAT,
            version=self._version,
            session=self._session,
            at=time_text(wall),
            clock=self._clock.quality(),
            now=began.now,
            policy=began.core.policy,
            state=began.core.state,
        )
        return msgspec.json.encode(head)

    def _write(self, lines: list[bytes], lost: int) -> None:
        if self._file is None:
            return
        if lost:
            lines = [*lines, msgspec.json.encode(LostLine(lost=lost))]
        content = memoryview(b"".join(line + b"\n" for line in lines))
        self._file_bytes += len(content)
        while content:
            content = content[os.write(self._file, content) :]
        if self._file_bytes > self._ring_bytes_most // _SEGMENTS_LEAST:
            self._segment_until = 0.0

    def _close_file(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _step_line(happened: _Happened) -> bytes:
    line = StepLine(
        now=happened.now,
        event=event_name(happened.event),
        members=msgspec.Raw(write_event(happened.event)),
        actions=digest_actions(happened.actions),
    )
    return msgspec.json.encode(line)
