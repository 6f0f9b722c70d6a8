"""The firmware's own system clock judges an emulated board as it would a real one."""

from datetime import UTC, datetime, timedelta

import pytest

from device.clock.system_clock import SystemClock
from device.clock.time_floor import TimeFloor
from device.simulation.emulated_kernel import EmulatedKernel
from device.simulation.virtual_clock import VirtualClock
from device.vocabulary import ClockQuality

START = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


def test_a_time_server_that_answers_makes_the_clock_synchronised_and_its_loss_a_holdover() -> None:
    clock = VirtualClock(wall=START)
    system = SystemClock(kernel=EmulatedKernel(clock, start=1), floor=TimeFloor(at=START))
    assert system.quality() is ClockQuality.SYNCHRONISED
    clock.hold_over()
    assert system.quality() is ClockQuality.HOLDOVER


@pytest.mark.parametrize("lost", [timedelta(hours=-6), timedelta()])
def test_a_board_without_a_battery_does_not_know_the_time_after_a_power_cut(lost: timedelta) -> None:
    clock = VirtualClock(wall=START)
    before = SystemClock(kernel=EmulatedKernel(clock, start=1), floor=TimeFloor(at=START))
    floor = before.floor()
    clock.lose(clock.wall() + lost)
    after = SystemClock(kernel=EmulatedKernel(clock, start=2), floor=floor)
    assert after.quality() is ClockQuality.UNSET
    assert after.wall() >= START


def test_a_board_with_a_battery_holds_the_time_over_a_power_cut() -> None:
    clock = VirtualClock(wall=START)
    before = SystemClock(kernel=EmulatedKernel(clock, start=1), floor=TimeFloor(at=START))
    floor = before.floor()
    clock.hold_over()
    after = SystemClock(kernel=EmulatedKernel(clock, start=2), floor=floor)
    assert after.quality() is ClockQuality.HOLDOVER


def test_seconds_since_the_start_begin_anew_and_the_monotonic_ones_do_not() -> None:
    clock = VirtualClock(wall=START)
    clock.advance_to(100.0)
    kernel = EmulatedKernel(clock, start=2)
    clock.advance_to(103.0)
    assert (kernel.boot_seconds(), kernel.monotonic_seconds(), kernel.boot_id()) == (3.0, 103.0, "start-2")
