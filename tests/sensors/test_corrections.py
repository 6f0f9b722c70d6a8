"""Each correction against the numbers of its source, and the whole against emulated physics."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sensor_rig import vectors

from device.sensors.body_temperature import core_by_line, core_by_reference, normal_forehead
from device.sensors.corrections import Corrected, Plateau, correct, reading_of, room_celsius
from device.sensors.installation import CoreModel, Installation
from device.sensors.mlx90614_variants import VARIANTS
from device.sensors.radiometry import emissivity_corrected, fill_corrected, spot_fill, supply_corrected
from device.simulation.infrared import forehead_celsius, received_celsius, spot_share
from device.simulation.scene import Body, Scene
from device.vocabulary import Reason

ROOMS = some.floats(16.0, 32.0)


def plateau(raw: float = 34.0, ambient: float = 24.48, distance_mm: int | None = 200, samples: int = 2) -> Plateau:
    return Plateau(raw_celsius=raw, ambient_celsius=ambient, samples=samples, distance_mm=distance_mm)


def corrected(given: Plateau, installation: Installation | None = None) -> Corrected:
    found = correct(given, installation or Installation())
    assert isinstance(found, Corrected)
    return found


def test_the_reference_curve_gives_its_published_values() -> None:
    published = vectors()["melexis_forehead_to_body"]["v"]
    assert len(published) >= 11
    for ambient, surface, core in published:
        assert core_by_reference(surface, ambient) == pytest.approx(core, abs=0.001)


@pytest.mark.parametrize("ambient", [16.0, 20.0, 24.999, 25.0, 25.001, 30.0, 32.0])
def test_the_reference_curve_has_no_step_at_its_joins(ambient: float) -> None:
    for join in normal_forehead(ambient):
        assert core_by_reference(join - 1e-9, ambient) == pytest.approx(
            core_by_reference(join + 1e-9, ambient), abs=1e-6
        )
    assert core_by_reference(34.0, 25.0 - 1e-9) == pytest.approx(core_by_reference(34.0, 25.0 + 1e-9), abs=1e-6)


@given(ambient=ROOMS, surface=some.floats(28.0, 41.0), rise=some.floats(0.01, 3.0))
def test_a_warmer_forehead_never_means_a_colder_core(ambient: float, surface: float, rise: float) -> None:
    assert core_by_reference(surface + rise, ambient) > core_by_reference(surface, ambient)
    assert core_by_line(surface + rise, ambient) > core_by_line(surface, ambient)


@given(ambient=ROOMS, core=some.floats(35.0, 42.0))
def test_the_emulated_bodys_curve_is_the_reference_turned_round(ambient: float, core: float) -> None:
    assert core_by_reference(forehead_celsius(core, ambient), ambient) == pytest.approx(core, abs=1e-6)


def test_a_supply_of_3_3_volts_costs_0_18_degrees() -> None:
    assert supply_corrected(34.18, 3.3) == pytest.approx(34.0)
    assert supply_corrected(34.0, 3.0) == 34.0
    assert supply_corrected(34.0, 2.9) == pytest.approx(34.06)


@pytest.mark.parametrize(("reflected", "more"), [(10.0, 0.434), (20.0, 0.266), (25.0, 0.176), (30.0, 0.080)])
def test_emissivity_0_98_costs_what_the_fourth_power_says(reflected: float, more: float) -> None:
    assert emissivity_corrected(34.0, 0.98, reflected) - 34.0 == pytest.approx(more, abs=0.001)


@pytest.mark.parametrize(("emissivity", "more"), [(0.97, 0.266), (0.95, 0.452), (1.0, 0.0)])
def test_other_emissivities_in_a_room_of_25(emissivity: float, more: float) -> None:
    assert emissivity_corrected(34.0, emissivity, 25.0) - 34.0 == pytest.approx(more, abs=0.001)


@pytest.mark.parametrize(("fill", "less"), [(0.99, 0.13), (0.98, 0.26), (0.95, 0.66), (0.9, 1.32), (0.8, 2.65)])
def test_an_unfilled_spot_costs_what_the_fourth_power_says(fill: float, less: float) -> None:
    seen = (fill * (34.0 + 273.15) ** 4 + (1 - fill) * (20.0 + 273.15) ** 4) ** 0.25 - 273.15
    assert 34.0 - seen == pytest.approx(less, abs=0.05)
    assert fill_corrected(seen, fill, 20.0) == pytest.approx(34.0, abs=1e-9)


@pytest.mark.parametrize("degrees", [5.0, 12.0, 35.0, 90.0])
@pytest.mark.parametrize("distance", [20.0, 100.0, 250.0, 400.0])
def test_the_spot_fill_agrees_with_the_physics_written_apart(degrees: float, distance: float) -> None:
    assert spot_fill(distance, degrees, 35.0) == pytest.approx(spot_share(degrees / 2, distance, 35.0, 0.0), abs=1e-9)


def test_the_spot_share_of_a_disc_off_the_middle_agrees_with_a_sum_over_the_disc() -> None:
    """The series against a plain two-dimensional sum."""
    half_angle, distance, radius, offset = 2.5, 300.0, 35.0, 18.0
    deviation = distance * math.tan(math.radians(half_angle)) / math.sqrt(2 * math.log(2))
    step = 0.5
    total = 0.0
    for column in range(-140, 141):
        for row in range(-140, 141):
            x, y = column * step, row * step
            if (x - offset) ** 2 + y * y <= radius * radius:
                total += math.exp(-(x * x + y * y) / (2 * deviation**2))
    total *= step * step / (2 * math.pi * deviation**2)
    assert spot_share(half_angle, distance, radius, offset) == pytest.approx(total, abs=2e-3)


@pytest.mark.parametrize(
    ("room", "taken"),
    [(15.49, None), (15.5, 16.0), (15.9, 16.0), (16.0, 16.0), (24.0, 24.0), (32.0, 32.0), (32.4, 32.0), (32.51, None)],
)
def test_a_room_outside_16_to_32_is_refused_and_the_chips_own_error_forgiven(room: float, taken: float | None) -> None:
    installation = Installation(supply_volts=3.0, housing_celsius=0.0)
    found = room_celsius(room, installation)
    assert found == (Reason.TEMPERATURE_AMBIENT if taken is None else taken)


def test_a_reading_in_a_room_out_of_range_is_a_reason() -> None:
    assert correct(plateau(ambient=40.0), Installation()) is Reason.TEMPERATURE_AMBIENT


def test_every_step_can_be_seen_and_follows_from_the_one_before() -> None:
    found = corrected(plateau())
    assert found.raw_celsius == 34.0
    assert found.supplied_celsius == pytest.approx(33.82)
    assert found.ambient_celsius == pytest.approx(24.0)
    assert found.fill == pytest.approx(spot_fill(200, 5.0, 35.0))
    assert found.filled_celsius == pytest.approx(fill_corrected(33.82, found.fill, 24.0))
    assert found.surface_celsius == pytest.approx(emissivity_corrected(found.filled_celsius, 0.98, 24.0))
    assert found.core_celsius == pytest.approx(core_by_reference(found.surface_celsius, 24.0))


@given(room=ROOMS, core=some.floats(35.0, 41.0), distance=some.integers(100, 350), emissivity=some.floats(0.96, 0.99))
def test_known_physics_is_undone_exactly(room: float, core: float, distance: int, emissivity: float) -> None:
    body = Body(distance_mm=distance, core_celsius=core, emissivity=emissivity, sway_mm=0.0)
    seen = received_celsius(Scene(ambient_celsius=room, body=body), 5.0, 0.0)
    installation = Installation(emissivity=emissivity, housing_celsius=0.4)
    found = corrected(plateau(seen + 0.18, room + 0.4 + 0.18, distance), installation)
    assert found.core_celsius == pytest.approx(core, abs=1e-6)
    assert found.surface_celsius == pytest.approx(forehead_celsius(core, room), abs=1e-6)


def test_more_samples_further_distance_and_an_unknown_one_show_in_the_uncertainty() -> None:
    near = corrected(plateau(37.0)).uncertainty_celsius
    assert corrected(plateau(37.0, samples=8)).uncertainty_celsius < near
    assert corrected(plateau(37.0, distance_mm=350)).uncertainty_celsius > near
    assert corrected(plateau(37.0, distance_mm=None)).uncertainty_celsius > near


def test_the_parts_of_the_uncertainty_add_up_to_the_whole() -> None:
    found = corrected(plateau(raw=37.5))
    parts = (
        found.sensor_uncertainty,
        found.noise_uncertainty,
        found.fill_uncertainty,
        found.emissivity_uncertainty,
    )
    slope = core_by_reference(found.surface_celsius + 0.1, 24.0) - core_by_reference(found.surface_celsius, 24.0)
    assert found.uncertainty_celsius == pytest.approx(math.hypot(*parts) * slope / 0.1, abs=0.001)
    assert found.sensor_uncertainty == pytest.approx(0.2 / math.sqrt(3.0))
    assert found.noise_uncertainty == pytest.approx(0.10 / math.sqrt(2.0))


@pytest.mark.parametrize(
    ("name", "celsius", "limit"),
    [
        ("mlx90614-dci", 37.0, 0.2),
        ("mlx90614-dci", 36.0, 0.2),
        ("mlx90614-dci", 38.0, 0.2),
        ("mlx90614-dci", 38.01, 0.3),
        ("mlx90614-dci", 35.99, 0.3),
        ("mlx90614-dci", 40.01, 0.5),
        ("mlx90614-dci", 21.9, 0.5),
        ("mlx90614-bci", 37.0, 0.5),
    ],
)
def test_the_accuracy_is_the_datasheets(name: str, celsius: float, limit: float) -> None:
    assert VARIANTS[name].accuracy_celsius(celsius) == limit


def test_the_linear_model_is_chosen_by_the_installation() -> None:
    found = corrected(plateau(), Installation(core_model=CoreModel.LINEAR))
    assert found.core_celsius == pytest.approx(found.surface_celsius + 7.3 - 0.2 * 24.0)


def test_a_calibration_offset_moves_the_surface() -> None:
    moved = corrected(plateau(), Installation(offset_celsius=0.3)).surface_celsius
    assert moved - corrected(plateau()).surface_celsius == pytest.approx(0.3, abs=0.01)


def test_the_reading_names_sensor_algorithm_and_every_number() -> None:
    given = plateau()
    reading = reading_of(corrected(given), given, Installation())
    assert reading.sensor == "mlx90614-dci"
    assert reading.algorithm == "1"
    assert (reading.samples, reading.distance_mm, reading.raw_celsius) == (2, 200, 34.0)
    assert reading.ambient_celsius == 24.0
