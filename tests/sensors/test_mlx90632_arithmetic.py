"""The MLX90632's arithmetic against the figures of its maker's own library."""

import pytest
from sensor_rig import vectors

from device.sensors.mlx90632_arithmetic import (
    Calibration,
    ambient_celsius,
    object_celsius,
    preprocessed_ambient,
    preprocessed_extended,
    preprocessed_object,
    whole_half,
)

FIGURE_AMBIENT = (22454, 23030)
BODY_AMBIENT = (19700, 23030)


def published() -> tuple[dict[str, list[list[float]]], Calibration]:
    found = vectors()["mlx90632"]
    return found, Calibration(**{name.lower(): value for name, value in found["consts"].items()})


def celsius(
    raw: tuple[int, int],
    ambient: tuple[int, int],
    calibration: Calibration,
    emissivity: float = 1.0,
    reflected_celsius: float | None = None,
) -> float:
    return object_celsius(
        object_quantity=preprocessed_object(*raw, *ambient, calibration),
        ambient_quantity=preprocessed_ambient(*ambient, calibration),
        calibration=calibration,
        emissivity=emissivity,
        reflected_celsius=reflected_celsius,
    )


def test_both_preprocessed_quantities_are_the_makers() -> None:
    found, calibration = published()
    for new, old, expected in found["pre_ambient"]:
        assert preprocessed_ambient(int(new), int(old), calibration) == pytest.approx(expected, abs=0.01)
    for *words, expected in found["pre_object"]:
        on, oo, an, ao = (int(word) for word in words)
        assert preprocessed_object(on, oo, an, ao, calibration) == pytest.approx(expected, abs=0.01)


def test_the_chips_own_temperature_is_the_makers() -> None:
    found, calibration = published()
    assert len(found["ambient"]) >= 3
    for new, old, expected in found["ambient"]:
        assert ambient_celsius(int(new), int(old), calibration) == pytest.approx(expected, abs=0.01)


def test_the_object_is_as_warm_as_the_maker_says() -> None:
    found, calibration = published()
    assert len(found["object_22454_23030"]) >= 8
    for new, old, expected in found["object_22454_23030"]:
        assert celsius((int(new), int(old)), FIGURE_AMBIENT, calibration) == pytest.approx(expected, abs=0.01)


def test_the_object_offset_of_a_customer_is_taken_away_as_the_maker_does() -> None:
    found, _ = published()
    constants = {name.lower(): value for name, value in vectors()["mlx90632"]["consts"].items()}
    shifted = Calibration(**{**constants, "hb": 10240})
    for new, old, expected in found["object_Hb10240"]:
        assert celsius((int(new), int(old)), FIGURE_AMBIENT, shifted) == pytest.approx(expected, abs=0.01)


def test_mirrored_warmth_is_taken_away_as_the_maker_does() -> None:
    """These match only with the quantities cut to whole numbers."""
    found, calibration = published()
    for new, old, reflected, expected in found["reflected_eps0.1"]:
        value = celsius((int(new), int(old)), FIGURE_AMBIENT, calibration, 0.1, reflected)
        assert value == pytest.approx(expected, abs=0.01)


def test_over_the_range_of_a_body_every_figure_of_the_compiled_library_is_met() -> None:
    found, calibration = published()
    rows = found["official_C_run_here_an19700_ao23030_ta25.0300"]
    assert len(rows) >= 11
    assert ambient_celsius(*BODY_AMBIENT, calibration) == pytest.approx(25.03, abs=0.001)
    for raw, black, skin in rows:
        words = (int(raw), int(raw))
        assert celsius(words, BODY_AMBIENT, calibration) == pytest.approx(black, abs=0.001)
        assert celsius(words, BODY_AMBIENT, calibration, 0.98) == pytest.approx(skin, abs=0.001)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (305, 55.507),
        (75, 51.123),
        (-75, 48.171),
        (32767, 292.381),
        (-2500, -16.653),
        (13550, 194.599),
        (26900, 267.609),
        (27100, 268.508),
    ],
)
def test_the_extended_range_is_the_makers(raw: int, expected: float) -> None:
    _, calibration = published()
    found = object_celsius(
        object_quantity=preprocessed_extended(raw, *FIGURE_AMBIENT, calibration),
        ambient_quantity=preprocessed_ambient(*FIGURE_AMBIENT, calibration),
        calibration=calibration,
        reflected_celsius=25.0,
        extended=True,
    )
    assert found == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(("total", "half"), [(3, 1), (-3, -1), (0, 0), (65534, 32767), (-65535, -32767)])
def test_a_half_is_cut_towards_nought(total: int, half: int) -> None:
    assert whole_half(total) == half


def test_words_that_no_temperature_makes_are_refused() -> None:
    _, calibration = published()
    with pytest.raises(ValueError, match="no temperature"):
        celsius((-32768, -32768), (100, 150), calibration)


def test_an_empty_eeprom_is_no_calibration() -> None:
    _, calibration = published()
    assert calibration.is_sound
    names = Calibration.__struct_fields__
    assert not Calibration(**dict.fromkeys(names, 0)).is_sound
    assert not Calibration(**dict.fromkeys(names, -1)).is_sound
