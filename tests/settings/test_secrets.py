"""A secret comes from systemd first, from a private file second, and from nowhere else."""

from pathlib import Path

import pytest

from device.errors import MissingSecret
from device.settings.secrets import credentials_directory, read_secret

SECRET = bytes(range(32))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_bytes(SECRET)
    path.chmod(0o600)
    return path


def test_a_secret_is_read_from_a_private_file(file: Path) -> None:
    assert read_secret("venue_secret", file, None) == SECRET


def test_a_credential_comes_before_the_file(file: Path, tmp_path: Path) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "venue_secret").write_bytes(b"c" * 32)
    assert read_secret("venue_secret", file, credentials) == b"c" * 32
    assert read_secret("city_secret", file, credentials) == SECRET


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_secret_that_others_can_read_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(MissingSecret, match=f"open to others.*{mode:04o}"):
        read_secret("venue_secret", file, None)


@pytest.mark.parametrize(("size", "told"), [(0, "0 bytes"), (31, "31 bytes"), (33, "more than 32 bytes")])
def test_a_secret_of_another_length_is_refused(file: Path, size: int, told: str) -> None:
    file.write_bytes(b"x" * size)
    with pytest.raises(MissingSecret, match=told):
        read_secret("venue_secret", file, None)


def test_a_missing_secret_names_itself_and_its_file(tmp_path: Path) -> None:
    with pytest.raises(MissingSecret, match=r"journal_key: .*/none: No such file"):
        read_secret("journal_key", tmp_path / "none", None)


def test_a_refused_secret_never_shows_its_bytes(file: Path) -> None:
    file.write_bytes(b"hunter2" * 3)
    with pytest.raises(MissingSecret) as caught:
        read_secret("venue_secret", file, None)
    assert "hunter2" not in str(caught.value)


def test_the_credentials_directory_is_where_systemd_says() -> None:
    named = {"CREDENTIALS_DIRECTORY": "/run/credentials/menshen.service"}
    assert credentials_directory(named) == Path("/run/credentials/menshen.service")
    assert credentials_directory({}) is None
    assert credentials_directory({"CREDENTIALS_DIRECTORY": ""}) is None
