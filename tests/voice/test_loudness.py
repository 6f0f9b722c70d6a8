import math
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.voice.amplify import amplified
from device.voice.loudness import SILENCE_LUFS, measure
from device.voice.volume import Volume

RATE = 48_000


def tone(hertz: float, dbfs: float, *, seconds: float = 2.0, rate: int = RATE) -> bytes:
    top = 32768 * 10 ** (dbfs / 20)
    return array(
        "h", [round(top * math.sin(math.tau * hertz * n / rate)) for n in range(int(seconds * rate))]
    ).tobytes()


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_a_tone_of_997_hertz_at_full_scale_measures_3_lufs_less(rate: int) -> None:
    # ITU-R BS.1770-4, annex 1: a 997 Hz sine at 0 dBFS in one front channel reads -3.01 LKFS
    assert measure(tone(997, -0.01, rate=rate), rate).lufs == pytest.approx(-3.02, abs=0.05)


@pytest.mark.parametrize("dbfs", [-6.0, -23.0, -40.0])
def test_loudness_follows_the_level_one_to_one(dbfs: float) -> None:
    level = measure(tone(997, dbfs), RATE)
    assert level.lufs == pytest.approx(dbfs - 3.01, abs=0.1)
    assert level.peak_dbfs == pytest.approx(dbfs, abs=0.05)
    assert level.rms_dbfs == pytest.approx(dbfs - 3.01, abs=0.05)


def test_a_deep_tone_counts_less_than_a_high_one() -> None:
    assert measure(tone(50, -20), RATE).lufs < measure(tone(997, -20), RATE).lufs < measure(tone(4000, -20), RATE).lufs


def test_silence_around_a_word_does_not_make_it_softer() -> None:
    word, silence = tone(997, -20, seconds=1.0), bytes(RATE * 2 * 2)
    alone, surrounded = measure(word, RATE), measure(word + silence, RATE)
    assert surrounded.lufs == pytest.approx(alone.lufs, abs=1.0)
    assert surrounded.rms_dbfs < alone.rms_dbfs - 4


@pytest.mark.parametrize("samples", [b"", bytes(2), bytes(RATE * 2)])
def test_silence_has_a_figure_and_no_fault(samples: bytes) -> None:
    assert measure(samples, RATE).lufs == SILENCE_LUFS


def test_half_as_loud_is_six_decibels_less() -> None:
    loud = tone(997, -10)
    assert measure(amplified(loud, 0.5), RATE).lufs - measure(loud, RATE).lufs == pytest.approx(-6.02, abs=0.01)


@given(st.lists(st.integers(-32768, 32767), max_size=50), st.floats(0, 8))
def test_no_sample_ever_wraps_round(values: list[int], factor: float) -> None:
    result = array("h", amplified(array("h", values).tobytes(), factor))
    for before, after in zip(values, result, strict=True):
        assert before * after >= 0
        assert abs(after) <= 32768


@pytest.mark.parametrize(
    ("begins", "ends", "quiet_hours"),
    [(21, 7, {21, 22, 23, 0, 1, 2, 3, 4, 5, 6}), (12, 14, {12, 13}), (0, 0, set()), (22, 22, set())],
)
def test_the_quiet_hours_may_lie_over_midnight(begins: int, ends: int, quiet_hours: set[int]) -> None:
    volume = Volume(by_day=0.8, quiet=0.3, quiet_from_hour=begins, quiet_until_hour=ends)
    assert {hour for hour in range(24) if volume.at(hour) == 0.3} == quiet_hours
