"""Drivers that other people wrote, against the emulated MLX90632 and TMP117.

Needs mlx90632-driver, adafruit-circuitpython-mlx90632 and adafruit-circuitpython-tmp117; skips, saying so, without.
"""

import struct
import time

import pytest
import smbus2
from medical_rig import MedicalChips, medical_chips
from sensor_rig import vectors
from test_independent_drivers import BOTH, BusioOverSmbus2

from device.sensors.mlx90632_arithmetic import Calibration, die_celsius, preprocessed_ambient
from device.simulation.adapter_profile import AdapterProfile
from device.simulation.infrared import received_celsius
from device.simulation.scene import Body, Scene

SCENE = Scene(ambient_celsius=24.0, body=Body(distance_mm=30.0, surface_celsius=36.5, radius_mm=60.0, sway_mm=0.0))


class WordsOverSmbus2:
    """What mlx90632-driver wants of its hardware, over smbus2; it waits after a reset, as the datasheet asks."""

    def __init__(self, parts: MedicalChips) -> None:
        self._parts = parts
        self._bus = smbus2.SMBus(1)

    def connect(self) -> None:
        pass

    def disconnect(self) -> None:
        """The driver calls this when the interpreter ends, long after the emulated bus has gone."""

    def i2c_read(self, address: int, register: int, count: int = 1, unpack_format: str = "H") -> object:
        answer = smbus2.i2c_msg.read(address, 2 * count)
        self._bus.i2c_rdwr(smbus2.i2c_msg.write(address, struct.pack(">H", register)), answer)
        words = struct.unpack(f">{count}{unpack_format}", bytes(answer))
        return words[0] if count == 1 else words

    def i2c_write(self, address: int, register: int, word: int) -> int:
        self._bus.i2c_rdwr(smbus2.i2c_msg.write(address, struct.pack(">HH", register, word & 0xFFFF)))
        self._parts.later(0.01 if register in (0x3005, *range(0x2400, 0x2500)) else 0.0)
        return 0


@BOTH
def test_the_makers_python_driver_reads_the_emulated_part(profile: AdapterProfile) -> None:
    module = pytest.importorskip("mlx90632.mlx90632", reason="mlx90632-driver is not installed")
    with medical_chips(profile=profile, scene=SCENE) as parts:
        driver = module.Mlx90632(WordsOverSmbus2(parts))
        driver.init()
        assert not driver.poll_new_data()
        parts.later(1.1)
        assert driver.wait_new_data(0)
        words = driver.read_measurement_data()
        detector, seen = driver.do_compensation(words)
        assert driver.read_ee_pc_accuracy_range() == module.MEDICAL
        # It gives the detector's temperature by the object's constants, which is not the chip's own.
        calibration = Calibration(**{name.lower(): value for name, value in vectors()["mlx90632"]["consts"].items()})
        ours = die_celsius(preprocessed_ambient(words[2], words[5], calibration), calibration)
        assert detector == pytest.approx(ours, abs=0.001)
        assert seen == pytest.approx(received_celsius(parts.stage.scene, 50.0, 100.0), abs=0.05)
        assert not driver.poll_new_data()


def test_the_makers_python_driver_changes_the_rate_in_the_emulated_eeprom() -> None:
    module = pytest.importorskip("mlx90632.mlx90632", reason="mlx90632-driver is not installed")
    with medical_chips(scene=SCENE) as parts:
        driver = module.Mlx90632(WordsOverSmbus2(parts))
        driver.write_ee_refresh_rate(16)
        assert parts.thermometer.eeprom[0xE1:0xE3] == [0x850D, 0x851D]


@BOTH
def test_the_adafruit_driver_reads_the_emulated_medical_thermometer(
    profile: AdapterProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = pytest.importorskip("adafruit_mlx90632", reason="adafruit-circuitpython-mlx90632 is not installed")
    with medical_chips(profile=profile, scene=SCENE) as parts:
        monkeypatch.setattr(time, "sleep", parts.later)
        before = list(parts.thermometer.eeprom)
        driver = module.MLX90632(BusioOverSmbus2(1))
        parts.later(1.1)
        assert driver.data_ready
        assert driver.product_id == 0x5E6F3C4D1A2B
        assert driver.ambient_temperature == pytest.approx(24.3, abs=0.05)
        # It iterates once only, from 25 C: that is worth up to 0.1 C.
        received = received_celsius(parts.stage.scene, 50.0, 100.0)
        assert driver.object_temperature == pytest.approx(received, abs=0.15)
        # It asks for a rate without the key, so the EEPROM stays as it was.
        assert parts.thermometer.eeprom == before


@BOTH
def test_the_adafruit_driver_reads_the_emulated_room_thermometer(
    profile: AdapterProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = pytest.importorskip("adafruit_tmp117", reason="adafruit-circuitpython-tmp117 is not installed")
    with medical_chips(profile=profile, scene=SCENE) as parts:
        monkeypatch.setattr(time, "sleep", parts.later)
        driver = module.TMP117(BusioOverSmbus2(1))
        parts.later(1.1)
        assert driver.temperature == pytest.approx(24.0, abs=0.03)
        assert driver.take_single_measurement() == pytest.approx(24.0, abs=0.03)
        assert driver.measurement_mode == module.MeasurementMode.SHUTDOWN
