"""Gives orders as an inspector's console and the operator's tool do: signed, through the real broker, to this gate.

Never reaches the gate another way, and knows of it what its entries told. The gate takes an order or answers why not.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from device.mqtt.orders import sign_order
from device.mqtt.topics import GateTopics, TopicKind
from device.mqtt.transport import Outgoing, Transport
from device.simulation import deeds_from_afar as afar
from device.simulation.play_keys import PlayKeys
from device.simulation.play_orders import Knowledge, KnownCase, PlayOrders
from device.simulation.virtual_gate.example_codes import INSPECTOR
from device.simulation.virtual_gate.page_deeds import Decision
from device.vocabulary import OrderName

_EXPIRES_SECONDS: Final = 30


class Inspector:
    """The pens of the people elsewhere."""

    def __init__(
        self,
        *,
        keys: PlayKeys,
        topics: GateTopics,
        transport: Transport,
        session: str,
        cases: Callable[[], tuple[KnownCase, ...]],
        current_visit: Callable[[], str | None],
        wall: Callable[[], datetime],
    ) -> None:
        """`cases` gives every case ever told, oldest first; `session` names this run of the gate."""
        self._keys, self._topics, self._transport, self._session = keys, topics, transport, session
        self._cases, self._current_visit, self._wall = cases, current_visit, wall
        self._orders = PlayOrders(keys, topics)
        self._given = 0

    def decide(self, decision: Decision, case: str) -> str | None:
        """Send the order about an open case; or give in one line why it was not sent."""
        known = next((one for one in self._cases() if one.id == case), None)
        if known is None:
            return "there is no such case"
        self._given += 1
        topic = self._topics.of(TopicKind.ORDER, name=OrderName(decision).value, id=f"page-{self._given}")
        payload = sign_order(
            topic,
            key=self._keys.venue,
            arguments={"case": known.id, "attempt": known.attempt},
            by=f"inspector:{INSPECTOR}",
            session=self._session,
            not_after=self._wall() + timedelta(seconds=_EXPIRES_SECONDS),
        )
        return self._send(topic, payload, retain=False)

    def give(self, deed: afar.GiveOrder) -> str | None:
        """Send the order of a scenario's step; or give in one line why it was not sent."""
        known = Knowledge(
            session=self._session,
            previous_session=None,
            cases=self._cases(),
            current_visit=self._current_visit(),
        )
        order = self._orders.write(deed, known, self._wall())
        return self._send(order.topic, order.payload, retain=order.retained)

    def _send(self, topic: str, payload: bytes, *, retain: bool) -> str | None:
        message = Outgoing(topic=topic, payload=payload, retain=retain, expiry_seconds=_EXPIRES_SECONDS)
        return None if self._transport.publish(message) else "the broker cannot be reached"
