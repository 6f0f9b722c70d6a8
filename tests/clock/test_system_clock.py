"""The clock says how far it can be trusted, and never goes behind a moment that has passed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fake_kernel import NOW, FakeKernel

from device.clock.kernel_clock import LinuxKernel
from device.clock.system_clock import SystemClock, open_system_clock
from device.clock.time_floor import TimeFloor, read_time_floor, write_time_floor
from device.version import RELEASED
from device.vocabulary import ClockQuality

FLOOR = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
DAY_SECONDS = 24 * 3600.0


def clock_on(kernel: FakeKernel, floor: TimeFloor | None = None) -> SystemClock:
    return SystemClock(kernel=kernel, floor=floor or TimeFloor(at=FLOOR))


def test_a_clock_nobody_ever_set_is_unset() -> None:
    assert clock_on(FakeKernel()).quality() is ClockQuality.UNSET


def test_a_clock_that_a_time_service_keeps_is_synchronised() -> None:
    assert clock_on(FakeKernel(synchronised=True)).quality() is ClockQuality.SYNCHRONISED


@pytest.mark.parametrize(
    ("seconds", "quality"),
    [(1.0, ClockQuality.HOLDOVER), (DAY_SECONDS - 1, ClockQuality.HOLDOVER), (DAY_SECONDS, ClockQuality.UNSET)],
)
def test_a_clock_that_lost_its_time_service_holds_over_for_24_hours(seconds: float, quality: ClockQuality) -> None:
    kernel = FakeKernel(synchronised=True)
    clock = clock_on(kernel)
    clock.quality()
    kernel.synchronised = False
    kernel.pass_time(seconds)
    assert clock.quality() is quality


def test_holdover_survives_a_restart_of_the_daemon_but_not_of_the_machine() -> None:
    kernel = FakeKernel(synchronised=True)
    left = clock_on(kernel).floor()
    kernel.synchronised = False
    kernel.pass_time(60)
    assert clock_on(kernel, left).quality() is ClockQuality.HOLDOVER
    kernel.boot = "boot-2"
    assert clock_on(kernel, left).quality() is ClockQuality.UNSET


def test_a_battery_backed_clock_that_agrees_holds_over_for_ever() -> None:
    kernel = FakeKernel(real_time_clock=int(NOW.timestamp()) - 60)
    clock = clock_on(kernel)
    kernel.pass_time(400 * DAY_SECONDS)
    assert clock.quality() is ClockQuality.HOLDOVER


@pytest.mark.parametrize("told", [int(NOW.timestamp()) - 61, int(NOW.timestamp()) + 61, 0])
def test_a_battery_backed_clock_that_disagrees_counts_for_nothing(told: int) -> None:
    assert clock_on(FakeKernel(real_time_clock=told)).quality() is ClockQuality.UNSET


def test_a_battery_backed_clock_behind_the_floor_counts_for_nothing() -> None:
    kernel = FakeKernel(wall=FLOOR.timestamp() - 90, real_time_clock=int(FLOOR.timestamp()) - 90)
    clock = clock_on(kernel)
    kernel.wall = NOW.timestamp()
    assert clock.quality() is ClockQuality.UNSET


@pytest.mark.parametrize(("behind", "quality"), [(60, ClockQuality.SYNCHRONISED), (61, ClockQuality.UNSET)])
def test_a_clock_behind_the_floor_is_unset_whoever_keeps_it(behind: int, quality: ClockQuality) -> None:
    kernel = FakeKernel(wall=FLOOR.timestamp() - behind, synchronised=True)
    assert clock_on(kernel).quality() is quality


def test_the_time_told_is_never_before_the_floor_and_still_passes() -> None:
    kernel = FakeKernel(wall=0.0)
    clock = clock_on(kernel)
    assert clock.wall() == FLOOR
    kernel.pass_time(10)
    assert clock.wall() == FLOOR + timedelta(seconds=10)


def test_nothing_lowers_the_floor() -> None:
    kernel = FakeKernel(synchronised=True)
    clock = clock_on(kernel)
    assert clock.floor().at == NOW
    kernel.wall = FLOOR.timestamp()
    assert clock.wall() == NOW
    assert clock.floor().at == NOW


def test_an_unset_clock_cannot_raise_the_floor() -> None:
    kernel = FakeKernel()
    assert clock_on(kernel).floor().at == FLOOR


def test_a_machine_a_little_behind_the_floor_does_not_push_it_ahead_of_itself() -> None:
    kernel = FakeKernel(wall=FLOOR.timestamp() - 30, synchronised=True)
    clock = clock_on(kernel)
    kernel.pass_time(10)
    assert clock.floor().at == FLOOR
    kernel.pass_time(50)
    assert clock.wall() == FLOOR + timedelta(seconds=30)


SET_BY_HAND = [61.0, -61.0, 3 * 3600.0, -3 * 3600.0, 365 * DAY_SECONDS, -365 * DAY_SECONDS]


@pytest.mark.parametrize("by", SET_BY_HAND)
def test_a_clock_set_by_hand_while_running_is_unset_until_a_time_service_says_it_is_right(by: float) -> None:
    kernel = FakeKernel(wall=NOW.timestamp() + 10 * DAY_SECONDS, synchronised=True)
    clock = clock_on(kernel, TimeFloor(at=NOW))
    clock.quality()
    kernel.synchronised = False  # Linux takes the word back when somebody sets the clock
    kernel.wall += by
    assert clock.quality() is ClockQuality.UNSET
    assert clock.floor().at == NOW, "and the floor is not moved by it"
    kernel.wall -= by
    assert clock.quality() is ClockQuality.HOLDOVER


@pytest.mark.parametrize("by", [59.0, -59.0])
def test_a_clock_that_is_steered_a_little_still_holds_over(by: float) -> None:
    kernel = FakeKernel(synchronised=True)
    clock = clock_on(kernel)
    clock.quality()
    kernel.synchronised = False
    kernel.wall += by
    assert clock.quality() is ClockQuality.HOLDOVER


def test_a_clock_set_by_hand_between_two_runs_of_one_start_is_unset() -> None:
    kernel = FakeKernel(synchronised=True)
    left = clock_on(kernel).floor()
    kernel.synchronised = False
    kernel.wall += 3600
    assert clock_on(kernel, left).quality() is ClockQuality.UNSET


def test_a_clock_set_by_hand_beside_a_battery_backed_one_is_unset() -> None:
    kernel = FakeKernel(real_time_clock=int(NOW.timestamp()))
    clock = clock_on(kernel)
    assert clock.quality() is ClockQuality.HOLDOVER
    kernel.wall += 365 * DAY_SECONDS
    assert clock.quality() is ClockQuality.UNSET


@pytest.mark.parametrize(("hours", "leaps"), [(72.0, False), (72.1, True), (365 * 24.0, True)])
def test_a_clock_days_ahead_of_the_last_known_time_has_leapt(hours: float, leaps: bool) -> None:
    kernel = FakeKernel(wall=FLOOR.timestamp() + hours * 3600, synchronised=True)
    clock = clock_on(kernel)
    assert clock.leaps() is leaps
    assert (clock.floor().at == FLOOR) is leaps
    assert clock.quality() is ClockQuality.SYNCHRONISED, "codes are judged by it all the same"


def live_hours(clock: SystemClock, kernel: FakeKernel, hours: int) -> TimeFloor:
    for _ in range(hours):
        kernel.pass_time(3600)
        clock.floor()
    return clock.floor()


def test_a_leap_that_stands_for_a_day_is_the_time_over_restarts_too() -> None:
    kernel = FakeKernel(wall=FLOOR.timestamp() + 60 * DAY_SECONDS, synchronised=True)
    left = live_hours(clock_on(kernel), kernel, 20)
    assert left.at == FLOOR
    kernel.pass_time(14 * 3600)  # off for the night
    again = clock_on(kernel, left)
    assert live_hours(again, kernel, 3).at == FLOOR
    assert live_hours(again, kernel, 1).at.timestamp() == kernel.wall
    assert not again.leaps()


def test_a_leap_that_is_taken_back_leaves_nothing_behind() -> None:
    kernel = FakeKernel(synchronised=True)
    clock = clock_on(kernel)
    live_hours(clock, kernel, 2)
    kernel.wall += 365 * DAY_SECONDS
    live_hours(clock, kernel, 20)
    kernel.wall -= 365 * DAY_SECONDS
    assert clock.quality() is ClockQuality.SYNCHRONISED
    left = live_hours(clock, kernel, 1)
    assert left.at.timestamp() == kernel.wall
    assert left.leap_seconds == 0.0


def test_a_leap_nobody_vouches_for_is_never_believed() -> None:
    kernel = FakeKernel(wall=FLOOR.timestamp() + 60 * DAY_SECONDS)
    assert live_hours(clock_on(kernel), kernel, 100).at == FLOOR


def test_the_floor_is_kept_as_a_whole_and_read_back(tmp_path: Path) -> None:
    floor = TimeFloor(
        at=NOW,
        synchronised_boot="boot-1",
        synchronised_boot_seconds=12.5,
        synchronised_wall_seconds=7.5,
        leap_seconds=3.5,
    )
    file = tmp_path / "time-floor.json"
    assert write_time_floor(file, floor)
    assert read_time_floor(file) == floor
    assert [path.name for path in tmp_path.iterdir()] == ["time-floor.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"floor": "x"}', '{"floor": 1e300}', '{"floor": NaN}', "\x00" * 9])
def test_a_floor_that_cannot_be_understood_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "time-floor.json"
    file.write_text(text, encoding="utf-8")
    assert read_time_floor(file) is None


def test_a_disk_that_refuses_does_not_stop_the_gate(tmp_path: Path) -> None:
    assert not write_time_floor(tmp_path / "none" / "time-floor.json", TimeFloor(at=NOW))


def test_the_machines_clock_starts_at_the_latest_moment_that_has_passed(tmp_path: Path) -> None:
    file = tmp_path / "time-floor.json"
    assert open_system_clock(file).floor().at >= RELEASED
    later = datetime.now(UTC) + timedelta(days=31)
    assert write_time_floor(file, TimeFloor(at=later))
    assert open_system_clock(file).wall() >= later
    assert open_system_clock(file).quality() is ClockQuality.UNSET


def test_a_new_gate_believes_a_time_service_at_once(tmp_path: Path) -> None:
    kernel = FakeKernel(wall=RELEASED.timestamp() + 400 * DAY_SECONDS, synchronised=True)
    clock = open_system_clock(tmp_path / "time-floor.json", kernel)
    assert clock.floor().at.timestamp() == kernel.wall
    assert not clock.leaps()


def test_the_kernel_answers_as_linux_does(tmp_path: Path) -> None:
    file = tmp_path / "since_epoch"
    kernel = LinuxKernel(real_time_clock_file=file)
    assert kernel.real_time_clock_seconds() is None
    file.write_text("1700000000\n", encoding="ascii")
    assert kernel.real_time_clock_seconds() == 1_700_000_000
    assert isinstance(kernel.is_synchronised(), bool)
    assert len(kernel.boot_id()) == 36
    assert kernel.boot_seconds() >= kernel.monotonic_seconds() - 1
    assert LinuxKernel(boot_id_file=tmp_path / "none").boot_id() == ""
