"""Keeps what the gates of a venue publish: stores, commits, and only then acknowledges.

Never acknowledges before its commit, never changes what a gate wrote, and never takes an entry under another class than
its own. It is a `Worker` over any `Transport`: a real broker's on a machine, an emulated one's on a virtual clock.
"""

import logging
import math
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from device.journal.entry import EntryRefused, parse_entry
from device.mqtt.messages import Ack, ConsoleStatus, EventBatch, Malformed, decode, encode
from device.mqtt.notice_board import wall_text
from device.mqtt.topics import Topic, TopicKind, build, parse
from device.mqtt.transport import (
    Connected,
    Disconnected,
    Outgoing,
    PublishRefused,
    Received,
    Subscribed,
    Transport,
    TransportEvent,
    Will,
)
from device.record_keeper.store import ChainKey, RecordFault, RecordStore
from device.work import Wakeable

ACK_EXPIRY_SECONDS: Final = 60
TRY_AGAIN_SECONDS: Final = 0.2
_log = logging.getLogger(__name__)


class RecordKeeper:
    """The system of record of one venue."""

    name: Final = "record keeper"
    limit_seconds: Final = 30.0

    def __init__(
        self,
        *,
        venue: str,
        transport: Transport,
        store: RecordStore,
        wall: Callable[[], datetime],
        wake: Wakeable,
        inspectors_live: int = 0,
    ) -> None:
        self._venue, self._transport, self._store = venue, transport, store
        self._wall, self._wake, self._inspectors_live = wall, wake, inspectors_live
        self._acks: dict[ChainKey, Ack] = {}
        self._status_due = True
        self._is_opened = False
        self._is_up = False

    @property
    def is_listening(self) -> bool:
        """Whether the broker delivers what gates publish."""
        return self._is_up

    def say_inspectors_live(self, count: int) -> None:
        """Say that `count` inspectors' consoles are live; may be called from any thread."""
        self._inspectors_live = count
        self._status_due = True
        self._wake()

    def step(self, now: float) -> float:
        """Take in what arrived as one transaction, then acknowledge."""
        if not self._is_opened:
            self._is_opened = True
            self._transport.open(Will(topic=self._status_topic(), payload=self._status(0)), self._wake)
        events = self._transport.take()
        self._keep([event for event in events if isinstance(event, Received)])
        for event in events:
            self._handle(event)
        return now + TRY_AGAIN_SECONDS if self._is_up and not self._send() else math.inf

    def close(self) -> None:
        """Say that no inspector is live, and give the file back."""
        self._transport.publish(Outgoing(topic=self._status_topic(), payload=self._status(0), retain=True))
        self._store.close()

    def _handle(self, event: TransportEvent) -> None:
        match event:
            case Connected():
                self._transport.subscribe((f"gate/1/{self._venue}/+/evt/+",))
            case Subscribed():
                self._is_up = not event.refused
                self._status_due = True
                # whoever missed an acknowledgement while this one was away gets it now, without asking
                self._acks = {chain.key: self._store.acknowledgement(chain.key) for chain in self._store.chains()}
            case Disconnected():
                self._is_up = False
                self._acks.clear()
            case PublishRefused():
                _log.error("the broker refuses %s: %s", event.topic, event.detail)
            case _:
                pass

    def _keep(self, messages: Iterable[Received]) -> None:
        batches = [
            (place, batch) for message in messages if (place := _event_topic(message)) and (batch := _batch(message))
        ]
        if not batches:
            return
        touched: dict[ChainKey, int | None] = {}
        self._store.begin()
        try:
            for place, batch in batches:
                key = ChainKey(venue=place.venue or "", device=place.device or "", epoch=batch.epoch)
                touched[key] = max(filter(None, (touched.get(key), batch.oldest)), default=None)
                self._keep_batch(key, place, batch)
            acks = {key: self._store.advance(key, oldest) for key, oldest in touched.items()}
        except BaseException:
            self._store.roll_back()
            raise
        self._store.commit()
        self._acks |= acks
        for one in self._store.sightings.news():
            _log.warning(
                "the same code at two gates %.1f s apart: %s entry %d, %s entry %d",
                one.apart_seconds,
                one.device,
                one.seq,
                one.other_device,
                one.other_seq,
            )

    def _keep_batch(self, key: ChainKey, place: Topic, batch: EventBatch) -> None:
        for item in batch.items:
            entry = parse_entry(item.header, item.salt, item.body)
            if isinstance(entry, EntryRefused):
                _log.error("%s sent something that is no entry: %s", key.device, entry.why)
            elif entry.header.entry_class != place.name:
                _log.error("%s sent entry %d as %s", key.device, entry.seq, place.name)
            else:
                self._report(key, entry.seq, self._store.keep(key, entry))

    def _report(self, key: ChainKey, seq: int, fault: RecordFault | None) -> None:
        if fault is not None:
            _log.critical("%s entry %d: %s", key.device, seq, fault)

    def _send(self) -> bool:
        if self._status_due:
            self._status_due = False
            status = Outgoing(topic=self._status_topic(), payload=self._status(self._inspectors_live), retain=True)
            if not self._transport.publish(status):
                self._status_due = True
                return False
        for key in tuple(self._acks):
            topic = build(TopicKind.ACK, venue=key.venue, device=key.device)
            payload = encode(self._acks[key])
            if not self._transport.publish(Outgoing(topic=topic, payload=payload, expiry_seconds=ACK_EXPIRY_SECONDS)):
                return False
            del self._acks[key]
        return True

    def _status(self, inspectors_live: int) -> bytes:
        return encode(ConsoleStatus(inspectors_live=inspectors_live, since=wall_text(self._wall())))

    def _status_topic(self) -> str:
        return build(TopicKind.CONSOLE_STATUS, venue=self._venue)


def _event_topic(message: Received) -> Topic | None:
    place = parse(message.topic)
    return place if place is not None and place.kind is TopicKind.EVENT and not message.retained else None


def _batch(message: Received) -> EventBatch | None:
    batch = decode(message.payload, EventBatch)
    if isinstance(batch, Malformed):
        _log.error("a message on %s is malformed: %s", message.topic, batch.detail)
        return None
    return batch
