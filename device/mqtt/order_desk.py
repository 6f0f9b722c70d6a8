"""Receives orders from the broker: takes each id once in a run, and answers what it refuses, but never in a flood.

Never acts on an order and never answers for an id that was taken: a forger who repeats a real order's id must not be
able to make it look rejected.
"""

import logging
from collections.abc import Callable
from typing import Final

from device.checkpoint.orders import Order
from device.clock.protocol import Clock
from device.mqtt.messages import Result
from device.mqtt.order_judge import Refusal, judge
from device.mqtt.signed_documents import SignerKeys
from device.mqtt.topics import GateTopics
from device.rate_limit import RateLimit
from device.vocabulary import OrderStatus, Reason

IDS_REMEMBERED_MOST: Final = 65_536
_log = logging.getLogger(__name__)


class OrderDesk:
    """Where orders arrive."""

    def __init__(
        self,
        *,
        keys: SignerKeys,
        gate: GateTopics,
        session: str,
        clock: Clock,
        take: Callable[[Order], None],
        answer: Callable[[str, str, Result], None],
    ) -> None:
        """`take` gets each order that is in order; `answer` gets name, id and result of one that is not."""
        self._keys = keys
        self._gate = gate
        self._clock = clock
        self._session = session
        self._take = take
        self._answer = answer
        self._taken: set[str] = set()
        self._answers = RateLimit(burst=20, per_second=1.0)
        self._lines = RateLimit(burst=20, per_second=0.2)
        self._unsaid = 0

    def receive(self, topic: str, payload: bytes, *, retained: bool, now: float) -> None:
        """Judge one order that arrived."""
        verdict = judge(
            topic,
            payload,
            retained=retained,
            keys=self._keys,
            gate=self._gate,
            session=self._session,
            now_wall=self._clock.wall(),
            clock=self._clock.quality(),
        )
        if isinstance(verdict, Order):
            if verdict.id in self._taken:
                self._say(Refusal(order=verdict.id, name=verdict.name, reason=Reason.ORDER_DUPLICATE), now)
                return
            if len(self._taken) >= IDS_REMEMBERED_MOST:
                # ids cannot be forgotten within a run: with the clock unset nothing else stops a replay
                verdict = Refusal(order=verdict.id, name=verdict.name, reason=Reason.GATE_BUSY)
            else:
                self._taken.add(verdict.id)
                self._take(verdict)
                return
        self._say(verdict, now)
        if verdict.order and verdict.order not in self._taken and self._answers.permits(now):
            status = OrderStatus.EXPIRED if verdict.reason is Reason.ORDER_EXPIRED else OrderStatus.REJECTED
            self._answer(verdict.name, verdict.order, Result(status=status, reason=verdict.reason))

    def _say(self, refusal: Refusal, now: float) -> None:
        if not self._lines.permits(now):
            self._unsaid += 1
            return
        more = f" ({self._unsaid} more were not written down)" if self._unsaid else ""
        self._unsaid = 0
        _log.warning("order %s/%s refused: %s %s%s", refusal.name, refusal.order, refusal.reason, refusal.detail, more)
