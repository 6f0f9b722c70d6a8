"""The unit files say what this systemd understands, and expose no more than they must."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "systemd"
SERVICE = UNITS / "menshen.service"
EXPOSURE_MOST = 20
"""In tenths, as systemd-analyze counts: 2.0 of 10."""

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False, timeout=60)


def settings_of(unit: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


@needs_systemd
def test_systemd_has_nothing_to_remark_about_the_unit(tmp_path: Path) -> None:
    # the program need not be installed: the same unit with a program that exists
    unit = tmp_path / SERVICE.name
    text = SERVICE.read_text(encoding="utf-8")
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE), encoding="utf-8")
    checked = analyze("verify", str(unit))
    assert checked.stdout + checked.stderr == ""  # an unknown key is a remark, not an exit code


@needs_systemd
def test_a_key_systemd_does_not_know_would_be_noticed(tmp_path: Path) -> None:
    unit = tmp_path / SERVICE.name
    unit.write_text("[Service]\nExecStart=/bin/true\nWatchdogSecond=20\n", encoding="utf-8")
    assert "WatchdogSecond" in analyze("verify", str(unit)).stderr


@needs_systemd
def test_the_unit_exposes_no_more_than_devices_and_network_demand() -> None:
    checked = analyze("security", "--offline=true", f"--threshold={EXPOSURE_MOST}", "--no-pager", str(SERVICE))
    assert checked.returncode == 0, checked.stdout[-300:]
    assert analyze("security", "--offline=true", "--threshold=10", "--no-pager", str(SERVICE)).returncode != 0


def test_the_daemon_is_killed_for_silence_and_always_comes_back_except_for_wrong_settings() -> None:
    assert settings_of(SERVICE, "Type") == ["notify"]
    assert settings_of(SERVICE, "WatchdogSec") == ["20"]
    assert settings_of(SERVICE, "Restart") == ["always"]
    assert settings_of(SERVICE, "StartLimitIntervalSec") == ["0"]
    assert settings_of(SERVICE, "RestartPreventExitStatus") == ["78"]


def test_stopping_takes_less_than_ten_seconds() -> None:
    (seconds,) = settings_of(SERVICE, "TimeoutStopSec")
    assert int(seconds) <= 10


def test_lgpio_and_gpiozero_are_told_where_and_what() -> None:
    (environment,) = settings_of(SERVICE, "Environment")
    assert {"LG_WD=%t/menshen", "GPIOZERO_PIN_FACTORY=lgpio"} <= set(environment.split())


def test_every_device_the_gate_drives_is_allowed_by_name_and_no_other() -> None:
    assert settings_of(SERVICE, "DevicePolicy") == ["closed"]
    assert [line.split()[0] for line in settings_of(SERVICE, "DeviceAllow")] == [
        "/dev/i2c-1",
        "/dev/i2c-2",
        "/dev/i2c-3",
        "char-gpiochip",
        "char-media",
        "char-video4linux",
        "char-dma_heap",
        "char-alsa",
        "char-fb",
    ]


def test_the_three_secrets_are_credentials_under_the_names_the_daemon_asks_for() -> None:
    named = [line.split(":") for line in settings_of(SERVICE, "LoadCredential")]
    assert [name for name, _file in named] == ["venue_secret", "city_secret", "journal_key"]
    assert [file for _name, file in named] == [f"/etc/menshen/secrets/{name}" for name, _file in named]


def test_every_group_the_unit_asks_for_is_made() -> None:
    made = re.findall(r"^g (\S+)", (UNITS / "menshen.sysusers.conf").read_text(encoding="utf-8"), re.MULTILINE)
    assert settings_of(SERVICE, "SupplementaryGroups") == [" ".join(made)]


def test_the_back_off_for_newer_systemd_changes_nothing_else() -> None:
    drop_in = configparser.ConfigParser()
    drop_in.read(UNITS / "since-254/menshen-back-off.conf", encoding="utf-8")
    assert {name: list(drop_in[name]) for name in drop_in.sections()} == {
        "Service": ["restartsteps", "restartmaxdelaysec"]
    }
