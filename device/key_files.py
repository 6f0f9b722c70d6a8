"""Reads and writes key and secret files: PEM for keys, 32 raw bytes for secrets, private things for their owner alone.

Never prints or logs what is in a file, never writes a private file that others may read, never takes one that others
may. Formats: RFC 5958 (PKCS#8) and RFC 5280, 4.1.2.7 (SPKI), both as PEM; Ed25519 for signing, X25519 for sealing.
"""

import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from device.errors import FileRefused, MissingSecret

SECRET_BYTES: Final = 32
_FILE_LONGEST_BYTES: Final = 8192
_FOR_OTHERS: Final = 0o077
PrivateKey = Ed25519PrivateKey | X25519PrivateKey
PublicKey = Ed25519PublicKey | X25519PublicKey


def read_signing_public(path: Path) -> Ed25519PublicKey:
    """Give the public signing key at `path`.

    Raises:
        MissingSecret: there is no such file.
        FileRefused: it is no Ed25519 public key in PEM.
    """
    key = _loaded_public(path)
    if not isinstance(key, Ed25519PublicKey):
        raise FileRefused(f"{path} is not an Ed25519 public key in PEM")
    return key


def read_sealing_public(path: Path) -> X25519PublicKey:
    """Give the public sealing key at `path`.

    Raises:
        MissingSecret: there is no such file.
        FileRefused: it is no X25519 public key in PEM.
    """
    key = _loaded_public(path)
    if not isinstance(key, X25519PublicKey):
        raise FileRefused(f"{path} is not an X25519 public key in PEM")
    return key


def read_signing_private(path: Path) -> Ed25519PrivateKey:
    """Give the private signing key at `path`.

    Raises:
        MissingSecret: there is no such file.
        FileRefused: it is no Ed25519 private key in PEM, or others may read it.
    """
    key = _loaded_private(path)
    if not isinstance(key, Ed25519PrivateKey):
        raise FileRefused(f"{path} is not an Ed25519 private key in PEM")
    return key


def read_sealing_private(path: Path) -> X25519PrivateKey:
    """Give the private sealing key at `path`.

    Raises:
        MissingSecret: there is no such file.
        FileRefused: it is no X25519 private key in PEM, or others may read it.
    """
    key = _loaded_private(path)
    if not isinstance(key, X25519PrivateKey):
        raise FileRefused(f"{path} is not an X25519 private key in PEM")
    return key


def read_secret(path: Path) -> bytes:
    """Give the 32 bytes at `path`.

    Raises:
        MissingSecret: there is no such file.
        FileRefused: it has another length, or others may read it.
    """
    content = _content(path, private=True)
    if len(content) != SECRET_BYTES:
        raise FileRefused(f"{path} must hold exactly {SECRET_BYTES} bytes")
    return content


def write_private(path: Path, key: PrivateKey) -> None:
    """Write `key` to a fresh file that its owner alone may read.

    Raises:
        FileRefused: something is there already, or the disk does not take it.
    """
    _write(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)


def write_public(path: Path, key: PublicKey) -> None:
    """Write `key` to a fresh file.

    Raises:
        FileRefused: something is there already, or the disk does not take it.
    """
    _write(path, key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644)


def write_fresh_secret(path: Path) -> bytes:
    """Write 32 random bytes to a fresh file that its owner alone may read, and give them.

    Raises:
        FileRefused: something is there already, or the disk does not take it.
    """
    secret = secrets.token_bytes(SECRET_BYTES)
    _write(path, secret, 0o600)
    return secret


def make_private_directory(directory: Path) -> None:
    """Make `directory` for its owner alone.

    Raises:
        FileRefused: it exists and is not empty, or cannot be made.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.chmod(0o700)
        if any(directory.iterdir()):
            raise FileRefused(f"{directory} is not empty: keys are never overwritten")
    except OSError as error:
        raise FileRefused(f"{directory} cannot be made: {error.strerror}") from error


def _loaded_public(path: Path) -> object:
    try:
        return load_pem_public_key(_content(path, private=False))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise FileRefused(f"{path} is not a public key in PEM") from error


def _loaded_private(path: Path) -> object:
    try:
        return load_pem_private_key(_content(path, private=True), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise FileRefused(f"{path} is not a private key in PEM without a password") from error


def _content(path: Path, *, private: bool) -> bytes:
    try:
        with path.open("rb") as file:
            if private and os.fstat(file.fileno()).st_mode & _FOR_OTHERS:
                raise FileRefused(f"others may read {path}: chmod 600")
            return file.read(_FILE_LONGEST_BYTES)
    except FileNotFoundError as error:
        raise MissingSecret(f"{path} does not exist") from error
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}") from error


def _write(path: Path, content: bytes, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror}") from error
