"""Reads a file of trusted keys that a person names: a signed list, or the JSON form of tests and other tools.

Never used by the gate, which takes signed lists alone and knows its roots from its installation.
"""

import base64
import binascii
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key

from device.errors import FileRefused
from device.health_code.keys import VerifierKey, algorithm_of
from device.health_code.registry import KNOWN_FORMATS
from device.health_code.trust import TrustedKey, TrustRefusal, TrustSnapshot
from device.health_code.trust_list import LIST_LONGEST_BYTES, read_trust_list, read_unverified
from device.vocabulary import Kind

_ALGORITHMS: Final = {"EdDSA": -8, "ES256": -7}


class _Key(msgspec.Struct, frozen=True, kw_only=True):
    """One key of the JSON form; kinds and formats that are left out are all of them."""

    kid: str
    alg: str
    spki: str
    issuer: str = ""
    formats: tuple[str, ...] = KNOWN_FORMATS
    kinds: tuple[str, ...] = tuple(kind.value for kind in Kind)


class _Keys(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON form."""

    keys: tuple[_Key, ...]


def read_trust_file(path: Path, roots: tuple[VerifierKey, ...]) -> TrustSnapshot:
    """Give the keys in `path`; a signed list is verified with `roots`, or taken at its word where there are none.

    Raises:
        FileRefused: it is neither form, a key in it is none, or none of the roots signed it.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LIST_LONGEST_BYTES + 1)
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}") from error
    if content.lstrip().startswith(b"{"):
        return _from_json(path, content)
    verdict = read_trust_list(content, roots) if roots else read_unverified(content)
    if isinstance(verdict, TrustRefusal):
        raise FileRefused(f"{path} is not a trust list that can be taken: {verdict}")
    return verdict


def _from_json(path: Path, content: bytes) -> TrustSnapshot:
    try:
        entries = msgspec.json.decode(content, type=_Keys).keys
        # Keys of formats this version cannot verify do no harm here: no code of theirs is ever judged.
        keys = {key.kid: key for key in (_key(entry) for entry in entries if set(entry.formats) & set(KNOWN_FORMATS))}
    except (msgspec.MsgspecError, ValueError, UnsupportedAlgorithm) as error:
        raise FileRefused(f"{path}: {error}") from error
    return TrustSnapshot(keys=MappingProxyType(keys))


def _key(entry: _Key) -> TrustedKey:
    """Give the key of `entry`.

    Raises:
        ValueError: it is none, and which.
        UnsupportedAlgorithm: nor one that can be loaded.
    """
    try:
        if entry.spki.startswith("-----BEGIN"):
            key = load_pem_public_key(entry.spki.encode())
        else:
            key = load_der_public_key(base64.b64decode(entry.spki, validate=True))
        kid = bytes.fromhex(entry.kid)
        kinds = frozenset(Kind(word) for word in entry.kinds)
    except (ValueError, binascii.Error) as error:
        raise ValueError(f"key {entry.kid}: {error}") from error
    if not isinstance(key, Ed25519PublicKey | EllipticCurvePublicKey):
        raise ValueError(f"key {entry.kid} is no signing key")
    if _ALGORITHMS.get(entry.alg) != algorithm_of(key):
        raise ValueError(f"key {entry.kid} is not for {entry.alg}")
    return TrustedKey(kid=kid, key=key, kinds=kinds, formats=frozenset(entry.formats), issuer=entry.issuer)
