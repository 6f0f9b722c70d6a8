"""Reads a file of trusted keys that a person names: a signed list, or the JSON form of tests and other tools.

Never used by the gate, which takes signed lists alone and knows its roots from its installation.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)

from device.errors import FileRefused
from device.health_code.foreign_keys import (
    FOREIGN_FORMATS,
    HCERT,
    VDS_NC,
    ForeignKey,
    by_name,
)
from device.health_code.foreign_signature import algorithm_of_spki
from device.health_code.foreign_summary import Subject
from device.health_code.keys import VerifierKey, algorithm_of
from device.health_code.phc1 import NAME as PHC1
from device.health_code.trust import TrustedKey, TrustRefusal, TrustSnapshot
from device.health_code.trust_list import read_trust_list, read_unverified
from device.vocabulary import Kind

_ALGORITHMS: Final = {"EdDSA": -8, "ES256": -7}
_JSON_LONGEST_BYTES: Final = 1 << 22
_OTHER_SPELLINGS: Final = {"vds-nc": VDS_NC, "vds_nc": VDS_NC, "eu-dcc": HCERT, "dcc": HCERT}
_SUBJECTS: Final = {"v": Subject.VACCINATION, "t": Subject.TEST, "r": Subject.RECOVERY} | {
    subject.value: subject for subject in Subject
}
"""What a foreign key may be limited to, in words or in the letters that certificates use."""
_BASE64_KID: Final = re.compile(r"[A-Za-z0-9+/_-]{11}=?")
_HEX_KID: Final = re.compile(r"([0-9A-Fa-f]{2})+")


class _Key(msgspec.Struct, frozen=True, kw_only=True):
    """One key of the JSON form; kinds that are left out are all of them, formats are PHC1."""

    kid: str
    alg: str
    spki: str
    issuer: str = ""
    formats: tuple[str, ...] = (PHC1,)
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
            content = file.read(_JSON_LONGEST_BYTES + 1)
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
        keys = {key.kid: key for key in (_key(entry) for entry in entries if PHC1 in entry.formats)}
        foreign = by_name(key for entry in entries for key in _foreign_keys(entry))
    except (msgspec.MsgspecError, ValueError, UnsupportedAlgorithm) as error:
        raise FileRefused(f"{path}: {error}") from error
    return TrustSnapshot(keys=MappingProxyType(keys), foreign=foreign)


def _key(entry: _Key) -> TrustedKey:
    """Give the key of `entry`.

    Raises:
        ValueError: it is none, and which.
        UnsupportedAlgorithm: nor one that can be loaded.
    """
    try:
        key = load_der_public_key(_spki(entry))
        kid = bytes.fromhex(entry.kid)
        kinds = frozenset(Kind(word) for word in entry.kinds if word not in _SUBJECTS)
    except (ValueError, binascii.Error) as error:
        raise ValueError(f"key {entry.kid}: {error}") from error
    if not isinstance(key, Ed25519PublicKey | EllipticCurvePublicKey):
        raise ValueError(f"key {entry.kid} is no signing key")
    if _ALGORITHMS.get(entry.alg) != algorithm_of(key):
        raise ValueError(f"key {entry.kid} is not for {entry.alg}")
    return TrustedKey(kid=kid, key=key, kinds=kinds, formats=frozenset(entry.formats), issuer=entry.issuer)


def _spki(entry: _Key) -> bytes:
    """Give the DER of the key in `entry`.

    Raises:
        ValueError: it is neither PEM nor base64.
    """
    if not entry.spki.startswith("-----BEGIN"):
        return base64.b64decode(entry.spki, validate=True)
    key = load_pem_public_key(entry.spki.encode())
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _foreign_keys(entry: _Key) -> Iterator[ForeignKey]:
    """Give the key of `entry` once for each foreign format and each way its kid may be meant.

    Raises:
        ValueError: it is none, and which.
    """
    formats = {_OTHER_SPELLINGS.get(name, name) for name in entry.formats} & set(FOREIGN_FORMATS)
    if not formats:
        return
    try:
        spki = _spki(entry)
        algorithm = algorithm_of_spki(spki)
    except (ValueError, binascii.Error) as error:
        raise ValueError(f"key {entry.kid}: {error}") from error
    if algorithm != entry.alg:
        raise ValueError(f"key {entry.kid} is not for {entry.alg}")
    for name in sorted(formats):
        for kid in _kids(entry.kid):
            yield ForeignKey(
                format=name,
                kid=kid,
                algorithm=algorithm,
                spki=spki,
                issuer=entry.issuer,
                subjects=_subjects(entry.kinds),
            )


def _kids(text: str) -> set[bytes]:
    """Give every name that `text` may stand for: itself, hex, or base64 of eight bytes. A name is no proof."""
    found = {text.encode()}
    if _HEX_KID.fullmatch(text):
        found.add(bytes.fromhex(text))
    if _BASE64_KID.fullmatch(text):
        found.add(base64.b64decode(text.rstrip("=") + "=", altchars=b"-_" if set(text) & set("-_") else None))
    return found


def _subjects(words: tuple[str, ...]) -> frozenset[Subject]:
    """Give what the key may sign: what is named, else everything where `foreign` is named or nothing is.

    Raises:
        ValueError: a word that is no kind.
    """
    named = frozenset(_SUBJECTS[word] for word in words if word in _SUBJECTS)
    kinds = {Kind(word) for word in words if word not in _SUBJECTS}
    if named:
        return named
    return frozenset(Subject) if Kind.FOREIGN in kinds or not kinds else frozenset()
