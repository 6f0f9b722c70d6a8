"""Whatever is wrong with the room's sensor, the infrared thermometer's reading goes through."""

import pytest

from device.errors import DeviceFault
from device.sensors.protocols import Identity, RawSample
from device.sensors.room_reference import MISSING, RoomReference

SAMPLE = RawSample(object_celsius=34.0, ambient_celsius=25.0)


class Infrared:
    name, settling_seconds = "infrared", 0.5
    is_closed = False

    def identify(self) -> Identity:
        return Identity(text="infrared")

    def read(self) -> RawSample:
        return SAMPLE

    def close(self) -> None:
        self.is_closed = True


class Room:
    """A sensor whose bus may fail at each thing one does with it, and whose part may stop converting."""

    is_frozen = False

    def __init__(self, *, fails_at: tuple[str, ...] = ()) -> None:
        self.fails_at = fails_at

    def _do(self, what: str) -> None:
        if what in self.fails_at:
            raise DeviceFault(f"{what} failed")

    def identify(self) -> Identity:
        self._do("identify")
        return Identity(text="room")

    def read(self) -> float | None:
        self._do("read")
        return None if self.is_frozen else 21.5

    def close(self) -> None:
        self._do("close")


def test_the_room_goes_with_the_reading() -> None:
    both = RoomReference(Infrared(), Room())
    assert both.identify().degraded == ()
    assert both.read().room_celsius == 21.5


@pytest.mark.parametrize("fails_at", [("read",), ("read", "close"), ("read", "identify", "close")])
def test_a_room_sensor_that_fails_takes_its_room_with_it_and_no_reading(fails_at: tuple[str, ...]) -> None:
    room = Room()
    both = RoomReference(Infrared(), room)
    both.identify()
    both.read()
    room.fails_at = fails_at
    readings = [both.read() for _ in range(70)]
    assert [reading.room_celsius for reading in readings] == [None] * 70
    assert {reading.degraded for reading in readings} == {(MISSING,)}, "and every reading says so"
    room.fails_at = ()
    last = [both.read() for _ in range(60)][-1]
    assert (last.room_celsius, last.degraded) == (21.5, ())


def test_a_room_sensor_that_stops_converting_is_missing_too() -> None:
    room = Room()
    both = RoomReference(Infrared(), room)
    both.identify()
    assert both.read().degraded == ()
    room.is_frozen = True
    readings = [both.read() for _ in range(20)]
    assert (readings[0].room_celsius, readings[0].degraded) == (21.5, ())
    assert (readings[-1].room_celsius, readings[-1].degraded) == (None, (MISSING,))
    room.is_frozen = False
    assert both.read().degraded == ()


def test_a_room_sensor_that_is_not_there_is_told_and_lets_the_thermometer_open() -> None:
    assert RoomReference(Infrared(), Room(fails_at=("identify", "close"))).identify().degraded == (MISSING,)


def test_closing_gives_the_thermometers_bus_back_whatever_the_rooms_does() -> None:
    infrared = Infrared()
    RoomReference(infrared, Room(fails_at=("close",))).close()
    assert infrared.is_closed
