"""Adds the temperature of the room, from a sensor of its own, to what an infrared thermometer says.

Never holds a reading up: where the room's sensor fails, readings go on with the room taken from the thermometer's own
chip, and `degraded` says so. The room's sensor is read right after the thermometer, on another bus, so that no traffic
falls into a measurement.
"""

import logging
from contextlib import suppress
from typing import Final, Protocol

from msgspec.structs import replace

from device.errors import DeviceFault
from device.sensors.protocols import Identity, RawSample, Thermometer

MISSING: Final = "room_sensor_missing"
_TRIES_BETWEEN: Final = 30
"""Readings between two tries of a room sensor that has failed."""
_READINGS_KEPT: Final = 10
"""A room's temperature is as good as new for this many readings; afterwards the part has stopped converting."""
_log = logging.getLogger(__name__)


class RoomSensor(Protocol):
    """A thermometer for the air."""

    def identify(self) -> Identity:
        """Open the bus and make sure that the right part answers; raises `DeviceFault`."""

    def read(self) -> float | None:
        """Temperature in degrees Celsius; None: nothing new. Raises `DeviceFault`."""

    def close(self) -> None:
        """Give the bus back."""


class RoomReference:
    """An infrared thermometer with a room sensor beside it (`device.sensors.protocols.Thermometer`)."""

    def __init__(self, thermometer: Thermometer, room: RoomSensor) -> None:
        self._thermometer = thermometer
        self._room = room
        self._celsius: float | None = None
        self._readings_old = 0
        self._tries_in = 0
        self._works = False
        self._own_degraded: tuple[str, ...] = ()
        self._room_degraded: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The infrared part."""
        return self._thermometer.name

    @property
    def settling_seconds(self) -> float:
        """The infrared part's."""
        return self._thermometer.settling_seconds

    def identify(self) -> Identity:
        """Open both; only the infrared part must answer.

        Raises:
            DeviceFault: the infrared part does not.
        """
        found = self._thermometer.identify()
        self._own_degraded = found.degraded
        self._celsius = None
        self._works = False
        try:
            room = self._open_room()
        except DeviceFault as fault:
            self._failed(fault)
            return replace(found, degraded=self._degraded())
        return Identity(text=f"{found.text}; room: {room.text}", degraded=self._degraded())

    def read(self) -> RawSample:
        """Read the infrared part, then the room.

        Raises:
            DeviceFault: the infrared part's reading is void.
        """
        sample = self._thermometer.read()
        self._look_at_room()
        return replace(sample, room_celsius=self._celsius, degraded=self._degraded())

    def close(self) -> None:
        """Give both buses back."""
        self._close_room()
        self._thermometer.close()

    def _look_at_room(self) -> None:
        if not self._works:
            self._tries_in -= 1
            if self._tries_in > 0:
                return
        try:
            if not self._works:
                self._open_room()
            found = self._room.read()
        except DeviceFault as fault:
            self._failed(fault)
            return
        self._readings_old = 0 if found is not None else self._readings_old + 1
        if found is not None:
            self._celsius = found
        elif self._readings_old > _READINGS_KEPT:
            self._celsius = None

    def _open_room(self) -> Identity:
        """Open the room's sensor.

        Raises:
            DeviceFault: it does not answer.
        """
        identity = self._room.identify()
        self._works, self._readings_old, self._room_degraded = True, 0, identity.degraded
        return identity

    def _degraded(self) -> tuple[str, ...]:
        is_missing = not self._works or self._readings_old > _READINGS_KEPT
        return (*self._own_degraded, *((MISSING,) if is_missing else self._room_degraded))

    def _failed(self, fault: DeviceFault) -> None:
        if self._works or self._tries_in == 0:
            _log.warning("room sensor: %s; the room is taken from the thermometer's own chip", fault)
        self._works = False
        self._celsius = None
        self._tries_in = _TRIES_BETWEEN
        self._close_room()

    def _close_room(self) -> None:
        with suppress(DeviceFault):  # a bus that does not close is no reason to miss a reading
            self._room.close()
