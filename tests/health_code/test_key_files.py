"""Key and secret files: the right kind of key in the right form, for the right eyes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from device.errors import FileRefused, MissingSecret
from device.health_code.keys import Algorithm, key_from_raw, key_id, key_id_of
from device.key_files import (
    read_sealing_private,
    read_sealing_public,
    read_secret,
    read_signing_private,
    read_signing_public,
    write_fresh_secret,
    write_private,
    write_public,
)

SIGNING = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
SEALING = X25519PrivateKey.from_private_bytes(b"\x02" * 32)
READERS = [read_signing_public, read_sealing_public, read_signing_private, read_sealing_private, read_secret]


def test_keys_come_back_as_they_were_written(tmp_path: Path) -> None:
    write_private(tmp_path / "signing", SIGNING)
    write_private(tmp_path / "sealing", SEALING)
    write_public(tmp_path / "signing.pem", SIGNING.public_key())
    write_public(tmp_path / "sealing.pem", SEALING.public_key())
    assert read_signing_private(tmp_path / "signing").private_bytes_raw() == b"\x01" * 32
    assert read_sealing_private(tmp_path / "sealing").private_bytes_raw() == b"\x02" * 32
    assert read_signing_public(tmp_path / "signing.pem") == SIGNING.public_key()
    assert read_sealing_public(tmp_path / "sealing.pem") == SEALING.public_key()
    assert write_fresh_secret(tmp_path / "secret") == read_secret(tmp_path / "secret")


@pytest.mark.parametrize("read", READERS)
def test_a_file_that_is_not_there_is_told(tmp_path: Path, read: Callable[[Path], object]) -> None:
    with pytest.raises(MissingSecret, match="nowhere"):
        read(tmp_path / "nowhere")


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("content", [b"", b"junk", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_file_that_is_no_key_is_told(tmp_path: Path, read: Callable[[Path], object], content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(FileRefused, match="file"):
        read(path)


@pytest.mark.parametrize("read", READERS)
def test_a_directory_is_no_key(tmp_path: Path, read: Callable[[Path], object]) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(FileRefused):
        read(tmp_path)


def test_a_key_of_the_other_trade_is_told(tmp_path: Path) -> None:
    write_private(tmp_path / "signing", SIGNING)
    write_private(tmp_path / "sealing", SEALING)
    write_public(tmp_path / "signing.pem", SIGNING.public_key())
    write_public(tmp_path / "sealing.pem", SEALING.public_key())
    mixed: list[tuple[Callable[[Path], object], str]] = [
        (read_signing_private, "sealing"),
        (read_sealing_private, "signing"),
        (read_signing_public, "sealing.pem"),
        (read_sealing_public, "signing.pem"),
        (read_signing_public, "signing"),
        (read_signing_private, "signing.pem"),
    ]
    for read, name in mixed:
        with pytest.raises(FileRefused):
            read(tmp_path / name)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622])
def test_a_private_file_that_others_may_touch_is_not_taken(tmp_path: Path, mode: int) -> None:
    write_private(tmp_path / "signing", SIGNING)
    write_fresh_secret(tmp_path / "secret")
    for name in ("signing", "secret"):
        (tmp_path / name).chmod(mode)
    with pytest.raises(FileRefused, match="chmod 600"):
        read_signing_private(tmp_path / "signing")
    with pytest.raises(FileRefused, match="chmod 600"):
        read_secret(tmp_path / "secret")


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_secret_has_thirty_two_bytes(tmp_path: Path, length: int) -> None:
    (tmp_path / "secret").write_bytes(b"s" * length)
    (tmp_path / "secret").chmod(0o600)
    with pytest.raises(FileRefused, match="32 bytes"):
        read_secret(tmp_path / "secret")


def test_nothing_that_exists_is_written_over(tmp_path: Path) -> None:
    secret = write_fresh_secret(tmp_path / "secret")
    for write in (
        lambda: write_fresh_secret(tmp_path / "secret"),
        lambda: write_private(tmp_path / "secret", SIGNING),
        lambda: write_public(tmp_path / "secret", SIGNING.public_key()),
    ):
        with pytest.raises(FileRefused, match="File exists"):
            write()
    assert read_secret(tmp_path / "secret") == secret


def test_the_name_of_a_key_is_the_beginning_of_its_hash() -> None:
    """RFC 8032, 7.1, test 1: its public key, and SHA-256 of it worked out by another program (sha256sum)."""
    raw = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert key_id(raw).hex() == "21fe31df"
    assert key_id_of(key_from_raw(Algorithm.EDDSA, raw)) == key_id(raw)


@pytest.mark.parametrize(
    ("algorithm", "raw"),
    [
        (Algorithm.EDDSA, b"k" * 33),
        (Algorithm.ES256, b"\x04" + b"\0" * 64),
        (Algorithm.ES256, b""),
        (Algorithm.ES256, b"k" * 32),
    ],
)
def test_bytes_that_are_no_key_are_told(algorithm: Algorithm, raw: bytes) -> None:
    with pytest.raises(ValueError):
        key_from_raw(algorithm, raw)
