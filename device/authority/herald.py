"""Tells gates over the broker what changed, and answers what they and the consoles ask.

Never publishes anything that is not signed, never waits for the broker, never lets one who asks too much keep others
from being answered. A `Worker`: one thread steps it.
"""

import logging
from collections.abc import Callable
from typing import Final

from device.authority.answering import answer_look_up, answer_topic, open_question
from device.authority.ceremony import TRUST_FILE
from device.authority.desk import Desk
from device.authority.standing_lists import Published, change_from, current_lists
from device.authority.unmasking import answers_to_send, take_request
from device.errors import MenshenError
from device.health_code.standing_list import ListKind
from device.health_code.trust_list import LIST_LONGEST_BYTES
from device.mqtt.topics import Topic, TopicKind, build, parse
from device.mqtt.transport import Connected, Disconnected, Outgoing, Received, Subscribed, Transport
from device.rate_limit import RateLimits
from device.visitor.sealed_exchange import SEALED_LONGEST_BYTES

LOOK_SECONDS: Final = 1.0
SIGNED_EVERY_SECONDS: Final = 60
"""How often lists are looked at where nothing has changed: their hour may be over."""
BROKER_LONGEST_BYTES: Final = 256 * 1024
QUESTIONS: Final = "gate/1/_authority/request/+/+"
ANSWER_EXPIRY_SECONDS: Final = 3
DECISION_EXPIRY_SECONDS: Final = 300
_PRINCIPALS_MOST: Final = 2000
_log = logging.getLogger(__name__)


class Herald:
    """Everything between the authority and the broker."""

    name: Final = "herald"
    limit_seconds: Final = 30.0

    def __init__(self, desk: Desk, transport: Transport, *, wall: Callable[[], float]) -> None:
        self._desk, self._transport, self._wall = desk, transport, wall
        self._is_up = False
        self._look_at = 0.0
        self._sent: dict[str, bytes] = {}
        self._mark: tuple[int, ...] | None = None
        """The register, and the minute, when the lists were last looked at."""
        self._limits = RateLimits(burst=20, per_second=5.0, names_most=_PRINCIPALS_MOST)
        transport.open(None, lambda: None)

    def step(self, now: float) -> float:
        """Answer what came, and publish what changed."""
        for event in self._transport.take():
            match event:
                case Connected():
                    self._is_up, self._look_at = True, now
                    self._sent.clear()
                    self._mark = None
                    self._transport.subscribe((QUESTIONS,))
                case Disconnected():
                    self._is_up = False
                case Subscribed(refused=refused) if refused:
                    _log.error(
                        "the broker does not let the authority hear questions: its access list needs %s", QUESTIONS
                    )
                case Received():
                    self._answer(event, now)
                case _:
                    pass
        if self._is_up and now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
            try:
                self._publish_changes()
            except MenshenError as error:
                _log.error("nothing could be published: %s", error)
        return self._look_at

    def close(self) -> None:
        """Nothing is held open."""

    def _publish_changes(self) -> None:
        now = int(self._wall())
        trust = self._desk.authority.directory / TRUST_FILE
        try:
            self._keep(TopicKind.TRUST.value, trust.read_bytes()[: LIST_LONGEST_BYTES + 1])
        except OSError as error:
            _log.error("%s cannot be read: %s", trust, error.strerror)
        mark = (*self._desk.register.mark(), now // SIGNED_EVERY_SECONDS)
        if mark != self._mark:
            lists = [(published, self._carried(published)) for published in current_lists(self._desk, now=now)]
            handed = [self._keep(_topic_of(published), message) for published, message in lists if message is not None]
            self._mark = (*self._desk.register.mark(), now // SIGNED_EVERY_SECONDS) if all(handed) else None
        for number, topic, sealed in answers_to_send(self._desk, now=now):
            if not self._transport.publish(
                Outgoing(topic=topic, payload=sealed, expiry_seconds=DECISION_EXPIRY_SECONDS)
            ):
                break
            self._desk.requests.sent(number)

    def _carried(self, published: Published) -> bytes | None:
        """Give what the broker carries: the whole list, or where it is too large the change from the one before."""
        if len(published.message) <= BROKER_LONGEST_BYTES:
            return published.message
        change = change_from(self._desk, published, published.seq - 1)
        if change is not None and len(change) <= BROKER_LONGEST_BYTES:
            return change
        _log.warning("%s: too large for the broker; gates fetch it from /lists", _topic_of(published))
        return None

    def _keep(self, topic: str, message: bytes) -> bool:
        """Publish what is not there yet; False where the broker could not be handed it now."""
        if self._sent.get(topic) == message:
            return True
        if self._transport.publish(Outgoing(topic=topic, payload=message, retain=True)):
            self._sent[topic] = message
        return self._sent.get(topic) == message

    def _answer(self, came: Received, now: float) -> None:
        topic = parse(came.topic)
        if topic is None or topic.kind is not TopicKind.AUTHORITY_REQUEST or came.retained:
            return
        if len(came.payload) > SEALED_LONGEST_BYTES or not self._limits.permits(topic.device or "", now):
            _log.warning("a question of %s was not looked at: too long, or too many", topic.device)
            return
        try:
            sealed = self._sealed_answer(topic, came.payload)
        except MenshenError as error:
            _log.error("a question of %s could not be answered: %s", topic.device, error)
            return
        if sealed is not None:
            answer = Outgoing(
                topic=answer_topic(topic),
                payload=sealed,
                expiry_seconds=ANSWER_EXPIRY_SECONDS,
                correlation=came.correlation,
            )
            self._transport.publish(answer)

    def _sealed_answer(self, topic: Topic, payload: bytes) -> bytes | None:
        question, now = open_question(self._desk, topic, payload), int(self._wall())
        if question is None:
            _log.warning("a question of %s was not sealed to this authority", topic.device)
            return None
        return answer_look_up(self._desk, topic, question, now=now) or take_request(
            self._desk, topic, question, now=now
        )


def _topic_of(published: Published) -> str:
    if published.kind is ListKind.COLOURS:
        return TopicKind.COLOURS.value
    return build(TopicKind.REVOKED, id=published.scope)
