"""Makes the key material of one venue's gates: the venue's and the operator's signing keys, and two secrets.

Never overwrites a key. A gate is given the public keys and the secrets; the venue's private key belongs to the
console, the operator's to the operator's own tool, and neither to any gate.
"""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.key_files import (
    make_private_directory,
    read_secret,
    read_signing_private,
    write_fresh_secret,
    write_private,
    write_public,
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FleetKeys:
    """The private keys and secrets of a venue, and where they lie."""

    directory: Path
    venue: Ed25519PrivateKey
    operator: Ed25519PrivateKey
    venue_secret: bytes
    journal_key: bytes


def make_fleet_keys(directory: Path) -> FleetKeys:
    """Make keys and secrets in the fresh `directory` (0700), and give them.

    Raises:
        FileRefused: the directory is not empty, or the disk does not take it.
    """
    make_private_directory(directory)
    for name in ("venue", "operator"):
        key = Ed25519PrivateKey.generate()
        write_private(directory / f"{name}.private.pem", key)
        write_public(directory / f"{name}.pem", key.public_key())
    for name in ("venue_secret", "journal_key"):
        write_fresh_secret(directory / name)
    return open_fleet_keys(directory)


def open_fleet_keys(directory: Path) -> FleetKeys:
    """Give the keys and secrets in `directory`.

    Raises:
        MissingSecret: a file is missing.
        FileRefused: a file is not what it should be, or others may read it.
    """
    return FleetKeys(
        directory=directory,
        venue=read_signing_private(directory / "venue.private.pem"),
        operator=read_signing_private(directory / "operator.private.pem"),
        venue_secret=read_secret(directory / "venue_secret"),
        journal_key=read_secret(directory / "journal_key"),
    )
