"""Loads every key and secret a gate needs, or says which is missing and why.

Never holds a private signing key: a gate verifies what the venue and the operator sign, and signs nothing itself.
"""

from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from msgspec import Struct

from device.errors import FileRefused, MissingSecret
from device.key_files import read_sealing_public, read_signing_public
from device.settings.secrets import credentials_directory, find_secret
from device.settings.sections import Keys


class GateKeys(Struct, frozen=True, kw_only=True):
    """What the contract's `[keys]` names."""

    roots: tuple[Ed25519PublicKey, ...]
    venue: Ed25519PublicKey
    operator: Ed25519PublicKey
    tracing: X25519PublicKey
    resolve: X25519PublicKey
    venue_secret: bytes
    city_secret: bytes
    journal_key: bytes


def load_gate_keys(keys: Keys, environment: Mapping[str, str]) -> GateKeys:
    """Give all of them; secrets come from systemd's credentials first.

    Raises:
        MissingSecret: one is not there or is no key; the text says which.
    """
    credentials = credentials_directory(environment)
    try:
        return GateKeys(
            roots=tuple(read_signing_public(Path(root)) for root in keys.roots),
            venue=read_signing_public(Path(keys.venue_public)),
            operator=read_signing_public(Path(keys.operator_public)),
            tracing=read_sealing_public(Path(keys.tracing_public)),
            resolve=read_sealing_public(Path(keys.resolve_public)),
            venue_secret=find_secret("venue_secret", Path(keys.venue_secret), credentials),
            city_secret=find_secret("city_secret", Path(keys.city_secret), credentials),
            journal_key=find_secret("journal_key", Path(keys.journal_key), credentials),
        )
    except FileRefused as error:
        raise MissingSecret(str(error)) from error
