"""A driver that other people wrote, against the emulated MLX90640; the maker's compiled library beside our calculation.

Needs adafruit-circuitpython-mlx90640 and mlx90640-driver; skips, saying so, without.
"""

import ctypes
import time

import numpy as np
import pytest
from array_rig import BUS, SOMEBODY, ArrayChip, array_chip
from test_independent_drivers import BOTH, BusioOverSmbus2

from device.sensors.mlx90640 import Mlx90640
from device.sensors.mlx90640_arithmetic import half_picture
from device.sensors.mlx90640_calibration import PIXELS, unpacked
from device.simulation.adapter_profile import AdapterProfile
from device.simulation.mlx90640_words import BROKEN_PIXEL, OUTLIER_PIXEL, FactoryArray, auxiliary_words
from device.simulation.thermal_picture import thermal_picture

WITHIN_CELSIUS = 0.01
"""The maker's library rounds what it unpacks to 8 and 16 bits and counts in single precision."""


class _SlowBus(BusioOverSmbus2):
    """The driver asks again and again without a pause: each transfer takes its time on the wires."""

    def __init__(self, parts: ArrayChip) -> None:
        super().__init__(1)
        self._parts = parts

    def writeto_then_readfrom(self, address: int, out: bytes, into: bytearray, **more: int | None) -> None:  # type: ignore[override]  # the parent names them
        self._parts.later(0.005)
        super().writeto_then_readfrom(address, out, into, **more)  # type: ignore[arg-type]


@BOTH
def test_the_adafruit_driver_sees_the_emulated_scene(profile: AdapterProfile, monkeypatch: pytest.MonkeyPatch) -> None:
    module = pytest.importorskip("adafruit_mlx90640", reason="adafruit-circuitpython-mlx90640 is not installed")
    with array_chip(profile=profile) as parts:
        monkeypatch.setattr(time, "sleep", parts.later)
        # It refuses every part that has a single bad pixel: it takes the pixel for its own neighbour.
        parts.array.eeprom[64 + BROKEN_PIXEL] = 0x0010
        parts.array.eeprom[64 + OUTLIER_PIXEL] &= ~1
        driver = module.MLX90640(_SlowBus(parts))
        assert driver.serial_number == [0x4B31, 0x9A02, 0x0185]
        parts.later(1.0)
        seen = [0.0] * PIXELS
        driver.getFrame(seen)
        truth = thermal_picture(SOMEBODY, width_degrees=110.0, height_degrees=75.0, rows=24, columns=32, at=100.0)
        # It takes 0.95 for the emissivity of everything, which is worth up to 0.6 C at a face.
        assert np.median(np.array(seen) - truth.ravel()) == pytest.approx(0.0, abs=0.5)
        assert np.max(np.abs(np.array(seen) - truth.ravel())[_sound()]) < 1.2
        assert parts.array.eeprom_writes == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("in_chess", [True, False])
@pytest.mark.parametrize("state", [(25.0, 3.3), (34.2, 3.25), (5.0, 3.4)], ids=str)
@pytest.mark.parametrize(("emissivity", "mirrored"), [(1.0, 25.0), (0.98, 24.0), (0.95, 17.0)])
def test_our_calculation_is_the_makers(
    seed: int, in_chess: bool, state: tuple[float, float], emissivity: float, mirrored: float
) -> None:
    chip, volts = state
    module = pytest.importorskip("mlx90640.mlx90640", reason="mlx90640-driver is not installed")
    maker = module.MLX90640()
    part = FactoryArray(seed)
    eeprom = part.eeprom()
    sound = unpacked(np.array(eeprom, dtype=np.int64))
    assert sound is not None
    parameters = module.ParamsMLX90640()
    assert maker._extract_parameters((ctypes.c_uint16 * 832)(*eeprom), ctypes.byref(parameters)) == 0
    picture = np.random.default_rng(seed).uniform(15.0, 42.0, PIXELS)
    words = np.rint(part.pixel_words(picture, chip_celsius=chip, supply_volts=volts, in_chess=in_chess))
    own = auxiliary_words(chip_celsius=chip, supply_volts=volts, in_chess=in_chess)
    frame = np.concatenate([words, own]).astype(np.int64)
    control = 0x1901 if in_chess else 0x0901
    for subpage in (0, 1):
        raw = (ctypes.c_uint16 * 834)(*(int(word) & 0xFFFF for word in (*frame, control, subpage)))
        theirs = (ctypes.c_float * PIXELS)()
        maker._calculate_to(raw, ctypes.byref(parameters), emissivity, mirrored, theirs)
        ours = half_picture(
            frame,
            control=control,
            subpage=subpage,
            calibration=sound,
            emissivity=emissivity,
            reflected_celsius=mirrored,
        )
        assert ours is not None
        mine = ours.mine & ~sound.pixels.is_bad
        assert np.abs(ours.celsius - np.array(theirs))[mine].max() < WITHIN_CELSIUS
        assert maker._get_vdd(raw, ctypes.byref(parameters)) == pytest.approx(ours.state.supply_volts, abs=1e-4)
        assert maker._get_ta(raw, ctypes.byref(parameters)) == pytest.approx(ours.state.chip_celsius, abs=1e-3)


def test_our_driver_finds_the_serial_number_the_others_do() -> None:
    with array_chip():
        assert Mlx90640(bus=BUS).identify().text.endswith("serial 4b319a020185")


def _sound() -> np.ndarray:
    found = unpacked(np.array(FactoryArray(1).eeprom(), dtype=np.int64))
    assert found is not None
    return ~found.pixels.is_bad
