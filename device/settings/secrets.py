"""Reads the gate's 32-byte secrets: a systemd credential first, else a file that only its owner can read.

Never writes a secret, never prints one, and never takes one that other people of the machine can read.
Credentials: systemd.exec(5), LoadCredential and $CREDENTIALS_DIRECTORY.
"""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from device.errors import MissingSecret

SECRET_BYTES: Final = 32


def credentials_directory(environment: Mapping[str, str]) -> Path | None:
    """Where systemd put this service's credentials, or None outside of one."""
    named = environment.get("CREDENTIALS_DIRECTORY", "")
    return Path(named) if named else None


def read_secret(name: str, file: Path, credentials: Path | None) -> bytes:
    """The 32 random bytes called `name`, from the credential of that name or else from `file`.

    Raises:
        MissingSecret: neither is there, or what is there is no secret; the text says which file and why. Exit 78.
    """
    if credentials is not None and (credentials / name).exists():
        return _read(name, credentials / name, must_be_private=False)  # systemd itself keeps it private
    return _read(name, file, must_be_private=True)


def _read(name: str, file: Path, *, must_be_private: bool) -> bytes:
    try:
        with file.open("rb") as source:
            status = os.fstat(source.fileno())
            secret = source.read(SECRET_BYTES + 1)
    except OSError as error:
        raise MissingSecret(f"{name}: {file}: {error.strerror or error}") from error
    if must_be_private and stat.S_IMODE(status.st_mode) & 0o077:
        mode = stat.S_IMODE(status.st_mode)
        raise MissingSecret(f"{name}: {file} is open to others (mode {mode:04o}); chmod 600 it, or make a new secret")
    if len(secret) != SECRET_BYTES:
        length = len(secret) if len(secret) < SECRET_BYTES else f"more than {SECRET_BYTES}"
        raise MissingSecret(f"{name}: {file} holds {length} bytes, not {SECRET_BYTES}")
    return secret
