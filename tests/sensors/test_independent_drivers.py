"""Drivers that other people wrote, against the emulated chips: the emulation is not only what our own driver expects.

Needs PyMLX90614, adafruit-circuitpython-mlx90614 and adafruit-circuitpython-vl53l1x; skips, saying so, without them.
"""

import time

import pytest
import smbus2
from sensor_rig import Chips, chips, person

from device.simulation.adapter_profile import BCM2835, RP1, AdapterProfile
from device.simulation.scene import Scene
from device.simulation.vl53l1x_chip import Vl53l1xKnobs

BOTH = pytest.mark.parametrize("profile", [BCM2835, RP1], ids=lambda profile: str(profile.name))


class BusioOverSmbus2:
    """What the Adafruit drivers want of a bus, over smbus2."""

    def __init__(self, number: int) -> None:
        self._bus = smbus2.SMBus(number)

    def try_lock(self) -> bool:
        return True

    def unlock(self) -> None:
        pass

    def writeto(self, address: int, buffer: bytes, *, start: int = 0, end: int | None = None, **_: object) -> None:
        self._bus.i2c_rdwr(smbus2.i2c_msg.write(address, bytes(buffer[start:end])))

    def readfrom_into(
        self, address: int, buffer: bytearray, *, start: int = 0, end: int | None = None, **_: object
    ) -> None:
        answer = smbus2.i2c_msg.read(address, len(buffer[start:end]))
        self._bus.i2c_rdwr(answer)
        buffer[start:end] = bytes(answer)

    def writeto_then_readfrom(
        self,
        address: int,
        out: bytes,
        into: bytearray,
        *,
        out_start: int = 0,
        out_end: int | None = None,
        in_start: int = 0,
        in_end: int | None = None,
        **_: object,
    ) -> None:
        answer = smbus2.i2c_msg.read(address, len(into[in_start:in_end]))
        self._bus.i2c_rdwr(smbus2.i2c_msg.write(address, bytes(out[out_start:out_end])), answer)
        into[in_start:in_end] = bytes(answer)


def settled(parts: Chips) -> None:
    parts.stage.show(Scene(ambient_celsius=24.0, body=person(250.0, 36.6)))
    parts.later(3.0)


@BOTH
def test_pymlx90614_reads_the_emulated_thermometer(profile: AdapterProfile) -> None:
    module = pytest.importorskip("mlx90614", reason="PyMLX90614 is not installed")
    with chips(profile=profile) as parts:
        settled(parts)
        thermometer = module.MLX90614(smbus2.SMBus(1), address=0x5A)
        assert thermometer.get_amb_temp() == pytest.approx(24.48, abs=0.1)
        assert thermometer.get_obj_temp() == pytest.approx(33.85, abs=0.4)


@BOTH
def test_the_adafruit_driver_reads_the_emulated_thermometer(profile: AdapterProfile) -> None:
    module = pytest.importorskip("adafruit_mlx90614", reason="adafruit-circuitpython-mlx90614 is not installed")
    with chips(profile=profile) as parts:
        settled(parts)
        thermometer = module.MLX90614(BusioOverSmbus2(1))
        assert thermometer.ambient_temperature == pytest.approx(24.48, abs=0.1)
        assert thermometer.object_temperature == pytest.approx(33.85, abs=0.4)


@BOTH
def test_the_adafruit_driver_ranges_with_the_emulated_distance_sensor(
    profile: AdapterProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = pytest.importorskip("adafruit_vl53l1x", reason="adafruit-circuitpython-vl53l1x is not installed")
    with chips(profile=profile, distance=Vl53l1xKnobs(noise_mm=0.0)) as parts:
        monkeypatch.setattr(time, "sleep", parts.later)
        settled(parts)
        sensor = module.VL53L1X(BusioOverSmbus2(3))
        sensor.distance_mode = 1
        sensor.timing_budget = 33
        sensor.start_ranging()
        while not sensor.data_ready:
            time.sleep(0.005)
        assert sensor.model_info == (0xEA, 0xCC, 0x10)
        assert sensor.distance == 25.0
