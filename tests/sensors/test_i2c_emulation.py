"""What the emulated adapters answer to smbus2, against what the kernel's do."""

import errno
import os
import time

import pytest
import smbus2
from sensor_rig import THERMOMETER_BUS, chips

from device.simulation.adapter_profile import BCM2835, I2C_STUB, RP1, SMBUS_ONLY


def number_of(call: object, *arguments: object) -> int | None:
    assert callable(call)
    with pytest.raises(OSError) as caught:
        call(*arguments)
    return caught.value.errno


def test_a_raspberry_pi_4_has_packet_error_codes_in_the_kernel_and_a_5_has_not() -> None:
    with chips(profile=BCM2835), smbus2.SMBus(1) as bus:
        bus.pec = 1
        assert bus.pec == 1
    with chips(profile=RP1), smbus2.SMBus(1) as bus, pytest.raises(OSError, match="SMBUS_PEC is not a feature"):
        bus.pec = 1


def test_the_kernel_checks_the_code_of_a_word() -> None:
    for profile in (BCM2835, SMBUS_ONLY):
        with chips(profile=profile) as parts, smbus2.SMBus(1) as bus:
            bus.pec = 1
            assert bus.read_word_data(0x5A, 0x24) == 0xFFFF
            parts.thermometer.turn(wrong_code_every=1)
            assert number_of(bus.read_word_data, 0x5A, 0x24) == errno.EBADMSG
            bus.pec = 0
            assert bus.read_word_data(0x5A, 0x24) == 0xFFFF


def test_a_written_word_carries_its_code_where_the_kernel_is_told_so() -> None:
    with chips() as parts, smbus2.SMBus(1) as bus:
        bus.write_word_data(0x5A, 0x24, 0x0000)  # three bytes and a stop: the chip ignores it
        assert parts.thermometer.eeprom[0x04] == 0xFFFF
        bus.pec = 1
        bus.write_word_data(0x5A, 0x24, 0x0000)
        assert parts.thermometer.eeprom[0x04] == 0x0000


@pytest.mark.parametrize(("profile", "number"), [(BCM2835, 121), (RP1, 121), (I2C_STUB, 19)])
def test_silence_has_the_adapters_own_number(profile: object, number: int) -> None:
    with chips(profile=profile), smbus2.SMBus(1) as bus:  # type: ignore[arg-type]  # parametrised
        assert number_of(bus.read_word_data, 0x33, 0) == number


def test_a_pi_4_reads_only_in_the_last_message_and_only_once() -> None:
    read, write = smbus2.i2c_msg.read, smbus2.i2c_msg.write
    with chips(profile=BCM2835), smbus2.SMBus(1) as bus:
        assert number_of(bus.i2c_rdwr, read(0x5A, 2), write(0x5A, [7])) == errno.EOPNOTSUPP
        assert number_of(bus.i2c_rdwr, write(0x5A, [7]), read(0x5A, 3), read(0x5A, 3)) == errno.EOPNOTSUPP
    with chips(profile=RP1), smbus2.SMBus(1) as bus:
        bus.i2c_rdwr(write(0x5A, [7]), read(0x5A, 3), write(0x5A, [6]), read(0x5A, 3))


def test_more_messages_than_the_kernel_takes_are_refused() -> None:
    with chips(profile=RP1), smbus2.SMBus(1) as bus:
        messages = [smbus2.i2c_msg.write(0x5A, [7]) for _ in range(43)]
        assert number_of(bus.i2c_rdwr, *messages) == errno.EINVAL


def test_what_a_profile_lacks_is_not_supported() -> None:
    with chips(profile=I2C_STUB), smbus2.SMBus(1) as bus:
        assert not bus.funcs & smbus2.I2cFunc.I2C
        assert number_of(bus.process_call, 0x5A, 7, 1) == errno.EOPNOTSUPP
    with chips(profile=RP1), smbus2.SMBus(1) as bus:
        assert number_of(bus.write_quick, 0x5A) == errno.EOPNOTSUPP


def test_a_quick_write_finds_who_is_there() -> None:
    with chips(), smbus2.SMBus(1) as bus:
        bus.write_quick(0x5A)
        assert number_of(bus.write_quick, 0x5B) == errno.EREMOTEIO


def test_a_stuck_bus_times_out_and_recovers() -> None:
    with chips() as parts, smbus2.SMBus(1) as bus:
        parts.thermometer_bus.stuck = True
        assert number_of(bus.read_word_data, 0x5A, 7) == errno.ETIMEDOUT
        assert number_of(bus.i2c_rdwr, smbus2.i2c_msg.write(0x5A, [7])) == errno.ETIMEDOUT
        parts.thermometer_bus.stuck = False
        bus.read_word_data(0x5A, 7)


def test_two_buses_do_not_hear_each_other() -> None:
    with chips(), smbus2.SMBus(1) as one, smbus2.SMBus("/dev/i2c-3") as three:
        assert number_of(one.read_byte_data, 0x29, 0) == errno.EREMOTEIO
        three.i2c_rdwr(smbus2.i2c_msg.write(0x29, [0x01, 0x0F]))
        assert number_of(three.read_word_data, 0x5A, 7) == errno.EREMOTEIO


def test_blocks_and_bytes_reach_a_register_file() -> None:
    with chips(), smbus2.SMBus(3) as bus:
        bus.write_i2c_block_data(0x29, 0x00, [0x2D, 1, 2, 3])
        bus.write_byte_data(0x29, 0x00, 0x2D)  # the register's address, high byte first
        assert [bus.read_byte(0x29) for _ in range(3)] == [1, 2, 3]


def test_other_paths_and_other_programs_keep_the_real_calls() -> None:
    real = os.open
    with chips():
        assert os.open is real
        assert number_of(smbus2.SMBus, "/dev/i2c-no-such") == errno.ENOENT
    assert number_of(smbus2.SMBus, THERMOMETER_BUS) in (errno.ENOENT, errno.EACCES)


def test_nested_installations_give_back_what_was_there() -> None:
    with chips(), smbus2.SMBus(1) as outer:
        with chips() as inner, smbus2.SMBus(1) as bus:
            inner.thermometer.turn(garbage=0x1234)
            assert bus.read_word_data(0x5A, 7) == 0x1234
        assert outer.read_word_data(0x5A, 0x24) == 0xFFFF


def test_a_transaction_costs_little() -> None:
    with chips() as parts, smbus2.SMBus(1) as bus:
        begin = time.process_time()
        for _ in range(500):
            parts.later(0.05)
            bus.i2c_rdwr(smbus2.i2c_msg.write(0x5A, [7]), smbus2.i2c_msg.read(0x5A, 3))
        assert (time.process_time() - begin) / 500 < 600e-6  # measured 45 microseconds; the limit allows a slow machine
