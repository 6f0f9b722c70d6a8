"""The emulated thermometer against the datasheet, spoken to in bare bytes."""

import pytest
import smbus2
from hypothesis import given
from hypothesis import strategies as some
from sensor_rig import chips, person, vectors

from device.sensors.mlx90614 import celsius_of
from device.sensors.packet_error_code import packet_error_code
from device.simulation.mlx90614_chip import Mlx90614Knobs

EXACT = Mlx90614Knobs(noise_celsius=0.0, supply_volts=3.0, housing_celsius=0.0, clock_line_celsius=0.0)


def test_every_published_read_frame_is_reproduced_byte_for_byte() -> None:
    for frame in vectors()["mlx90614_frames"]:
        address, command, *rest = frame["bytes"]
        if len(rest) < 3:
            continue
        low, high = rest[1:]
        with chips(thermometer=Mlx90614Knobs(garbage=low | high << 8)) as parts:
            bus = parts.thermometer_bus
            assert bus.start(address >> 1, reading=False)
            assert bus.write(command)
            assert bus.start(rest[0] >> 1, reading=True)
            assert [bus.read(), bus.read(), bus.read()] == [low, high, frame["pec"]], frame["src"]
            bus.stop()


def test_a_published_write_frame_is_acknowledged_and_one_with_another_code_is_not() -> None:
    checked = 0
    for frame in vectors()["mlx90614_frames"]:
        if len(frame["bytes"]) != 4 or frame["bytes"][1] == 0x22:
            continue
        address, *data = frame["bytes"]
        for code, acknowledged in ((frame["pec"], True), (frame["pec"] ^ 1, False)):
            with chips() as parts:
                bus = parts.thermometer_bus
                assert bus.start(address >> 1, reading=False)
                assert all(bus.write(byte) for byte in data)
                assert bus.write(code) is acknowledged
                bus.stop()
        checked += 1
    assert checked >= 3


def test_a_stop_instead_of_a_repeated_start_loses_the_answer() -> None:
    with chips() as parts:
        bus = parts.thermometer_bus
        assert bus.start(0x5A, reading=False)
        assert bus.write(0x07)
        bus.stop()
        assert bus.start(0x5A, reading=True)
        assert [bus.read(), bus.read(), bus.read()] == [0xFF, 0xFF, 0xFF]
        bus.stop()


def test_reading_a_word_takes_57_bits_of_bus_time() -> None:
    with chips() as parts, smbus2.SMBus(1) as bus:
        before = parts.thermometer_bus.busy_seconds
        bus.i2c_rdwr(smbus2.i2c_msg.write(0x5A, [0x07]), smbus2.i2c_msg.read(0x5A, 3))
        assert parts.thermometer_bus.busy_seconds - before == pytest.approx(57 * 10e-6)


def test_it_follows_a_step_within_its_settling_time_and_not_before() -> None:
    with chips(thermometer=EXACT) as parts, smbus2.SMBus(1) as bus:
        parts.later(3.0)
        parts.stage.place(person(core_celsius=36.8, sway_mm=0.0))
        parts.later(0.14)
        early = celsius_of(bus.read_word_data(0x5A, 0x07))
        parts.later(0.51)
        late = celsius_of(bus.read_word_data(0x5A, 0x07))
        parts.later(3.0)
        final = celsius_of(bus.read_word_data(0x5A, 0x07))
        assert 30.0 < early < final - 1.0
        assert late == pytest.approx(final, abs=0.05)


def test_a_supply_of_3_3_volts_reads_0_18_too_high() -> None:
    with chips(thermometer=EXACT) as parts, smbus2.SMBus(1) as bus:
        parts.later(3.0)
        before = bus.read_word_data(0x5A, 0x07), bus.read_word_data(0x5A, 0x06)
        parts.thermometer.turn(supply_volts=3.3)
        parts.later(3.0)
        after = bus.read_word_data(0x5A, 0x07), bus.read_word_data(0x5A, 0x06)
        assert [(late - early) * 0.02 for early, late in zip(before, after, strict=True)] == pytest.approx(
            [0.18, 0.18], abs=0.041
        )


def test_traffic_on_the_clock_line_disturbs_a_reading() -> None:
    with chips(thermometer=Mlx90614Knobs(noise_celsius=0.0, supply_volts=3.0)) as parts, smbus2.SMBus(1) as bus:
        parts.later(2.0)
        calm = celsius_of(bus.read_word_data(0x5A, 0x07))
        for _ in range(40):
            parts.later(0.05)
            bus.read_word_data(0x5A, 0x06)
        hurried = celsius_of(bus.read_word_data(0x5A, 0x07))
        parts.later(0.65)
        rested = celsius_of(bus.read_word_data(0x5A, 0x07))
        assert hurried - calm == pytest.approx(0.15, abs=0.03)
        assert rested == pytest.approx(calm, abs=0.03)


def test_its_noise_is_the_datasheets() -> None:
    with chips() as parts, smbus2.SMBus(1) as bus:
        values = []
        for _ in range(800):
            parts.later(0.65)
            values.append(celsius_of(bus.read_word_data(0x5A, 0x07)))
        middle = sum(values) / len(values)
        deviation = (sum((value - middle) ** 2 for value in values) / len(values)) ** 0.5
        assert deviation == pytest.approx(0.10, abs=0.01)


def test_the_same_seed_gives_the_same_noise_and_another_does_not() -> None:
    def some_values(seed: int) -> list[int]:
        with chips(seed=seed) as parts, smbus2.SMBus(1) as bus:
            values = []
            for _ in range(10):
                parts.later(0.65)
                values.append(bus.read_word_data(0x5A, 0x07))
            return values

    assert some_values(1) == some_values(1)
    assert some_values(1) != some_values(2)


def test_a_cold_part_reads_wrong_until_it_is_warm() -> None:
    cold = Mlx90614Knobs(noise_celsius=0.0, supply_volts=3.0, housing_celsius=0.0, warm_up_celsius=3.0)
    with chips(thermometer=cold) as parts, smbus2.SMBus(1) as bus:
        parts.later(1.0)
        early = celsius_of(bus.read_word_data(0x5A, 0x07))
        parts.later(1200.0)
        late = celsius_of(bus.read_word_data(0x5A, 0x07))
        assert early < 24.0 - 1.0
        assert late == pytest.approx(24.0, abs=0.03)


def test_an_eeprom_cell_is_written_only_with_a_right_code_and_used_only_after_a_power_cycle() -> None:
    def write(bus: smbus2.SMBus, word: int, *, spoil: int = 0) -> None:
        data = [0x24, word & 0xFF, word >> 8]
        code = packet_error_code([0xB4, *data]) ^ spoil
        bus.i2c_rdwr(smbus2.i2c_msg.write(0x5A, [*data, code]))

    with chips(thermometer=EXACT) as parts, smbus2.SMBus(1) as bus:
        parts.stage.place(person())
        parts.later(3.0)
        before = bus.read_word_data(0x5A, 0x07)
        with pytest.raises(OSError, match="Remote I/O"):
            write(bus, 0x0000, spoil=1)
        assert bus.read_word_data(0x5A, 0x24) == 0xFFFF
        write(bus, 0x0000)
        write(bus, 0xB333)
        assert bus.read_word_data(0x5A, 0x24) == 0xB333
        parts.later(1.0)
        assert abs(bus.read_word_data(0x5A, 0x07) - before) <= 2
        parts.thermometer.power_cycle()
        parts.later(3.0)
        assert bus.read_word_data(0x5A, 0x07) > before + 100


def test_a_sleeping_part_does_not_answer() -> None:
    with chips() as parts, smbus2.SMBus(1) as bus:
        bus.i2c_rdwr(smbus2.i2c_msg.write(0x5A, [0xFF, 0xE8]))
        with pytest.raises(OSError, match="Remote I/O"):
            bus.read_word_data(0x5A, 0x07)
        parts.thermometer.power_cycle()
        parts.later(0.3)
        bus.read_word_data(0x5A, 0x07)


def test_every_part_answers_at_address_nought() -> None:
    with chips() as parts, smbus2.SMBus(1, force=True) as bus:
        parts.later(1.0)
        assert bus.read_word_data(0x00, 0x2E) & 0x7F == 0x5A


@given(every=some.integers(1, 5))
def test_every_nth_read_is_spoilt(every: int) -> None:
    with chips(thermometer=Mlx90614Knobs(wrong_code_every=every)) as parts:
        bus = parts.thermometer_bus
        right = []
        for _ in range(10):
            assert bus.start(0x5A, reading=False)
            bus.write(0x07)
            bus.start(0x5A, reading=True)
            frame = [0xB4, 0x07, 0xB5, bus.read(), bus.read()]
            right.append(bus.read() == packet_error_code(frame))
            bus.stop()
        assert right == [count % every != 0 for count in range(1, 11)]
