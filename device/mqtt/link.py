"""Speaks for the gate at the broker: publishes the journal and the gate's state, and brings in orders and news.

Never decides, never waits for the network, never loses an entry (the journal keeps them all) and never raises because
of what a broker carried. Everything it learns is posted as an event; everything it is told is noted under a lock.
The topics and payloads are the published contract's, `docs/contract.md`.
"""

import logging
import math
from collections import deque
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final

import msgspec

from device.checkpoint.events import InspectorsLive, LinkDown, LinkUp, OrderReceived, SessionTakenOver
from device.clock.protocol import Clock
from device.mqtt.incoming import Incoming
from device.mqtt.journal_seam import JournalForLink
from device.mqtt.messages import Info, Result, Scalar, encode
from device.mqtt.name_watch import NameWatch
from device.mqtt.notice_board import NoticeBoard
from device.mqtt.order_desk import OrderDesk
from device.mqtt.publisher import Publisher
from device.mqtt.signed_documents import SignerKeys
from device.mqtt.topics import GateTopics, TopicKind
from device.mqtt.transport import (
    Connected,
    Disconnected,
    Outgoing,
    Overrun,
    PublishRefused,
    Received,
    Subscribed,
    Transport,
    TransportEvent,
    Trouble,
)
from device.mqtt.twin import Twin
from device.rate_limit import RateLimit
from device.vocabulary import OrderName, OrderStatus, State
from device.work import Post, Wakeable

ANNOUNCE_SECONDS: Final = 30.0
ANNOUNCE_PAUSE_SECONDS: Final = 60.0
REFRESH_SECONDS: Final = 60.0
TRY_AGAIN_SECONDS: Final = 0.2
RESULT_EXPIRY_SECONDS: Final = 60
QUESTION_EXPIRY_SECONDS: Final = 3
NOTES_MOST: Final = 128
_log = logging.getLogger(__name__)


class Link:
    """The gate's worker at the broker."""

    name: Final = "link"
    limit_seconds: Final = 60.0

    def __init__(
        self,
        *,
        topics: GateTopics,
        transport: Transport,
        journal: JournalForLink,
        keys: SignerKeys,
        session: str,
        boot: str,
        info: Info,
        clock: Clock,
        post: Post,
        wake: Wakeable,
        trust_age_seconds: Callable[[], int | None],
        on_trust: Callable[[bytes], None],
        twin: Twin,
        on_twin: Callable[[Twin], None],
        on_list: Callable[[str, bytes], None],
        on_answer: Callable[[str, bytes], None],
        random: Callable[[], float],
    ) -> None:
        """Everything beginning with `on_` is called on this worker's thread; `random` gives numbers from 0 to 1."""
        self._topics, self._transport = topics, transport
        self._post, self._wake, self._random = post, wake, random
        self._board = NoticeBoard(
            topics=topics, session=session, boot=boot, info=info, clock=clock, trust_age_seconds=trust_age_seconds
        )
        self._board.report(twin.reported())
        self._publisher = Publisher(journal=journal, topics=topics, publish=transport.publish, random=random)
        desk = OrderDesk(
            keys=keys,
            gate=topics,
            session=session,
            clock=clock,
            take=lambda order: post(OrderReceived(order=order)),
            answer=self._note_result,
        )
        self._incoming = Incoming(
            topics=topics,
            keys=keys,
            desk=desk,
            twin=twin,
            on_acknowledgement=self._publisher.receive,
            on_inspectors=lambda count: post(InspectorsLive(count=count)),
            on_announce=self._plan_announcement,
            on_own_status=self._look_at_own_status,
            on_trust=on_trust,
            on_twin=self._take_twin,
            on_list=on_list,
            on_answer=on_answer,
        )
        self._on_twin = on_twin
        self._lines = RateLimit(burst=10, per_second=0.1)
        self._name_watch = NameWatch(session)
        self._lock = Lock()
        self._notes: deque[Outgoing] = deque(maxlen=NOTES_MOST)  # results and telemetry: a full line drops the oldest
        self._is_opened = False
        self._is_up = False
        self._told_down = False
        self._announce_at = math.inf
        self._announced_at = -math.inf
        self._refresh_at = -math.inf

    def publish_status(self, state: State, degraded: tuple[str, ...], open_cases: int) -> None:
        """Put up the gate's public state; published only where it differs."""
        if self._board.show(state, degraded, open_cases):
            self._wake()

    def publish_result(self, order: str, name: OrderName, status: OrderStatus, reason: str) -> None:
        """Send the prompt copy of an order's result; dropped where the broker is away (the journal has it)."""
        self._note_result(name.value, order, Result(status=status, reason=reason))
        self._wake()

    def publish_telemetry(self, name: str, values: Mapping[str, Scalar]) -> None:
        """Send figures of which some may be lost."""
        topic = self._topics.of(TopicKind.TELEMETRY, name=name)
        self._note(Outgoing(topic=topic, payload=msgspec.json.encode(values), qos=0, expiry_seconds=60))
        self._wake()

    def ask_authority(self, id: str, payload: bytes) -> bool:  # noqa: A002 - the contract's word
        """Send a sealed question under `id`; False where there is no broker to carry it."""
        if not self._is_up:
            return False
        self._note(
            Outgoing(
                topic=self._topics.of(TopicKind.AUTHORITY_REQUEST, id=id),
                payload=payload,
                expiry_seconds=QUESTION_EXPIRY_SECONDS,
                response_topic=self._topics.of(TopicKind.AUTHORITY_ANSWER, id=id),
                correlation=bytes.fromhex(id),
            )
        )
        self._wake()
        return True

    def entries_written(self) -> None:
        """The journal has grown."""
        self._wake()

    def step(self, now: float) -> float:
        """Take in what arrived and send what is due."""
        if not self._is_opened:
            self._is_opened = True
            self._transport.open(self._board.will(), self._wake)
        for event in self._transport.take():
            self._handle(event, now)
        if now >= self._refresh_at:
            self._refresh_at = now + REFRESH_SECONDS
            self._board.refresh()
        if not self._is_up:
            return self._refresh_at
        if now >= self._announce_at:
            self._announce_at, self._announced_at = math.inf, now
            self._board.show_all_again()
        due = min(self._send_documents(now), self._send_notes(now), self._publisher.step(now))
        return min(due, self._announce_at, self._refresh_at)

    def close(self) -> None:
        """Say what is still to be said, and that the gate is offline; the transport, closed after this, sends it."""
        self._send_documents(math.inf)
        self._transport.publish(self._board.farewell())
        self._is_up = False

    def _handle(self, event: TransportEvent, now: float) -> None:
        match event:
            case Connected():
                self._transport.subscribe(self._topics.subscriptions())
            case Subscribed():
                self._begin(event)
            case Disconnected():
                self._end(event)
            case Received():
                self._incoming.receive(event, now)
            case PublishRefused():
                if self._lines.permits(now):
                    _log.error("the broker refuses %s: %s", event.topic, event.detail)
            case Overrun():
                _log.warning("%d messages came faster than they could be read and were dropped", event.messages)

    def _begin(self, event: Subscribed) -> None:
        for refused in event.refused:
            _log.error("the broker does not let this gate listen to %s: its access list must", refused)
        if self._is_up:
            return
        self._is_up, self._told_down = True, False
        _log.info("the broker is there")
        self._board.show_all_again()
        self._publisher.connected()
        self._name_watch.connected()
        self._post(LinkUp())

    def _end(self, event: Disconnected) -> None:
        if not self._told_down:
            _log.warning("no broker: %s %s", event.trouble, event.detail)
            self._post(LinkDown())
        self._is_up, self._told_down = False, True
        self._announce_at = math.inf
        with self._lock:
            self._notes.clear()
        self._name_watch.disconnected()
        if event.trouble is Trouble.TAKEN_OVER:
            self._tell_taken_over()

    def _look_at_own_status(self, payload: bytes) -> None:
        if self._name_watch.sees(payload):
            self._tell_taken_over()

    def _tell_taken_over(self) -> None:
        _log.error("another client uses this gate's name at the broker")
        self._post(SessionTakenOver())

    def _take_twin(self, twin: Twin) -> None:
        self._board.report(twin.reported())
        self._on_twin(twin)

    def _plan_announcement(self, now: float) -> None:
        if self._announce_at == math.inf and now >= self._announced_at + ANNOUNCE_PAUSE_SECONDS:
            self._announce_at = now + self._random() * ANNOUNCE_SECONDS

    def _note_result(self, name: str, order: str, result: Result) -> None:
        topic = self._topics.of(TopicKind.RESULT, name=name, id=order)
        self._note(Outgoing(topic=topic, payload=encode(result), expiry_seconds=RESULT_EXPIRY_SECONDS))

    def _note(self, message: Outgoing) -> None:
        if not self._is_up:
            return
        with self._lock:
            self._notes.append(message)

    def _send_documents(self, now: float) -> float:
        for kind, document in self._board.due():
            if not self._transport.publish(document):
                return now + TRY_AGAIN_SECONDS
            self._board.published(kind, document.payload)
        return math.inf

    def _send_notes(self, now: float) -> float:
        while True:
            with self._lock:
                if not self._notes:
                    return math.inf
                note = self._notes[0]
            if not self._transport.publish(note):
                return now + TRY_AGAIN_SECONDS
            with self._lock:
                if self._notes and self._notes[0] is note:  # else a full line has dropped it since
                    self._notes.popleft()
