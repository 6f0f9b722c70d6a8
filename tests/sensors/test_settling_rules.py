"""Warming up, the empty view, and a part's health: pure rules with times given by hand."""

import pytest
from sensor_rig import chance

from device.checkpoint.events import Event, PartFailed, PartRecovered
from device.sensors.background import Background
from device.sensors.faults import CorruptFrame, NoAnswer
from device.sensors.part_health import PartHealth
from device.sensors.warm_up import WarmUp
from device.vocabulary import Part


def settle(
    warm_up: WarmUp, celsius_per_minute: float, seconds: int, *, begin: int = 0, celsius: float = 25.0
) -> list[float]:
    """Give the moments at which it changed; a sample a second, in the chip's own steps and noise."""
    source = chance(3)
    changes = []
    for second in range(seconds):
        drifted = celsius + celsius_per_minute * second / 60.0 + source.gauss(0.0, 0.01)
        if warm_up.observe(float(begin + second), round(drifted / 0.02) * 0.02):
            changes.append(float(begin + second))
    return changes


def test_a_calm_chip_settles_once_enough_has_been_seen_of_it() -> None:
    assert settle(WarmUp(least_seconds=10.0), 0.0, 120) == [27.0]


def test_the_least_time_is_waited_for_even_by_a_calm_chip() -> None:
    assert settle(WarmUp(least_seconds=60.0), 0.0, 120) == [60.0]


@pytest.mark.parametrize(("drift", "settles"), [(0.05, True), (0.15, False), (-0.15, False), (1.0, False)])
def test_a_drifting_chip_does_not_settle(drift: float, settles: bool) -> None:
    assert bool(settle(WarmUp(least_seconds=10.0), drift, 300)) is settles


def test_without_a_least_time_the_first_sample_settles_it() -> None:
    assert settle(WarmUp(least_seconds=0.0), 0.0, 120) == [0.0]


def test_without_a_least_time_a_fast_drift_still_unsettles_it() -> None:
    warm_up = WarmUp(least_seconds=0.0)
    assert settle(warm_up, 2.0, 120) == [0.0, 27.0]
    assert not warm_up.is_settled


def test_a_settled_chip_bears_a_little_drift() -> None:
    warm_up = WarmUp(least_seconds=0.0)
    settle(warm_up, 0.4, 200)
    assert warm_up.is_settled


def test_an_unsettled_chip_settles_again_once_it_has_been_level_for_a_whole_window() -> None:
    warm_up = WarmUp(least_seconds=0.0)
    assert settle(warm_up, 2.0, 60) == [0.0, 27.0]
    changes = settle(warm_up, 0.0, 90, begin=60, celsius=27.0)
    assert len(changes) == 1
    assert 83.0 <= changes[0] <= 92.0


def test_the_top_of_a_rise_is_not_mistaken_for_calm() -> None:
    warm_up = WarmUp(least_seconds=0.0)
    assert settle(warm_up, 2.0, 60) == [0.0, 27.0]
    assert settle(warm_up, -2.0, 60, begin=60, celsius=27.0) == []


def test_the_empty_view_is_learnt_slowly() -> None:
    background = Background()
    seen = [background.celsius]
    for now, celsius in ((0.0, 24.0), (2.0, 30.0)):
        background.learn(now, celsius)
        seen.append(background.celsius)
    assert seen == [None, 24.0, pytest.approx(24.2)]


@pytest.mark.parametrize(
    ("seen", "was_warm", "is_warm"),
    [(29.9, False, False), (30.1, False, True), (29.6, True, True), (29.4, True, False)],
)
def test_skin_is_at_least_thirty_degrees_warm(seen: float, was_warm: bool, is_warm: bool) -> None:
    background = Background()
    background.learn(0.0, 24.0)
    assert background.is_warm(seen, was_warm=was_warm) is is_warm


def test_skin_is_two_degrees_warmer_than_a_hot_wall() -> None:
    background = Background()
    background.learn(0.0, 31.0)
    assert not background.is_warm(32.9, was_warm=False)
    assert background.is_warm(33.1, was_warm=False)
    assert background.is_warm(32.6, was_warm=True)


def test_a_restless_view_needs_a_clearer_sign() -> None:
    background = Background()
    for count in range(200):
        background.learn(2.0 * count, 29.0 + 2.0 * (count % 2))
    assert not background.is_warm(32.5, was_warm=False)
    assert background.is_warm(34.0, was_warm=False)


def health() -> tuple[PartHealth, list[Event]]:
    events: list[Event] = []
    return PartHealth(Part.THERMOMETER, events.append), events


def test_two_bad_frames_are_nobodys_business() -> None:
    part, events = health()
    part.failed(0.0, CorruptFrame("x"))
    part.failed(0.1, CorruptFrame("x"))
    part.worked()
    part.failed(0.2, CorruptFrame("x"))
    part.failed(0.3, CorruptFrame("x"))
    assert events == []


def test_the_third_in_a_row_is_told_once_with_its_remedy() -> None:
    part, events = health()
    for count in range(10):
        part.failed(count, NoAnswer("x"))
    assert events == [PartFailed(part=Part.THERMOMETER, detail="cable")]
    part.worked()
    part.worked()
    assert events[1:] == [PartRecovered(part=Part.THERMOMETER)]


def test_retries_grow_rarer_up_to_five_seconds() -> None:
    part, _ = health()
    waits = []
    for _ in range(9):
        part.failed(100.0, NoAnswer("x"))
        waits.append(round(part.retry_at - 100.0, 3))
    assert waits == [0.02, 0.02, 0.5, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0]


def test_what_took_long_to_notice_is_told_at_once() -> None:
    part, events = health()
    part.failed(0.0, NoAnswer("x"), at_once=True)
    assert len(events) == 1
