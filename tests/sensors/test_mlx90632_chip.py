"""What the emulated MLX90632 does on the wires, beyond what our own driver asks of it."""

import errno

import pytest
from medical_rig import BUS, MedicalChips, medical_chips
from smbus2 import SMBus, i2c_msg

from device.sensors.mlx90632 import variant_at
from device.sensors.sample_plan import plan_for

STATUS, CONTROL, COMMAND, RATE = 0x3FFF, 0x3001, 0x3005, 0x24E1
KEY, RESET = 0x554C, 0x0006


def read(register: int) -> int:
    with SMBus(BUS) as bus:
        answer = i2c_msg.read(0x3A, 2)
        bus.i2c_rdwr(i2c_msg.write(0x3A, register.to_bytes(2, "big")), answer)
        return int.from_bytes(bytes(answer), "big")


def write(register: int, word: int) -> None:
    with SMBus(BUS) as bus:
        bus.i2c_rdwr(i2c_msg.write(0x3A, register.to_bytes(2, "big") + word.to_bytes(2, "big")))


def test_after_a_reset_it_does_not_acknowledge_for_a_moment() -> None:
    with medical_chips() as parts:
        write(COMMAND, RESET)
        parts.later(0.0002)
        with pytest.raises(OSError) as caught:
            read(STATUS)
        assert caught.value.errno == errno.EREMOTEIO
        parts.later(0.001)
        assert read(STATUS) & 0x0101 == 0


def test_the_eeprom_opens_for_one_write_a_key_and_is_busy_after_it() -> None:
    with medical_chips() as parts:
        write(RATE, 0x0000)
        assert read(RATE) == 0x820D
        for word in (0x0000, 0x850D):
            write(COMMAND, KEY)
            write(RATE, word)
            assert read(STATUS) & 0x0200
            write(COMMAND, KEY)
            write(RATE, 0xFFFF)  # busy: not taken
            parts.later(0.011)
            assert not read(STATUS) & 0x0200
        assert read(RATE) == 0x850D


def test_what_the_factory_wrote_cannot_be_changed() -> None:
    with medical_chips():
        before = read(0x2428)
        write(COMMAND, KEY)
        write(0x2428, 0x0000)
        assert read(0x2428) == before


def test_new_data_comes_with_each_measurement_and_both_places_are_filled_in_turn() -> None:
    with medical_chips() as parts:
        write(COMMAND, RESET)
        parts.later(0.0005)
        places = []
        for _ in range(56):
            parts.later(0.05)
            status = read(STATUS)
            if status & 1:
                places.append(status >> 2 & 0b11111)
                write(STATUS, status & ~1)
        assert places == [1, 2, 1, 2, 1]


def started(parts: MedicalChips, control: int) -> int:
    write(CONTROL, control)
    write(STATUS, 0x0100)
    parts.later(3.0)
    return read(STATUS)


@pytest.mark.parametrize(("control", "place"), [(0x0004, None), (0x000C, 1), (0x0804, 2), (0x0000, None)])
def test_halted_or_stepping_it_measures_only_what_is_asked_for(control: int, place: int | None) -> None:
    with medical_chips() as parts:
        write(COMMAND, RESET)
        parts.later(0.0005)
        status = started(parts, control)
        assert (status >> 2 & 0b11111 if status & 1 else None) == place
        assert not status & 0x0400


def test_the_brown_out_bit_stays_until_the_supply_dips() -> None:
    with medical_chips() as parts:
        write(STATUS, 0x0100)
        assert read(STATUS) & 0x0100
        write(STATUS, 0x0000)
        assert read(STATUS) & 0x0100
        parts.thermometer.power_cycle()
        parts.later(0.1)
        assert not read(STATUS) & 0x0100


@pytest.mark.parametrize(("rate", "seconds"), [(2.0, 3.0), (8.0, 0.75), (16.0, 0.75)])
def test_a_reading_takes_as_long_as_the_documentation_says(rate: float, seconds: float) -> None:
    plan = plan_for(variant_at(rate))
    assert plan.settling_seconds * plan.samples_least == seconds
