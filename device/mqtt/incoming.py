"""Sorts what the broker carried to those who can judge it: acknowledgements, orders, desired values, news.

Never raises because of a topic or a payload, never acts on either, and passes over whatever is meant for another gate.
"""

import logging
from collections.abc import Callable
from typing import Final

from device.mqtt.messages import ANSWER_BYTES_MOST, TRUST_BYTES_MOST, ConsoleStatus, Malformed, decode
from device.mqtt.order_desk import OrderDesk
from device.mqtt.signed_documents import SignerKeys
from device.mqtt.topics import GateTopics, Topic, TopicKind, parse
from device.mqtt.transport import Received
from device.mqtt.twin import Twin, TwinRefusal, TwinScope, take
from device.rate_limit import RateLimit

_FROM_THE_AUTHORITY: Final = {
    TopicKind.TRUST: TRUST_BYTES_MOST,
    TopicKind.REVOKED: TRUST_BYTES_MOST,
    TopicKind.COLOURS: TRUST_BYTES_MOST,
    TopicKind.AUTHORITY_ANSWER: ANSWER_BYTES_MOST,
}
"""The longest message of each."""
_log = logging.getLogger(__name__)


class Incoming:
    """Where messages from the broker are sorted."""

    def __init__(
        self,
        *,
        topics: GateTopics,
        keys: SignerKeys,
        desk: OrderDesk,
        twin: Twin,
        on_acknowledgement: Callable[[bytes, float], None],
        on_inspectors: Callable[[int], None],
        on_announce: Callable[[float], None],
        on_own_status: Callable[[bytes], None],
        on_trust: Callable[[bytes], None],
        on_twin: Callable[[Twin], None],
        on_list: Callable[[str, bytes], None],
        on_answer: Callable[[str, bytes], None],
    ) -> None:
        """`on_list` is given the scope of a list of withdrawn codes, or an empty one for changed colours."""
        self._topics, self._keys, self._desk, self._twin = topics, keys, desk, twin
        self._on_acknowledgement, self._on_inspectors = on_acknowledgement, on_inspectors
        self._on_announce, self._on_own_status = on_announce, on_own_status
        self._on_trust, self._on_twin = on_trust, on_twin
        self._on_list, self._on_answer = on_list, on_answer
        self._lines = RateLimit(burst=10, per_second=0.1)

    def receive(self, message: Received, now: float) -> None:
        """Hand one message to whom it concerns."""
        place = self._place_of(message.topic)
        if place is not None and place.kind in _FROM_THE_AUTHORITY:
            self._receive_from_the_authority(place, message.payload, now)
            return
        match None if place is None else place.kind:
            case TopicKind.ACK:
                self._on_acknowledgement(message.payload, now)
            case TopicKind.ORDER | TopicKind.ORDER_TO_ALL:
                self._desk.receive(message.topic, message.payload, retained=message.retained, now=now)
            case TopicKind.TWIN_DESIRED:
                self._take_twin(TwinScope.DEVICE, message.payload, now)
            case TopicKind.TWIN_DESIRED_OF_ALL:
                self._take_twin(TwinScope.VENUE, message.payload, now)
            case TopicKind.CONSOLE_STATUS:
                self._take_console_status(message.payload, now)
            case TopicKind.STATUS:
                self._on_own_status(message.payload)
            case TopicKind.ANNOUNCE_VENUE | TopicKind.ANNOUNCE_FLEET:
                self._on_announce(now)
            case kind:
                self._say(f"a message that is not for this gate: {kind or 'no topic of its own'}", now)

    def _receive_from_the_authority(self, place: Topic, payload: bytes, now: float) -> None:
        if len(payload) > _FROM_THE_AUTHORITY[place.kind]:
            self._say(f"a message of the authority that is too long: {place.kind}", now)
        elif place.kind is TopicKind.TRUST:
            self._on_trust(payload)
        elif place.kind is TopicKind.AUTHORITY_ANSWER:
            self._on_answer(place.id or "", payload)
        elif payload:  # an empty one clears the topic; a list ends with its own times
            self._on_list(place.id or "", payload)

    def _place_of(self, topic: str) -> Topic | None:
        place = parse(topic)
        if place is None or place.venue not in (None, self._topics.venue):
            return None
        return place if place.device in (None, self._topics.device) else None

    def _take_twin(self, scope: TwinScope, payload: bytes, now: float) -> None:
        outcome = take(self._twin, scope, payload, topics=self._topics, keys=self._keys)
        if isinstance(outcome, TwinRefusal):
            self._say(f"desired values of the {scope} refused: {outcome.reason} {outcome.detail}", now)
        elif outcome is not self._twin:
            self._twin = outcome
            self._on_twin(outcome)

    def _take_console_status(self, payload: bytes, now: float) -> None:
        status = decode(payload, ConsoleStatus)
        if isinstance(status, Malformed):
            self._say(f"the console's status is malformed: {status.detail}", now)
        else:
            self._on_inspectors(status.inspectors_live)

    def _say(self, line: str, now: float) -> None:
        if self._lines.permits(now):
            _log.warning("%s", line)
