"""Is a client's end of the emulated broker, in the shape of a real connection.

Never waits and keeps nothing while there is no connection; the broker (`device.simulation.emulated_broker`) decides
when there is one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from device.mqtt.transport import Inbox, Outgoing, TransportEvent, Will
from device.work import Wakeable

if TYPE_CHECKING:
    from device.simulation.emulated_broker import EmulatedBroker


@dataclass(slots=True)
class Session:
    """One client as the broker knows it."""

    will: Will | None = None
    filters: list[str] = field(default_factory=list)
    is_up: bool = False
    is_cut: bool = False
    connect_at: float = math.inf
    will_at: float = math.inf


class EmulatedTransport:
    """A client's end of the emulated broker (`device.mqtt.transport.Transport`)."""

    def __init__(self, broker: "EmulatedBroker", client_id: str) -> None:
        self.client_id = client_id
        self.session = Session()
        self._broker = broker
        self._inbox = Inbox()
        self._wake: Wakeable | None = None

    def open(self, will: Will | None, wake: Wakeable) -> None:
        """Begin to connect."""
        self.session.will, self._wake = will, wake
        self._broker.open(self)

    def subscribe(self, filters: Sequence[str]) -> None:
        """Listen, beginning with what is retained."""
        if self.session.is_up:
            self._broker.subscribe(self, filters)

    def publish(self, message: Outgoing) -> bool:
        """Publish at once; False where there is no connection."""
        if not self.session.is_up:
            return False
        self._broker.carry(message)
        return True

    def take(self) -> list[TransportEvent]:
        """Give what happened since the last call."""
        return self._inbox.take()

    def close(self) -> None:
        """Leave in good order."""
        self._broker.leave(self)

    def put(self, event: TransportEvent) -> None:
        """Take an event from the broker."""
        self._inbox.put(event)
        if self._wake is not None:
            self._wake()
