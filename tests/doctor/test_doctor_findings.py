"""Each look names one part's state and what to do, and leaves everything as it was."""

import shutil
import socket
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from device.authority.ceremony import found as found_authority
from device.authority.fleet_keys import make_fleet_keys
from device.doctor.broker import look_at_broker
from device.doctor.finding import Finding, Health
from device.doctor.hardware import (
    look_at_aim,
    look_at_bus,
    look_at_camera,
    look_at_distance,
    look_at_power_loss,
    look_at_thermometer,
)
from device.doctor.key_material import look_at_keys, look_at_trust
from device.doctor.machine import look_at_clock, look_at_disk, look_at_libraries
from device.settings import Settings
from device.settings.sections import Aim, Barrier, Camera, Distance, Keys, Mqtt, Thermometer, Venue
from device.settings.words import AimKind, BarrierKind, CameraKind, DistanceKind, PowerLoss
from device.vocabulary import ClockQuality


class StandingClock:
    """A clock of a given quality."""

    def __init__(self, quality: ClockQuality) -> None:
        self._quality = quality

    def monotonic(self) -> float:
        return 0.0

    def wall(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    def quality(self) -> ClockQuality:
        return self._quality


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("keys")
    found_authority(place / "authority", now=int(time.time()))
    make_fleet_keys(place / "fleet")
    return place


@pytest.fixture
def keys(folder: Path, tmp_path: Path) -> Keys:
    copies = tmp_path / "keys"
    shutil.copytree(folder / "authority", copies)
    shutil.copytree(folder / "fleet", copies, dirs_exist_ok=True)
    return Keys(
        roots=(str(copies / "root-1.pem"), str(copies / "root-2.pem")),
        venue_public=str(copies / "venue.pem"),
        operator_public=str(copies / "operator.pem"),
        tracing_public=str(copies / "tracing.pem"),
        resolve_public=str(copies / "resolve.pem"),
        venue_secret=str(copies / "venue_secret"),
        city_secret=str(copies / "city_secret"),
        journal_key=str(copies / "journal_key"),
    )


def test_a_finding_is_one_line_with_what_to_do() -> None:
    finding = Finding(part="disk", health=Health.WRONG, state="no\nroom", remedy="make room")
    assert finding.line() == "WRONG     disk         no room -> make room"
    assert Finding(part="disk", health=Health.OK, state="room").line() == "ok        disk         room"


@pytest.mark.parametrize(
    ("quality", "health"),
    [
        (ClockQuality.SYNCHRONISED, Health.OK),
        (ClockQuality.HOLDOVER, Health.DEGRADED),
        (ClockQuality.UNSET, Health.WRONG),
    ],
)
def test_a_clock_nobody_vouches_for_must_be_put_right(quality: ClockQuality, health: Health) -> None:
    finding = look_at_clock(StandingClock(quality))
    assert finding.health is health
    assert bool(finding.remedy) is (health is not Health.OK)


def test_a_clock_days_ahead_of_the_last_known_time_is_told_unless_nobody_vouches_for_it_anyway() -> None:
    finding = look_at_clock(StandingClock(ClockQuality.SYNCHRONISED), leaps=True)
    assert finding.health is Health.DEGRADED
    assert "no record is deleted" in finding.state
    assert look_at_clock(StandingClock(ClockQuality.UNSET), leaps=True).health is Health.WRONG


def test_a_library_that_is_missing_or_too_old_is_named_with_its_remedy() -> None:
    assert [finding.health for finding in look_at_libraries()] == [Health.OK]
    missing, old = look_at_libraries({"no-such-library": (1,), "smbus2": (99, 1)})
    assert missing.state == "no-such-library is not installed"
    assert "is older than 99.1" in old.state
    assert "smbus2>=99.1" in old.remedy


def test_a_state_folder_that_is_not_there_yet_is_no_fault(tmp_path: Path) -> None:
    assert look_at_disk(tmp_path).health in (Health.OK, Health.DEGRADED)
    finding = look_at_disk(tmp_path / "a" / "b")
    assert finding.health is Health.DEGRADED
    assert "not there yet" in finding.state


def test_a_full_set_of_keys_is_one_line(keys: Keys) -> None:
    (finding,) = look_at_keys(keys, None, resolves_online=True)
    assert finding.line() == "ok        keys         9 keys and secrets, all readable"


def test_every_missing_key_is_a_line_of_its_own(keys: Keys) -> None:
    Path(keys.venue_public).unlink()
    Path(keys.journal_key).chmod(0o644)
    Path(keys.tracing_public).write_bytes(Path(keys.operator_public).read_bytes())
    states = [finding.state for finding in look_at_keys(keys, None, resolves_online=False)]
    assert [state.split(":")[0] for state in states] == ["venue_public", "tracing_public", "journal_key"]


def test_the_look_up_key_is_wanted_only_where_codes_are_looked_up(keys: Keys) -> None:
    Path(keys.resolve_public).unlink()
    assert [finding.health for finding in look_at_keys(keys, None, resolves_online=False)] == [Health.OK]
    assert [finding.health for finding in look_at_keys(keys, None, resolves_online=True)] == [Health.WRONG]


def test_a_trust_list_is_sound_overdue_or_too_old_by_the_clock(keys: Keys) -> None:
    file = Path(keys.roots[0]).parent / "trust.cose"
    now = int(time.time())
    ages = [look_at_trust(file, keys.roots, now + days * 86400).health for days in (0, 400, 4000)]
    assert ages[0] is Health.OK
    assert ages[-1] is Health.WRONG


def test_a_trust_list_that_these_roots_did_not_sign_is_wrong(keys: Keys, tmp_path: Path) -> None:
    found_authority(tmp_path / "other", now=int(time.time()))
    finding = look_at_trust(tmp_path / "other" / "trust.cose", keys.roots, int(time.time()))
    assert finding.health is Health.WRONG
    assert "signature" in finding.state
    assert look_at_trust(tmp_path / "none", keys.roots, 0).health is Health.WRONG
    Path(keys.roots[0]).unlink()
    assert "cannot be verified" in look_at_trust(tmp_path / "none", keys.roots, 0).state


def test_a_broker_that_answers_is_told_from_one_that_does_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        finding = look_at_broker(Mqtt(port=port))
    assert finding.line() == f"ok        broker       127.0.0.1:{port} answers, without TLS"
    finding = look_at_broker(Mqtt(port=port), limit_seconds=1.0)
    assert finding.health is Health.WRONG
    assert "does not answer" in finding.state


def test_a_certificate_that_is_not_there_is_named_before_anything_is_asked(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.pem")
    mqtt = Mqtt(host="broker.invalid", tls=True, ca_file=missing, certificate_file=missing, key_file=missing)
    finding = look_at_broker(mqtt)
    assert finding.health is Health.WRONG
    assert "No such file" in finding.state


def test_a_machine_without_the_parts_gets_a_remedy_for_each_and_no_traceback(tmp_path: Path) -> None:
    bus = str(tmp_path / "i2c-1")
    venue = Venue(id="school", checkpoint="south", device="gate-1")
    findings = [
        look_at_bus(bus),
        look_at_thermometer(Settings(venue=venue, thermometer=Thermometer(bus=bus))),
        look_at_distance(Distance(bus=bus)),
        look_at_aim(Aim(kind=AimKind.MLX90640, bus=bus)),
        look_at_camera(Camera(kind=CameraKind.FOLDER, folder=str(tmp_path / "none"))),
    ]
    assert all(finding.health is Health.WRONG and finding.remedy for finding in findings)


def test_a_part_that_is_not_fitted_is_absent_and_not_wrong() -> None:
    assert look_at_distance(Distance(kind=DistanceKind.NONE)).health is Health.ABSENT
    assert look_at_aim(Aim()).health is Health.ABSENT


@pytest.mark.parametrize(
    ("kind", "keeps", "health"),
    [
        (BarrierKind.PULSE, True, Health.OK),
        (BarrierKind.HOLD, True, Health.DEGRADED),
        (BarrierKind.HOLD, False, Health.OK),
        (BarrierKind.HOLD, None, Health.OK),
        (BarrierKind.MAGNETIC_LOCK, True, Health.DEGRADED),
    ],
)
def test_what_a_power_loss_does_is_told_and_a_kernel_that_keeps_outputs_is_warned_of(
    kind: BarrierKind, keeps: bool | None, health: Health
) -> None:
    finding = look_at_power_loss(Barrier(kind=kind, power_loss=PowerLoss.OPENS), lambda: keeps)
    assert finding.health is health
    assert "without power the barrier opens" in finding.state


def test_a_barrier_that_stays_closed_without_power_is_told_so() -> None:
    finding = look_at_power_loss(Barrier(power_loss=PowerLoss.STAYS_CLOSED), lambda: False)
    assert "without power the barrier stays closed" in finding.state
