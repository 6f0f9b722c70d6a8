"""The signed record of a calibration: written by the command, checked by the doctor."""

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace
from sensor_rig import chips

from device.assembly.sensors import _commissioned_celsius, commissioning_state
from device.commands import thermometer
from device.doctor.finding import Health
from device.doctor.hardware import look_at_commissioning
from device.errors import FileRefused
from device.key_files import write_private, write_public
from device.sensors.commissioning import BYTES_MOST, commissioning_faults, read_commissioning
from device.sensors.drift_watch import COMMISSIONED_CELSIUS
from device.settings import Settings, load
from device.simulation.scene import Body, Scene

BLACK = Body(distance_mm=60, surface_celsius=37.0, emissivity=1.0, radius_mm=60.0)
NOW = datetime.now(UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    key = Ed25519PrivateKey.generate()
    write_private(tmp_path / "operator-private.pem", key)
    write_public(tmp_path / "operator.pem", key.public_key())
    (tmp_path / "device.toml").write_text(
        '[venue]\nid = "school"\ncheckpoint = "south"\ndevice = "gate-1"\n'
        f'[thermometer]\ncommissioning = "{tmp_path}/record"\n[keys]\noperator_public = "{tmp_path}/operator.pem"\n',
        encoding="utf-8",
    )
    return tmp_path


def calibrate(folder: Path, *more: str) -> int:
    parser = argparse.ArgumentParser()
    thermometer.add_arguments(parser)
    words = ["calibrate", "--settings", str(folder / "device.toml"), "--reference", "37.0", *more]
    with chips(scene=Scene(body=BLACK)) as parts:
        return thermometer.run(parser.parse_args(words), parts.later)


def recorded(folder: Path) -> Settings:
    words = ("--record", str(folder / "record"), "--sign-with", str(folder / "operator-private.pem"))
    assert calibrate(folder, *words) == 0
    return load(folder / "device.toml")


def test_a_fresh_record_of_a_sound_part_satisfies_the_doctor(folder: Path) -> None:
    settings = recorded(folder)
    finding = look_at_commissioning(settings, NOW)
    if finding.health is not Health.OK:  # the noise of twenty samples may round to 0.01 C beside the settings' 0.00
        assert "offset_celsius was" in finding.state


def test_the_record_needs_its_key(folder: Path) -> None:
    assert calibrate(folder, "--record", str(folder / "record")) == 2
    assert calibrate(folder, "--median", "36.5") == 2
    assert not (folder / "record").exists()


def test_a_year_later_the_doctor_asks_for_another_calibration(folder: Path) -> None:
    finding = look_at_commissioning(recorded(folder), NOW + timedelta(days=370))
    assert finding.health is Health.WRONG
    assert "calibrate again" in finding.state
    assert "future" in look_at_commissioning(recorded(folder), NOW - timedelta(days=5)).state


def test_without_a_record_the_doctor_says_so(folder: Path) -> None:
    settings = load(folder / "device.toml")
    assert look_at_commissioning(settings, NOW).health is Health.WRONG
    text = (folder / "device.toml").read_text(encoding="utf-8").replace(f'"{folder}/record"', '""')
    (folder / "device.toml").write_text(text, encoding="utf-8")
    assert look_at_commissioning(load(folder / "device.toml"), NOW).health is Health.DEGRADED


@pytest.mark.parametrize("place", [0, 5, 40, -3])
def test_a_record_that_was_touched_is_refused(folder: Path, place: int) -> None:
    settings = recorded(folder)
    content = bytearray((folder / "record").read_bytes())
    content[place] ^= 0x01
    (folder / "record").write_bytes(bytes(content))
    assert look_at_commissioning(settings, NOW).health is Health.WRONG


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\nAAAA\n", b"\xff" * (BYTES_MOST + 100)])
def test_what_is_no_record_is_refused_in_one_line(folder: Path, content: bytes) -> None:
    (folder / "record").write_bytes(content)
    with pytest.raises(FileRefused):
        read_commissioning(folder / "record", Ed25519PrivateKey.generate().public_key())


def test_a_record_of_other_settings_is_told(folder: Path) -> None:
    settings = recorded(folder)
    key = settings.keys.operator_public
    from device.key_files import read_signing_public  # noqa: PLC0415

    record = read_commissioning(folder / "record", read_signing_public(Path(key)))
    faults = commissioning_faults(
        record, device="gate-2", sensor="mlx90614-dci", supply_volts=3.0, offset_celsius=1.0, now=NOW
    )
    assert len(faults) == 3


def test_the_record_names_the_part_and_the_middle_of_healthy_people(folder: Path) -> None:
    words = (
        "--record",
        str(folder / "record"),
        "--sign-with",
        str(folder / "operator-private.pem"),
        "--median",
        "36.4",
    )
    assert calibrate(folder, *words) == 0
    settings = load(folder / "device.toml")
    record, _ = commissioning_state(settings, NOW)
    assert record.median_celsius == 36.4
    assert "serial " in record.part
    _, faults = commissioning_state(settings, NOW, record.part)
    assert not [fault for fault in faults if "another part" in fault]
    _, faults = commissioning_state(settings, NOW, record.part.replace("serial ", "serial 0"))
    assert [fault for fault in faults if "another part" in fault]


def test_the_doctor_sees_that_another_part_is_fitted(folder: Path) -> None:
    settings = recorded(folder)
    with chips(scene=Scene(body=BLACK)) as parts:
        assert "another part" not in look_at_commissioning(settings, NOW).state
        parts.thermometer.eeprom[0x1C] ^= 0x0101
        finding = look_at_commissioning(settings, NOW)
    assert finding.health is Health.WRONG
    assert "another part" in finding.state


def test_the_drift_watch_begins_at_the_commissioned_middle(folder: Path) -> None:
    words = (
        "--record",
        str(folder / "record"),
        "--sign-with",
        str(folder / "operator-private.pem"),
        "--median",
        "36.4",
    )
    assert calibrate(folder, *words) == 0
    assert _commissioned_celsius(load(folder / "device.toml")) == 36.4
    (folder / "record").write_bytes((folder / "record").read_bytes().replace(b"36.4", b"36.9"))
    assert _commissioned_celsius(load(folder / "device.toml")) == COMMISSIONED_CELSIUS  # nobody signed that


@pytest.mark.parametrize("median", ["35.9", "37.3", "nan", "warm"])
def test_a_middle_that_is_no_healthy_persons_is_refused(folder: Path, median: str) -> None:
    with pytest.raises(SystemExit):
        calibrate(folder, "--median", median)


@pytest.mark.parametrize(
    ("here", "is_same"),
    [
        ("mlx90614-dci at /dev/i2c-1 address 0x5a, serial 0a0b", True),
        ("mlx90614-dci at /dev/i2c-4 address 0x5a, serial 0a0b; room: tmp117 at /dev/i2c-3 address 0x48", True),
        ("mlx90614-dci at /dev/i2c-1 address 0x5a, serial 0a0c", False),
        ("", True),
    ],
)
def test_the_same_part_on_another_bus_or_with_a_room_sensor_is_the_same_part(
    here: str, is_same: bool, folder: Path
) -> None:
    record = replace(
        commissioning_state(recorded(folder), NOW)[0], part="mlx90614-dci at /dev/i2c-1 address 0x5a, serial 0a0b"
    )
    faults = commissioning_faults(
        record,
        device="gate-1",
        sensor="mlx90614-dci",
        supply_volts=3.3,
        offset_celsius=record.offset_celsius,
        now=NOW,
        part=here,
    )
    assert (not faults) is is_same
