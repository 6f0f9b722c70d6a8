"""Finds the gate's 32-byte secrets: a systemd credential first, else a file that only its owner can read.

Never writes a secret, never prints one, and never takes one that other people of the machine can read.
Credentials: systemd.exec(5), LoadCredential and $CREDENTIALS_DIRECTORY.
"""

from collections.abc import Mapping
from pathlib import Path

from device.errors import FileRefused, MissingSecret
from device.key_files import SECRET_BYTES, read_secret


def credentials_directory(environment: Mapping[str, str]) -> Path | None:
    """Where systemd put this service's credentials, or None outside of one."""
    named = environment.get("CREDENTIALS_DIRECTORY", "")
    return Path(named) if named else None


def find_secret(name: str, file: Path, credentials: Path | None) -> bytes:
    """The 32 random bytes called `name`, from the credential of that name or else from `file`.

    Raises:
        MissingSecret: neither is there, or what is there is no secret; the text says which file and why. Exit 78.
    """
    if credentials is not None and (credentials / name).exists():
        return _credential(name, credentials / name)
    try:
        return read_secret(file)
    except (FileRefused, MissingSecret) as error:
        raise MissingSecret(f"{name}: {error}") from error


def _credential(name: str, file: Path) -> bytes:
    # its mode says nothing: systemd keeps it private by an access list, which shows as a mode open to the group
    try:
        with file.open("rb") as source:
            secret = source.read(SECRET_BYTES + 1)
    except OSError as error:
        raise MissingSecret(f"{name}: {file} cannot be read: {error.strerror}") from error
    if len(secret) != SECRET_BYTES:
        raise MissingSecret(f"{name}: the credential {file} must hold exactly {SECRET_BYTES} bytes")
    return secret
