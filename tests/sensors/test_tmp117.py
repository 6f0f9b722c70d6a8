"""The room thermometer's driver on an emulated part, over the real smbus2."""

import pytest
from medical_rig import BUS, medical_chips

from device.errors import DeviceFault
from device.sensors.faults import BusStuck, CorruptFrame, NoAnswer, WrongAddress
from device.sensors.tmp117 import Tmp117, celsius_of
from device.simulation.adapter_profile import BCM2835, RP1, AdapterProfile
from device.simulation.scene import Scene
from device.simulation.tmp117_chip import Tmp117Knobs


@pytest.mark.parametrize(
    ("word", "celsius"),
    [(0x0000, 0.0), (0x0001, 0.0078125), (0x0C80, 25.0), (0x3200, 100.0), (0xFFFF, -0.0078125), (0xF380, -25.0)],
)
def test_words_become_the_datasheets_temperatures(word: int, celsius: float) -> None:
    assert celsius_of(word) == celsius


@pytest.mark.parametrize("profile", [BCM2835, RP1], ids=lambda profile: str(profile.name))
@pytest.mark.parametrize("room", [-12.5, 0.0, 16.0, 24.0, 32.0])
def test_a_finished_conversion_is_given_once(room: float, profile: AdapterProfile) -> None:
    with medical_chips(profile=profile, scene=Scene(ambient_celsius=room)) as parts:
        thermometer = Tmp117(bus=BUS)
        assert thermometer.identify().degraded == ()
        parts.later(1.2)
        assert thermometer.read() == pytest.approx(room, abs=0.03)
        assert thermometer.read() is None
        parts.later(1.0)
        assert thermometer.read() == pytest.approx(room, abs=0.03)


def test_what_the_register_holds_before_the_first_conversion_is_no_temperature() -> None:
    with medical_chips(room=Tmp117Knobs(frozen=True)) as parts:
        thermometer = Tmp117(bus=BUS)
        thermometer.identify()
        parts.later(5.0)
        assert thermometer.read() is None


def test_a_part_that_was_shut_down_measures_again() -> None:
    with medical_chips() as parts:
        first = Tmp117(bus=BUS)
        first.identify()
        first._port.write(0x48, b"\x01\x06\x20")
        parts.later(5.0)
        assert first.read() is None
        second = Tmp117(bus=BUS)
        second.identify()
        parts.later(1.2)
        assert second.read() == pytest.approx(24.0, abs=0.03)
        assert not parts.room.eeprom_unlocked


def test_an_altered_offset_is_said() -> None:
    with medical_chips():
        thermometer = Tmp117(bus=BUS)
        thermometer.identify()
        thermometer._port.write(0x48, b"\x07\x00\x80")
        assert thermometer.identify().degraded == ("offset_altered",)


@pytest.mark.parametrize(
    ("knobs", "fault"),
    [
        (Tmp117Knobs(silent=True), NoAnswer),
        (Tmp117Knobs(eeprom_busy=True), BusStuck),
        (Tmp117Knobs(garbage=0x0000), WrongAddress),
        (Tmp117Knobs(garbage=0xFFFF), WrongAddress),
    ],
)
def test_a_room_thermometer_that_is_not_fit_says_what_to_do(knobs: Tmp117Knobs, fault: type[DeviceFault]) -> None:
    with medical_chips(room=knobs), pytest.raises(fault):
        Tmp117(bus=BUS).identify()


@pytest.mark.parametrize("knobs", [{"garbage": 0xFFFF}, {"garbage": 0x6000}, {"altered_every": 2}])
def test_altered_words_are_never_a_room_temperature(knobs: dict[str, int]) -> None:
    with medical_chips() as parts:
        thermometer = Tmp117(bus=BUS)
        thermometer.identify()
        parts.later(1.2)
        parts.room.turn(**knobs)
        with pytest.raises(CorruptFrame):
            thermometer.read()


def test_an_unplugged_room_thermometer_comes_back() -> None:
    with medical_chips() as parts:
        thermometer = Tmp117(bus=BUS)
        thermometer.identify()
        parts.room.unplug()
        with pytest.raises(NoAnswer):
            thermometer.read()
        parts.room.plug_in()
        thermometer.close()
        parts.later(0.01)
        thermometer.identify()
        parts.later(1.2)
        assert thermometer.read() == pytest.approx(24.0, abs=0.03)
        thermometer.close()
