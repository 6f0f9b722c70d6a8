"""Founds a pilot health authority: makes its keys and secrets once, and signs its trust list as often as needed.

Never overwrites a key, never leaves a private file readable to others. In earnest the two roots are made and kept
apart, away from any network; here they lie in one directory, which is why this authority is a pilot's.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from device.errors import FileRefused
from device.health_code.foreign_keys import ForeignKey
from device.health_code.keys import key_id_of
from device.health_code.trust import ISSUER_KINDS, TrustedKey, TrustSnapshot
from device.health_code.trust_list import LIST_LONGEST_BYTES, read_trust_list, write_trust_list
from device.key_files import (
    make_private_directory,
    read_sealing_private,
    read_secret,
    read_signing_private,
    write_fresh_secret,
    write_private,
    write_public,
)
from device.trust_store import write_durably

TRUST_FILE: Final = "trust.cose"
HOLDERS_FILE: Final = "holders.json"
_DAY_SECONDS: Final = 24 * 3600
SOFT_SECONDS: Final = 7 * _DAY_SECONDS
HARD_SECONDS: Final = 30 * _DAY_SECONDS
ISSUING_KEY_SECONDS: Final = 395 * _DAY_SECONDS
"""Thirteen months: a paper code lives for twelve."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Authority:
    """The authority's private keys and secrets, and where they lie."""

    directory: Path
    roots: tuple[Ed25519PrivateKey, Ed25519PrivateKey]
    issuing: Ed25519PrivateKey
    tracing: X25519PrivateKey
    resolve: X25519PrivateKey
    city_secret: bytes
    holder_secret: bytes
    """Makes holder ids out of id numbers; never leaves the authority."""

    @property
    def root_publics(self) -> tuple[Ed25519PublicKey, Ed25519PublicKey]:
        """The two keys that every gate is given at its installation."""
        return self.roots[0].public_key(), self.roots[1].public_key()


def found(directory: Path, *, now: int) -> Authority:
    """Make keys, secrets and the first trust list in the fresh `directory` (0700), and give the authority.

    Raises:
        FileRefused: the directory is not empty, or the disk does not take it.
    """
    make_private_directory(directory)
    for name in ("root-1", "root-2", "issuing"):
        _write_pair(directory, name, Ed25519PrivateKey.generate())
    for name in ("tracing", "resolve"):
        _write_pair(directory, name, X25519PrivateKey.generate())
    for name in ("city_secret", "holder_secret"):
        write_fresh_secret(directory / name)
    authority = open_authority(directory)
    issuing = TrustedKey(
        kid=key_id_of(authority.issuing.public_key()),
        key=authority.issuing.public_key(),
        kinds=ISSUER_KINDS,
        not_before=now,
        not_after=now + ISSUING_KEY_SECONDS,
        issuer="pilot health authority",
    )
    _sign(authority, keys=(issuing,), seq=1, now=now)
    return authority


def open_authority(directory: Path) -> Authority:
    """Give the authority whose keys lie in `directory`.

    Raises:
        MissingSecret: a file is missing.
        FileRefused: a file is not what it should be, or others may read it.
    """
    return Authority(
        directory=directory,
        roots=(
            read_signing_private(_private(directory, "root-1")),
            read_signing_private(_private(directory, "root-2")),
        ),
        issuing=read_signing_private(_private(directory, "issuing")),
        tracing=read_sealing_private(_private(directory, "tracing")),
        resolve=read_sealing_private(_private(directory, "resolve")),
        city_secret=read_secret(directory / "city_secret"),
        holder_secret=read_secret(directory / "holder_secret"),
    )


def current_trust(authority: Authority) -> TrustSnapshot:
    """Give the authority's own list as it stands.

    Raises:
        FileRefused: it cannot be read, or none of the roots signed it.
    """
    path = authority.directory / TRUST_FILE
    try:
        with path.open("rb") as file:
            verdict = read_trust_list(file.read(LIST_LONGEST_BYTES + 1), authority.root_publics)
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}") from error
    if not isinstance(verdict, TrustSnapshot):
        raise FileRefused(f"{path} is not this authority's trust list ({verdict})")
    return verdict


def renew_trust(authority: Authority, *, now: int, foreign: tuple[ForeignKey, ...] | None = None) -> TrustSnapshot:
    """Sign the same keys anew under the next number, fresh from `now` on, and give the list.

    `foreign` takes the place of the foreign keys listed so far; None keeps them.

    Raises:
        FileRefused: the list cannot be read or written.
    """
    held = current_trust(authority)
    if foreign is None:
        foreign = tuple(key for keys in held.foreign.values() for key in keys)
    return _sign(authority, keys=tuple(held.keys.values()), foreign=foreign, seq=held.seq + 1, now=now)


def _sign(
    authority: Authority,
    *,
    keys: tuple[TrustedKey, ...],
    foreign: tuple[ForeignKey, ...] = (),
    seq: int,
    now: int,
) -> TrustSnapshot:
    message = write_trust_list(
        keys=keys,
        foreign=foreign,
        seq=seq,
        issued_at=now,
        soft_end=now + SOFT_SECONDS,
        hard_end=now + HARD_SECONDS,
        root=authority.roots[0],
    )
    path = authority.directory / TRUST_FILE
    try:
        write_durably(path, message, mode=0o644)
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror}") from error
    return current_trust(authority)


def _write_pair(directory: Path, name: str, key: Ed25519PrivateKey | X25519PrivateKey) -> None:
    write_private(_private(directory, name), key)
    write_public(directory / f"{name}.pem", key.public_key())


def _private(directory: Path, name: str) -> Path:
    return directory / f"{name}.private.pem"
