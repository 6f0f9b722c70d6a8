"""Founds a pilot health authority: makes its keys and secrets once, and signs its trust list as often as needed.

Never overwrites a key, never leaves a private file readable to others. The two roots are read only to sign the trust
list: once it is signed their private files may be carried away, and everything else goes on (docs/authority.md).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from device.errors import FileRefused
from device.health_code.duties import Duty, DutyKey, duty_key
from device.health_code.foreign_keys import ForeignKey
from device.health_code.keys import key_id_of
from device.health_code.trust import ISSUER_KINDS, TrustedKey, TrustSnapshot
from device.health_code.trust_list import LIST_LONGEST_BYTES, read_trust_list, write_trust_list
from device.key_files import (
    make_private_directory,
    read_sealing_private,
    read_secret,
    read_signing_private,
    read_signing_public,
    write_fresh_secret,
    write_private,
    write_public,
)
from device.trust.trust_store import write_durably

TRUST_FILE: Final = "trust.cose"
_DAY_SECONDS: Final = 24 * 3600
SOFT_SECONDS: Final = 7 * _DAY_SECONDS
HARD_SECONDS: Final = 30 * _DAY_SECONDS
ISSUING_KEY_SECONDS: Final = 395 * _DAY_SECONDS
"""Thirteen months: a paper code lives for twelve."""
ROOTS: Final = ("root-1", "root-2")
STANDING_DUTIES: Final = frozenset({Duty.REVOKE, Duty.RECOLOUR, Duty.ANSWER})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Authority:
    """What the authority works with every day, and where it lies; no root's private key is among it."""

    directory: Path
    root_publics: tuple[Ed25519PublicKey, Ed25519PublicKey]
    """The two keys that every gate is given at its installation."""
    issuing: Ed25519PrivateKey
    standing: Ed25519PrivateKey
    """Signs lists of withdrawn codes and changed colours, and answers to look-ups; issues nothing."""
    tracing: X25519PrivateKey
    resolve: X25519PrivateKey
    city_secret: bytes
    holder_secret: bytes
    """Makes holder ids out of id numbers; never leaves the authority."""
    register_key: bytes
    """Seals what the register knows about people."""


class RootFolder(Struct, frozen=True, kw_only=True):
    """Where lists are signed: the roots and the list, and nothing of the everyday keys."""

    directory: Path
    root_publics: tuple[Ed25519PublicKey, Ed25519PublicKey]


def open_root_folder(directory: Path) -> RootFolder:
    """Give what a list is read and signed with in `directory`; the root's private key is read only to sign.

    Raises:
        MissingSecret: a root's public key is missing.
        FileRefused: it is none.
    """
    first, second = (read_signing_public(directory / f"{name}.pem") for name in ROOTS)
    return RootFolder(directory=directory, root_publics=(first, second))


def found(directory: Path, *, now: int) -> Authority:
    """Make keys, secrets and the first trust list in the fresh `directory` (0700), and give the authority.

    Raises:
        FileRefused: the directory is not empty, or the disk does not take it.
    """
    make_private_directory(directory)
    for name in (*ROOTS, "issuing", "standing"):
        write_pair(directory, name, Ed25519PrivateKey.generate())
    for name in ("tracing", "resolve"):
        write_pair(directory, name, X25519PrivateKey.generate())
    for name in ("city_secret", "holder_secret", "register_key"):
        write_fresh_secret(directory / name)
    authority = open_authority(directory)
    standing = duty_key(authority.standing.public_key(), STANDING_DUTIES, not_before=now)
    keys = (issuing_key(authority.issuing.public_key(), now=now),)
    _sign(authority, keys=keys, duties=(standing,), seq=1, now=now, root=ROOTS[0])
    return authority


def issuing_key(key: Ed25519PublicKey, *, now: int) -> TrustedKey:
    """Give `key` as the trust list names one that issues codes from now on."""
    return TrustedKey(
        kid=key_id_of(key),
        key=key,
        kinds=ISSUER_KINDS,
        not_before=now,
        not_after=now + ISSUING_KEY_SECONDS,
        issuer="pilot health authority",
    )


def open_authority(directory: Path) -> Authority:
    """Give the authority whose keys lie in `directory`.

    Raises:
        MissingSecret: a file is missing.
        FileRefused: a file is not what it should be, or others may read it.
    """
    return Authority(
        directory=directory,
        root_publics=open_root_folder(directory).root_publics,
        issuing=read_signing_private(private_file(directory, "issuing")),
        standing=read_signing_private(private_file(directory, "standing")),
        tracing=read_sealing_private(private_file(directory, "tracing")),
        resolve=read_sealing_private(private_file(directory, "resolve")),
        city_secret=read_secret(directory / "city_secret"),
        holder_secret=read_secret(directory / "holder_secret"),
        register_key=read_secret(directory / "register_key"),
    )


def current_trust(authority: Authority | RootFolder) -> TrustSnapshot:
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


def renew_trust(
    authority: Authority | RootFolder,
    *,
    now: int,
    foreign: tuple[ForeignKey, ...] | None = None,
    keys: tuple[TrustedKey, ...] | None = None,
    without: frozenset[bytes] = frozenset(),
    root: str = ROOTS[0],
) -> TrustSnapshot:
    """Sign the same keys anew under the next number, fresh from `now` on, and give the list.

    `foreign` and `keys` take the place of those listed so far; None keeps them. Keys whose time is over, and those
    whose kid is among `without`, are left out.

    Raises:
        MissingSecret: the root's private key is not in the directory.
        FileRefused: the list cannot be read or written.
    """
    held = current_trust(authority)
    if foreign is None:
        foreign = tuple(key for listed in held.foreign.values() for key in listed)
    listed = tuple(held.keys.values()) if keys is None else keys
    lasting = tuple(key for key in listed if key.kid not in without and (key.not_after is None or key.not_after > now))
    duties = tuple(key for key in held.duty_keys.values() if key.kid not in without)
    return _sign(authority, keys=lasting, foreign=foreign, duties=duties, seq=held.seq + 1, now=now, root=root)


def write_pair(directory: Path, name: str, key: Ed25519PrivateKey | X25519PrivateKey) -> None:
    """Write both halves of a fresh key.

    Raises:
        FileRefused: something is there already, or the disk does not take it.
    """
    write_private(private_file(directory, name), key)
    write_public(directory / f"{name}.pem", key.public_key())


def private_file(directory: Path, name: str) -> Path:
    """Give where the private half of a key lies."""
    return directory / f"{name}.private.pem"


def _sign(
    authority: Authority | RootFolder,
    *,
    keys: tuple[TrustedKey, ...],
    foreign: tuple[ForeignKey, ...] = (),
    duties: tuple[DutyKey, ...],
    seq: int,
    now: int,
    root: str,
) -> TrustSnapshot:
    message = write_trust_list(
        keys=keys,
        foreign=foreign,
        duties=duties,
        seq=seq,
        issued_at=now,
        soft_end=now + SOFT_SECONDS,
        hard_end=now + HARD_SECONDS,
        root=read_signing_private(private_file(authority.directory, root)),
    )
    path = authority.directory / TRUST_FILE
    try:
        write_durably(path, message, mode=0o644)
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror}") from error
    return current_trust(authority)
