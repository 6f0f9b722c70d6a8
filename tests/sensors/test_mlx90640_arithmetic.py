"""The array's calculation: against the datasheet's example, and against the emulated part's, which is written apart.

The maker's compiled library is compared in `test_independent_array_drivers`.
"""

import numpy as np
import pytest

from device.sensors.mlx90640_arithmetic import half_picture, part_state, rough_celsius
from device.sensors.mlx90640_calibration import PIXELS, ArrayCalibration, unpacked
from device.simulation.mlx90640_words import BROKEN_PIXEL, OUTLIER_PIXEL, FactoryArray, auxiliary_words

CHESS, ROWS = 0x1901, 0x0901


def calibration(seed: int = 1) -> ArrayCalibration:
    found = unpacked(np.array(FactoryArray(seed).eeprom(), dtype=np.int64))
    assert found is not None
    return found


def frame(celsius: np.ndarray, *, seed: int, chip: float, volts: float, in_chess: bool) -> np.ndarray:
    words = FactoryArray(seed).pixel_words(celsius, chip_celsius=chip, supply_volts=volts, in_chess=in_chess)
    own = auxiliary_words(chip_celsius=chip, supply_volts=volts, in_chess=in_chess)
    return np.concatenate([np.rint(words), own]).astype(np.int64)


def test_the_datasheets_worked_example_comes_out() -> None:
    """Pixel (12, 16), revision 11, 11.2.2.9: corrected signal, sensitivity, surroundings and slope as printed there."""
    found = rough_celsius(np.array([679.250909]), np.array([1.18764874e-7]), 9516495632.56, -0.00080108642578125)
    assert found[0] == pytest.approx(80.36331, abs=1e-4)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("control", [CHESS, ROWS])
@pytest.mark.parametrize(("chip", "volts"), [(25.0, 3.3), (34.0, 3.25), (10.0, 3.38)])
def test_a_picture_comes_back_out_of_its_words(seed: int, control: int, chip: float, volts: float) -> None:
    sound = calibration(seed)
    truth = np.random.default_rng(seed).uniform(15.0, 40.0, PIXELS)
    words = frame(truth, seed=seed, chip=chip, volts=volts, in_chess=control == CHESS)
    seen = np.full(PIXELS, np.nan)
    for subpage in (0, 1):
        half = half_picture(words, control=control, subpage=subpage, calibration=sound)
        assert half is not None
        assert np.count_nonzero(half.mine) == PIXELS // 2
        assert half.state.supply_volts == pytest.approx(volts, abs=0.001)
        assert half.state.chip_celsius == pytest.approx(chip, abs=0.01)
        seen = np.where(half.mine, half.celsius, seen)
    # One step of a pixel's converter is about 0.1 C; the part's own words are rounded too.
    assert np.abs(seen - truth)[~sound.pixels.is_bad].max() < 0.3
    assert np.abs(np.mean((seen - truth)[~sound.pixels.is_bad])) < 0.1


def test_what_a_surface_mirrors_is_taken_out() -> None:
    words = frame(np.full(PIXELS, 34.0), seed=1, chip=30.0, volts=3.3, in_chess=True)
    plain = half_picture(words, control=CHESS, subpage=0, calibration=calibration())
    skin = half_picture(
        words, control=CHESS, subpage=0, calibration=calibration(), emissivity=0.98, reflected_celsius=24.0
    )
    assert plain is not None
    assert skin is not None
    mine = plain.mine & ~calibration().pixels.is_bad
    # T^4 = (Tm^4 - (1-e) Tr^4) / e at 34 C before 24 C: 0.19 C
    assert (skin.celsius - plain.celsius)[mine] == pytest.approx(0.19, abs=0.02)


def test_pixels_that_the_maker_marked_are_known() -> None:
    assert set(np.flatnonzero(calibration().pixels.is_bad)) == {BROKEN_PIXEL, OUTLIER_PIXEL}


@pytest.mark.parametrize("cell", [48, 50, 51, 33])
def test_an_eeprom_without_a_constant_is_no_calibration(cell: int) -> None:
    words = np.array(FactoryArray(1).eeprom(), dtype=np.int64)
    words[cell] = 0
    assert unpacked(words) is None


@pytest.mark.parametrize("fill", [0x0000, 0xFFFF])
def test_an_empty_eeprom_is_no_calibration(fill: int) -> None:
    assert unpacked(np.full(832, fill, dtype=np.int64)) is None


def test_a_frame_of_zeros_is_no_part() -> None:
    assert part_state(np.zeros(832, dtype=np.int64), CHESS, calibration()) is None
    assert half_picture(np.zeros(832, dtype=np.int64), control=CHESS, subpage=0, calibration=calibration()) is None
