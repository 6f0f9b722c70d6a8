"""The watch over a population of normal temperatures: it warns of drift, and of nothing else."""

import pytest
from msgspec.structs import replace
from sample_facts import READING
from sensor_rig import chance

from device.checkpoint.events import DriftSuspected, Event, PresenceBegan, ReadingTaken
from device.sensors.drift_watch import PEOPLE, DriftWatch


def taken(core: float) -> ReadingTaken:
    return ReadingTaken(
        token=1,
        reading=replace(READING, core_celsius=core),
    )


def after(cores: list[float]) -> list[Event]:
    told: list[Event] = []
    watch = DriftWatch(told.append, fever_celsius=37.3)
    for core in cores:
        watch.post(taken(core))
    return told


def population(offset: float, people: int = PEOPLE) -> list[float]:
    source = chance(7)
    return [source.gauss(36.6 + offset, 0.25) for _ in range(people)]


@pytest.mark.parametrize("offset", [-0.2, 0.0, 0.2])
def test_a_population_near_the_commissioned_one_is_no_drift(offset: float) -> None:
    told = after(population(offset))
    assert len(told) == PEOPLE
    assert not any(isinstance(event, DriftSuspected) for event in told)


@pytest.mark.parametrize("offset", [-0.5, 0.45])
def test_a_moved_population_is_told_once_a_hundred_people(offset: float) -> None:
    drifts = [event for event in after(population(offset, 3 * PEOPLE)) if isinstance(event, DriftSuspected)]
    assert 2 <= len(drifts) <= 3  # where it reads too high, some of the three hundred count as fevers
    assert drifts[0].offset_celsius == pytest.approx(offset, abs=0.12)


def test_the_limit_itself_warns_and_just_below_it_does_not() -> None:
    assert any(isinstance(event, DriftSuspected) for event in after([36.91] * PEOPLE))
    assert not any(isinstance(event, DriftSuspected) for event in after([36.89] * PEOPLE))


def test_the_commissioned_middle_is_what_counts_here() -> None:
    told: list[Event] = []
    watch = DriftWatch(told.append, fever_celsius=37.3, commissioned_celsius=36.35)
    for core in [36.6] * PEOPLE:
        watch.post(taken(core))
    assert not any(isinstance(event, DriftSuspected) for event in told)
    for core in [36.7] * PEOPLE:
        watch.post(taken(core))
    assert [event.offset_celsius for event in told if isinstance(event, DriftSuspected)] == [pytest.approx(0.35)]


def test_each_hundred_leaves_its_middle_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="device.sensors.drift_watch")
    after([36.48] * PEOPLE)
    assert caplog.messages == ["the middle of 100 normal temperatures is 36.48 C, -0.12 C from the commissioned"]


def test_fevers_never_feed_it() -> None:
    told = after([38.5] * (5 * PEOPLE) + [36.6] * (PEOPLE - 1))
    assert not any(isinstance(event, DriftSuspected) for event in told)
    assert not any(isinstance(event, DriftSuspected) for event in after([37.3, float("nan")] * PEOPLE))


def test_every_other_event_is_handed_on_untouched() -> None:
    told: list[Event] = []
    watch = DriftWatch(told.append, fever_celsius=37.3)
    event = PresenceBegan(distance_mm=250)
    watch.post(event)
    assert told == [event]
