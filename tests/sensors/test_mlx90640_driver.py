"""The array's driver on an emulated part, over the real smbus2."""

import time

import numpy as np
import pytest
from array_rig import BUS, SOMEBODY, ArrayChip, array_chip

from device.errors import DeviceFault
from device.sensors.faults import BusStuck, ChipFaulty, CorruptFrame, NoAnswer, WrongAddress
from device.sensors.mlx90640 import Mlx90640, Picture
from device.sensors.mlx90640_arithmetic import half_picture
from device.simulation.adapter_profile import BCM2835, RP1, AdapterProfile
from device.simulation.mlx90640_chip import Mlx90640Knobs
from device.simulation.scene import Scene
from device.simulation.thermal_picture import thermal_picture

CPU_SECONDS_MOST = 0.003


def watch(parts: ArrayChip, array: Mlx90640, seconds: float = 2.0) -> Picture | None:
    seen = None
    for _ in range(round(seconds / 0.1)):
        parts.later(0.1)
        seen = array.read() or seen
    return seen


@pytest.mark.parametrize("profile", [BCM2835, RP1], ids=lambda profile: str(profile.name))
def test_the_picture_is_the_scenes(profile: AdapterProfile) -> None:
    with array_chip(profile=profile) as parts:
        array = Mlx90640(bus=BUS)
        assert array.identify().text == "mlx90640 at /dev/i2c-1 address 0x33, serial 4b319a020185"
        seen = watch(parts, array)
        truth = thermal_picture(SOMEBODY, width_degrees=110.0, height_degrees=75.0, rows=24, columns=32, at=100.0)
        assert seen is not None
        away = np.abs(seen.celsius - truth)
        assert np.median(away) < 0.1
        assert np.sort(away, axis=None)[-3] < 0.4  # the two marked pixels are their neighbours' mean
        assert seen.chip_celsius == pytest.approx(32.0, abs=0.05)
        assert parts.array.eeprom_writes == 0


def test_there_is_no_picture_before_both_halves_and_none_twice() -> None:
    with array_chip() as parts:
        array = Mlx90640(bus=BUS)
        array.identify()
        parts.later(0.6)
        assert array.read() is None
        assert array.read() is None
        parts.later(0.5)
        assert array.read() is not None
        assert array.read() is None


def test_each_half_is_shown_as_it_comes() -> None:
    with array_chip() as parts:
        array = Mlx90640(bus=BUS)
        array.identify()
        watch(parts, array)
        parts.stage.show(Scene(ambient_celsius=24.0))
        parts.later(0.5)
        half = array.read()
        assert half is not None
        middle = half.celsius[12, 12:20]
        assert middle.max() - middle.min() > 5.0
        parts.later(0.5)
        whole = array.read()
        assert whole is not None
        assert np.ptp(whole.celsius[12, 12:20]) < 1.0


def test_a_rate_that_somebody_else_chose_is_set_back_without_touching_the_eeprom() -> None:
    with array_chip() as parts:
        first = Mlx90640(bus=BUS)
        first.identify()
        first._port.write(0x33, b"\x80\x0d\x0d\x81")
        with pytest.raises(BusStuck):
            watch(parts, first)
        first.identify()
        assert watch(parts, first) is not None
        assert parts.array.eeprom_writes == 0


def test_a_dip_of_the_supply_shows_no_half_of_before() -> None:
    with array_chip() as parts:
        array = Mlx90640(bus=BUS)
        array.identify()
        assert watch(parts, array) is not None
        parts.array.eeprom[12] = 0x1981  # as a part whose own rate is another: what it starts with
        parts.array.power_cycle()
        parts.later(0.7)
        with pytest.raises(BusStuck):
            watch(parts, array)
        with pytest.raises(BusStuck, match="not identified"):
            array.read()


@pytest.mark.parametrize(
    ("knobs", "fault"),
    [
        (Mlx90640Knobs(silent=True), NoAnswer),
        (Mlx90640Knobs(garbage=0x0000), WrongAddress),
        (Mlx90640Knobs(garbage=0xFFFF), WrongAddress),
        (Mlx90640Knobs(garbage=0x1234), WrongAddress),
        (Mlx90640Knobs(altered_every=500), CorruptFrame),
    ],
)
def test_an_array_that_is_not_fit_says_what_to_do(knobs: Mlx90640Knobs, fault: type[DeviceFault]) -> None:
    with array_chip(knobs=knobs), pytest.raises(fault):
        Mlx90640(bus=BUS).identify()


def test_a_part_without_calibration_or_with_many_bad_pixels_is_to_be_replaced() -> None:
    with array_chip() as parts:
        parts.array.eeprom[48] = 0
        with pytest.raises(ChipFaulty, match="no calibration"):
            Mlx90640(bus=BUS).identify()
    with array_chip() as parts:
        for place in range(9):
            parts.array.eeprom[64 + place] = 0
        with pytest.raises(ChipFaulty, match="pixels"):
            Mlx90640(bus=BUS).identify()


@pytest.mark.parametrize("garbage", [0xFFFF, 0x7FFF, 0x1234])
def test_garbage_is_never_a_picture(garbage: int) -> None:
    with array_chip() as parts:
        array = Mlx90640(bus=BUS)
        array.identify()
        parts.later(1.1)
        parts.array.turn(garbage=garbage)
        try:
            seen = watch(parts, array)
        except DeviceFault:
            seen = None
        assert seen is None


def test_a_flipped_bit_now_and_then_leaves_a_picture() -> None:
    with array_chip() as parts:
        array = Mlx90640(bus=BUS)
        array.identify()
        parts.array.turn(altered_every=701)
        seen = None
        for _ in range(30):
            parts.later(0.1)
            try:
                seen = array.read() or seen
            except DeviceFault:
                array.identify()
        assert seen is None or np.isfinite(seen.celsius).all()


def test_an_unplugged_array_comes_back() -> None:
    with array_chip() as parts:
        array = Mlx90640(bus=BUS)
        array.identify()
        parts.array.unplug()
        with pytest.raises(NoAnswer):
            array.read()
        parts.array.plug_in()
        array.close()
        parts.later(0.2)
        array.identify()
        assert watch(parts, array) is not None
        array.close()


def test_a_reading_costs_less_processor_time_than_three_milliseconds() -> None:
    with array_chip() as parts:
        array = Mlx90640(bus=BUS)
        array.identify()
        watch(parts, array)
        calibration = array._calibration
        assert calibration is not None
        frame = np.array(parts.array._ram, dtype=np.int64)
        frame = np.where(frame & 0x8000, frame - 0x10000, frame)
        spent = []
        for _ in range(20):
            began = time.process_time()
            half_picture(frame, control=0x1901, subpage=0, calibration=calibration)
            spent.append(time.process_time() - began)
        assert sorted(spent)[10] < CPU_SECONDS_MOST
