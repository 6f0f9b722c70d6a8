"""A secret comes from systemd first, from a private file second, and from nowhere else."""

from pathlib import Path

import pytest

from device.errors import MissingSecret
from device.settings.secrets import credentials_directory, find_secret

SECRET = bytes(range(32))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_bytes(SECRET)
    path.chmod(0o600)
    return path


def test_a_secret_is_read_from_a_private_file(file: Path) -> None:
    assert find_secret("venue_secret", file, None) == SECRET


def test_a_credential_comes_before_the_file(file: Path, tmp_path: Path) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "venue_secret").write_bytes(b"c" * 32)
    assert find_secret("venue_secret", file, credentials) == b"c" * 32
    assert find_secret("city_secret", file, credentials) == SECRET


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_secret_that_others_can_read_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(MissingSecret, match=r"venue_secret: others may read .*: chmod 600"):
        find_secret("venue_secret", file, None)


@pytest.mark.parametrize("size", [0, 31, 33, 10_000])
def test_a_secret_of_another_length_is_refused_wherever_it_comes_from(file: Path, size: int) -> None:
    file.write_bytes(b"x" * size)
    with pytest.raises(MissingSecret, match=r"venue_secret: .*/secret must hold exactly 32 bytes"):
        find_secret("venue_secret", file, None)
    with pytest.raises(MissingSecret, match=r"secret: the credential .* must hold exactly 32 bytes"):
        find_secret("secret", file, file.parent)


def test_a_credential_may_be_open_to_its_group_as_systemd_makes_it(file: Path) -> None:
    file.chmod(0o440)
    assert find_secret("secret", file / "none", file.parent) == SECRET


def test_a_missing_secret_names_itself_and_its_file(tmp_path: Path) -> None:
    with pytest.raises(MissingSecret, match=r"journal_key: .*/none does not exist"):
        find_secret("journal_key", tmp_path / "none", None)


def test_a_refused_secret_never_shows_its_bytes(file: Path) -> None:
    file.write_bytes(b"hunter2" * 3)
    with pytest.raises(MissingSecret) as caught:
        find_secret("venue_secret", file, None)
    assert "hunter2" not in str(caught.value)


def test_the_credentials_directory_is_where_systemd_says() -> None:
    named = {"CREDENTIALS_DIRECTORY": "/run/credentials/menshen.service"}
    assert credentials_directory(named) == Path("/run/credentials/menshen.service")
    assert credentials_directory({}) is None
    assert credentials_directory({"CREDENTIALS_DIRECTORY": ""}) is None
