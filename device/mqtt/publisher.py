"""Sends the journal through the outbox and takes the acknowledgements, each checked against this journal first.

Never moves past an acknowledgement whose hash is not this journal's, or that speaks of entries never written here: both
are handed to the journal, which tells of a fork. Never loses an entry to a broken connection or a full transport.
"""

import logging
import math
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from device.errors import JournalError
from device.mqtt.journal_seam import JournalForLink
from device.mqtt.messages import Ack, Malformed, decode
from device.mqtt.outbox import Outbox
from device.mqtt.topics import GateTopics, TopicKind
from device.mqtt.transport import Outgoing
from device.rate_limit import RateLimit

MESSAGES_A_STEP_MOST: Final = 40
TRY_AGAIN_SECONDS: Final = 0.2
JOURNAL_AGAIN_SECONDS: Final = 10.0
_log = logging.getLogger(__name__)


class Publisher:
    """The journal's way to the system of record."""

    def __init__(
        self,
        *,
        journal: JournalForLink,
        topics: GateTopics,
        publish: Callable[[Outgoing], bool],
        random: Callable[[], float],
    ) -> None:
        self._journal, self._topics, self._publish = journal, topics, publish
        self._outbox = Outbox(read=journal.read_entries, head=journal.head, random=random)
        self._lines = RateLimit(burst=5, per_second=0.02)
        self._accepted: tuple[int, str] = (0, "")
        self._must_begin = True
        self._not_before = -math.inf

    @property
    def messages_in_flight(self) -> int:
        """Messages not yet acknowledged by the system of record."""
        return self._outbox.messages_in_flight

    def entries_waiting(self) -> int:
        """Entries not yet acknowledged."""
        return max(0, self._journal.head() - self._outbox.acked_through)

    def connected(self) -> None:
        """Forget what was under way on the connection before: it is read from the journal again."""
        self._must_begin = True
        self._not_before = -math.inf

    def step(self, now: float) -> float:
        """Hand over what may go, there being a connection; give the monotonic second of the next turn."""
        if now < self._not_before:
            return self._not_before
        try:
            if self._must_begin:
                self._outbox.begin(self._journal.acked_through(), now)
                self._must_begin = False
            if self._outbox.turn_back(now):
                _log.info("no acknowledgement in time: sending again after entry %d", self._outbox.acked_through)
            for _ in range(MESSAGES_A_STEP_MOST):
                batch = self._outbox.next(now)
                if batch is None:
                    return self._outbox.due()
                topic = self._topics.of(TopicKind.EVENT, name=batch.entry_class)
                if not self._publish(Outgoing(topic=topic, payload=batch.payload(self._journal.epoch))):
                    return now + TRY_AGAIN_SECONDS
                self._outbox.handed_over(now)
        except JournalError as error:
            self._pause(error, now)
            return self._not_before
        return now

    def receive(self, payload: bytes, now: float) -> None:
        """Take one acknowledgement that arrived."""
        ack = decode(payload, Ack)
        if isinstance(ack, Malformed):
            self._say(f"malformed ({ack.detail})", now)
        elif ack.epoch != self._journal.epoch:
            self._say("for another journal", now)
        elif any(first > last or first <= ack.through for first, last in ack.missing):
            self._say("with impossible gaps", now)
        else:
            try:
                self._take(ack, now)
            except JournalError as error:
                self._pause(error, now)

    def _take(self, ack: Ack, now: float) -> None:
        if self._outbox.is_beyond(ack):
            self._say("of entries that were never written", now)
            self._journal.acknowledge(max(ack.through, self._journal.head() + 1), ack.head_hash)
            return
        if ack.through and (ack.through, ack.head_hash) != self._accepted:
            self._journal.acknowledge(ack.through, ack.head_hash)
            if not self._is_own(ack.through, ack.head_hash):
                self._say("of another history", now)
                return
            self._accepted = (ack.through, ack.head_hash)
        if not self._must_begin:
            self._outbox.acknowledged(ack, now)

    def _is_own(self, through: int, head_hash: str) -> bool:
        found = self._journal.read_entries(through - 1, 1)
        if not found or found[0].seq != through:
            return True  # deleted by age; the journal keeps the anchor and judges for itself
        return sha256(found[0].wire.header.encode()).hexdigest() == head_hash

    def _pause(self, error: JournalError, now: float) -> None:
        _log.error("the journal does not give its entries: %s", error)
        self._not_before = now + JOURNAL_AGAIN_SECONDS

    def _say(self, what: str, now: float) -> None:
        if self._lines.permits(now):
            _log.warning("acknowledgement %s: ignored", what)
