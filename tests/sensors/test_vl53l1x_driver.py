"""The distance sensor's driver and chip, over the real smbus2."""

import pytest
from sensor_rig import DISTANCE_BUS, Chips, chips, person

from device.sensors.faults import AdapterUnable, BusStuck, ChipFaulty, NoAnswer, WrongAddress
from device.sensors.protocols import DistanceSample
from device.sensors.vl53l1x import Vl53l1x
from device.simulation.adapter_profile import BCM2835, I2C_STUB, RP1
from device.simulation.vl53l1x_chip import Vl53l1xKnobs


def ranging(parts: Chips) -> Vl53l1x:
    sensor = Vl53l1x(bus=DISTANCE_BUS)
    sensor.start()
    assert sensor.read() is None
    parts.later(0.05)
    assert sensor.read() is None  # the calibration ranging is thrown away
    parts.later(0.05)
    return sensor


@pytest.mark.parametrize("profile", [BCM2835, RP1])
@pytest.mark.parametrize("distance_mm", [40, 250, 1299])
def test_it_tells_the_distance_in_millimetres(profile: object, distance_mm: int) -> None:
    with chips(profile=profile, distance=Vl53l1xKnobs(noise_mm=0.0)) as parts:  # type: ignore[arg-type]
        parts.stage.place(person(distance_mm))
        assert ranging(parts).read() == DistanceSample(millimetres=distance_mm)


def test_nobody_and_somebody_out_of_reach_are_nothing_within_range() -> None:
    with chips() as parts:
        sensor = ranging(parts)
        assert sensor.read() == DistanceSample(millimetres=None)
        parts.stage.place(person(1301))
        parts.later(0.1)
        sensor.read()
        parts.later(0.1)
        assert sensor.read() == DistanceSample(millimetres=None)


def test_not_ready_is_not_the_same_as_nobody() -> None:
    with chips() as parts:
        sensor = ranging(parts)
        assert sensor.read() is not None
        parts.later(0.01)
        assert sensor.read() is None
        parts.later(0.04)
        assert sensor.read() is not None


def test_it_ranges_twenty_times_a_second_and_more() -> None:
    with chips() as parts:
        sensor = ranging(parts)
        found = 0
        for _ in range(20):
            parts.later(0.05)
            found += sensor.read() is not None
        assert found == 20


def test_a_ranging_is_never_older_than_a_tenth_of_a_second() -> None:
    with chips(distance=Vl53l1xKnobs(noise_mm=0.0)) as parts:
        sensor = ranging(parts)
        for turn in range(40):
            parts.stage.place(person(200.0 + turn))
            parts.later(0.05)
            seen = sensor.read()
            assert seen is not None
            if turn > 2:
                assert seen.millimetres is not None
                assert 200 + turn - seen.millimetres <= 2


def test_the_configuration_reaches_the_chips_registers() -> None:
    with chips() as parts:
        ranging(parts)
        registers = parts.distance._registers
        assert registers[0x2D:0x33] == bytes((0, 0, 0, 1, 2, 0))
        assert registers[0x46] == 0x20  # an interrupt for every new sample
        assert registers[0x4B] == 0x14  # short distance mode
        assert registers[0x5E:0x60] == b"\x00\xd6"  # 33 ms
        assert registers[0x7F:0x81] == b"\xc7\xff"  # the whole array
        assert registers[0x08] == 0x09
        assert registers[0x87] == 0x40  # ranging
        assert int.from_bytes(registers[0x6C:0x70], "big") == int(566 * 40 * 1.075)


def test_another_model_is_a_wrong_address() -> None:
    with chips(distance=Vl53l1xKnobs(model=0xEEAA)), pytest.raises(WrongAddress, match="0xeeaa"):
        Vl53l1x(bus=DISTANCE_BUS).start()


def test_an_unplugged_sensor_is_a_cable_fault() -> None:
    with chips() as parts:
        sensor = ranging(parts)
        parts.distance.unplug()
        with pytest.raises(NoAnswer):
            sensor.read()
        parts.distance.plug_in()
        parts.later(0.01)
        assert ranging(parts).read() is not None


def test_a_broken_laser_is_the_chips_fault() -> None:
    with chips() as parts:
        sensor = ranging(parts)
        parts.distance.turn(broken_laser=True)
        with pytest.raises(ChipFaulty):
            sensor.read()


def test_a_stuck_bus_asks_for_a_power_cycle() -> None:
    with chips() as parts:
        sensor = ranging(parts)
        parts.distance_bus.stuck = True
        with pytest.raises(BusStuck):
            sensor.read()


def test_a_bus_without_combined_transfers_is_refused() -> None:
    with chips(profile=I2C_STUB), pytest.raises(AdapterUnable):
        Vl53l1x(bus=DISTANCE_BUS).start()


def test_the_interrupts_polarity_is_the_registers() -> None:
    with chips(distance=Vl53l1xKnobs(noise_mm=0.0)) as parts:
        parts.stage.place(person(300))
        sensor = ranging(parts)
        assert sensor.read() is not None
        assert parts.distance._read(0x31) & 1 == 0  # active high: low while nothing is ready
