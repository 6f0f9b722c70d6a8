"""Exposure follows the light within its limits and settles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.scanner.exposure import (
    AIM_LEVEL,
    EXPOSURE_MICROSECONDS_LEAST,
    EXPOSURE_MICROSECONDS_MOST,
    GAIN_LEAST,
    GAIN_MOST,
    Exposure,
    next_exposure,
)


@given(st.integers(1, 100_000), st.floats(0.1, 64.0), st.floats(0.0, 255.0))
def test_no_light_takes_exposure_or_gain_beyond_its_limits(microseconds: int, gain: float, luma: float) -> None:
    before = Exposure(microseconds=microseconds, gain=gain)
    after = next_exposure(before, luma)
    if after != before:
        assert EXPOSURE_MICROSECONDS_LEAST <= after.microseconds <= EXPOSURE_MICROSECONDS_MOST
        assert GAIN_LEAST <= after.gain <= GAIN_MOST


@pytest.mark.parametrize("light", [0.003, 0.01, 0.05, 0.2])
def test_it_settles_at_the_brightness_aimed_at(light: float) -> None:
    exposure = Exposure()
    told = []
    for _ in range(20):
        told.append(exposure)
        exposure = next_exposure(exposure, min(exposure.microseconds * exposure.gain * light, 255.0))
    assert exposure == told[-1]
    assert exposure.microseconds * exposure.gain * light == pytest.approx(AIM_LEVEL, rel=0.2)


def test_gain_is_raised_only_when_the_exposure_is_at_its_longest() -> None:
    after = next_exposure(Exposure(microseconds=4000, gain=1.0), 60.0)
    assert after.microseconds == EXPOSURE_MICROSECONDS_MOST
    assert 1.0 < after.gain < 2.0


def test_a_dark_room_gets_all_the_gain_and_no_longer_exposure() -> None:
    exposure = Exposure()
    for _ in range(10):
        exposure = next_exposure(exposure, 2.0)
    assert exposure == Exposure(microseconds=EXPOSURE_MICROSECONDS_MOST, gain=GAIN_MOST)
