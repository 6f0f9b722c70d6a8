"""Notices that somebody else speaks at the broker under this gate's name, by the session in the gate's own status.

Brokers are to tell a client that its session was taken over (MQTT 5.0, section 4.13), but Debian 12's mosquitto 2.0
just closes the connection. Never takes a status of an earlier run for a stranger's: a will counts for nothing, neither
does what was retained before this run, and a single sighting may be what a restarted broker found on its disk.
"""

from typing import Final

from device.mqtt.messages import Malformed, Status, decode
from device.vocabulary import PublicState

SIGHTINGS: Final = 2


class NameWatch:
    """Reads what is published as this gate's status."""

    def __init__(self, session: str) -> None:
        self._session = session
        self._sightings = 0
        self._is_first_connection = True
        self._is_first_message = True

    def connected(self) -> None:
        """Expect the retained status first."""
        self._is_first_message = True

    def disconnected(self) -> None:
        """From now on what is retained was published in this run."""
        self._is_first_connection = False

    def sees(self, payload: bytes) -> bool:
        """Take one status that arrived; say whether it is now clear that the name is used twice."""
        is_first, self._is_first_message = self._is_first_message, False
        status = decode(payload, Status)
        if isinstance(status, Malformed) or (is_first and self._is_first_connection):
            return False
        if status.session == self._session:
            self._sightings = 0 if is_first else self._sightings
            return False
        if status.state is PublicState.OFFLINE:
            return False
        self._sightings += 1
        if self._sightings < SIGHTINGS:
            return False
        self._sightings = 0
        return True
