"""The virtual clock moves only when told to, and knows the true time from the shown one."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from device.clock.protocol import Clock
from device.simulation.virtual_clock import VirtualClock
from device.vocabulary import ClockQuality

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_it_is_a_clock_of_the_gate() -> None:
    clock: Clock = VirtualClock(wall=START)
    assert (clock.monotonic(), clock.wall(), clock.quality()) == (0.0, START, ClockQuality.SYNCHRONISED)


def test_the_wall_follows_the_monotonic_seconds() -> None:
    clock = VirtualClock(wall=START)
    clock.advance_to(90.25)
    assert clock.monotonic() == 90.25
    assert clock.wall() == START + timedelta(seconds=90.25)


def test_a_start_in_another_timezone_is_told_in_utc() -> None:
    clock = VirtualClock(wall=datetime(2026, 11, 22, 16, 0, tzinfo=timezone(timedelta(hours=8))), monotonic=5.0)
    assert clock.wall() == START
    assert clock.wall().utcoffset() == timedelta()


def test_time_never_goes_back() -> None:
    clock = VirtualClock(wall=START, monotonic=3.0)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.advance_to(2.999)
    assert clock.monotonic() == 3.0


def test_a_wall_clock_without_a_timezone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone"):
        VirtualClock(wall=START.replace(tzinfo=None))


def test_a_lost_clock_goes_on_from_what_it_shows_while_the_world_keeps_the_true_time() -> None:
    clock = VirtualClock(wall=START)
    clock.advance_to(60.0)
    clock.lose(START - timedelta(days=1))
    clock.advance_to(70.0)
    assert clock.quality() is ClockQuality.UNSET
    assert clock.wall() == START - timedelta(days=1) + timedelta(seconds=10)
    assert clock.true_wall() == START + timedelta(seconds=70)


def test_a_time_server_brings_the_true_time_back() -> None:
    clock = VirtualClock(wall=START)
    clock.step_wall(-3600.0)
    clock.lose()
    assert clock.wall() == START - timedelta(hours=1)
    clock.synchronise()
    assert (clock.wall(), clock.quality()) == (START, ClockQuality.SYNCHRONISED)


def test_a_step_shifts_the_wall_and_leaves_the_seconds_alone() -> None:
    clock = VirtualClock(wall=START)
    clock.advance_to(1.0)
    clock.step_wall(120.0)
    clock.hold_over()
    assert clock.monotonic() == 1.0
    assert clock.wall() == START + timedelta(seconds=121)
    assert clock.quality() is ClockQuality.HOLDOVER
