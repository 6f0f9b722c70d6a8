"""From a row of samples to a reading or a reason: every rule, at its edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sensor_rig import chance

from device.checkpoint.facts import Reading
from device.sensors.installation import Installation
from device.sensors.mlx90614_variants import VARIANTS
from device.sensors.protocols import RawSample
from device.sensors.sample_plan import plan_for
from device.sensors.steady_reading import SteadyReading, TimedSample
from device.vocabulary import Reason

DCI = VARIANTS["mlx90614-dci"]
ROOM = 24.48  # what a settled chip on 3.3 V says in a room of 24 C
NORMAL = 34.0
FEVER = 36.4


class Try:
    """Samples of one chip, one settling time apart."""

    def __init__(self, variant: str = "mlx90614-dci", ambient: float = ROOM, distance_mm: int = 250) -> None:
        chosen = VARIANTS[variant]
        self.plan = plan_for(chosen)
        self.ambient = ambient
        self.distance_mm = distance_mm
        self.now = 10.0
        self.steady = SteadyReading(
            plan=self.plan, installation=Installation(variant=chosen, far_mm=400), began_at=self.now
        )
        self.verdict: Reading | Reason | None = None
        self.taken = 0

    def see(self, *values: float | tuple[float, int]) -> "Try":
        for value in values:
            if self.verdict is not None:
                break
            celsius, distance = value if isinstance(value, tuple) else (value, self.distance_mm)
            raw = RawSample(object_celsius=celsius, ambient_celsius=self.ambient)
            self.verdict = self.steady.offer(TimedSample(at=self.now, raw=raw, distance_mm=distance))
            self.taken += 1
            self.now += self.plan.settling_seconds
        return self


def test_two_calm_samples_of_the_reference_sensor_are_a_reading() -> None:
    attempt = Try().see(NORMAL, NORMAL + 0.1)
    assert isinstance(attempt.verdict, Reading)
    assert attempt.verdict.samples == 2
    assert attempt.verdict.raw_celsius == pytest.approx(NORMAL + 0.05)
    assert attempt.verdict.core_celsius == pytest.approx(36.64, abs=0.05)


@pytest.mark.parametrize(("apart", "is_reading"), [(0.39, True), (0.41, False)])
def test_a_plateaus_spread_is_limited(apart: float, is_reading: bool) -> None:
    assert isinstance(Try().see(NORMAL, NORMAL + apart).verdict, Reading) is is_reading


@pytest.mark.parametrize(("moved", "is_reading"), [(30, True), (31, False)])
def test_a_head_that_moves_to_and_fro_is_not_standing_still(moved: int, is_reading: bool) -> None:
    assert isinstance(Try().see((NORMAL, 250), (NORMAL, 250 + moved)).verdict, Reading) is is_reading


def test_an_unsteady_temperature_is_motion_once_the_time_is_over() -> None:
    attempt = Try().see(*[33.0, 34.2] * 10)
    assert attempt.verdict is Reason.TEMPERATURE_MOTION
    assert 3.0 <= attempt.now - 10.0 <= 4.0


def test_who_walks_about_is_motion_too() -> None:
    attempt = Try().see(*[(NORMAL, 200), (NORMAL, 300)] * 10)
    assert attempt.verdict is Reason.TEMPERATURE_MOTION


def test_no_samples_at_all_are_a_timeout() -> None:
    attempt = Try()
    assert attempt.steady.expire(12.9) is None
    assert attempt.steady.expire(13.0) is Reason.TEMPERATURE_TIMEOUT


def test_a_person_who_comes_to_rest_is_read_as_soon_as_they_do() -> None:
    attempt = Try().see(32.0, 33.1, NORMAL, NORMAL + 0.1)
    assert isinstance(attempt.verdict, Reading)
    assert attempt.verdict.raw_celsius > NORMAL


def test_the_plateau_with_the_highest_median_counts() -> None:
    """Hair first, then the forehead."""
    attempt = Try().see(30.5, 30.6, NORMAL, NORMAL + 0.1)
    assert isinstance(attempt.verdict, Reading)
    assert attempt.verdict.raw_celsius == pytest.approx(NORMAL + 0.05)


@pytest.mark.parametrize("celsius", [60.0, 45.0, 41.0])
def test_a_cup_of_coffee_is_a_hot_object_and_never_a_fever(celsius: float) -> None:
    attempt = Try().see(*[celsius] * 10)
    assert attempt.verdict is Reason.TEMPERATURE_HOT_OBJECT
    assert attempt.taken == 2


def test_a_surface_at_the_limit_of_the_living_is_looked_at_longer() -> None:
    source = chance(5)
    attempt = Try().see(*[39.6 + source.gauss(0.0, 0.1) for _ in range(10)])
    assert isinstance(attempt.verdict, Reading)
    assert attempt.verdict.samples >= 5


def test_a_hot_surface_that_does_not_vary_at_all_is_a_thing() -> None:
    assert Try().see(*[39.8, 39.8, 39.82, 39.8, 39.8, 39.8]).verdict is Reason.TEMPERATURE_HOT_OBJECT


def test_a_hot_surface_that_cools_is_a_thing() -> None:
    cooling = [39.9 - 0.06 * 0.65 * count for count in range(10)]
    assert Try().see(*cooling).verdict is Reason.TEMPERATURE_HOT_OBJECT


def test_a_high_fever_is_still_a_fever() -> None:
    source = chance(6)
    attempt = Try().see(*[38.2 + source.gauss(0.0, 0.1) for _ in range(4)])
    assert isinstance(attempt.verdict, Reading)
    assert attempt.verdict.core_celsius > 39.5
    assert attempt.taken <= 3


def test_a_forehead_straight_from_the_cold_is_too_cold_and_never_normal() -> None:
    assert Try().see(*[31.0] * 10).verdict is Reason.TEMPERATURE_TOO_COLD


@pytest.mark.parametrize("celsius", [24.0, 26.0])
def test_what_is_no_warmer_than_the_room_is_implausible(celsius: float) -> None:
    assert Try().see(*[celsius] * 10).verdict is Reason.TEMPERATURE_IMPLAUSIBLE


@pytest.mark.parametrize(("chip", "reason"), [(14.0, Reason.TEMPERATURE_AMBIENT), (35.0, Reason.TEMPERATURE_AMBIENT)])
def test_a_room_out_of_range_is_said_at_once(chip: float, reason: Reason) -> None:
    attempt = Try(ambient=chip).see(NORMAL, NORMAL, NORMAL)
    assert attempt.verdict is reason
    assert attempt.taken == 2


def test_a_single_spike_is_left_out() -> None:
    attempt = Try("mlx90614-dcc", distance_mm=40).see(
        NORMAL, NORMAL, NORMAL, 37.0, NORMAL, NORMAL, NORMAL, NORMAL, NORMAL
    )
    assert isinstance(attempt.verdict, Reading)
    assert attempt.verdict.raw_celsius == NORMAL
    assert attempt.verdict.samples == 6


def test_optics_that_see_mostly_background_say_too_far() -> None:
    assert Try("mlx90614-dcc", distance_mm=250).see(*[30.0] * 8).verdict is Reason.TEMPERATURE_TOO_FAR


def test_a_lasting_rise_is_no_spike() -> None:
    attempt = Try("mlx90614-dcc", distance_mm=40).see(*[30.5] * 4, *[FEVER] * 6)
    assert isinstance(attempt.verdict, Reading)
    assert attempt.verdict.raw_celsius == FEVER


@pytest.mark.parametrize(
    ("variant", "samples", "seconds"),
    [("mlx90614-dci", 2, 1.31), ("mlx90614-dch", 2, 1.31), ("mlx90614-dcc", 6, 0.85), ("mlx90614-daa", 3, 0.31)],
)
def test_the_plan_follows_from_settling_and_noise(variant: str, samples: int, seconds: float) -> None:
    plan = plan_for(VARIANTS[variant])
    assert plan.samples_least == samples
    assert plan.samples_least * plan.settling_seconds <= seconds
    assert VARIANTS[variant].noise_celsius / samples**0.5 <= 0.076


def test_a_chip_with_a_slower_filter_gets_a_slower_plan() -> None:
    assert plan_for(DCI, 3.2).settling_seconds == 3.2
    assert plan_for(DCI, 0.1).settling_seconds == 0.65


@given(values=some.lists(some.floats(20.0, 70.0), min_size=1, max_size=20))
def test_whatever_is_seen_the_measurement_ends_and_a_reading_is_plausible(values: list[float]) -> None:
    attempt = Try().see(*values)
    verdict = attempt.verdict if attempt.verdict is not None else attempt.steady.expire(attempt.now + 10.0)
    assert verdict is not None
    if isinstance(verdict, Reading):
        assert 35.5 <= verdict.core_celsius <= 42.5
        assert verdict.surface_celsius <= 40.5
        assert verdict.uncertainty_celsius > 0.0
        assert verdict.samples >= 2


def test_a_plateau_beside_something_warmer_is_no_forehead() -> None:
    """A head that sways stands nearly still at its turning points, partly beside the spot."""
    swaying = Try().see(FEVER, NORMAL - 0.6, NORMAL - 0.5)
    assert swaying.verdict is None
    assert swaying.see(FEVER - 0.1, FEVER - 0.6, NORMAL - 0.5).verdict is Reason.TEMPERATURE_MOTION


def test_a_swaying_fever_is_taken_where_it_is_warmest() -> None:
    attempt = Try().see(FEVER, NORMAL, NORMAL + 0.1, FEVER + 0.05, FEVER)
    assert isinstance(attempt.verdict, Reading)
    assert attempt.verdict.raw_celsius == pytest.approx(FEVER, abs=0.1)


@pytest.mark.parametrize(("warmer", "is_reading"), [(0.39, True), (0.41, False)])
def test_how_much_warmer_one_sample_may_be_is_limited_by_the_plateaus_own_spread(
    warmer: float, is_reading: bool
) -> None:
    # The middle of the calm pair is NORMAL; the sample before it is not part of the pair.
    attempt = Try().see(NORMAL + warmer, NORMAL - 0.01, NORMAL + 0.01)
    assert isinstance(attempt.verdict, Reading) is is_reading
