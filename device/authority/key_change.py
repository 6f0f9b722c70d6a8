"""Replaces the authority's keys one at a time, so that no gate ever stands without one it knows.

Never destroys a key: what is replaced lies beside, under its kid. Never uses a new issuing key before it was listed
long enough to have reached every gate; the caller says when that is.
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.authority.ceremony import (
    ROOTS,
    Authority,
    RootFolder,
    current_trust,
    issuing_key,
    private_file,
    renew_trust,
    write_pair,
)
from device.errors import FileRefused
from device.health_code.keys import key_id_of
from device.key_files import read_signing_private, read_signing_public

_NEXT = "issuing-next"


def replace_root(authority: Authority | RootFolder, number: int, *, now: int) -> str:
    """Make a new root in the place of `number` (1 or 2) and give its kid; the trust list is signed by the other root.

    Every gate still holds the other root, so it takes the list; give it the new public key before the
    other is replaced.

    Raises:
        MissingSecret: the other root's private key is not here.
        FileRefused: the disk does not take it.
        ValueError: there is no root of that number.
    """
    if not 1 <= number <= len(ROOTS):
        raise ValueError(f"there is no root {number}: 1 or 2")
    directory, name, other = authority.directory, ROOTS[number - 1], ROOTS[len(ROOTS) - number]
    renew_trust(authority, now=now, root=other)
    _put_aside(directory, name)
    write_pair(directory, name, Ed25519PrivateKey.generate())
    return key_id_of(read_signing_public(directory / f"{name}.pem")).hex()


def list_next_issuing(authority: Authority | RootFolder, *, now: int, root: str = ROOTS[0]) -> str:
    """Make the next issuing key, list it beside the present one, and give its kid; nothing is signed with it yet.

    Raises:
        FileRefused: there is a next one already, or the disk does not take it.
    """
    directory = authority.directory
    if private_file(directory, _NEXT).exists():
        raise FileRefused(f"{private_file(directory, _NEXT)} is there already: use that key first")
    write_pair(directory, _NEXT, Ed25519PrivateKey.generate())
    fresh = issuing_key(read_signing_public(directory / f"{_NEXT}.pem"), now=now)
    renew_trust(authority, now=now, keys=(*current_trust(authority).keys.values(), fresh), root=root)
    return fresh.kid.hex()


def use_next_issuing(authority: Authority | RootFolder) -> str:
    """Sign codes with the next issuing key from now on and give its kid; the old one stays listed.

    Raises:
        FileRefused: there is no next key in the list, or the disk does not take it.
    """
    directory = authority.directory
    if not private_file(directory, _NEXT).exists():
        raise FileRefused(f"{private_file(directory, _NEXT)} does not exist: list the next key first")
    kid = key_id_of(read_signing_private(private_file(directory, _NEXT)).public_key())
    if kid not in current_trust(authority).keys:
        raise FileRefused("the next issuing key is not in the trust list")
    _put_aside(directory, "issuing")
    try:
        private_file(directory, _NEXT).rename(private_file(directory, "issuing"))
        (directory / f"{_NEXT}.pem").rename(directory / "issuing.pem")
    except OSError as error:
        raise FileRefused(f"{directory} does not take the key: {error.strerror}") from error
    return kid.hex()


def _put_aside(directory: Path, name: str) -> None:
    """Move a key beside itself, under its kid; the private half may have been carried away."""
    kid = key_id_of(read_signing_public(directory / f"{name}.pem")).hex()
    try:
        if private_file(directory, name).exists():
            private_file(directory, name).rename(private_file(directory, f"{name}-{kid}"))
        (directory / f"{name}.pem").rename(directory / f"{name}-{kid}.pem")
    except OSError as error:
        raise FileRefused(f"{directory} does not take the key: {error.strerror}") from error
