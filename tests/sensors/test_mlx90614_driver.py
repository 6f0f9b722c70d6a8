"""The thermometer's driver on emulated buses, over the real smbus2."""

import errno

import pytest
from sensor_rig import THERMOMETER_BUS, Chips, chips, person, vectors

from device.errors import DeviceFault
from device.sensors.faults import AdapterUnable, BusMissing, BusStuck, ChipFaulty, CorruptFrame, NoAnswer, WrongAddress
from device.sensors.i2c_port import I2cPort
from device.sensors.mlx90614 import Mlx90614, celsius_of
from device.sensors.mlx90614_variants import VARIANTS
from device.simulation.adapter_profile import BCM2835, I2C_STUB, RP1, SMBUS_ONLY, AdapterProfile
from device.simulation.mlx90614_chip import Mlx90614Knobs

DCI = VARIANTS["mlx90614-dci"]
EVERY_CHECKED = (BCM2835, RP1, SMBUS_ONLY)


def driver(*, require_pec: bool = True, address: int = 0x5A) -> Mlx90614:
    return Mlx90614(bus=THERMOMETER_BUS, variant=DCI, address=address, require_pec=require_pec)


def names(profile: AdapterProfile) -> str:
    return profile.name


def test_published_words_become_the_published_temperatures() -> None:
    checked = 0
    for frame in vectors()["mlx90614_frames"]:
        if "degC" in frame:
            low, high = frame["bytes"][3:5]
            assert celsius_of(low | high << 8) == pytest.approx(frame["degC"], abs=0.005)
            checked += 1
    assert checked >= 7


@pytest.mark.parametrize("profile", EVERY_CHECKED, ids=names)
def test_both_temperatures_are_read_on_every_bus_that_can_check(profile: AdapterProfile) -> None:
    quiet = Mlx90614Knobs(noise_celsius=0.0, supply_volts=3.0, housing_celsius=0.5, clock_line_celsius=0.0)
    with chips(profile=profile, thermometer=quiet) as parts:
        thermometer = driver()
        identity = thermometer.identify()
        parts.later(2.0)
        sample = thermometer.read()
        assert identity.degraded == ()
        assert sample.object_celsius == pytest.approx(24.0, abs=0.02)
        assert sample.ambient_celsius == pytest.approx(24.5, abs=0.05)


def test_the_frame_on_the_wire_is_the_datasheets() -> None:
    """Figure 8: word 0x3AD2 of RAM cell 7 is followed by the code 0x30."""
    frame = vectors()["mlx90614_frames"][0]
    with chips(thermometer=Mlx90614Knobs(garbage=0x3AD2)):
        port = I2cPort(THERMOMETER_BUS)
        assert [*port.exchange(0x5A, b"\x07", 3)] == [*frame["bytes"][3:], frame["pec"]]
        port.close()


def test_a_bus_that_cannot_check_is_refused() -> None:
    with chips(profile=I2C_STUB), pytest.raises(AdapterUnable):
        driver().identify()


def test_a_bus_that_cannot_check_is_taken_where_the_installer_says_so_and_called_degraded() -> None:
    with chips(profile=I2C_STUB) as parts:
        thermometer = driver(require_pec=False)
        assert thermometer.identify().degraded == ("unchecked_frames",)
        parts.later(1.0)
        assert thermometer.read().object_celsius == pytest.approx(24.2, abs=0.6)


@pytest.mark.parametrize("profile", EVERY_CHECKED, ids=names)
def test_a_wrong_code_is_a_corrupt_frame(profile: AdapterProfile) -> None:
    with chips(profile=profile, thermometer=Mlx90614Knobs(wrong_code_every=1)), pytest.raises(CorruptFrame):
        driver().read()


@pytest.mark.parametrize("word", [0xFFFF, 0x0000])
def test_the_words_of_a_dead_bus_are_never_a_temperature(word: int) -> None:
    with chips(thermometer=Mlx90614Knobs(garbage=word)), pytest.raises(CorruptFrame):
        driver().read()


@pytest.mark.parametrize(("word", "is_taken"), [(0x0001, True), (0x7FFF, True), (0x8000, False), (0xFFFE, False)])
def test_the_error_flag_is_bit_fifteen(word: int, is_taken: bool) -> None:
    with chips(thermometer=Mlx90614Knobs(garbage=word)):
        if is_taken:
            assert driver().read().object_celsius == pytest.approx(word * 0.02 - 273.15)
        else:
            with pytest.raises(ChipFaulty):
                driver().read()


@pytest.mark.parametrize("profile", [*EVERY_CHECKED, I2C_STUB], ids=names)
def test_an_unplugged_chip_is_a_cable_fault_on_every_adapter(profile: AdapterProfile) -> None:
    with chips(profile=profile) as parts:
        parts.thermometer.unplug()
        with pytest.raises(NoAnswer) as caught:
            driver(require_pec=False).read()
        assert caught.value.detail == "cable"


def test_a_chip_that_was_just_plugged_in_answers_after_a_quarter_of_a_second() -> None:
    with chips() as parts:
        parts.thermometer.unplug()
        parts.thermometer.plug_in()
        parts.later(0.2)
        with pytest.raises(NoAnswer):
            driver().identify()
        parts.later(0.06)
        driver().identify()


def test_a_stuck_bus_asks_for_a_power_cycle() -> None:
    with chips() as parts:
        parts.thermometer_bus.stuck = True
        with pytest.raises(BusStuck) as caught:
            driver().read()
        assert caught.value.detail == "power_cycle"


def test_a_missing_device_file_is_a_missing_bus() -> None:
    with chips() as parts:
        parts.devices.remove(THERMOMETER_BUS)
        with pytest.raises(BusMissing):
            driver().identify()
        parts.devices.put_back(THERMOMETER_BUS)
        driver().identify()


def test_another_chip_at_the_address_is_a_wrong_address() -> None:
    with chips() as parts, pytest.raises(WrongAddress):
        parts.thermometer.eeprom[0x0E] = 0x21
        driver().identify()


def test_a_slower_filter_in_the_chip_makes_the_settling_time_longer() -> None:
    with chips() as parts:
        thermometer = driver()
        thermometer.identify()
        assert thermometer.settling_seconds == 0.65
        parts.thermometer.eeprom[0x05] = 0x9F71  # IIR 25 %, FIR 1024
        thermometer.identify()
        assert thermometer.settling_seconds == 3.2


def test_an_altered_emissivity_is_said_to_be_degraded() -> None:
    with chips() as parts:
        parts.thermometer.eeprom[0x04] = 0xFAE1
        assert "emissivity_altered" in driver().identify().degraded


def test_the_driver_never_writes_to_the_chip() -> None:
    with chips() as parts:
        before = list(parts.thermometer.eeprom)
        writes = _writes_of(parts)
        thermometer = driver()
        thermometer.identify()
        parts.later(1.0)
        thermometer.read()
        thermometer.close()
        assert parts.thermometer.eeprom == before
        assert writes
        assert max(writes) == 1  # a command, and no data after it


def _writes_of(parts: Chips) -> list[int]:
    lengths: list[int] = []
    take, begin = parts.thermometer.take, parts.thermometer.begin

    def begin_counted(*, reading: bool) -> None:
        if not reading:
            lengths.append(0)
        begin(reading=reading)

    def take_counted(byte: int) -> bool:
        lengths[-1] += 1
        return take(byte)

    parts.thermometer.begin = begin_counted  # type: ignore[method-assign]  # the test listens on the wire
    parts.thermometer.take = take_counted  # type: ignore[method-assign]  # the same
    return lengths


@pytest.mark.parametrize("number", [errno.EREMOTEIO, errno.EIO, errno.ETIMEDOUT, errno.EBADMSG, errno.EOPNOTSUPP, 9999])
def test_no_operating_system_error_leaves_the_driver(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, "made up")

    with chips():
        thermometer = driver()
        thermometer.identify()
        monkeypatch.setattr("smbus2.SMBus.i2c_rdwr", fail)
        with pytest.raises(DeviceFault):
            thermometer.read()


def test_closing_twice_is_harmless_and_reading_opens_again() -> None:
    with chips() as parts:
        thermometer = driver()
        thermometer.identify()
        thermometer.close()
        thermometer.close()
        parts.stage.place(person())
        parts.later(1.0)
        assert thermometer.read().object_celsius > 30.0
